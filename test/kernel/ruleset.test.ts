import { expect } from 'chai'
import { currentRules, ruleSets } from '../../fixtures/rulesets.ts'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { periodOf, ruleSetInForce, scaleOf } from '../../src/kernel/ruleset.ts'

describe('the rule set in force', () => {
  it('changes on the day that the new one begins', () => {
    expect(ruleSetInForce(ruleSets, '2026-01-31').id).to.equal('RS-2026-01')
    expect(ruleSetInForce(ruleSets, '2026-02-01').id).to.equal('RS-2026-02')
    expect(ruleSetInForce(ruleSets.toReversed(), '2026-11-24').id).to.equal('RS-2026-02')
  })
  it('is refused before the first', () => {
    expect(() => ruleSetInForce(ruleSets, '2025-12-31')).to.throw(RuleBroken).with.property('code', 'rule-set-unknown')
  })
  it('has every period from T01 to T28, each with its law', () => {
    const ids = Object.keys(currentRules.periods).map(id => id.slice(0, 3))
    expect([...new Set(ids)]).to.deep.equal(Array.from({ length: 28 }, (_, at) => `T${String(at + 1).padStart(2, '0')}`))
    for (const [id, { law, from, to }] of Object.entries(currentRules.periods)) {
      expect([law, from, to].every(Boolean), id).to.equal(true)
    }
  })
  it('refuses what it does not hold', () => {
    expect(() => periodOf(currentRules, 'T99')).to.throw(RuleBroken).with.property('code', 'period-unknown')
    expect(() => scaleOf(currentRules, 'stars')).to.throw(RuleBroken).with.property('code', 'scale-unknown')
  })
  it('has scales that grade every score', () => {
    for (const { id, grades } of currentRules.scales) {
      expect(grades.at(-1)!.from, id).to.equal(0)
      expect(grades.map(({ from }) => from), id).to.deep.equal(grades.map(({ from }) => from).toSorted((a, b) => b - a))
    }
  })
})
