import { platformItself, type Actor } from '../kernel/actor.ts'
import { follow } from '../kernel/flow.ts'
import { may, permit } from '../kernel/policy.ts'
import { NotFound, refuseIfBlocked, RuleBroken, type Blocker } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { Bid } from './bid.schema.ts'
import type { BidStore } from './bid.store.ts'
import type { CommitteeRecord } from './committee.schema.ts'
import { seats } from './committee.service.ts'
import type { CommitteeStore } from './committee.store.ts'
import { outliers, type Outlier } from './outlier.rules.ts'
import type { PauseService } from './pause.service.ts'
import { hasPassed, tooFewLeft } from './qualification.rules.ts'
import { fewestLeft } from './qualification.service.ts'
import { rank } from './ranking.rules.ts'
import type { LowPriceCheck, RankingResult } from './scoring.schema.ts'
import { lowPrices, markedBids, rankingBlockers, rankingInput } from './sheet-ranking.rules.ts'
import { sheetPolicy } from './sheet.policy.ts'
import { allSigned, givenBack, linesOf, sheetsOf, signedCount } from './sheet.rules.ts'
import type { DecideLowPrice, Reopen, Sheet } from './sheet.schema.ts'
import type { SheetStore } from './sheet.store.ts'
import { tenderFlow } from './tender.rules.ts'
import type { Failure, Tender } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = {
  tenders: Pick<TenderStore, 'get' | 'save'>; bids: Pick<BidStore, 'ofTender' | 'save'>
  committees: Pick<CommitteeStore, 'get' | 'maybe' | 'save'>; sheets: SheetStore
  failKnown: (actor: Actor, before: Tender, failure: Failure) => Promise<Tender>
  /** What a suspension makes wait (法 art. 57). */
  pauses: Pick<PauseService, 'blockers' | 'refuse'>
  ruleSet: (id: string) => RuleSet
  audit: Audit; transact: Transact; clock: Clock
}
/** How far the evaluation is. `result` is the frozen one, or what would come of the signed sheets; null before all have signed. */
export type Standing = {
  tender: Tender; committee: CommitteeRecord; bids: Bid[]; sheets: Sheet[]; signed: number
  lowPrice: LowPriceCheck | null; blockers: Blocker[]; outliers: Outlier[]; result: RankingResult | null; leads: boolean; waits: Blocker[]
}

export const sheetRankingService = ({ tenders, bids, committees, sheets, failKnown, pauses, ruleSet, audit, transact, clock }: Deps) => {
  async function load(id: string) {
    const [tender, committee] = [await tenders.get(id), await committees.maybe(id)]
    return { tender, committee, thing: seats(tender, committee) }
  }

  /** The committee of the one who leads it, while it still works. */
  async function led(actor: Actor, id: string) {
    const { tender, committee, thing } = await load(id)
    permit(sheetPolicy.lead, actor, thing)
    if (tender.status !== 'scoring' || !committee?.formedAt) throw new RuleBroken('not-allowed-now', 'The committee does not work now')
    await pauses.refuse(id, 'evaluate')
    return { tender, committee, opened: await bids.ofTender(id), given: await sheets.ofTender(id) }
  }

  /** The result of the arithmetic, where it can be had. */
  function resultOf(tender: Tender, committee: CommitteeRecord, { opened, given, blockers }: { opened: Bid[]; given: Sheet[]; blockers: Blocker[] }): RankingResult | null {
    if (tender.ranking) return tender.ranking.result
    if (tender.status !== 'scoring' || blockers.length > 0) return null
    return rank(rankingInput({ tender, committee, bids: opened, sheets: given, rules: ruleSet(tender.ruleSet) }))
  }

  return {
    async standing(actor: Actor, id: string): Promise<Standing> {
      const { tender, committee, thing } = await load(id)
      permit(sheetPolicy.see, actor, thing)
      if (!committee) throw new NotFound('no-committee', 'There is no committee yet')
      const [opened, given] = [await bids.ofTender(id), await sheets.ofTender(id)]
      const open = tender.ranking !== undefined || allSigned(committee, given)
      const blockers = tender.ranking ? [] : rankingBlockers({ tender, committee, bids: opened, sheets: given })
      return {
        tender, committee, bids: opened, sheets: open ? sheetsOf(committee, given) : [], signed: signedCount(committee, given), blockers,
        lowPrice: committee.conformedAt ? tender.ranking?.result.lowPrice ?? lowPrices(tender, committee, opened) : null,
        outliers: open ? outliers(linesOf(sheetsOf(committee, given)), tender.factors, ruleSet(tender.ruleSet)) : [],
        result: resultOf(tender, committee, { opened, given, blockers }), leads: tender.status === 'scoring' && may(sheetPolicy.lead, actor, thing), waits: tender.status === 'scoring' ? await pauses.blockers(tender, 'evaluate') : [],
      }
    },

    /** People decide on a low price, with the bidder's explanation and their reason; no number excludes by itself (令87 art. 60). */
    decideLowPrice: (actor: Actor, id: string, { bidId, decision, explanation, reason }: DecideLowPrice): Promise<CommitteeRecord> => transact(async () => {
      const { committee, opened } = await led(actor, id)
      const bid = opened.find(each => each.id === bidId && hasPassed(each))
      if (!bid) throw new NotFound('not-found', 'No such conforming bid')
      const finding = { bidId, decision, explanation, reason, at: clock() }
      const after = await committees.save({ ...committee, lowPrice: [...committee.lowPrice.filter(each => each.bidId !== bidId), finding] })
      await audit.record(actor, { kind: 'committee', action: 'committee.low-price', before: committee, after, reason })
      return after
    }),

    /** Gives signed sheets back, on a ground of 令87 art. 64 and with a reason; all of it stays on record. */
    reopen: (actor: Actor, id: string, request: Reopen): Promise<CommitteeRecord> => transact(async () => {
      const { tender, committee, given } = await led(actor, id)
      refuseIfBlocked(allSigned(committee, given) ? [] : [{ code: 'sheets-unsigned', law: '财政部令第87号第六十一条' }])
      const back = givenBack(sheetsOf(committee, given), request, tender.factors)
      for (const sheet of back) {
        const after = await sheets.save(sheet)
        await audit.record(actor, { kind: 'sheet', action: 'sheet.reopen', before: given.find(({ id: each }) => each === sheet.id)!, after, reason: request.reason })
      }
      const { ground, reason } = request
      const reopening = { ground, reason, memberIds: back.map(({ memberId }) => memberId), bidIds: back[0]!.reopened.map(({ bidId }) => bidId), at: clock() }
      const after = await committees.save({ ...committee, reopened: [...committee.reopened, reopening] })
      await audit.record(actor, { kind: 'committee', action: 'committee.reopen', before: committee, after, reason })
      return after
    }),

    /** Adds up the signed sheets and freezes the result with everything it came from (令87 art. 55–58, 64). */
    rank: (actor: Actor, id: string, { revision }: { revision: number }): Promise<Tender> => transact(async () => {
      const { tender, committee, opened, given } = await led(actor, id)
      const parts = { tender, committee, bids: opened, sheets: given }
      refuseIfBlocked(rankingBlockers(parts))
      const input = rankingInput({ ...parts, rules: ruleSet(tender.ruleSet) })
      const result = rank(input)
      for (const bid of markedBids(opened, result)) {
        const after = await bids.save(bid)
        await audit.record(platformItself, { kind: 'bid', action: 'bid.low-price', before: opened.find(({ id: each }) => each === bid.id)!, after, secret: ['traces'] })
      }
      const closed = await committees.save({ ...committee, rankedAt: clock() })
      await audit.record(actor, { kind: 'committee', action: 'committee.rank', before: committee, after: closed })
      const ranking = { at: clock(), input, result }
      if (result.outcome !== 'ranked') {
        const left = { left: result.remaining.length, min: fewestLeft(tender, ruleSet(tender.ruleSet)), now: clock() }
        return failKnown(platformItself, { ...tender, revision, ranking }, tooFewLeft('low-price', left)!)
      }
      const after = await tenders.save({ ...tender, revision, ranking, status: follow(tenderFlow, tender.status, 'rank') })
      // Who leads is secret until the result; the committee's own log names the leader.
      await audit.record(platformItself, { kind: 'tender', action: 'tender.rank', before: tender, after, ruleSet: tender.ruleSet, secret: ['custody', 'ranking'] })
      return after
    }),
  }
}
export type SheetRankingService = ReturnType<typeof sheetRankingService>
