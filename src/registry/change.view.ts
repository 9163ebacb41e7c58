import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { view } from '../kernel/view.ts'
import type { Area } from './area.schema.ts'
import { judgementMark, remarkOf } from './judgement.view.ts'
import { Party, type Organization } from './organization.schema.ts'
import { organizationPolicy } from './registry.policy.ts'
import { choice, trailOf, types } from './roll.view.ts'
import type { Change, ChangeFilter, Section, Waiting } from './section.schema.ts'
import { completeness, differences, dueOf, fieldsOf, gapsOf, needsApproval, sections, sectionsOf, valueAt, type Field } from './section.rules.ts'
import { labelOf, shownValue, TYPES } from './section.view.ts'

/** What is missing of a profile, and what that stands in the way of; nothing where nothing is. */
export function gapWords(organization: Organization, section?: Section): { key: string; params: object } | null {
  const missing = gapsOf(organization).filter(gap => !section || gap.section === section)
  if (missing.length === 0) return null
  const effects = [...new Set(missing.flatMap(({ blocks }) => blocks ?? []))].map(blocks => ({ key: `registry.blocks.${blocks}` }))
  return { key: effects.length > 0 ? 'registry.gaps-block' : 'registry.gaps', params: { names: missing.map(labelOf), effects } }
}
const partyOptions = Party.options.map(value => ({ value, key: `registry.party.${value}` }))

const CHANGE_TONE = { asked: 'waiting', approved: 'good', refused: 'bad', withdrawn: 'done', corrected: 'info' } as const

type Profile = { organization: Organization; changes: Change[]; actor: Actor; areaName: (code: string) => string }

/** The same, one line for each section that has gaps. */
export const gapLines = (organization: Organization) => sections.flatMap(section => gapWords(organization, section) ?? [])

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
  return {
    completeness: completeness(organization),
    sections: sectionsOf(organization).map(section => ({
      key: `registry.section.${section}`, href: edits ? `${at}/sections/${section}` : null,
      ...(judgementMark(organization, section, actor) ?? { status: statusOf(section), hint: gapWords(organization, section) }),
    })),
    changes: changes.map(change => ({
      section: { key: `registry.section.${change.section}` }, status: { key: `registry.change-status.${change.status}`, tone: CHANGE_TONE[change.status] },
      by: { key: change.status !== 'corrected' ? 'registry.change.by' : change.reason ? 'registry.change.corrected-by' : 'registry.change.changed-by', params: { name: change.askedBy.name, on: change.askedAt, reason: change.reason } },
      document: change.document ?? null, pending: change.pending,
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

type Side = string | { key: string; params?: Record<string, unknown> }
/** One side of a change as words that can stand within a sentence. */
function sideOf(field: Field, value: unknown, areaName: (code: string) => string): Side {
  const shown = shownValue(field, value, areaName)
  const type = TYPES[field.input]
  if (shown === null || shown === '') return { key: 'registry.change.nothing' }
  return type ? { key: `registry.change.${type}`, params: { value: shown } } : typeof shown === 'object' ? shown as Side : `${shown as string | number}`
}
/** A change in one name: whose, and of what. */
export const changeName = ({ change, organization }: Waiting) => ({ key: 'registry.change.name', params: { name: organization.name, section: { key: `registry.section.${change.section}` } } })

type Listed = { waiting: Waiting[]; filter: ChangeFilter; areas: Area[]; names: Map<string, string> }
/** Changes of the register that wait for whoever reads the list. */
export const changeList = view('registry/changes', ({ waiting, filter, areas, names }: Listed) => ({
  title: { key: 'registry.change.list' }, lead: { key: 'registry.change.list-lead' }, breadcrumbs: [{ key: 'registry.list.title', href: '/organizations' }, { key: 'registry.change.list' }],
  fields: [
    { name: 'q', label: { key: 'registry.change.search' }, type: 'search', value: filter.q },
    { name: 'section', label: { key: 'registry.change.section' }, type: 'select', value: filter.section, options: sections.map(value => ({ value, key: `registry.section.${value}` })) },
    { name: 'area', label: { key: 'registry.area.label' }, type: 'select', value: filter.area, options: areas.map(choice) },
  ],
  bulk: ['approve', 'refuse'].map(act => ({ key: `registry.change.bulk.${act}`, href: `/organizations/changes/bulk/${act}` })),
  columns: [
    { name: 'name', label: { key: 'registry.name' }, href: 'href' }, { name: 'section', label: { key: 'registry.change.section' } }, { name: 'what', label: { key: 'registry.change.what' }, type: 'list' },
    { name: 'reason', label: { key: 'registry.reason' } }, { name: 'area', label: { key: 'registry.area.label' } }, { name: 'by', label: { key: 'registry.change.asked-by' } },
    { name: 'at', label: { key: 'registry.change.asked-at' }, type: 'date', only: 'file' }, { name: 'due', label: { key: 'registry.change.due' }, type: 'date' },
  ],
  rows: waiting.map(({ change, organization }) => ({
    id: change.id, name: organization.name, href: `/organizations/${organization.id}#changes`, section: { key: `registry.section.${change.section}` },
    what: differences(change).map(({ field, from, to }) => {
      const side = (value: unknown) => sideOf(field, value, code => names.get(code) ?? code)
      return { key: 'registry.change.from-to', params: { label: labelOf(field), from: side(from), to: side(to) } }
    }),
    reason: change.reason, area: names.get(organization.area) ?? organization.area, by: change.askedBy.name, at: change.askedAt, due: dueOf(change),
  })),
  empty: { title: { key: 'registry.change.none' }, text: { key: 'registry.change.none-text' } },
}))

type Asked = { organization: Organization; section: Section; areas: Area[]; blockers: Blocker[] }
export const sectionForm = view('registry/ask', ({ organization, section, areas, blockers }: Asked) => {
  const waits = needsApproval(organization, section)
  const ask = (field: Field) => {
    const common = { name: field.path, label: labelOf(field), value: valueAt(organization, field.path), required: !field.optional }
    switch (field.input) {
      case 'area': return { ...common, control: 'select', options: areas.map(choice) }
      case 'type': return { ...common, control: 'select', options: types, required: true }
      case 'party': return { ...common, control: 'select', options: partyOptions, blank: { key: 'registry.choose' } }
      case 'yes-no': return { ...common, control: 'checkbox', checked: Boolean(common.value), value: 'on' }
      default: return { ...common, ...(field.path === 'uscc' && { hint: { key: 'registry.uscc-hint' } }), control: 'field', type: field.input, narrow: ['date', 'number', 'money', 'tel'].includes(field.input) }
    }
  }
  return {
    title: { key: `registry.section.${section}` }, lead: { text: organization.name }, breadcrumbs: [...trailOf(organization), { key: `registry.section.${section}` }], revision: organization.revision, blockers,
    remark: remarkOf(organization, section),
    hint: { key: waits ? 'registry.change.waits' : 'registry.change.at-once' },
    action: `/organizations/${organization.id}/sections/${section}`, back: `/organizations/${organization.id}`,
    submit: { key: waits ? 'registry.change.ask' : 'platform.form.save' },
    questions: [
      ...fieldsOf(organization, section).map(ask),
      ...(waits ? [
        { control: 'field', name: 'reason', label: { key: 'registry.reason' }, type: 'textarea', rows: 3, required: true, max: 500 },
        { control: 'field', name: 'document', label: { key: 'registry.change.document' }, hint: { key: 'registry.change.document-hint' } },
      ] : []),
    ],
  }
})
