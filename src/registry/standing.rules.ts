import { addYears, dayOf, endOfDay, startOfDay, workdaysBetween, yearOf, type Calendar } from '../kernel/period.ts'
import { Invalid, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { Listing, Organization, OrganizationStatus, Report } from './organization.schema.ts'
import type { Assess, ConcludeReport, Delist, Enlist, FileReport } from './standing.schema.ts'

/** 注销, 撤销, 吊销: nothing leads out of these. */
const ENDED: OrganizationStatus[] = ['cancelled', 'revoked', 'certificate-withdrawn']
export const isEnded = ({ status }: Pick<Organization, 'status'>): boolean => ENDED.includes(status)
/** Why it does not count as registered; who was stopped or struck off is named by that (R2). */
const notRegistered = (organization: Organization, law?: string): Blocker[] => organization.status === 'registered' ? []
  : [{
    ...(isEnded(organization) || organization.status === 'suspended' ? { code: 'organization-stopped', params: { status: organization.status } } : { code: 'organization-not-registered' }), ...(law && { law }),
  }]

type Done = { by: { id: string; name: string }; now: Date }
const invalid = (field: string, code: string) => new Invalid('invalid-input', 'Some answers need correcting', { problems: [{ field, code }] })

const holdsAt = ({ from, to }: Listing, now: Date): boolean => from <= now && (!to || now < to)
export const listingNow = ({ listings }: Pick<Organization, 'listings'>, list: Listing['list'], now: Date): Listing | undefined =>
  listings.find(each => each.list === list && holdsAt(each, now))
/** Nothing is bought from who is on the serious list; the other is only to be weighed. */
const LIST_LAW: Record<Listing['list'], string> = { serious: '民政部令第60号第十八条', abnormal: '民政部令第60号' }
const onList = (organization: Organization, list: Listing['list'], now: Date): Blocker[] =>
  listingNow(organization, list, now) ? [{ code: `on-${list}-list`, law: LIST_LAW[list] }] : []

/** 公益一类事业单位, and 群团组织 of public staff and money, are never bought from (B5; 令102 art. 8). */
const NEVER = ['institution-1', 'mass-organization']
/** Why it may not bid or be awarded now (R2, R4, B5; 法 art. 22; 令60 art. 18). Being in the incubator is never asked (R7). */
export const bidBlockers = (organization: Organization, now: Date): Blocker[] => [
  ...(organization.type === 'recorded' ? [{ code: 'recorded-only', law: '政府采购法第二十二条' }] : []),
  ...(NEVER.includes(organization.type) ? [{ code: `never-supplier-${organization.type}`, law: '财政部令第102号第八条' }] : []),
  ...notRegistered(organization, '政府采购法第二十二条'),
  ...onList(organization, 'serious', now),
]

/** Who reports by the year: social organizations, not enterprises, committees or recorded bodies. */
const REPORTING = ['association', 'service-institution', 'foundation']
export const reports = ({ type }: Pick<Organization, 'type'>): boolean => REPORTING.includes(type)
/** The last moment for the report on a year: 31 May, for foundations 31 March (社团 art. 28, 民非 art. 23, 基金会 art. 36). */
export const reportDue = ({ type }: Pick<Organization, 'type'>, year: number): Date =>
  endOfDay(`${year + 1}-${type === 'foundation' ? '03-31' : '05-31'}`)
/** Founded after 30 June, it need not report on that year. */
const mustReport = (organization: Pick<Organization, 'type' | 'founded'>, year: number): boolean =>
  reports(organization) && organization.founded < startOfDay(`${year}-07-01`)
export const reportOf = ({ reports: filed }: Organization, year: number): Report | undefined => filed.find(each => each.year === year)

/** The last year whose report should be there by now; null before the first. */
export function lastReportYear(organization: Pick<Organization, 'type' | 'founded'>, now: Date): number | null {
  const year = now > reportDue(organization, yearOf(now) - 1) ? yearOf(now) - 1 : yearOf(now) - 2
  return mustReport(organization, year) ? year : null
}
/** The report that is open to be filed now and not there yet: on last year, until it is due. */
export function openReport(organization: Organization, now: Date): { year: number; due: Date } | null {
  const year = yearOf(now) - 1
  return organization.status === 'registered' && mustReport(organization, year) && !reportOf(organization, year)
    ? { year, due: reportDue(organization, year) } : null
}

/** The last year that is over and not reported on yet; null when all are since the founding. */
export function yearToReport(organization: Organization, now: Date): number | null {
  const first = yearOf(organization.founded)
  const years = Array.from({ length: Math.max(0, yearOf(now) - first) }, (_, at) => yearOf(now) - 1 - at)
  return years.find(year => !reportOf(organization, year)) ?? null
}

const reportWarnings = (organization: Organization, now: Date): Blocker[] => {
  const year = lastReportYear(organization, now)
  // Who is not registered yet has had nothing to report.
  if (year === null || ['applied', 'refused'].includes(organization.status)) return []
  const report = reportOf(organization, year)
  if (!report) return [{ code: 'annual-report-missing', law: '民政部令第60号第十一条', params: { year } }]
  return report.conclusion === 'failed' ? [{ code: 'annual-report-failed', params: { year } }] : []
}
/** What makes a reviewer look twice (R3): no ban, but to be weighed. */
export const warnings = (organization: Organization, now: Date): Blocker[] =>
  [...onList(organization, 'abnormal', now), ...reportWarnings(organization, now)]

/** Why a site of incubation cannot take it in: struck off, stopped, refused, or on a list; not yet being registered is no reason. */
export const standing = (organization: Organization, now: Date): Blocker[] => [
  ...(!['applied', 'registered'].includes(organization.status) ? [{ code: 'not-in-good-standing' }] : []),
  ...onList(organization, 'serious', now), ...onList(organization, 'abnormal', now),
]

/** Files the report on a past year, once. */
export function fileReport(organization: Organization, { year, income, spending, activities }: FileReport, { by, now }: Done): Organization {
  if (year >= yearOf(now)) throw invalid('year', 'year-not-over')
  if (year < yearOf(organization.founded)) throw invalid('year', 'before-founding')
  refuseIfBlocked([
    ...(reports(organization) ? [] : [{ code: 'no-annual-report' }]),
    ...(reportOf(organization, year) ? [{ code: 'report-filed', params: { year } }] : []),
  ])
  const filed = [...organization.reports, { year, income, spending, activities, filedBy: by, filedAt: now }]
  return { ...organization, reports: filed.sort((a, b) => b.year - a.year) }
}

/** A charity's report is taken note of, not inspected (R8; 慈善法 art. 13). */
export const concludeBlockers = (organization: Organization, year: number): Blocker[] => {
  const report = reportOf(organization, year)
  return [
    ...(report ? [] : [{ code: 'report-missing', params: { year } }]),
    ...(report?.conclusion ? [{ code: 'report-concluded', params: { year } }] : []),
    ...(organization.charity ? [{ code: 'charity-not-inspected', law: '慈善法第十三条' }] : []),
  ]
}
export function concludeReport(organization: Organization, { year, conclusion, reason }: ConcludeReport, { by, now }: Done): Organization {
  refuseIfBlocked(concludeBlockers(organization, year))
  if (conclusion !== 'passed' && !reason) throw invalid('reason', 'required')
  const concluded = { by, at: now, ...(reason && { reason }) }
  return { ...organization, reports: organization.reports.map(report => report.year === year ? { ...report, conclusion, concluded } : report) }
}

/** The first day on which a grade no longer counts: five years after its first (R5; 令39 art. 28). */
export const gradeUntil = ({ grade }: Pick<Organization, 'grade'>): Date | null => grade ? startOfDay(addYears(dayOf(grade.from), 5)) : null
/** The grade, while it lasts; an expired one is none. */
export const gradeNow = (organization: Pick<Organization, 'grade'>, now: Date): string | null => {
  const until = gradeUntil(organization)
  return until && now < until ? organization.grade?.grade ?? null : null
}

/** Why it cannot be assessed (令39; 民发〔2021〕96号): too young, reports missing, failed or twice only basic, on a list. */
export const gradeBlockers = (organization: Organization, now: Date): Blocker[] => [
  ...(reports(organization) ? [] : [{ code: 'not-assessed' }]),
  ...notRegistered(organization),
  ...(now < startOfDay(addYears(dayOf(organization.founded), 2)) ? [{ code: 'registered-under-two-years', law: '民政部令第39号' }] : []),
  ...reportWarnings(organization, now),
  ...(organization.reports.slice(0, 2).filter(({ conclusion }) => conclusion === 'basic').length === 2 ? [{ code: 'report-basic-twice' }] : []),
  ...onList(organization, 'abnormal', now), ...onList(organization, 'serious', now),
]
export function assess(organization: Organization, { grade, from, document }: Assess, now: Date): Organization {
  refuseIfBlocked(gradeBlockers(organization, now))
  if (from > now) throw invalid('from', 'in-the-future')
  return { ...organization, grade: { grade, from, document } }
}

/** Workdays within which credit information is to be entered (令60; R6). */
export const ENTRY_WORKDAYS = 5
/** Is it entered too late? Null where a year's working days are not confirmed: then nothing is said. */
export const isLateEntry = (calendar: Calendar, from: Date, now: Date): boolean | null =>
  [from, now].every(at => calendar.years[dayOf(at).slice(0, 4)]) ? workdaysBetween(calendar, dayOf(from), dayOf(now)) > ENTRY_WORKDAYS : null

/** Puts it on a list with reason, document and day (R6; 令60 art. 11, 15). */
export function enlist(organization: Organization, { list, reason, document, from }: Enlist, { now, calendar }: { now: Date; calendar: Calendar }): Organization {
  if (from > now) throw invalid('from', 'in-the-future')
  refuseIfBlocked(listingNow(organization, list, now) ? [{ code: 'listed-already' }] : [])
  const late = isLateEntry(calendar, from, now)
  return { ...organization, listings: [...organization.listings, { list, reason, document, from, ...(late !== null && { late }) }] }
}

/** Why it cannot be taken off: not on it, or on the serious one for less than two years (令60). */
export const delistBlockers = (organization: Organization, { list, to }: Pick<Delist, 'list' | 'to'>, now: Date): Blocker[] => {
  const listing = listingNow(organization, list, now)
  if (!listing) return [{ code: 'not-listed' }]
  return list === 'serious' && to < startOfDay(addYears(dayOf(listing.from), 2)) ? [{ code: 'listed-under-two-years', law: '民政部令第60号' }] : []
}
export function delist(organization: Organization, { list, reason, document, to }: Delist, now: Date): Organization {
  refuseIfBlocked(delistBlockers(organization, { list, to }, now))
  if (to > now) throw invalid('to', 'in-the-future')
  const listing = listingNow(organization, list, now)
  return { ...organization, listings: organization.listings.map(each => each === listing ? { ...each, to, lifted: { reason, document } } : each) }
}
