import { expect } from 'chai'
import fc from 'fast-check'
import { currentRules } from '../../fixtures/rulesets.ts'
import { fen } from '../../src/kernel/money.ts'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { compositionBlockers, compositionBounds, minCommitteeSize, type Composition } from '../../src/tender/composition.rules.ts'
import { aCommittee } from './committee.ts'

const codes = (composition: Composition) => compositionBlockers(composition, currentRules).map(({ code }) => code)
const changed = (composition: Composition, at: number, member: Partial<Composition['members'][number]>) =>
  ({ ...composition, members: composition.members.map((one, place) => place === at ? { ...one, ...member } : one) })

describe('a committee', () => {
  const sizes: [why: string, project: Partial<Composition>, min: number][] = [
    ['an ordinary tender', {}, 5],
    ['a tender one fen under ten million', { budget: fen(9_999_999_99) }, 5],
    ['a tender of ten million', { budget: fen(10_000_000_00) }, 7],
    ['a complex tender', { complex: true }, 7],
    ['a consultation under the open-tender threshold', { method: 'consultation', budget: fen(1_999_999_99) }, 3],
    ['a consultation at the open-tender threshold', { method: 'consultation', budget: fen(2_000_000_00) }, 5],
    ['a complex consultation', { method: 'consultation', complex: true }, 3],
    ['a negotiation on works, for which no threshold is known', { method: 'negotiation', kind: 'works', budget: fen(9_000_000_00) }, 3],
  ]
  for (const [why, project, min] of sizes) {
    it(`has at least ${min} members for ${why}`, () => expect(minCommitteeSize(aCommittee(5, project), currentRules)).to.equal(min))
  }
  it('is lawful in every odd number from the least on', () => fc.assert(fc.property(fc.integer({ min: 2, max: 12 }), half => {
    expect(codes(aCommittee(2 * half + 1))).to.deep.equal([])
    expect(codes(aCommittee(2 * half + 2))).to.deep.equal(['committee-even'])
  })))
  it('has two thirds experts at least, in whole persons', () => fc.assert(fc.property(fc.integer({ min: 1, max: 100 }), n => {
    const { minExperts, maxPurchasers } = compositionBounds(n)
    expect(minExperts * 3).to.be.within(n * 2, n * 2 + 2)
    expect(minExperts + maxPurchasers).to.equal(n)
  })))

  const refused: [why: string, composition: Composition, code: string][] = [
    ['three sit in an open tender', aCommittee(3), 'committee-too-small'],
    ['two of five come from the purchaser', changed(aCommittee(5), 1, { kind: 'purchaser', ofPurchaser: true }), 'committee-too-few-experts'],
    ['somebody sits twice', changed(aCommittee(5), 1, { personId: 'M3' }), 'committee-member-twice'],
    ['the purchaser leads', aCommittee(5, { leaderId: 'M5' }), 'committee-leader-of-purchaser'],
    ['nobody leads', aCommittee(5, { leaderId: null }), 'committee-without-leader'],
    ['the leader does not sit', aCommittee(5, { leaderId: 'M9' }), 'committee-without-leader'],
    ['an expert works for the purchaser', changed(aCommittee(5), 1, { ofPurchaser: true }), 'committee-own-expert'],
    ['the agency sits', changed(aCommittee(5), 4, { kind: 'agency', ofPurchaser: false }), 'committee-agency-member'],
  ]
  for (const [why, composition, code] of refused) {
    it(`is refused when ${why}`, () => {
      expect(codes(composition)).to.deep.equal([code])
      expect(compositionBlockers(composition, currentRules)[0]!.law).to.match(/^(财政部令第(87|74)号|财库)/)
    })
  }
  it('is not formed for a single source', () => {
    expect(() => codes(aCommittee(3, { method: 'single-source' }))).to.throw(RuleBroken).with.property('code', 'method-without-committee')
  })
})
