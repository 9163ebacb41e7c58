import { scaled, total, type Rate } from '../kernel/ratio.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { Factor, ScoringSheet } from './scoring.schema.ts'

/** Subjective points in hundredths; `others` is the mean of the other evaluators, half-up, to show. */
export type Outlier = { evaluatorId: string; bidId: string; points: number; others: number; direction: 'high' | 'low' }

/** How one evaluator used the scale: the points between lowest and highest, and how far the order is that of the others. */
export type Usage = {
  evaluatorId: string
  spread: number
  /** 10 000 wholly, −10 000 reversed. */
  agreement: number
}

type Column = { evaluatorId: string; points: Map<string, number> }

const subjectivePoints = (sheets: readonly ScoringSheet[], factors: readonly Factor[]): Column[] => {
  const subjective = factors.filter(({ kind }) => kind === 'subjective')
  const columns = new Map<string, Map<string, number>>()
  for (const { evaluatorId, bidId, scores } of sheets) {
    const points = columns.get(evaluatorId) ?? new Map<string, number>()
    columns.set(evaluatorId, points.set(bidId, total(subjective.map(({ id }) => scores[id] ?? 0))))
  }
  return [...columns].map(([evaluatorId, points]) => ({ evaluatorId, points }))
}

const sumsOf = (columns: readonly Column[]) => {
  const sums = new Map<string, { sum: number; count: number }>()
  for (const { points } of columns) {
    for (const [bidId, given] of points) {
      const { sum, count } = sums.get(bidId) ?? { sum: 0, count: 0 }
      sums.set(bidId, { sum: sum + given, count: count + 1 })
    }
  }
  return sums
}

/**
 * Subjective sums that lie strictly further from the mean of the other evaluators than the rule set's share of the
 * maximum (or of that mean): candidates for 畸高、畸低 (令87 art. 64(4)). The committee decides; nothing is left out by itself.
 */
export function outliers(
  sheets: readonly ScoringSheet[], factors: readonly Factor[], { outlier }: Pick<RuleSet, 'outlier'>,
): Outlier[] {
  const columns = subjectivePoints(sheets, factors)
  const sums = sumsOf(columns)
  const maximum = total(factors.filter(({ kind }) => kind === 'subjective').map(({ max }) => max))
  return columns.flatMap(({ evaluatorId, points }) => [...points].flatMap(([bidId, given]): Outlier[] => {
    const { sum, count } = sums.get(bidId)!
    if (count < 2) return []
    const others = { sum: sum - given, count: count - 1 }
    const distance = given * others.count - others.sum
    const measure = outlier.of === 'maximum' ? maximum * others.count : others.sum
    if (!isFurther(distance, outlier.rate, measure)) return []
    const mean = scaled(others.sum, 1, others.count)
    return [{ evaluatorId, bidId, points: given, others: mean, direction: distance > 0 ? 'high' : 'low' }]
  }))
}

const isFurther = (distance: number, rate: Rate, measure: number) => Math.abs(distance) * 10_000 > measure * rate

/** Spread and rank agreement (Kendall) of each evaluator, for the record of the evaluation. */
export function scaleUsage(sheets: readonly ScoringSheet[], factors: readonly Factor[]): Usage[] {
  const columns = subjectivePoints(sheets, factors)
  const sums = sumsOf(columns)
  return columns.map(({ evaluatorId, points }) => {
    const given = [...points].map(([bidId, own]) => ({ own, others: sums.get(bidId)!.sum - own }))
    const own = given.map(one => one.own)
    return { evaluatorId, spread: Math.max(...own) - Math.min(...own), agreement: agreementOf(given) }
  })
}

/** Pairs in the same order less pairs in the opposite one, of all pairs. */
function agreementOf(given: readonly { own: number; others: number }[]): number {
  const pairs = given.length * (given.length - 1) / 2
  let concordance = 0
  given.forEach((a, at) => {
    for (let next = at + 1; next < given.length; next++) {
      const b = given[next]!
      concordance += Math.sign(a.own - b.own) * Math.sign(a.others - b.others)
    }
  })
  return pairs === 0 ? 0 : scaled(concordance, 10_000, pairs)
}
