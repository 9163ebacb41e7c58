import { z } from 'zod'
import { fen, Money, portion, subtract } from '../kernel/money.ts'
import { Points, Rate, scaled, total } from '../kernel/ratio.ts'

/** What a call for micro-grants (公益创投) fixes in its announcement; `bands` from the highest down. */
export const MicrograntTerms = z.object({
  pot: Money,
  cap: Money,
  passMark: Points,
  bands: z.array(z.object({ from: Points, rate: Rate })),
})
export type MicrograntTerms = z.infer<typeof MicrograntTerms>

export const GrantApplication = z.object({ id: z.string(), request: Money, scores: z.array(Points).min(1) })
export type GrantApplication = z.infer<typeof GrantApplication>

export type GrantRow = {
  id: string
  request: Money
  mean: Points
  rate: Rate
  grant: Money
  /** Why there is no grant; null where there is one. */
  refusal: 'over-cap' | 'below-pass-mark' | 'pot-spent' | null
  left: Money
}

const refusalOf = ({ request, mean }: { request: Money; mean: Points }, { cap, passMark }: MicrograntTerms) =>
  request > cap ? 'over-cap' as const : mean < passMark ? 'below-pass-mark' as const : null

/**
 * Grants in the order of the mean score (half-up to hundredths; equal means: the smaller request, then the id), each a
 * share of the request by band, until one no longer fits the pot: it and those after it get nothing, nobody is overtaken.
 */
export function allotGrants(
  applications: readonly GrantApplication[], terms: MicrograntTerms,
): { rows: GrantRow[]; left: Money } {
  const judged = applications
    .map(({ id, request, scores }) => ({ id, request, mean: scaled(total(scores), 1, scores.length) }))
    .toSorted((a, b) => b.mean - a.mean || a.request - b.request || (a.id < b.id ? -1 : 1))
  let left = terms.pot
  let spent = false
  const rows = judged.map((application): GrantRow => {
    const rate = terms.bands.find(({ from }) => application.mean >= from)?.rate ?? 0
    const due = portion(application.request, rate)
    const unfit = refusalOf(application, terms)
    spent ||= unfit === null && due > left
    const refusal = unfit ?? (spent ? 'pot-spent' : null)
    const grant = refusal === null ? due : fen(0)
    left = subtract(left, grant)
    return { ...application, rate, grant, refusal, left }
  })
  return { rows, left }
}
