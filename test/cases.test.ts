import { expect } from 'chai'
import cases from '../fixtures/cases.json' with { type: 'json' }
import { arithmeticCases } from './kernel/arithmetic-cases.ts'
import { evaluationCases } from './evaluation/evaluation-cases.ts'
import { scoringCases } from './tender/scoring-cases.ts'

/** Every worked case of the domain, run through the real rules. */
const runs: Record<string, (given: never) => void> = { ...scoringCases, ...evaluationCases, ...arithmeticCases }

describe('the worked cases', () => {
  it('are all run, and nothing else is', () => {
    expect(Object.keys(runs).sort()).to.deep.equal(cases.map(({ id }) => id).sort())
  })
  for (const given of cases) {
    it(`${given.id} ${given.title}`, () => runs[given.id]!(given as never))
  }
})
