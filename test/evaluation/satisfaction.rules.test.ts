import { expect } from 'chai'
import fc from 'fast-check'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { combinedSatisfaction, satisfactionIndex, satisfactionRate } from '../../src/evaluation/satisfaction.rules.ts'

const answers = (...counts: number[]) => [10_000, 8000, 6000, 3000, 0]
  .map((value, at) => ({ value, satisfied: value >= 8000, count: counts[at] ?? 0 }))
const counts = fc.array(fc.nat({ max: 10_000 }), { minLength: 5, maxLength: 5 }).filter(given => given.some(count => count > 0))

describe('satisfaction', () => {
  it('by index and by rate are different questions', () => {
    expect([satisfactionIndex(answers(0, 100)), satisfactionRate(answers(0, 100))]).to.deep.equal([8000, 10_000])
    expect([satisfactionIndex(answers(90, 0, 10)), satisfactionRate(answers(90, 0, 10))]).to.deep.equal([9600, 9000])
  })
  it('lies between nobody and everybody', () => fc.assert(fc.property(counts, given => {
    expect(satisfactionIndex(answers(...given))).to.be.within(0, 10_000)
    expect(satisfactionRate(answers(...given))).to.be.within(0, 10_000)
  })))
  it('is half-up to hundredths', () => {
    expect(satisfactionIndex(answers(1, 0, 0, 0, 2))).to.equal(3333)
    expect(satisfactionIndex(answers(2, 0, 0, 0, 1))).to.equal(6667)
  })
  it('of several groups lies between them, and is that of one group alone', () => fc.assert(fc.property(
    fc.array(fc.record({ value: fc.nat({ max: 10_000 }), weight: fc.integer({ min: 1, max: 100 }) }), { minLength: 1, maxLength: 6 }), groups => {
      const values = groups.map(({ value }) => value)
      expect(combinedSatisfaction(groups)).to.be.within(Math.min(...values), Math.max(...values))
      expect(combinedSatisfaction([groups[0]!, { value: 0, weight: 0 }])).to.equal(groups[0]!.value)
    })))
  it('is not computed from nothing', () => {
    expect(() => satisfactionIndex(answers())).to.throw(RuleBroken).with.property('code', 'survey-without-answers')
    expect(() => satisfactionRate([])).to.throw(RuleBroken)
    expect(() => combinedSatisfaction([])).to.throw(RuleBroken).with.property('code', 'weights-missing')
  })
})
