import type { Actor } from '../kernel/actor.ts'
import { yearOf } from '../kernel/period.ts'
import { may, permit } from '../kernel/policy.ts'
import { NotFound, type Blocker } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import * as rules from './call.rules.ts'
import type { CallAction } from './call.rules.ts'
import type { Call, DraftCall, EditCall } from './call.schema.ts'
import { sitePolicy } from './incubation.policy.ts'
import type { Apply } from './incubation.schema.ts'
import type { CallStore, SiteStore } from './incubation.store.ts'
import type { Site } from './site.schema.ts'

type Deps = {
  calls: CallStore; sites: Pick<SiteStore, 'get'>
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
  nextReference: (prefix: string, year: number) => Promise<string>
}
const kind = 'call'

export const callService = ({ calls, sites, audit, transact, clock, newId, nextReference }: Deps) => {
  const change = (actor: Actor, id: string, { action, revision, reason }: { action: CallAction; revision: number; reason?: string }, decide: (call: Call, site: Site) => Call) =>
    transact(async () => {
      const before = await calls.get(id)
      permit(sitePolicy.open, actor, before)
      const after = await calls.save({ ...decide(before, await sites.get(before.siteId)), revision })
      await audit.record(actor, { kind, action: `call.${action}`, before, after, reason })
      return after
    })
  /** What is not published is the site's own business, as if it were not there. */
  const isSeen = (actor: Actor, call: Call) => call.status === 'published' || may(sitePolicy.open, actor, call)

  return {
    async see(actor: Actor, id: string): Promise<Call> {
      const call = await calls.get(id)
      if (!isSeen(actor, call)) throw new NotFound('not-found', `No call ${id}`, { kind })
      return call
    },
    /** The call that an application answered, whatever became of it. */
    answered: (id: string): Promise<Call> => calls.get(id),
    timeline: ({ id }: Call) => audit.timeline(kind, id),
    /** Those a person may see, of a site or of all; the one that ends last first. */
    list: async (actor: Actor, siteId?: string): Promise<Call[]> => (await calls.list(siteId)).filter(call => isSeen(actor, call)),
    /** Those of a site, or of all, that can be answered now. */
    open: async (siteId?: string): Promise<Call[]> => (await calls.list(siteId)).filter(call => rules.isOpen(call, clock())),
    mayRun: (actor: Actor, call: Pick<Call, 'areas'>): boolean => may(sitePolicy.open, actor, call),

    /** For an application that answers a call. */
    async answerBlockers(site: Site, { callId, stage }: Pick<Apply, 'callId' | 'stage'>): Promise<Blocker[]> {
      return callId ? rules.answerBlockers(await calls.get(callId), { stage }, site, clock()) : []
    },

    async draft(actor: Actor, siteId: string, asked: DraftCall): Promise<Call> {
      const now = clock()
      const site = await sites.get(siteId)
      permit(sitePolicy.open, actor, site)
      const reference = await nextReference('ZM', yearOf(now))
      return transact(async () => {
        const call = await calls.insert(rules.draft(asked, { id: newId(), reference, site, now }))
        await audit.record(actor, { kind, action: 'call.draft', before: null, after: call })
        return call
      })
    },
    edit: (actor: Actor, id: string, { revision, ...asked }: EditCall): Promise<Call> =>
      change(actor, id, { action: 'edit', revision }, call => rules.edit(call, asked, clock())),
    publish: (actor: Actor, id: string, { revision }: { revision: number }): Promise<Call> =>
      change(actor, id, { action: 'publish', revision }, (call, site) => rules.publish(call, site, clock())),
    withdraw: (actor: Actor, id: string, step: { revision: number; reason: string }): Promise<Call> =>
      change(actor, id, { action: 'withdraw', ...step }, rules.withdraw),
  }
}
export type CallService = ReturnType<typeof callService>
