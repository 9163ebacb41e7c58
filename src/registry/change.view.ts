import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { view } from '../kernel/view.ts'
import type { Area } from './area.schema.ts'
import { Party, type Organization } from './organization.schema.ts'
import { organizationPolicy } from './registry.policy.ts'
import { choice } from './roll.view.ts'
import type { Change, Section } from './section.schema.ts'
import { completeness, differences, gapsOf, needsApproval, sections, SECTIONS, valueAt, type Field } from './section.rules.ts'

const labelOf = ({ path }: Field) => ({ key: `registry.field.${path.replace('.', '-')}` })
const TYPES: Partial<Record<Field['input'], string>> = { date: 'date', number: 'number', money: 'money' }
const partyOptions = Party.options.map(value => ({ value, key: `registry.party.${value}` }))

/** A value of the profile as people read it. */
const shownValue = ({ input }: Field, value: unknown, areaName: (code: string) => string): unknown =>
  value === null || value === undefined ? null
    : input === 'yes-no' ? { key: value ? 'registry.yes' : 'registry.no' }
      : input === 'party' ? { key: `registry.party.${value as string}` }
        : input === 'area' ? areaName(value as string) : value

const CHANGE_TONE = { asked: 'waiting', approved: 'good', refused: 'bad', withdrawn: 'done' } as const

type Profile = { organization: Organization; changes: Change[]; actor: Actor; areaName: (code: string) => string }

/** The profile as a list of sections, with what each gap blocks; and the changes, the old value beside the new. */
export function profilePart({ organization, changes, actor, areaName }: Profile) {
  const at = `/organizations/${organization.id}`
  const edits = may(organizationPolicy.edit, actor, organization)
  const decides = may(organizationPolicy.decide, actor, organization)
  const gaps = gapsOf(organization)
  const statusOf = (section: Section) => {
    if (changes.some(each => each.pending && each.section === section)) return { key: 'registry.section-status.pending', tone: 'info' }
    const missing = gaps.filter(gap => gap.section === section)
    return missing.length === 0 ? { key: 'registry.section-status.complete', tone: 'good' }
      : { key: 'registry.section-status.gaps', params: { count: missing.length }, tone: missing.some(({ blocks }) => blocks) ? 'bad' : 'waiting' }
  }
  const hintOf = (section: Section) => {
    const blocks = gaps.find(gap => gap.section === section && gap.blocks)?.blocks
    return blocks ? { key: `registry.blocks.${blocks}` } : null
  }
  return {
    completeness: completeness(organization),
    sections: sections.map(section => ({
      key: `registry.section.${section}`, href: edits ? `${at}/sections/${section}` : null, status: statusOf(section), hint: hintOf(section),
    })),
    changes: changes.map(change => ({
      section: { key: `registry.section.${change.section}` }, status: { key: `registry.change-status.${change.status}`, tone: CHANGE_TONE[change.status] },
      who: change.askedBy.name, on: change.askedAt, reason: change.reason, document: change.document ?? null, pending: change.pending,
      answer: change.decided ? { name: change.decided.by.name, on: change.decided.at, reason: change.decided.reason ?? '' } : null,
      rows: differences(change).map(({ field, from, to }) => ({
        label: labelOf(field), from: shownValue(field, from, areaName), to: shownValue(field, to, areaName), type: TYPES[field.input] ?? null,
      })),
      approve: change.pending && decides ? { key: 'registry.change.approve', href: `${at}/changes/${change.id}/approve`, method: 'post', tone: 'primary', icon: 'check-circle', name: 'revision', value: String(change.revision) } : null,
      asks: [
        ...(change.pending && decides ? ['refuse'] : []), ...(change.pending && edits ? ['withdraw'] : []),
      ].map(action => ({
        href: `${at}/changes/${change.id}/${action}`, open: { key: `registry.change.${action}` }, title: { key: `registry.change.${action}-ask` },
        reason: { key: 'registry.reason' }, submit: { key: `registry.change.${action}` }, fields: [{ name: 'revision', value: String(change.revision) }],
      })),
    })),
  }
}

type Asked = { organization: Organization; section: Section; areas: Area[]; blockers: Blocker[] }
export const sectionForm = view('registry/ask', ({ organization, section, areas, blockers }: Asked) => {
  const waits = needsApproval(organization, section)
  const ask = (field: Field) => {
    const common = { name: field.path, label: labelOf(field), value: valueAt(organization, field.path), required: !field.optional }
    switch (field.input) {
      case 'area': return { ...common, control: 'select', options: areas.map(choice) }
      case 'party': return { ...common, control: 'select', options: partyOptions, blank: { key: 'registry.choose' } }
      case 'yes-no': return { ...common, control: 'checkbox', checked: Boolean(common.value), value: 'on' }
      default: return { ...common, control: 'field', type: field.input, narrow: ['date', 'number', 'money', 'tel'].includes(field.input) }
    }
  }
  return {
    title: { key: `registry.section.${section}` }, lead: { text: organization.name }, revision: organization.revision, blockers,
    hint: { key: waits ? 'registry.change.waits' : 'registry.change.at-once' },
    action: `/organizations/${organization.id}/sections/${section}`, back: `/organizations/${organization.id}`,
    submit: { key: waits ? 'registry.change.ask' : 'platform.form.save' },
    questions: [
      ...SECTIONS[section].fields.map(ask),
      ...(waits ? [
        { control: 'field', name: 'reason', label: { key: 'registry.reason' }, type: 'textarea', rows: 3, required: true, max: 500 },
        { control: 'field', name: 'document', label: { key: 'registry.change.document' }, hint: { key: 'registry.change.document-hint' } },
      ] : []),
    ],
  }
})
