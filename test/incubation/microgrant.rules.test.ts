import { expect } from 'chai'
import fc from 'fast-check'
import { allotGrants, type GrantApplication, type MicrograntTerms } from '../../src/incubation/microgrant.rules.ts'
import { fen } from '../../src/kernel/money.ts'

const terms: MicrograntTerms = {
  pot: fen(50_000_00), cap: fen(30_000_00), passMark: 6000,
  bands: [{ from: 8500, rate: 10_000 }, { from: 7500, rate: 9000 }, { from: 6000, rate: 8000 }],
}
const application = (id: string, yuan: number, score: number): GrantApplication => ({ id, request: fen(yuan * 100), scores: [score * 100] })
const given = (...applications: GrantApplication[]) => allotGrants(applications, terms).rows.map(({ id, grant, refusal }) => [id, grant / 100, refusal])

describe('micro-grants', () => {
  it('go by score, the whole request only to the best', () => {
    expect(given(application('A', 10_000, 60), application('B', 10_000, 75), application('C', 10_000, 85)))
      .to.deep.equal([['C', 10_000, null], ['B', 9000, null], ['A', 8000, null]])
  })
  it('are refused under the pass mark and over the cap', () => {
    expect(given(application('A', 10_000, 59.99), application('B', 30_000.01, 90), application('C', 30_000, 90)))
      .to.deep.equal([['C', 30_000, null], ['B', 0, 'over-cap'], ['A', 0, 'below-pass-mark']])
  })
  it('stop where the pot is spent, so that nobody is overtaken by a smaller request', () => {
    expect(given(application('A', 30_000, 90), application('B', 25_000, 89), application('C', 1_000, 88)))
      .to.deep.equal([['A', 30_000, null], ['B', 0, 'pot-spent'], ['C', 0, 'pot-spent']])
  })
  it('may take the pot to the last fen', () => {
    expect(given(application('A', 30_000, 90), application('B', 20_000, 89), application('C', 1, 88)))
      .to.deep.equal([['A', 30_000, null], ['B', 20_000, null], ['C', 0, 'pot-spent']])
  })
  it('prefer the smaller request among equals, then the earlier number', () => {
    expect(given(application('B', 20_000, 90), application('A', 20_000, 90), application('C', 10_000, 90)).map(([id]) => id)).to.deep.equal(['C', 'A', 'B'])
  })
  it('never exceed request, cap or pot, whatever is asked', () => fc.assert(fc.property(
    fc.array(fc.tuple(fc.nat({ max: 40_000_00 }), fc.array(fc.nat({ max: 10_000 }), { minLength: 1, maxLength: 5 })), { maxLength: 20 }), asked => {
      const { rows, left } = allotGrants(asked.map(([request, scores], at) => ({ id: `M${at}`, request: fen(request), scores })), terms)
      expect(rows.reduce((sum, { grant }) => sum + grant, 0) + left).to.equal(terms.pot)
      for (const { grant, request, refusal } of rows) {
        expect(grant).to.be.at.most(Math.min(request, terms.cap))
        if (refusal !== null) expect(grant).to.equal(0)
      }
    })))
})
