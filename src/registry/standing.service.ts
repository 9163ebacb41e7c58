import type { Actor } from '../kernel/actor.ts'
import type { Calendar } from '../kernel/period.ts'
import { permit, type Sentence } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { SECRET } from './change.service.ts'
import type { Organization } from './organization.schema.ts'
import { organizationPolicy } from './registry.policy.ts'
import type { OrganizationStore } from './registry.store.ts'
import { assess, concludeReport, delist, enlist, fileReport, openReport } from './standing.rules.ts'
import type { Assess, ConcludeReport, Delist, Enlist, FileReport, MarkCharity } from './standing.schema.ts'

type Deps = { organizations: OrganizationStore; audit: Audit; transact: Transact; clock: Clock; calendar: () => Calendar }
type Asked = { action: string; policy: Sentence; revision: number; reason?: string | undefined }
const DAYS_AHEAD = 60

export const standingService = ({ organizations, audit, transact, clock, calendar }: Deps) => {
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

    /** For its people: the report that is open now. */
    async tasks(actor: Actor): Promise<Task[]> {
      const now = clock()
      const own = await within(edit, actor, ({ id }) => organizations.byIds([String(id)]))
      return own.flatMap(organization => {
        const open = openReport(organization, now)
        const days = open ? (open.due.getTime() - now.getTime()) / 86_400_000 : Infinity
        return open && days <= DAYS_AHEAD
          ? [{ key: 'registry.task.report', params: { name: organization.name, year: open.year }, href: `/organizations/${organization.id}/report`, since: organization.appliedAt, due: open.due }]
          : []
      })
    },
  }
}
export type StandingService = ReturnType<typeof standingService>
