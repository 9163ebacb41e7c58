import type { Actor } from '../kernel/actor.ts'
import { dayOf, endOfDay, type Calendar } from '../kernel/period.ts'
import { mayAtAll, permit, type Sentence } from '../kernel/policy.ts'
import { reached, within } from '../kernel/reach.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { SECRET } from './change.service.ts'
import type { Organization } from './organization.schema.ts'
import type { OrganizationService } from './organization.service.ts'
import { isUnknown, proposedOf, type Proposed } from './proposal.rules.ts'
import { organizationPolicy } from './registry.policy.ts'
import type { OrganizationStore } from './registry.store.ts'
import { assess, concludeReport, delist, enlist, fileReport, openReport, reports } from './standing.rules.ts'
import type { Assess, ConcludeReport, Delist, Enlist, FileReport, MarkCharity, ProposalFilter } from './standing.schema.ts'

type Deps = {
  organizations: OrganizationStore
  /** The whole register as it is kept in memory. */
  rows: OrganizationService['rows']
  audit: Audit; transact: Transact; clock: Clock; calendar: () => Calendar
}
type Asked = { action: string; policy: Sentence; revision: number; reason?: string | undefined }
const DAYS_AHEAD = 60

export const standingService = ({ organizations, rows, audit, transact, clock, calendar }: Deps) => {
  async function change(actor: Actor, id: string, { action, policy, revision, reason }: Asked, decide: (before: Organization) => Organization): Promise<Organization> {
    return transact(async () => {
      const before = await organizations.get(id)
      permit(policy, actor, before)
      const after = await organizations.save({ ...decide(before), revision })
      await audit.record(actor, { kind: 'organization', action: `organization.${action}`, before, after, reason, secret: SECRET })
      return after
    })
  }
  const done = (actor: Actor) => ({ by: { id: actor.id, name: actor.name }, now: clock() })
  const { decide, edit } = organizationPolicy

  return {
    /** The yearly work report, filed by the organization. */
    fileReport: (actor: Actor, id: string, report: FileReport) =>
      change(actor, id, { action: 'report', policy: edit, revision: report.revision }, before => fileReport(before, report, done(actor))),
    concludeReport: (actor: Actor, id: string, said: ConcludeReport) =>
      change(actor, id, { action: 'conclude', policy: decide, revision: said.revision, reason: said.reason }, before => concludeReport(before, said, done(actor))),
    assess: (actor: Actor, id: string, said: Assess) =>
      change(actor, id, { action: 'assess', policy: decide, revision: said.revision, reason: said.document }, before => assess(before, said, clock())),
    enlist: (actor: Actor, id: string, said: Enlist) =>
      change(actor, id, { action: `enlist-${said.list}`, policy: decide, revision: said.revision, reason: said.reason }, before => enlist(before, said, { now: clock(), calendar: calendar() })),
    delist: (actor: Actor, id: string, said: Delist) =>
      change(actor, id, { action: `delist-${said.list}`, policy: decide, revision: said.revision, reason: said.reason }, before => delist(before, said, clock())),
    markCharity: (actor: Actor, id: string, { revision, charity }: MarkCharity) =>
      change(actor, id, { action: 'charity', policy: decide, revision }, before => ({ ...before, charity })),

    /** Who belongs on a list by what is known here; and of how many nothing is known. Entering it is the clerk's. */
    async proposals(actor: Actor, filter: ProposalFilter): Promise<{ proposed: Proposed[]; unknown: number }> {
      const own = reached(decide, actor, await rows())
      return { proposed: proposedOf(own, filter, { now: clock(), calendar: calendar() }), unknown: own.filter(row => row.status === 'registered' && reports(row) && isUnknown(row)).length }
    },

    /** For its people: the report that is open now; for the authority: who belongs on a list, and whose suspension is over. */
    async tasks(actor: Actor): Promise<Task[]> {
      const now = clock()
      const staff = mayAtAll(decide, actor) ? reached(decide, actor, await rows()) : []
      const proposed = proposedOf(staff, {}, { now, calendar: calendar() })
      const [first] = proposed
      const listing: Task[] = first ? [{
        key: 'registry.task.proposals', params: { count: proposed.length }, href: '/organizations/proposals', since: first.proposal.since, ...(first.due && { due: first.due }),
      }] : []
      const over: Task[] = staff.flatMap(({ id, name, status, order }) => status === 'suspended' && order?.until && endOfDay(dayOf(order.until)) < now
        ? [{ key: 'registry.task.suspension-over', params: { name }, href: `/organizations/${id}`, since: order.until }] : [])
      const own = await within(edit, actor, ({ id }) => organizations.byIds([String(id)]))
      return [...listing, ...over, ...own.flatMap(organization => {
        const open = openReport(organization, now)
        const days = open ? (open.due.getTime() - now.getTime()) / 86_400_000 : Infinity
        return open && days <= DAYS_AHEAD
          ? [{ key: 'registry.task.report', params: { name: organization.name, year: open.year }, href: `/organizations/${organization.id}/report`, since: organization.appliedAt, due: open.due }]
          : []
      })]
    },
  }
}
export type StandingService = ReturnType<typeof standingService>
