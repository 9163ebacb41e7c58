import { expect } from 'chai'
import { anAccount } from '../../fixtures/people.ts'
import type { Grant, Role } from '../../src/kernel/actor.ts'
import { RuleBroken, type Blocker, type Invalid } from '../../src/kernel/refusal.ts'
import { give, grantBlockers, seen, take } from '../../src/people/account.rules.ts'

const holding = (...roles: Role[]) => anAccount({ grants: roles.map(role => ({ role, area: '230600' })) })
const city = { area: '230600' }

describe('giving a role', () => {
  it('adds it to those that are held, once', () => {
    const given = give(holding('community'), { role: 'finance', ...city })
    expect(given.grants).to.deep.equal([{ role: 'community', ...city }, { role: 'finance', ...city }])
    expect(give(given, { role: 'finance', ...city })).to.equal(given)
    expect(give(given, { role: 'finance', area: '230604' }).grants).to.have.length(3)
  })

  const reaching: [grant: Grant, field: string][] = [
    ...(['bureau', 'district', 'community', 'centre', 'finance', 'supervisor'] as const).map((role): [Grant, string] => [{ role }, 'area']),
    ...(['owner', 'editor', 'signatory'] as const).map((role): [Grant, string] => [{ role }, 'organizationId']),
  ]
  for (const [grant, field] of reaching) {
    it(`of ${grant.role} needs its ${field}`, () => {
      let problems: unknown
      try { give(holding(), grant) } catch (error) { problems = (error as Invalid).details.problems }
      expect(problems).to.deep.equal([{ field, code: 'required' }])
    })
  }
  for (const role of ['administrator', 'expert', 'resident'] as const) {
    it(`of ${role} reaches nowhere in particular`, () => expect(give(holding(), { role }).grants).to.deep.equal([{ role }]))
  }

  const apart: [one: Role, other: Role][] = [
    ['supervisor', 'bureau'], ['supervisor', 'finance'], ['supervisor', 'owner'], ['supervisor', 'expert'],
    ['expert', 'owner'], ['finance', 'owner'], ['bureau', 'owner'], ['district', 'owner'], ['centre', 'owner'],
    // Who edits or signs prepares a bid as well (I2).
    ...(['editor', 'signatory'] as const).flatMap(of => (['supervisor', 'expert', 'finance', 'bureau', 'district', 'centre'] as const).map((one): [Role, Role] => [one, of])),
  ]
  for (const [one, other] of [...apart, ...apart.map(([one, other]): [Role, Role] => [other, one])]) {
    it(`of ${one} is refused to who is ${other}, by law`, () => {
      const grant: Grant = { role: one, area: '230600', organizationId: 'o1' }
      expect(() => give(holding(other), grant)).to.throw(RuleBroken)
      const [blocker] = grantBlockers(holding(other), grant) as [Blocker]
      expect(blocker).to.have.property('code', 'roles-apart')
      expect(blocker.law).to.match(/^政府采购法/)
    })
  }
})

describe('taking a role back', () => {
  it('takes that one only, and nothing that is not held', () => {
    const account = { ...holding('community'), grants: [{ role: 'community' as const, ...city }, { role: 'community' as const, area: '230604' }] }
    expect(take(account, { role: 'community', area: '230604' }).grants).to.deep.equal([{ role: 'community', ...city }])
    expect(take(account, { role: 'bureau', ...city }).grants).to.deep.equal(account.grants)
  })
})

describe('an account as others see it', () => {
  it('is without its password', () =>
    expect(seen({ ...anAccount(), passwordHash: '$argon2id$secret' })).to.deep.equal(anAccount()))
})
