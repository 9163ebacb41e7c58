import { currentRules } from '../../fixtures/rulesets.ts'
import { fen } from '../../src/kernel/money.ts'
import type { RankingInput, ScoringTerms } from '../../src/tender/scoring.schema.ts'

export const evaluators = ['E1', 'E2', 'E3', 'E4', 'P1']

export const someTerms = (overrides: Partial<ScoringTerms> = {}): ScoringTerms => ({
  budget: fen(1_000_000_00),
  ceiling: null,
  priceWeight: 1000,
  factors: [{ id: 'plan', kind: 'subjective', max: 6000 }, { id: 'record', kind: 'objective', max: 3000 }],
  gates: currentRules.gates['open-tender']!,
  lowPrice: currentRules.lowPrice.rates,
  tieBreak: 'bid-price',
  ...overrides,
})

type Offer = Partial<RankingInput['bids'][number]> & { id: string; yuan: number; plan?: number | number[]; record?: number }

/** Bids with a price in yuan and scores in points, the same from every evaluator unless listed. */
export function someRanking(offers: Offer[], overrides: Partial<RankingInput> = {}): RankingInput {
  return {
    terms: someTerms(), startedWith: null, evaluators, lowPriceDecisions: [], drawSeed: 'CG-2026-0001|draw',
    bids: offers.map(({ id, yuan, deduction = 0, unqualified, nonconforming }) =>
      ({ id, price: fen(yuan * 100), deduction, unqualified, nonconforming })),
    sheets: offers.flatMap(({ id, plan = 50, record = 20 }) => evaluators.map((evaluatorId, at) => ({
      evaluatorId, bidId: id,
      scores: { plan: Math.round((typeof plan === 'number' ? plan : plan[at]!) * 100), record: record * 100 },
    }))),
    ...overrides,
  }
}
