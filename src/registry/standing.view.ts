import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { view } from '../kernel/view.ts'
import { Conclusion, Grade, type Organization } from './organization.schema.ts'
import { organizationPolicy } from './registry.policy.ts'
import { proposalsOf } from './proposal.rules.ts'
import { groundOf } from './proposal.view.ts'
import { trailOf } from './roll.view.ts'
import { concludeBlockers, gradeBlockers, gradeNow, gradeUntil, listingNow, openReport, reports, yearToReport } from './standing.rules.ts'

const CONCLUSION_TONE = { passed: 'good', basic: 'waiting', failed: 'bad' } as const
const LISTS = ['abnormal', 'serious'] as const

/** Grade, yearly reports and lists of an organization, and what may be done about them. */
export function standingPart(organization: Organization, actor: Actor, now: Date) {
  const at = `/organizations/${organization.id}`
  const decides = may(organizationPolicy.decide, actor, organization)
  const edits = may(organizationPolicy.edit, actor, organization)
  const open = openReport(organization, now)
  const until = gradeUntil(organization)
  const registered = organization.status === 'registered'
  return {
    proposals: decides ? proposalsOf(organization, now).map(proposal => ({
      tone: 'waiting', key: 'registry.proposal.note', params: { list: { key: `registry.flag.${proposal.list}` }, ground: groundOf(proposal) },
      link: { key: `registry.do.enlist-${proposal.list}`, href: `${at}/enlist/${proposal.list}` },
    })) : [],
    standing: [
      { label: { key: 'registry.grade' }, value: gradeNow(organization, now) ?? { key: until ? 'registry.grade-expired' : 'registry.no-grade' } },
      ...(until ? [{ label: { key: 'registry.grade-until' }, value: until, type: 'date' }] : []),
      ...(organization.grade?.document ? [{ label: { key: 'registry.grade-document' }, value: organization.grade.document }] : []),
      { label: { key: 'registry.charity' }, value: organization.charity ?? { key: 'registry.no' }, ...(organization.charity && { type: 'date' }) },
    ],
    reports: organization.reports.map(report => ({
      year: String(report.year), income: report.income, spending: report.spending, filedAt: report.filedAt,
      conclusion: report.conclusion
        ? { key: `registry.conclusion.${report.conclusion}`, tone: CONCLUSION_TONE[report.conclusion] }
        : { key: organization.charity ? 'registry.conclusion.noted' : 'registry.conclusion.waiting', tone: organization.charity ? 'good' : 'waiting' },
      href: decides && concludeBlockers(organization, report.year).length === 0 ? `${at}/reports/${report.year}` : null,
    })),
    reportColumns: [
      { name: 'year', label: { key: 'registry.report.year' }, href: 'href' }, { name: 'income', label: { key: 'registry.report.income' }, type: 'money' },
      { name: 'spending', label: { key: 'registry.report.spending' }, type: 'money' }, { name: 'filedAt', label: { key: 'registry.report.filed' }, type: 'date' },
      { name: 'conclusion', label: { key: 'registry.report.conclusion' }, type: 'chip' },
    ],
    showsReports: reports(organization) && (registered || organization.reports.length > 0),
    listings: organization.listings.map(({ list, reason, document, from, to, lifted, late }) => ({
      list: { key: `registry.flag.${list}`, tone: to ? 'done' : list === 'serious' ? 'bad' : 'waiting' }, reason, document, from, to, lifted: lifted?.document,
      entry: late === undefined ? null : { key: late ? 'registry.listing.late' : 'registry.listing.in-time', tone: late ? 'bad' : 'good' },
    })),
    listingColumns: [
      { name: 'list', label: { key: 'registry.flag.label' }, type: 'chip' }, { name: 'reason', label: { key: 'registry.reason' } },
      { name: 'document', label: { key: 'registry.listing.document' } }, { name: 'from', label: { key: 'registry.listing.from' }, type: 'date' },
      { name: 'entry', label: { key: 'registry.listing.entry' }, type: 'chip' }, { name: 'to', label: { key: 'registry.listing.to' }, type: 'date' }, { name: 'lifted', label: { key: 'registry.listing.lifted' } },
    ],
    standingActions: [
      ...(edits && reports(organization) && registered && yearToReport(organization, now) !== null ? [{ key: 'registry.report.file', href: `${at}/report`, icon: 'file-earmark-text', tone: open ? 'primary' : 'quiet' }] : []),
      ...(decides && reports(organization) && registered ? [{ key: 'registry.do.assess', href: `${at}/assess`, icon: 'award' }, { key: 'registry.do.charity', href: `${at}/charity`, icon: 'heart' }] : []),
      ...(decides && !['applied', 'refused'].includes(organization.status) ? LISTS.filter(list => registered || list === 'serious').map(list => listingNow(organization, list, now)
        ? { key: `registry.do.delist-${list}`, href: `${at}/delist/${list}`, icon: 'unlock' } : { key: `registry.do.enlist-${list}`, href: `${at}/enlist/${list}`, icon: 'flag' }) : []),
    ],
  }
}

const asked = (organization: Organization, step: string, questions: object[], blockers: Blocker[] = []) => ({
  title: { key: `registry.do.${step}` }, lead: { text: organization.name }, breadcrumbs: [...trailOf(organization), { key: `registry.do.${step}` }], revision: organization.revision, blockers, hint: { key: `registry.hint.${step}` },
  back: `/organizations/${organization.id}`, submit: { key: `registry.do.${step}` }, questions,
})
const reason = { control: 'field', name: 'reason', label: { key: 'registry.reason' }, type: 'textarea', rows: 3, required: true, max: 500 }
const document = { control: 'field', name: 'document', label: { key: 'registry.listing.document' }, hint: { key: 'registry.listing.document-hint' }, required: true }
const dayAsked = (name: string, label: string, value: Date | null | undefined, required = 'required') =>
  ({ control: 'field', name, label: { key: label }, type: 'date', value, required: required === 'required', narrow: true })
const money = (name: string) => ({ control: 'field', name, label: { key: `registry.report.${name}` }, type: 'money', required: true, narrow: true })

export const reportForm = view('registry/ask', (organization: Organization, now: Date) => ({
  ...asked(organization, 'report', [
    { control: 'field', name: 'year', label: { key: 'registry.report.year' }, type: 'number', value: yearToReport(organization, now), required: true, narrow: true },
    money('income'), money('spending'),
    { control: 'field', name: 'activities', label: { key: 'registry.report.activities' }, hint: { key: 'registry.report.activities-hint' }, type: 'textarea', rows: 8, required: true, max: 2_000 },
  ]), action: `/organizations/${organization.id}/report`,
}))
export const concludeForm = view('registry/ask', (organization: Organization, year: number) => ({
  ...asked(organization, 'conclude', [
    { control: 'select', name: 'conclusion', label: { key: 'registry.report.conclusion' }, options: Conclusion.options.map(value => ({ value, key: `registry.conclusion.${value}` })), required: true, narrow: true },
    { ...reason, required: false },
  ], concludeBlockers(organization, year)), action: `/organizations/${organization.id}/reports/${year}`,
}))
export const assessForm = view('registry/ask', (organization: Organization, now: Date) => ({
  ...asked(organization, 'assess', [
    { control: 'select', name: 'grade', label: { key: 'registry.grade' }, options: Grade.options.map(value => ({ value, text: value })).reverse(), required: true, narrow: true },
    dayAsked('from', 'registry.grade-from', now), document,
  ], gradeBlockers(organization, now)), action: `/organizations/${organization.id}/assess`,
}))
export const charityForm = view('registry/ask', (organization: Organization) => ({
  ...asked(organization, 'charity', [dayAsked('charity', 'registry.charity-since', organization.charity, 'optional')]), action: `/organizations/${organization.id}/charity`,
}))
export const enlistForm = view('registry/ask', (organization: Organization, list: 'abnormal' | 'serious', now: Date) => ({
  ...asked(organization, `enlist-${list}`, [reason, document, dayAsked('from', 'registry.listing.from', now)]), action: `/organizations/${organization.id}/enlist/${list}`,
}))
export const delistForm = view('registry/ask', (organization: Organization, list: 'abnormal' | 'serious', now: Date) => ({
  ...asked(organization, `delist-${list}`, [reason, document, dayAsked('to', 'registry.listing.to', now)]), action: `/organizations/${organization.id}/delist/${list}`,
}))
