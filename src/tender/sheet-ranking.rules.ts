import type { Blocker } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { Bid } from './bid.schema.ts'
import type { CommitteeRecord } from './committee.schema.ts'
import { lowPriceCheck } from './lowprice.rules.ts'
import { hasPassed, priceOf } from './qualification.rules.ts'
import type { LowPriceCheck, RankingBid, RankingInput, RankingResult } from './scoring.schema.ts'
import { allSigned, differing, linesOf, sheetsOf } from './sheet.rules.ts'
import type { Sheet } from './sheet.schema.ts'
import type { Tender } from './tender.schema.ts'

/** The deduction of the price that is scored; none in a project that is reserved as a whole (46号 art. 9). */
const deductionOf = ({ offer }: Bid, { deduction, sme }: Tender): number =>
  offer.declaration === 'none' || sme?.reserved === 'yes' ? 0 : deduction

const asRanked = (bid: Bid, tender: Tender): RankingBid => ({
  id: bid.id, price: priceOf(bid), deduction: deductionOf(bid, tender),
  ...(bid.status === 'unqualified' && { unqualified: bid.qualification?.reason ?? '' }),
  ...(bid.status === 'nonconforming' && { nonconforming: bid.conformity?.reason ?? '' }),
})

type Given = { tender: Tender; committee: CommitteeRecord; bids: Bid[]; sheets: Sheet[]; rules: RuleSet }

/** All that the arithmetic reads, frozen with its result; the seed of a draw between equals was fixed with the committee. */
export function rankingInput({ tender, committee, bids, sheets, rules }: Given): RankingInput {
  const { budgetAmount, ceiling, priceWeight, factors, lowPrice, tieBreak, method } = tender
  return {
    terms: {
      budget: budgetAmount, ceiling, priceWeight, factors: factors.map(({ id, kind, max }) => ({ id, kind, max })),
      gates: rules.gates[method] ?? { minStarters: 3, minBidders: 3, minContinue: 3 }, lowPrice, tieBreak,
    },
    startedWith: null, evaluators: committee.memberIds, bids: bids.map(bid => asRanked(bid, tender)),
    sheets: linesOf(sheetsOf(committee, sheets)),
    lowPriceDecisions: committee.lowPrice.map(({ bidId, decision }) => ({ bidId, decision })),
    drawSeed: `${tender.reference}|${committee.draws[0]?.seed ?? ''}`,
  }
}

/** Which prices must be explained; known as soon as conformity is judged. */
export const lowPrices = (tender: Tender, { lowPrice: decisions }: Pick<CommitteeRecord, 'lowPrice'>, bids: Bid[]): LowPriceCheck =>
  lowPriceCheck(bids.filter(hasPassed).map(bid => ({ id: bid.id, price: priceOf(bid) })), { ceiling: tender.ceiling, rates: tender.lowPrice }, decisions)

/** Why there is no result yet; the page lists these, `rank` refuses with them. */
export function rankingBlockers({ tender, committee, bids, sheets }: Omit<Given, 'rules'>): Blocker[] {
  const counted = sheetsOf(committee, sheets)
  const decided = new Set(committee.lowPrice.map(({ bidId }) => bidId))
  const name = (id: string) => bids.find(bid => bid.id === id)?.organizationName ?? ''
  const factorName = (id: string) => tender.factors.find(factor => factor.id === id)?.name ?? ''
  return [
    ...(allSigned(committee, sheets) ? [] : [{ code: 'sheets-unsigned', law: '财政部令第87号第六十一条' }]),
    ...lowPrices(tender, committee, bids).triggered.filter(({ bidId }) => !decided.has(bidId))
      .map(({ bidId }) => ({ code: 'low-price-undecided', law: '财政部令第87号第六十条', params: { bidder: name(bidId) } })),
    ...(allSigned(committee, sheets) ? differing(counted, tender.factors) : []).flatMap(({ bidId, factorIds }) => factorIds
      .map(id => ({ code: 'objective-scores-differ', law: '财政部令第87号第六十四条第（三）项', params: { bidder: name(bidId), factor: factorName(id) } }))),
  ]
}

/** Bids that a low price made invalid are marked so; the others stay as the gates left them. */
export const markedBids = (bids: Bid[], { exclusions }: RankingResult): Bid[] => bids.flatMap(bid =>
  exclusions.some(({ bidId, stage }) => bidId === bid.id && stage === 'low-price') ? [{ ...bid, status: 'invalid' as const }] : [])
