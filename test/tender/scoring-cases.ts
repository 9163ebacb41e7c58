import { expect } from 'chai'
import { currentRules } from '../../fixtures/rulesets.ts'
import { drawOrder } from '../../src/kernel/draw.ts'
import { fen, parseWords } from '../../src/kernel/money.ts'
import { halfUp, total } from '../../src/kernel/ratio.ts'
import { compositionBlockers, compositionBounds } from '../../src/tender/composition.rules.ts'
import { correctedPrice } from '../../src/tender/price.rules.ts'
import { rank } from '../../src/tender/ranking.rules.ts'
import { objectiveProblems } from '../../src/tender/scoring.rules.ts'
import { aCommittee } from './committee.ts'
import { decimal, hundredths, inTheWordsOfTheCase, money, rankingInput, stepLines, type RankingCase } from './ranking-case.ts'

function ranking(given: RankingCase) {
  const result = rank(rankingInput(given))
  expect(inTheWordsOfTheCase(result)).to.deep.equal(given.expected)
  expect(stepLines(result)).to.deep.equal(given.steps.map(line => line.trim()))
}

type Objective = { input: { bidder: string; factor: string; scores: string[] }; expected: { error: string } }
function objective({ input: { bidder, factor, scores }, expected }: Objective) {
  const sheets = scores.map((score, at) => ({ evaluatorId: `E${at}`, bidId: bidder, scores: { [factor]: hundredths(score) } }))
  const problems = objectiveProblems(sheets, [{ id: factor, kind: 'objective', max: 2000 }])
  expect(problems.map(({ field, params }) => `${params!.bidId}: objective factor ${field} scored differently (art. 64(3))`))
    .to.deep.equal([expected.error])
  expect(problems[0]!.code).to.equal('objective-differs')
}

type Rounding = {
  input: { priceWeight: string; prices: Record<string, string>; nonPriceTotals: Record<string, string[]> }
  expected: {
    unrounded: Record<string, string>; roundTotal2dp: Record<string, string>; roundComponents2dp: Record<string, string>
    winnerUnrounded: string; winnerRoundComponents: string
  }
}
/** The rule rounds the components; the two other ways are computed here only to show that they decide otherwise. */
function rounding({ input, expected }: Rounding) {
  const evaluators = ['E1', 'E2', 'E3', 'E4', 'E5', 'P1', 'P2']
  const base = BigInt(money(input.prices.C!))
  for (const [id, scores] of Object.entries(input.nonPriceTotals)) {
    const price = BigInt(money(input.prices[id]!))
    const numerator = base * BigInt(hundredths(input.priceWeight)) * 7n + BigInt(total(scores.map(hundredths))) * price
    expect((halfUp(numerator * 10_000n, price * 7n) / 1_000_000).toFixed(6)).to.equal(expected.unrounded[id])
    expect(decimal(halfUp(numerator, price * 7n))).to.equal(expected.roundTotal2dp[id])
  }
  expect(expected.unrounded.A! > expected.unrounded.B!).to.equal(expected.winnerUnrounded === 'A')
  const { rows, winner, lowPrice } = rank({
    terms: {
      budget: money('460000'), ceiling: null, priceWeight: hundredths(input.priceWeight),
      factors: [{ id: 'all', kind: 'subjective', max: 8000 }], gates: currentRules.gates['open-tender']!,
      lowPrice: currentRules.lowPrice.rates, tieBreak: 'bid-price',
    },
    startedWith: null, evaluators, lowPriceDecisions: [], drawSeed: null,
    bids: Object.entries(input.prices).map(([id, price]) => ({ id, price: money(price), deduction: 0 })),
    sheets: Object.keys(input.prices).flatMap(bidId => evaluators.map((evaluatorId, at) =>
      ({ evaluatorId, bidId, scores: { all: hundredths(input.nonPriceTotals[bidId]?.[at] ?? '10') } }))),
  })
  expect(lowPrice!.triggered).to.deep.equal([])
  for (const [id, sum] of Object.entries(expected.roundComponents2dp)) {
    expect(decimal(rows.find(({ bidId }) => bidId === id)!.total)).to.equal(sum)
  }
  expect(winner!.bidId).to.equal(expected.winnerRoundComponents)
}

type Expected<T> = { input: { n: number[] }; expected: Record<string, T> }
function committees({ input, expected }: Expected<{
  odd: boolean; minExperts: number; maxPurchaserReps: number; okTenderNormal: boolean; okTenderBig: boolean; okConsultation: boolean
}>) {
  for (const n of input.n) {
    const bounds = compositionBounds(n)
    const ok = (method: 'open-tender' | 'consultation', budget: string) =>
      compositionBlockers(aCommittee(n, { method, budget: money(budget) }), currentRules).length === 0
    expect({
      odd: n % 2 === 1, minExperts: bounds.minExperts, maxPurchaserReps: bounds.maxPurchasers,
      okTenderNormal: ok('open-tender', '9999999.99'), okTenderBig: ok('open-tender', '10000000'), okConsultation: ok('consultation', '1999999.99'),
    }, `of ${n}`).to.deep.equal(expected[n])
  }
}

type Drawing = { input: { pool: string[]; seed: string; take: number }; expected: { drawn: string[]; reserve: string[]; order: string[] } }
function drawing({ input: { pool, seed, take }, expected }: Drawing) {
  const order = drawOrder(pool, seed)
  expect(order).to.deep.equal(expected.order)
  expect(order.slice(0, take)).to.deep.equal(expected.drawn)
  expect(order.slice(take, take + expected.reserve.length)).to.deep.equal(expected.reserve)
}

type Differing = { input: { openingSheet: string; detailTotal: string }; expected: { price: string } }
type Worded = { input: { upper: string; lower: string }; expected: { price: string } }
type Words = { input: string[]; expected: Record<string, string> }

export const scoringCases = {
  ...Object.fromEntries(['C01', 'C02', 'C03a', 'C03b', 'C03c', 'C04', 'C05a', 'C05b', 'C05d', 'C06a', 'C06b', 'C06d', 'C07a']
    .map(id => [id, ranking])),
  C07c: objective,
  C08a: ({ input, expected }: Differing) => {
    const { price, corrections } = correctedPrice({ openingSheet: money(input.openingSheet), detailTotal: money(input.detailTotal) })
    expect(price).to.equal(money(expected.price))
    expect(corrections.map(({ rule }) => rule)).to.deep.equal(['opening-sheet-over-details'])
  },
  C08b: ({ input, expected }: Worded) => {
    const { price, corrections } = correctedPrice({ openingSheet: money(input.lower), openingSheetWords: input.upper })
    expect(price).to.equal(money(expected.price))
    expect(corrections.map(({ rule }) => rule)).to.deep.equal(['words-over-figures'])
  },
  C08c: ({ input, expected }: Words) => {
    for (const words of input) expect(decimal(parseWords(words) ?? fen(0)), words).to.equal(expected[words])
    expect(parseWords('拾万元整')).to.equal(null)
  },
  C09: rounding,
  C21: committees,
  C22: drawing,
}
