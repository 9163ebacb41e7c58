import { addWorkdays, addYears, dayOf, endOfDay, ifKnown, startOfDay, type Calendar } from '../kernel/period.ts'
import type { Listing, Organization } from './organization.schema.ts'
import type { ProposalFilter } from './standing.schema.ts'
import { ENTRY_WORKDAYS, lastReportYear, listingNow, reportDue } from './standing.rules.ts'

/** As much of an organization as tells whether it belongs on a list. */
export type Proposable = Pick<Organization, 'id' | 'name' | 'uscc' | 'type' | 'areas' | 'founded' | 'status' | 'listings' | 'order' | 'imported'> & { reports: { year: number }[] }
/** What the platform proposes to the clerk and never enters by itself: onto which list, why, and since when there is ground for it. */
export type Proposal = { list: Listing['list']; code: 'report-missing' | 'abnormal-two-years' | 'stopped'; params?: Record<string, number>; law: string; since: Date }

/** Its report was due and is not here (令60 art. 11(1)). Of who was taken over and never filed here nothing is known: its reports may lie in the old register. */
function missingReport(organization: Proposable, now: Date): Proposal[] {
  const year = organization.status === 'registered' ? lastReportYear(organization, now) : null
  if (year === null || organization.reports.some(each => each.year === year) || isUnknown(organization)) return []
  const due = reportDue(organization, year)
  // Whoever was listed and let off since then is not proposed for the same year again.
  if (organization.listings.some(({ list, from }) => list === 'abnormal' && from > due)) return []
  return [{ list: 'abnormal', code: 'report-missing', params: { year }, law: '民政部令第60号第十一条', since: startOfDay(dayOf(new Date(due.getTime() + 1))) }]
}
export const isUnknown = ({ imported, reports }: Pick<Proposable, 'imported' | 'reports'>): boolean => imported === true && reports.length === 0

/** Two years on the abnormal list, and what stopped or struck it off, lead onto the serious one (令60 art. 15). */
function serious(organization: Proposable, now: Date): Proposal[] {
  const abnormal = listingNow(organization, 'abnormal', now)
  const long = abnormal && startOfDay(addYears(dayOf(abnormal.from), 2))
  const { order } = organization
  return [
    ...(long && long <= now ? [{ list: 'serious' as const, code: 'abnormal-two-years' as const, law: '民政部令第60号第十五条', since: long }] : []),
    ...(order && order.action !== 'cancel' && !organization.listings.some(({ list, from }) => list === 'serious' && from >= order.on)
      ? [{ list: 'serious' as const, code: 'stopped' as const, law: '民政部令第60号第十五条', since: order.on }] : []),
  ]
}

export function proposalsOf(organization: Proposable, now: Date): Proposal[] {
  const listed = (list: Listing['list']) => listingNow(organization, list, now) !== undefined
  return [...(listed('abnormal') || listed('serious') ? [] : missingReport(organization, now)), ...(listed('serious') ? [] : serious(organization, now))]
}

/** By when what there is ground for is entered; null where the workdays cannot be counted yet. */
export const entryDue = (calendar: Calendar, { since }: Pick<Proposal, 'since'>): Date | null =>
  ifKnown(() => endOfDay(addWorkdays(calendar, dayOf(since), ENTRY_WORKDAYS)))

export type Proposed = { organization: Proposable; proposal: Proposal; due: Date | null }
/** All that are asked for; what has waited longest first. */
export const proposedOf = (organizations: Proposable[], { q, list, area }: ProposalFilter, { now, calendar }: { now: Date; calendar: Calendar }): Proposed[] => organizations
  .filter(({ name, uscc, areas }) => (!q || `${name} ${uscc ?? ''}`.includes(q)) && (!area || areas.includes(area)))
  .flatMap(organization => proposalsOf(organization, now).map(proposal => ({ organization, proposal, due: entryDue(calendar, proposal) })))
  .filter(({ proposal }) => !list || proposal.list === list)
  .sort((a, b) => a.proposal.since.getTime() - b.proposal.since.getTime())
