import { organizationsOf, type Actor } from '../kernel/actor.ts'
import type { Money } from '../kernel/money.ts'
import { permit, type Conditions } from '../kernel/policy.ts'
import { NotFound, RuleBroken, type Blocker } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { awardPolicy } from './award.policy.ts'
import { awarded, candidatesOf, contracted, contractOver, hasNotice, noticeOf } from './award.rules.ts'
import type { AwardTender, ResultNotice } from './award.schema.ts'
import type { Bid } from './bid.schema.ts'
import type { BidStore } from './bid.store.ts'
import type { Demand } from './challenge.schema.ts'
import { announcedCommittee } from './committee.rules.ts'
import type { CommitteeStore } from './committee.store.ts'
import type { PauseService } from './pause.service.ts'
import type { RankingRow } from './scoring.schema.ts'
import type { Tender } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = {
  tenders: Pick<TenderStore, 'get' | 'save' | 'list'>; bids: Pick<BidStore, 'ofTender' | 'get'>; committees: Pick<CommitteeStore, 'get'>
  /** Why an organization may not be awarded now (registry R2, R4). */
  barred: (organizationId: string, now: Date) => Promise<Blocker[]>
  /** What challenges and complaints make wait, and which bids they set aside. */
  pauses: Pick<PauseService, 'blockers' | 'awardBlockers' | 'demands' | 'refuse'>
  /** Code and name of a catalogue item. */
  item: (itemId: string) => Promise<{ code: string; name: string }>
  audit: Audit; transact: Transact; clock: Clock
}
/** `waits`: why nobody is awarded now. */
export type AwardDesk = { tender: Tender; waits: Blocker[]; again: boolean; candidates: { row: RankingRow; bid: Bid; blockers: Blocker[] }[] }
/** What a contract is made of. */
export type AwardedTender = { tender: Tender; bid: Bid; item: { code: string; name: string }; amount: Money; noticeAt: Date }

export const awardService = ({ tenders, bids, committees, barred, pauses, item, audit, transact, clock }: Deps) => ({
  async desk(actor: Actor, id: string): Promise<AwardDesk> {
    const tender = await tenders.get(id)
    permit(awardPolicy.award, actor, tender)
    const opened = await bids.ofTender(id)
    const candidates = await Promise.all(candidatesOf(tender).map(async row => {
      const bid = opened.find(each => each.id === row.bidId)!
      return { row, bid, blockers: [...await barred(bid.organizationId, clock()), ...await pauses.awardBlockers(tender, bid.id)] }
    }))
    const waits = await pauses.blockers(tender, 'award')
    return { tender, waits, again: tender.status === 'awarded' && candidates.some(({ blockers }) => blockers.length === 0), candidates }
  },

  /** Determines the winner and announces the result, with the committee's names (条例 art. 43; 令87 art. 68–69). */
  award: (actor: Actor, id: string, { revision, bidId, reason }: AwardTender): Promise<Tender> => transact(async () => {
    const before = await tenders.get(id)
    permit(awardPolicy.award, actor, before)
    const bid = (await bids.ofTender(id)).find(each => each.id === bidId)
    if (!bid) throw new NotFound('not-found', 'No such bid')
    const after = await tenders.save({
      ...awarded(before, {
        bid, reason, committee: announcedCommittee(await committees.get(id)), by: { accountId: actor.id, name: actor.name }, now: clock(),
        blockers: [...await barred(bid.organizationId, clock()), ...await pauses.awardBlockers(before, bidId)],
      }),
      revision,
    })
    await audit.record(actor, { kind: 'tender', action: 'tender.award', before, after, reason: after.award?.reason, ruleSet: after.ruleSet, secret: ['custody'] })
    return after
  }),

  /** The notice for everybody, with the own result of those who bid. Throws NotFound before there is one. */
  async notice(actor: Actor, id: string): Promise<ResultNotice> {
    const tender = await tenders.get(id)
    if (!hasNotice(tender)) throw new NotFound('no-result-yet', 'There is no result yet')
    return noticeOf(tender, await bids.ofTender(id), organizationsOf(actor))
  },

  /** For the contract, which has asked who may. Throws RuleBroken `not-awarded`. */
  async awardOf(id: string): Promise<AwardedTender> {
    const tender = await tenders.get(id)
    const { award } = tender
    if (tender.status !== 'awarded' || !award?.announcedAt) throw new RuleBroken('not-awarded', 'The tender is not awarded', { reference: tender.reference })
    return { tender, bid: await bids.get(award.bidId), item: await item(tender.itemId), amount: award.amount, noticeAt: award.announcedAt }
  },

  /** For the contract: why it waits for the end of a challenge or complaint (条例 art. 54; 法 art. 57). */
  paused: async (id: string): Promise<Blocker[]> => pauses.blockers(await tenders.get(id), 'contract'),

  /** For the contract, in the transaction that goes on with it: refuses what waits, also for what is said in the same moment. */
  refuseIfPaused: (id: string): Promise<void> => pauses.refuse(id, 'contract'),

  /** For the contract: what asks for its end (令94 art. 31, 32). */
  demands: async (id: string): Promise<Demand[]> => pauses.demands(await tenders.get(id)),

  /** For the contract: the tenders whose award waits for one. */
  waiting: (conditions: Conditions): Promise<Tender[]> => tenders.list({ status: 'awarded' }, conditions),

  /** For the contract, in the transaction that draws it up. */
  contracted: (actor: Actor, id: string, contractId: string): Promise<Tender> => transact(async () => {
    const before = await tenders.get(id)
    const after = await tenders.save(contracted(before, contractId))
    await audit.record(actor, { kind: 'tender', action: 'tender.contract', before, after, secret: ['custody'] })
    return after
  }),

  /** For the contract, in the transaction that completes or terminates it. */
  contractOver: (actor: Actor, id: string, how: 'completed' | 'terminated'): Promise<Tender> => transact(async () => {
    const before = await tenders.get(id)
    const after = await tenders.save(contractOver(before, how, clock()))
    await audit.record(actor, { kind: 'tender', action: `tender.contract-${how}`, before, after, secret: ['custody'] })
    return after
  }),
})
export type AwardService = ReturnType<typeof awardService>
