import type { Actor } from '../kernel/actor.ts'
import { view } from '../kernel/view.ts'
import { conditionBlockers, conditionWarnings } from './condition.rules.ts'
import { judgedSections, judgementOf, openSections } from './judgement.rules.ts'
import { Verdict, type Judgement } from './judgement.schema.ts'
import type { Organization } from './organization.schema.ts'
import { seesJudgements } from './registry.policy.ts'
import { trailOf } from './roll.view.ts'
import type { Change, Section } from './section.schema.ts'
import { differences, fieldsOf, partOf, valueAt, type Difference } from './section.rules.ts'
import { labelOf, shownValue, TYPES } from './section.view.ts'

const VERDICT_TONE: Record<Verdict, string> = { 'in-order': 'good', 'to-correct': 'bad' }
const chipOf = (judged: Judgement | undefined) => !judged ? { key: 'registry.judge.status.open', tone: 'waiting' }
  : judged.changed ? { key: 'registry.judge.status.changed', tone: 'info' } : { key: `registry.judge.status.${judged.verdict}`, tone: VERDICT_TONE[judged.verdict] }

/** What is told of a section while its application is under way: the state, and what is to be corrected. Null where nothing is told. */
export function judgementMark(organization: Organization, section: Section, actor: Actor) {
  if (!['applied', 'refused'].includes(organization.status) || !seesJudgements(actor, organization) || !judgedSections(organization).includes(section)) return null
  const judged = judgementOf(organization, section)
  return { status: chipOf(judged), hint: judged?.remark ? { key: 'registry.judge.remark', params: { remark: judged.remark } } : null }
}
/** What a refused applicant is to correct in this section. */
export const remarkOf = (organization: Organization, section: Section): string | null =>
  organization.status === 'refused' ? judgementOf(organization, section)?.remark ?? null : null

/** What the applicant has changed since the section was judged: what stood then, beside what stands now. */
function changedSince(organization: Organization, changes: Change[], judged: Judgement | undefined): Difference[] {
  if (!judged?.changed) return []
  const [first] = changes.filter(({ section, status, askedAt }) => section === judged.section && status === 'corrected' && askedAt >= judged.at)
    .toSorted((a, b) => a.askedAt.getTime() - b.askedAt.getTime())
  return first ? differences({ section: judged.section, from: first.from, to: partOf(organization, judged.section) }) : []
}

type Judging = { organization: Organization; changes: Change[]; areaName: (code: string) => string }
function sectionOf({ organization, changes, areaName }: Judging, section: Section) {
  const judged = judgementOf(organization, section)
  const changed = changedSince(organization, changes, judged)
  const holds = judged && !judged.changed ? judged : undefined
  return {
    name: `judgements.${section}`, title: { key: `registry.section.${section}` }, status: chipOf(judged),
    rows: fieldsOf(organization, section).filter(field => !changed.some(each => each.field === field)).map(field => ({
      label: labelOf(field), value: shownValue(field, valueAt(organization, field.path), areaName), type: TYPES[field.input] ?? null,
    })),
    changes: changed.map(({ field, from, to }) => ({ label: labelOf(field), from: shownValue(field, from, areaName), to: shownValue(field, to, areaName), type: TYPES[field.input] ?? null })),
    judged: judged ? { key: `registry.judge.judged${judged.remark ? '-remark' : ''}`, params: { name: judged.by.name, on: judged.at, verdict: { key: `registry.judge.verdict.${judged.verdict}` }, remark: judged.remark ?? '' } } : null,
    verdict: holds?.verdict ?? null, remark: holds?.remark ?? null,
  }
}

const pathOf = ({ id }: Organization, section?: Section) => `/organizations/${id}/judgements${section ? `/${section}` : ''}`
const verdicts = Verdict.options.map(value => ({ value, key: `registry.judge.verdict.${value}` }))

/** One section by itself, as it is judged on a phone: saved, and on to the next that is open. */
export const judgeSectionForm = view('registry/judge-section', (judging: Judging, section: Section) => {
  const { organization } = judging
  const asked = judgedSections(organization)
  const at = asked.indexOf(section)
  const left = openSections(organization).filter(each => each !== section)
  const nextTo = (to: Section | undefined) => to ? pathOf(organization, to) : ''
  return {
    title: { key: `registry.section.${section}` }, lead: { text: organization.name },
    breadcrumbs: [...trailOf(organization), { key: 'registry.judge.title', href: pathOf(organization) }, { key: `registry.section.${section}` }],
    place: { key: 'registry.judge.place', params: { number: at + 1, all: asked.length, left: openSections(organization).length } },
    revision: organization.revision, action: pathOf(organization, section), overview: pathOf(organization), verdicts, section: sectionOf(judging, section),
    submit: { key: left.length > 0 ? 'registry.judge.save-next' : 'registry.judge.save' }, previous: nextTo(asked[at - 1]), next: nextTo(asked[at + 1]),
  }
})

/** What was found of an application that is decided, for those who may read it. */
export function judgementRecord(organization: Organization, actor: Actor) {
  const isShown = organization.status !== 'applied' && seesJudgements(actor, organization)
  return {
    judgements: isShown ? organization.judgements.map(judged => ({
      section: { key: `registry.section.${judged.section}` }, verdict: { key: `registry.judge.verdict.${judged.verdict}`, tone: VERDICT_TONE[judged.verdict] }, remark: judged.remark ?? null, by: judged.by.name, at: judged.at,
    })) : [],
    judgementColumns: [
      { name: 'section', label: { key: 'registry.change.section' } }, { name: 'verdict', label: { key: 'registry.judge.found' }, type: 'chip' }, { name: 'remark', label: { key: 'registry.judge.note' } },
      { name: 'by', label: { key: 'registry.judge.by' } }, { name: 'at', label: { key: 'registry.judge.at' }, type: 'date' },
    ],
  }
}

/** The sections of an application and how far each is; below, all of them in one form: what is to be judged first, then what is. */
export const judgeForm = view('registry/judge', (judging: Judging) => {
  const { organization } = judging
  const open = openSections(organization)
  const settled = judgedSections(organization).filter(section => !open.includes(section))
  const groups = [{ title: { key: 'registry.judge.to-judge' }, of: open }, { title: { key: 'registry.judge.done' }, of: settled }]
  return {
    title: { key: 'registry.judge.title' }, lead: { text: organization.name }, breadcrumbs: [...trailOf(organization), { key: 'registry.judge.title' }], revision: organization.revision,
    conditions: [...conditionBlockers(organization), ...conditionWarnings(organization)],
    sections: judgedSections(organization).map(section => ({ key: `registry.section.${section}`, href: pathOf(organization, section), status: chipOf(judgementOf(organization, section)) })),
    begin: open[0] ? { key: 'registry.judge.begin', params: { count: open.length }, href: pathOf(organization, open[0]), tone: 'primary', icon: 'list-check' } : null,
    action: pathOf(organization), back: `/organizations/${organization.id}`,
    groups: groups.filter(({ of }) => of.length > 0).map(({ title, of }) => ({ title, sections: of.map(section => sectionOf(judging, section)) })),
    verdicts,
    more: open.length > 0 ? [{ key: 'registry.judge.rest', name: 'rest', value: 'in-order' }] : [],
  }
})
