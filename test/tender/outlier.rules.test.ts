import { expect } from 'chai'
import fc from 'fast-check'
import cases from '../../fixtures/cases.json' with { type: 'json' }
import { currentRules } from '../../fixtures/rulesets.ts'
import { outliers, scaleUsage } from '../../src/tender/outlier.rules.ts'
import { rankingInput, type RankingCase } from './ranking-case.ts'

const c07a = rankingInput(cases.find(({ id }) => id === 'C07a') as unknown as RankingCase)

describe('scores that lie far from the others', () => {
  it('are found in the worked case: one evaluator pressed one bid down and lifted another', () => {
    expect(outliers(c07a.sheets, c07a.terms.factors, currentRules)).to.deep.equal([
      { evaluatorId: 'E5', bidId: 'B1', points: 2000, others: 5867, direction: 'low' },
      { evaluatorId: 'E5', bidId: 'B2', points: 6900, others: 5417, direction: 'high' },
    ])
  })
  it('begin strictly above the rate, of the maximum or of the mean as the rule set says', () => {
    const factors = [{ id: 'plan', kind: 'subjective' as const, max: 5000 }]
    const sheets = (points: number) => [4000, 4000, points].map((plan, at) => ({ evaluatorId: `E${at}`, bidId: 'B1', scores: { plan } }))
    const found = (points: number, of: 'maximum' | 'mean', rate: number) =>
      outliers(sheets(points), factors, { outlier: { of, rate } }).map(({ evaluatorId }) => evaluatorId)
    expect(found(3000, 'maximum', 2000)).to.deep.equal([])
    expect(found(2999, 'maximum', 2000)).to.deep.equal(['E2'])
    expect(found(2800, 'mean', 3000)).to.deep.equal([])
    expect(found(2799, 'mean', 3000)).to.deep.equal(['E2'])
  })
  it('are none when all agree or nobody else has scored', () => fc.assert(fc.property(fc.nat({ max: 5000 }), fc.integer({ min: 1, max: 9 }), (plan, n) => {
    const sheets = Array.from({ length: n }, (_, at) => ({ evaluatorId: `E${at}`, bidId: 'B1', scores: { plan, team: 0, record: 0 } }))
    expect(outliers(sheets, c07a.terms.factors, currentRules)).to.deep.equal([])
  })))
})

describe('how evaluators use the scale', () => {
  it('shows the spread, and the order that one of them reversed', () => {
    const usage = scaleUsage(c07a.sheets, c07a.terms.factors)
    expect(usage.find(({ evaluatorId }) => evaluatorId === 'E1')).to.deep.equal({ evaluatorId: 'E1', spread: 800, agreement: 3333 })
    expect(usage.find(({ evaluatorId }) => evaluatorId === 'E5')).to.deep.equal({ evaluatorId: 'E5', spread: 4900, agreement: -3333 })
  })
  it('agrees wholly with others of the same order', () => {
    const factors = [{ id: 'plan', kind: 'subjective' as const, max: 5000 }]
    const sheets = ['E1', 'E2'].flatMap((evaluatorId, at) =>
      [1000, 2000, 3000].map((plan, bid) => ({ evaluatorId, bidId: `B${bid}`, scores: { plan: plan + at * 500 } })))
    expect(scaleUsage(sheets, factors).map(({ agreement }) => agreement)).to.deep.equal([10_000, 10_000])
  })
})
