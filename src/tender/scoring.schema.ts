import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { Points, Rate } from '../kernel/ratio.ts'
import { Gates, LowPriceRates } from '../kernel/ruleset.ts'

/** A scoring factor. Objective ones get the same score from every evaluator (令87 art. 64(3)). */
export const Factor = z.object({ id: z.string(), kind: z.enum(['subjective', 'objective']), max: Points })
export type Factor = z.infer<typeof Factor>

/** What one evaluator gives one bid, by factor. */
export const ScoringSheet = z.object({
  evaluatorId: z.string(),
  bidId: z.string(),
  scores: z.record(z.string(), Points),
})
export type ScoringSheet = z.infer<typeof ScoringSheet>

/** What the tender document fixes before opening; price and factors together make 100 points. */
export const ScoringTerms = z.object({
  budget: Money,
  ceiling: Money.nullable().meta({ description: '最高限价; null: the budget is the ceiling' }),
  priceWeight: Points,
  factors: z.array(Factor),
  gates: Gates,
  lowPrice: LowPriceRates,
  tieBreak: z.enum(['bid-price', 'evaluation-price']),
})
export type ScoringTerms = z.infer<typeof ScoringTerms>

/** An opened bid with what qualification and conformity found against it. */
export const RankingBid = z.object({
  id: z.string(),
  price: Money,
  deduction: Rate.meta({ description: 'Price deduction of the SME policy; 0 where none is due' }),
  unqualified: z.string().optional(),
  nonconforming: z.string().optional(),
})
export type RankingBid = z.infer<typeof RankingBid>

/** What the committee decided on a low price, after the bidder was asked to explain it. */
export const LowPriceDecision = z.object({ bidId: z.string(), decision: z.enum(['justified', 'not-justified']) })
export type LowPriceDecision = z.infer<typeof LowPriceDecision>

export const RankingInput = z.object({
  terms: ScoringTerms,
  startedWith: z.int().nullable().meta({ description: 'Suppliers that began a consultation; null: the number of bids' }),
  evaluators: z.array(z.string()).min(1),
  bids: z.array(RankingBid),
  sheets: z.array(ScoringSheet),
  lowPriceDecisions: z.array(LowPriceDecision),
  drawSeed: z.string().nullable(),
})
export type RankingInput = z.infer<typeof RankingInput>

export const LowPriceTrigger = z.enum(['average', 'second-lowest', 'ceiling', 'committee'])
export type LowPriceTrigger = z.infer<typeof LowPriceTrigger>

export const LowPriceCheck = z.object({
  average: Points.meta({ description: 'Average of the conforming bid prices in hundredths of a fen, half-up, to show' }),
  triggered: z.array(z.object({ bidId: z.string(), triggers: z.array(LowPriceTrigger) })),
})
export type LowPriceCheck = z.infer<typeof LowPriceCheck>

export const Exclusion = z.object({
  bidId: z.string(),
  stage: z.enum(['qualification', 'conformity', 'low-price']),
  code: z.enum(['unqualified', 'nonconforming', 'price-above-ceiling', 'low-price-not-justified']),
  reason: z.string().nullable(),
  law: z.string(),
})
export type Exclusion = z.infer<typeof Exclusion>

/** One bid's arithmetic: price score = base ÷ evaluation price × price weight; total = price score + evaluators' mean. */
export const RankingRow = z.object({
  bidId: z.string(),
  bidPrice: Money,
  deduction: Rate,
  evaluationPrice: Money,
  base: Money,
  priceWeight: Points,
  priceScore: Points,
  evaluatorTotals: z.array(Points).meta({ description: 'In the order of the evaluators' }),
  nonPrice: Points.meta({ description: 'Mean of the evaluators’ totals' }),
  total: Points,
  rank: z.int().meta({ description: 'Equal for bids that are joint' }),
  place: z.int().nullable().meta({ description: 'Position after the draw; null while it is still to be drawn' }),
})
export type RankingRow = z.infer<typeof RankingRow>

export const Draw = z.object({ rank: z.int(), seed: z.string(), order: z.array(z.string()) })

/** One step of the work in its order (rules of an open tender, 1 deadline … 8 scoring), to be worded by the page. */
export const RankingStep = z.object({
  code: z.enum([
    'submitted', 'excluded', 'remaining', 'failed', 'low-price-check', 'low-price-justified', 'low-price-not-justified',
    'deduction', 'no-deduction', 'base', 'scored', 'joint', 'drawn', 'ranking',
  ]),
  bidIds: z.array(z.string()),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type RankingStep = z.infer<typeof RankingStep>

/** `low-price-undecided` and `draw-required` wait for the committee; the others are final. */
export const RankingOutcome = z.enum(['ranked', 'not-opened', 'failed', 'low-price-undecided', 'draw-required'])
export type RankingOutcome = z.infer<typeof RankingOutcome>

export const RankingResult = z.object({
  outcome: RankingOutcome,
  exclusions: z.array(Exclusion),
  remaining: z.array(z.string()),
  lowPrice: LowPriceCheck.nullable(),
  base: Money.nullable(),
  rows: z.array(RankingRow).meta({ description: 'Best first' }),
  draws: z.array(Draw),
  winner: z.object({ bidId: z.string(), amount: Money }).nullable()
    .meta({ description: 'The contract price is the bid price' }),
  steps: z.array(RankingStep),
})
export type RankingResult = z.infer<typeof RankingResult>
