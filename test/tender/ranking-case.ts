import { fen, parseYuan, yuan, type Money } from '../../src/kernel/money.ts'
import { RankingInput, type RankingResult, type RankingStep } from '../../src/tender/scoring.schema.ts'
import { currentRules } from '../../fixtures/rulesets.ts'

/** A worked case as it is written: decimals as text, scores by factor in the order of the evaluators. */
export type RankingCase = {
  input: {
    method: string; budget: string; ceiling: string; priceWeight: string
    minBidders?: number; minContinue?: number; startedWith?: number
    evaluators: string[]; drawSeed?: string
    factors: { id: string; max: string; kind: string }[]
    bidders: {
      id: string; price: string; deduction?: string; unqualified?: string; nonconforming?: string
      scores: Record<string, string[]>
    }[]
    lowPriceDecisions?: Record<string, 'JUSTIFIED' | 'NOT_JUSTIFIED'>
  }
  expected: Record<string, unknown>
  steps: string[]
}

export function money(text: string): Money {
  const amount = parseYuan(text)
  if (amount === null) throw new Error(`${text} is no amount`)
  return amount
}
/** Hundredths from a decimal of at most two places; exact, since it moves the point in the text. */
export const hundredths = (text: string): number => {
  const [whole = '', part = ''] = text.split('.')
  return Number(whole + part.padEnd(2, '0'))
}
export const decimal = (value: number): string => yuan(fen(value)).replaceAll(',', '')
const shortDecimal = (value: number) => decimal(value).replace(/\.?0+$/, '')

export const rankingInput = ({ input }: RankingCase): RankingInput => RankingInput.parse({
  terms: {
    budget: money(input.budget),
    ceiling: money(input.ceiling),
    priceWeight: hundredths(input.priceWeight),
    factors: input.factors.map(({ id, kind, max }) => ({ id, kind, max: hundredths(max) })),
    gates: {
      minStarters: 3,
      minBidders: input.minBidders ?? currentRules.gates['open-tender']!.minBidders,
      minContinue: input.minContinue ?? currentRules.gates['open-tender']!.minContinue,
    },
    lowPrice: currentRules.lowPrice.rates,
    tieBreak: 'bid-price',
  },
  startedWith: input.startedWith ?? null,
  evaluators: input.evaluators,
  bids: input.bidders.map(({ id, price, deduction, unqualified, nonconforming }) => ({
    id, price: money(price), deduction: hundredths(deduction ?? '0') * 100, unqualified, nonconforming,
  })),
  sheets: input.bidders.flatMap(({ id, scores }) => input.evaluators.map((evaluatorId, at) => ({
    evaluatorId, bidId: id,
    scores: Object.fromEntries(Object.entries(scores).map(([factor, given]) => [factor, hundredths(given[at]!)])),
  }))),
  lowPriceDecisions: Object.entries(input.lowPriceDecisions ?? {})
    .map(([bidId, decision]) => ({ bidId, decision: decision === 'JUSTIFIED' ? 'justified' : 'not-justified' })),
  drawSeed: input.drawSeed ?? null,
})

const OUTCOMES: Partial<Record<RankingResult['outcome'], string>> = {
  ranked: 'RANKED', 'not-opened': 'NOT_OPENED', failed: 'FAILED_LT3',
}
const TRIGGERS: Record<string, string> = { average: 'AVG', 'second-lowest': 'SECOND_LOWEST', ceiling: 'CEILING' }
const REASONS: Record<string, string> = {
  'price-above-ceiling': 'price above ceiling (art. 63(4))',
  'low-price-not-justified': 'abnormally low price not justified (art. 60)',
}
const tenThousandths = (value: number) => `${Math.floor(value / 10_000)}.${String(value % 10_000).padStart(4, '0')}`

/** The result in the words of the cases. */
export const inTheWordsOfTheCase = (result: RankingResult): Record<string, unknown> => ({
  invalid: Object.fromEntries(result.exclusions.map(({ bidId, code, reason }) => [bidId, reason ?? REASONS[code]])),
  ...result.lowPrice && {
    lowPrice: {
      average: tenThousandths(result.lowPrice.average),
      triggers: Object.fromEntries(result.lowPrice.triggered
        .map(({ bidId, triggers }) => [bidId, triggers.map(one => TRIGGERS[one])])),
    },
  },
  ...result.draws[0] && { draw: { seed: result.draws[0].seed, order: result.draws[0].order } },
  ...result.winner && { winner: result.winner.bidId, awardAmount: decimal(result.winner.amount) },
  outcome: OUTCOMES[result.outcome],
  ...result.outcome === 'failed' && { remaining: result.remaining },
  ...result.base !== null && {
    base: decimal(result.base),
    rows: result.rows.map(row => ({
      bidder: row.bidId,
      bidPrice: decimal(row.bidPrice),
      evalPrice: decimal(row.evaluationPrice),
      priceScore: decimal(row.priceScore),
      evaluatorTotals: row.evaluatorTotals.map(shortDecimal),
      nonPrice: decimal(row.nonPrice),
      total: decimal(row.total),
      rank: row.rank,
    })),
  },
})

const list = (names: readonly (string | undefined)[]) => `[${names.map(name => `'${name}'`).join(', ')}]`

/** Every line of the worked arithmetic, from the steps that the result carries. */
export function stepLines({ steps, rows, lowPrice }: RankingResult): string[] {
  const row = (id: string | undefined) => rows.find(({ bidId }) => bidId === id)!
  const triggersOf = (id: string) => lowPrice!.triggered.find(({ bidId }) => bidId === id)!.triggers
  const caught = (id: string) => list(triggersOf(id).map(one => TRIGGERS[one]))
  const line = ({ code, bidIds, params: p }: RankingStep, at: number): string => {
    const [id = ''] = bidIds
    switch (code) {
      case 'submitted': return `1 submitted = ${p.count} (need >= ${p.minBidders}; ${p.minBidders === 3 ? 'Order 87 art. 41'
        : `consultation, started with ${p.started} qualified suppliers`})`
      case 'excluded': return p.code === 'unqualified'
        ? `2 qualification (purchaser/agency, art. 44): ${id} invalid - ${p.reason}`
        : `3 conformity (committee, art. 50/63/37): ${id} ${p.code === 'nonconforming' ? `invalid - ${p.reason}`
          : `price ${decimal(Number(p.price))} > ceiling ${decimal(Number(p.ceiling))} -> invalid`}`
      case 'remaining': return `remaining after stage: ${list(bidIds)} = ${p.count}`
      case 'failed': return steps[at - 1]?.code === 'remaining'
        ? `< ${p.minContinue} -> 废标 (Procurement Law art. 36(1); Order 87 art. 43/44)` : `remaining ${p.count} < ${p.minContinue} -> 废标`
      case 'low-price-check': return `4 low-price check: average of conforming bid prices = ${
        tenThousandths(Number(p.average))}; triggers = ${bidIds.length === 0 ? 'none' : `{${bidIds.map(one => `'${one}': ${caught(one)}`).join(', ')}}`}`
      case 'low-price-justified': return `${id}: ${caught(id)} -> written explanation (>= 30 min) -> committee decision = JUSTIFIED`
      case 'low-price-not-justified':
        return `${id}: ${caught(id)} -> written explanation (>= 30 min) -> committee decision = NOT_JUSTIFIED`
      case 'no-deduction': return `5 ${id}: no deduction, evaluation price ${decimal(Number(p.evaluationPrice))}`
      case 'deduction': return `5 ${id}: bid ${decimal(Number(p.bidPrice))} x (1 - ${decimal(Number(p.deduction) / 100)}) = evaluation price ${
        decimal(Number(p.evaluationPrice))}`
      case 'base': return `6 评标基准价 = min(evaluation prices) = ${decimal(Number(p.base))}`
      case 'scored': return `7 ${id}: price score = ${decimal(Number(p.base))}/${decimal(Number(p.evaluationPrice))} x 100 x ${
        shortDecimal(Number(p.priceWeight))}% = ${decimal(Number(p.priceScore))}; non-price = mean${
        list(row(id).evaluatorTotals.map(shortDecimal))} = ${decimal(Number(p.nonPrice))}; total = ${decimal(Number(p.total))}`
      case 'joint': return `8 joint rank ${p.rank} (same total AND same price): ${
        list(bidIds)} -> method of the document, else random draw (art. 68)`
      case 'drawn': return `draw with seed '${p.seed}' -> ${list(bidIds)}`
      case 'ranking': return `8 ranking: ${bidIds.map(one => `${row(one).rank}=${one}(${decimal(row(one).total)})`).join(', ')}`
    }
  }
  return steps.map(line)
}
