import { drawOrder } from '../kernel/draw.ts'
import { fen, portion, subtract, type Money } from '../kernel/money.ts'
import { scaled, total } from '../kernel/ratio.ts'
import { RuleBroken } from '../kernel/refusal.ts'
import { lowPriceCheck } from './lowprice.rules.ts'
import { scoringProblems } from './scoring.rules.ts'
import type {
  Exclusion, LowPriceCheck, RankingBid, RankingInput, RankingOutcome, RankingResult, RankingRow, RankingStep, ScoringTerms,
} from './scoring.schema.ts'

const step = (code: RankingStep['code'], bidIds: string[], params: RankingStep['params'] = {}): RankingStep =>
  ({ code, bidIds, params })
const ids = (bids: readonly { id: string }[]) => bids.map(({ id }) => id)

const unqualified = ({ id, unqualified: reason }: RankingBid): Exclusion[] =>
  reason === undefined ? [] : [{ bidId: id, stage: 'qualification', code: 'unqualified', reason, law: '财政部令第87号第四十四条' }]

const nonconforming = ({ id, nonconforming: reason }: RankingBid): Exclusion[] =>
  reason === undefined ? [] : [{ bidId: id, stage: 'conformity', code: 'nonconforming', reason, law: '财政部令第87号第五十条、第六十三条' }]

const aboveCeiling = (ceiling: Money) => ({ id, price, nonconforming: reason }: RankingBid): Exclusion[] =>
  reason !== undefined || price <= ceiling ? []
    : [{ bidId: id, stage: 'conformity', code: 'price-above-ceiling', reason: null, law: '财政部令第87号第六十三条第（四）项' }]

const notJustified = (decisions: RankingInput['lowPriceDecisions']): Exclusion[] => decisions
  .filter(({ decision }) => decision === 'not-justified')
  .map(({ bidId }) => ({ bidId, stage: 'low-price', code: 'low-price-not-justified', reason: null, law: '财政部令第87号第六十条' }))

/** The price that is scored: the bid price less the policy's deduction, to the fen; never the price of the contract. */
export const evaluationPriceOf = ({ price, deduction }: Pick<RankingBid, 'price' | 'deduction'>): Money =>
  subtract(price, portion(price, deduction))

/** 投标报价得分 = 评标基准价 ÷ 投标报价 × 价格分, half-up to hundredths (令87 art. 55). A price of nothing is its own base. */
export const priceScoreOf = (base: Money, evaluationPrice: Money, priceWeight: number): number =>
  evaluationPrice === 0 ? priceWeight : scaled(base, priceWeight, evaluationPrice)

/** Sheets of bids that are left, by members who still sit: the opinion of a replaced member is void (令87 art. 49). */
function sheetsThatCount(bids: readonly RankingBid[], { evaluators, sheets }: RankingInput) {
  const [scoring, sitting] = [new Set(ids(bids)), new Set(evaluators)]
  return sheets.filter(({ bidId, evaluatorId }) => scoring.has(bidId) && sitting.has(evaluatorId))
}

type ScoredRow = Omit<RankingRow, 'rank' | 'place'>

/** Price score and mean are each rounded to hundredths and the total is their sum; no evaluator is left out (令87 art. 55). */
function scoredRows(bids: readonly RankingBid[], { terms, evaluators, sheets }: RankingInput): ScoredRow[] {
  const given = new Map(bids.map(({ id }) => [id, new Map<string, number>()]))
  for (const { bidId, evaluatorId, scores } of sheets) given.get(bidId)?.set(evaluatorId, total(Object.values(scores)))
  const prices = new Map(bids.map(bid => [bid.id, evaluationPriceOf(bid)]))
  const base = fen(Math.min(...prices.values()))
  return bids.map(({ id, price, deduction }) => {
    const evaluationPrice = prices.get(id)!
    const evaluatorTotals = evaluators.map(evaluator => given.get(id)?.get(evaluator) ?? 0)
    const priceScore = priceScoreOf(base, evaluationPrice, terms.priceWeight)
    const nonPrice = scaled(total(evaluatorTotals), 1, evaluators.length)
    return {
      bidId: id, bidPrice: price, deduction, evaluationPrice, base, priceWeight: terms.priceWeight,
      priceScore, evaluatorTotals, nonPrice, total: priceScore + nonPrice,
    }
  })
}

type Ordered = { rows: RankingRow[]; draws: RankingResult['draws']; steps: RankingStep[] }

/** By total, then by the lower price; bids still equal are joint and placed by a recorded draw (令87 art. 57, 68). */
function ordered(scored: readonly ScoredRow[], tieBreak: ScoringTerms['tieBreak'], seed: string | null): Ordered {
  const priceOf = (row: ScoredRow) => tieBreak === 'bid-price' ? row.bidPrice : row.evaluationPrice
  const groups = new Map<string, ScoredRow[]>()
  for (const row of scored.toSorted((a, b) => b.total - a.total || priceOf(a) - priceOf(b))) {
    const key = `${row.total} ${priceOf(row)}`
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  const result: Ordered = { rows: [], draws: [], steps: [] }
  for (const group of groups.values()) {
    const rank = result.rows.length + 1
    const joint = group.map(({ bidId }) => bidId).sort()
    const order = joint.length > 1 && seed !== null ? drawOrder(joint, seed) : joint
    const drawn = joint.length === 1 || seed !== null
    if (joint.length > 1) result.steps.push(step('joint', joint, { rank }))
    if (joint.length > 1 && seed !== null) {
      result.draws.push({ rank, seed, order })
      result.steps.push(step('drawn', order, { seed }))
    }
    result.rows.push(...group
      .toSorted((a, b) => order.indexOf(a.bidId) - order.indexOf(b.bidId))
      .map((row, at) => ({ ...row, rank, place: drawn ? rank + at : null })))
  }
  result.steps.push(step('ranking', result.rows.map(({ bidId }) => bidId)))
  return result
}

const lowPriceSteps = ({ average, triggered }: LowPriceCheck, decisions: RankingInput['lowPriceDecisions']): RankingStep[] => [
  step('low-price-check', triggered.map(({ bidId }) => bidId), { average, count: triggered.length }),
  ...triggered.flatMap(({ bidId, triggers }) => decisions
    .filter(decided => decided.bidId === bidId)
    .map(({ decision }) => step(`low-price-${decision}`, [bidId], { triggers: triggers.join(',') }))),
]

const scoringSteps = (rows: readonly ScoredRow[]): RankingStep[] => [
  ...rows.map(({ bidId, bidPrice, deduction, evaluationPrice }) => deduction === 0
    ? step('no-deduction', [bidId], { evaluationPrice })
    : step('deduction', [bidId], { bidPrice, deduction, evaluationPrice })),
  step('base', [], { base: rows[0]?.base ?? 0 }),
  ...rows.map(({ bidId, base, evaluationPrice, priceWeight, priceScore, nonPrice, total: sum }) =>
    step('scored', [bidId], { base, evaluationPrice, priceWeight, priceScore, nonPrice, total: sum })),
]

/**
 * The whole arithmetic of 综合评分法, from opened bids to the winner: gates, exclusions, low prices, deductions, scores,
 * ties (令87 art. 41–68; 磋商: 财库〔2014〕214号 art. 23–25). Money in fen, points in hundredths. Order of the bids does not count.
 * Throws RuleBroken `scores-incomplete` with `blockers` when the sheets of the remaining bids cannot be added up.
 */
export function rank(input: RankingInput): RankingResult {
  const { terms, bids, lowPriceDecisions, drawSeed } = input
  const { minStarters, minBidders, minContinue } = terms.gates
  const ceiling = terms.ceiling ?? terms.budget
  const started = input.startedWith ?? bids.length
  const steps = [step('submitted', ids(bids), { count: bids.length, minBidders, started, minStarters })]
  const exclusions: Exclusion[] = []
  let remaining: readonly RankingBid[] = bids
  let lowPrice: LowPriceCheck | null = null

  const end = (outcome: RankingOutcome, found: Partial<RankingResult> = {}): RankingResult => ({
    outcome, exclusions, remaining: ids(remaining), lowPrice, base: null, rows: [], draws: [], winner: null, steps, ...found,
  })
  const exclude = (found: Exclusion[]) => {
    const out = new Set(found.map(({ bidId }) => bidId))
    exclusions.push(...found)
    remaining = remaining.filter(({ id }) => !out.has(id))
  }
  const tooFew = () => {
    if (remaining.length >= minContinue) return false
    steps.push(step('failed', ids(remaining), { count: remaining.length, minContinue }))
    return true
  }

  if (started < minStarters || bids.length < minBidders) return end('not-opened')

  const stages = [
    { stage: 'qualification', checks: [unqualified] },
    { stage: 'conformity', checks: [nonconforming, aboveCeiling(ceiling)] },
  ]
  for (const { stage, checks } of stages) {
    const found = checks.flatMap(check => remaining.flatMap(check))
    exclude(found)
    steps.push(...found.map(({ bidId, code, reason }) => step('excluded', [bidId], {
      code, ...reason === null ? { price: bids.find(({ id }) => id === bidId)?.price ?? 0, ceiling } : { reason },
    })))
    steps.push(step('remaining', ids(remaining), { stage, count: remaining.length }))
    if (tooFew()) return end('failed')
  }

  const conforming = new Set(ids(remaining))
  const decisions = lowPriceDecisions.filter(({ bidId }) => conforming.has(bidId))
  const decided = new Set(decisions.map(({ bidId }) => bidId))
  lowPrice = lowPriceCheck(remaining, { ceiling, rates: terms.lowPrice }, decisions)
  steps.push(...lowPriceSteps(lowPrice, decisions))
  if (lowPrice.triggered.some(({ bidId }) => !decided.has(bidId))) return end('low-price-undecided')
  exclude(notJustified(decisions))
  if (tooFew()) return end('failed')

  const sheets = sheetsThatCount(remaining, input)
  const problems = scoringProblems({ ...input, sheets, factors: terms.factors }, ids(remaining))
  if (problems.length > 0) {
    throw new RuleBroken('scores-incomplete', 'The sheets cannot be added up yet', { blockers: problems })
  }

  const scored = scoredRows(remaining, { ...input, sheets })
  const { rows, draws, steps: order } = ordered(scored, terms.tieBreak, drawSeed)
  const [first] = rows
  steps.push(...scoringSteps(scored), ...order)
  return end(rows.every(({ place }) => place !== null) ? 'ranked' : 'draw-required', {
    base: scored[0]?.base ?? null, rows, draws,
    winner: first && first.place === 1 ? { bidId: first.bidId, amount: first.bidPrice } : null,
  })
}
