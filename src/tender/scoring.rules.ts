import type { Blocker, Problem } from '../kernel/refusal.ts'
import { total, WHOLE } from '../kernel/ratio.ts'
import type { Method, PurchaseKind, RateRange, RuleSet } from '../kernel/ruleset.ts'
import type { Factor, ScoringSheet, ScoringTerms } from './scoring.schema.ts'

const outside = (value: number, { min, max }: RateRange) => value < min || value > max

/** Why the terms of scoring cannot go into a tender document; rates and points in hundredths. */
export function scoringBlockers(
  { method, kind, terms }: { method: Method; kind: PurchaseKind; terms: ScoringTerms },
  { priceWeight, lowPrice }: RuleSet,
): Blocker[] {
  const isConsultation = method === 'consultation'
  const range = priceWeight[isConsultation ? 'consultation' : 'tender'][kind]
  const law = isConsultation ? '财库〔2014〕214号第二十四条' : '财政部令第87号第五十五条'
  const points = total(terms.factors.map(({ max }) => max)) + terms.priceWeight
  const raised = (['average', 'secondLowest', 'ceiling'] as const)
    .filter(name => outside(terms.lowPrice[name], { min: lowPrice.rates[name], max: lowPrice.cap }))
  return [
    ...points === WHOLE ? [] : [{ code: 'scoring-must-total-100', field: 'factors', law, params: { points } }],
    ...outside(terms.priceWeight, range) ? [{ code: 'price-weight-out-of-range', field: 'priceWeight', law, params: range }] : [],
    ...terms.factors.some(({ max }) => max === 0) ? [{ code: 'factor-without-points', field: 'factors', law }] : [],
    ...terms.ceiling !== null && terms.ceiling > terms.budget
      ? [{ code: 'ceiling-above-budget', field: 'ceiling', law: '财政部令第87号第十二条' }] : [],
    ...raised.map(name => ({
      code: 'low-price-rate-out-of-range', field: `lowPrice.${name}`, law: lowPrice.law,
      params: { min: lowPrice.rates[name], max: lowPrice.cap },
    })),
  ]
}

/** Why a document may not promise this deduction rate (财库〔2020〕46号 art. 9; 财库〔2022〕19号). */
export function deductionBlockers(claim: 'small-or-micro' | 'consortium', rate: number, { deduction }: RuleSet): Blocker[] {
  const range = claim === 'consortium' ? deduction.consortium : deduction.smallOrMicro
  return outside(rate, range) ? [{ code: 'deduction-out-of-range', field: 'deduction', law: deduction.law, params: range }] : []
}

/** Checks sheets against the factors; made once for many sheets. */
function sheetCheck(factors: readonly Factor[]): (sheet: ScoringSheet) => Problem[] {
  const known = new Set(factors.map(({ id }) => id))
  return ({ bidId, evaluatorId, scores }) => {
    const at = { bidId, evaluatorId }
    const problems: Problem[] = []
    for (const { id, max } of factors) {
      const score = scores[id]
      if (score === undefined) problems.push({ field: id, code: 'score-missing', params: at })
      else if (score < 0 || score > max) problems.push({ field: id, code: 'score-out-of-range', params: { ...at, score, max } })
    }
    const unknown = Object.keys(scores).filter(id => !known.has(id))
    return [...problems, ...unknown.map(id => ({ field: id, code: 'score-unknown-factor', params: at }))]
  }
}

/** What is wrong with one sheet: a factor left out, one that does not exist, a score above its maximum (令87 art. 64(2)). */
export const scoringSheetProblems = (sheet: ScoringSheet, factors: readonly Factor[]): Problem[] =>
  sheetCheck(factors)(sheet)

/** Objective factors that evaluators scored differently; they must be corrected before anybody signs (令87 art. 64(3)). */
export function objectiveProblems(sheets: readonly ScoringSheet[], factors: readonly Factor[]): Problem[] {
  const objective = factors.filter(({ kind }) => kind === 'objective')
  const given = new Map<string, ScoringSheet['scores']>()
  const differing = new Map<string, Problem>()
  for (const { bidId, scores } of sheets) {
    const first = given.get(bidId)
    if (!first) {
      given.set(bidId, scores)
      continue
    }
    for (const { id } of objective) {
      if (scores[id] !== first[id]) differing.set(`${bidId} ${id}`, { field: id, code: 'objective-differs', params: { bidId } })
    }
  }
  return [...differing.values()]
}

type Scoring = { evaluators: readonly string[]; sheets: readonly ScoringSheet[]; factors: readonly Factor[] }

/** All that keeps the sheets of these bids from being added up: one missing or given twice, and the problems above. */
export function scoringProblems(
  { evaluators, sheets, factors }: Scoring,
  bidIds: readonly string[],
): Problem[] {
  const counts = new Map<string, number>()
  for (const { bidId, evaluatorId } of sheets) {
    const key = JSON.stringify([bidId, evaluatorId])
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const sheetsDue = bidIds.flatMap(bidId => evaluators.flatMap((evaluatorId): Problem[] => {
    const count = counts.get(JSON.stringify([bidId, evaluatorId])) ?? 0
    const code = count === 0 ? 'sheet-missing' : 'sheet-twice'
    return count === 1 ? [] : [{ field: evaluatorId, code, params: { bidId, evaluatorId } }]
  }))
  return [...sheetsDue, ...sheets.flatMap(sheetCheck(factors)), ...objectiveProblems(sheets, factors)]
}
