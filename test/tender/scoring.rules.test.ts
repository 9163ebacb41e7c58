import { expect } from 'chai'
import { currentRules } from '../../fixtures/rulesets.ts'
import { fen } from '../../src/kernel/money.ts'
import type { Method, PurchaseKind } from '../../src/kernel/ruleset.ts'
import { deductionBlockers, objectiveProblems, scoringBlockers, scoringSheetProblems } from '../../src/tender/scoring.rules.ts'
import { someTerms } from './ranking-input.ts'

const weighing = (priceWeight: number) =>
  someTerms({ priceWeight, factors: [{ id: 'plan', kind: 'subjective', max: 10_000 - priceWeight }] })

describe('the terms of scoring', () => {
  const weights: [method: Method, kind: PurchaseKind, priceWeight: number, allowed: boolean][] = [
    ['open-tender', 'services', 999, false], ['open-tender', 'services', 1000, true], ['open-tender', 'services', 4000, true],
    ['open-tender', 'goods', 2999, false], ['open-tender', 'goods', 3000, true],
    ['consultation', 'services', 1000, true], ['consultation', 'services', 3000, true], ['consultation', 'services', 3001, false],
    ['consultation', 'goods', 2999, false], ['consultation', 'goods', 6000, true], ['consultation', 'goods', 6001, false],
  ]
  for (const [method, kind, priceWeight, allowed] of weights) {
    it(`${allowed ? 'may' : 'may not'} give price ${priceWeight / 100} points in a ${method} for ${kind}`, () => {
      expect(scoringBlockers({ method, kind, terms: weighing(priceWeight) }, currentRules).map(({ code }) => code))
        .to.deep.equal(allowed ? [] : ['price-weight-out-of-range'])
    })
  }
  const codes = (overrides: Parameters<typeof someTerms>[0]) =>
    scoringBlockers({ method: 'open-tender', kind: 'services', terms: someTerms(overrides) }, currentRules).map(({ code }) => code)

  it('total 100', () => {
    expect(codes({})).to.deep.equal([])
    expect(codes({ priceWeight: 1001 })).to.deep.equal(['scoring-must-total-100'])
  })
  it('give every factor points', () => {
    expect(codes({ factors: [...someTerms().factors, { id: 'x', kind: 'objective', max: 0 }] })).to.deep.equal(['factor-without-points'])
  })
  it('keep the ceiling within the budget', () => expect(codes({ ceiling: fen(1_000_000_01) })).to.deep.equal(['ceiling-above-budget']))
  it('may raise the low-price rates up to 65%, never lower them', () => {
    expect(codes({ lowPrice: { average: 6500, secondLowest: 6500, ceiling: 6500 } })).to.deep.equal([])
    expect(codes({ lowPrice: { average: 6501, secondLowest: 4999, ceiling: 4500 } })).to.deep.equal(['low-price-rate-out-of-range', 'low-price-rate-out-of-range'])
  })
  it('deduct 10–20% for small and micro, 4–6% for a consortium', () => {
    const blocked = (claim: Parameters<typeof deductionBlockers>[0], rate: number) => deductionBlockers(claim, rate, currentRules).length > 0
    expect([999, 1000, 2000, 2001].map(rate => blocked('small-or-micro', rate))).to.deep.equal([true, false, false, true])
    expect([399, 400, 600, 601].map(rate => blocked('consortium', rate))).to.deep.equal([true, false, false, true])
  })
})

describe('a scoring sheet', () => {
  const { factors } = someTerms()
  const problems = (scores: Record<string, number>) => scoringSheetProblems({ evaluatorId: 'E1', bidId: 'B1', scores }, factors)

  it('is complete within the range of every factor', () => {
    expect(problems({ plan: 0, record: 3000 })).to.deep.equal([])
    expect(problems({ plan: 6000, record: 0 })).to.deep.equal([])
  })
  it('names each factor that is wrong, and why', () => {
    expect(problems({ record: 3001, size: 1 })).to.deep.equal([
      { field: 'plan', code: 'score-missing', params: { bidId: 'B1', evaluatorId: 'E1' } },
      { field: 'record', code: 'score-out-of-range', params: { bidId: 'B1', evaluatorId: 'E1', score: 3001, max: 3000 } },
      { field: 'size', code: 'score-unknown-factor', params: { bidId: 'B1', evaluatorId: 'E1' } },
    ])
  })
  it('may differ from the others in what is subjective only', () => {
    const sheet = (evaluatorId: string, plan: number, record: number) => ({ evaluatorId, bidId: 'B1', scores: { plan, record } })
    expect(objectiveProblems([sheet('E1', 1000, 2000), sheet('E2', 6000, 2000)], factors)).to.deep.equal([])
    expect(objectiveProblems([sheet('E1', 1000, 2000), sheet('E2', 1000, 1900), sheet('E3', 1000, 1800)], factors))
      .to.deep.equal([{ field: 'record', code: 'objective-differs', params: { bidId: 'B1' } }])
  })
})
