import { fen } from '../../src/kernel/money.ts'
import type { RankingInput } from '../../src/tender/scoring.schema.ts'
import { someTerms } from '../tender/ranking-input.ts'

export const RANKING_MS = 200

/** 1,000 bids judged by 9 evaluators on 30 factors: 270,000 scores. */
export function largeTender(): RankingInput {
  const factors = Array.from({ length: 30 }, (_, at) => ({ id: `F${at}`, kind: at < 20 ? 'subjective' as const : 'objective' as const, max: 300 }))
  const bids = Array.from({ length: 1000 }, (_, at) => ({ id: `B${at}`, price: fen(600_000_00 + at * 317_00), deduction: at % 3 === 0 ? 1500 : 0 }))
  const evaluators = Array.from({ length: 9 }, (_, at) => `E${at}`)
  const sheets = bids.flatMap(({ id }, bid) => evaluators.map((evaluatorId, evaluator) => ({
    evaluatorId, bidId: id,
    scores: Object.fromEntries(factors.map(({ id: factor, kind }, at) =>
      [factor, (bid * 7 + at * 13 + (kind === 'subjective' ? evaluator * 5 : 0)) % 301])),
  })))
  return {
    terms: someTerms({ factors }), startedWith: null, evaluators, bids, sheets, lowPriceDecisions: [], drawSeed: 'large',
  }
}
