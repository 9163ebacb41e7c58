import { expect } from 'chai'
import { aJudgement, anOrganization } from '../../fixtures/registry.ts'
import { fen } from '../../src/kernel/money.ts'
import { startOfDay } from '../../src/kernel/period.ts'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { conditionBlockers, conditionWarnings } from '../../src/registry/condition.rules.ts'
import { judgedSections } from '../../src/registry/judgement.rules.ts'
import { decide } from '../../src/registry/organization.rules.ts'
import type { Organization } from '../../src/registry/organization.schema.ts'

const yuan = (amount: number) => fen(amount * 100)
const codes = (blockers: { code: string }[]) => blockers.map(({ code }) => code)

describe('what the law asks of each type at its registration', () => {
  const association = { type: 'association', openingFunds: yuan(30_000) } as const
  const table: [changes: Partial<Organization>, blockers: string[], warnings: string[]][] = [
    [{ ...association, individualMembers: 50 }, [], []],
    [{ ...association, individualMembers: 49 }, ['members-few'], []],
    [{ ...association, unitMembers: 30 }, [], []],
    [{ ...association, unitMembers: 29 }, ['members-few'], []],
    [{ ...association, individualMembers: 25, unitMembers: 25 }, [], []],
    [{ ...association, individualMembers: 25, unitMembers: 24 }, ['members-few'], []],
    [{ ...association, individualMembers: 60, openingFunds: fen(29_999_99) }, ['association-funds-low'], []],
    [{ type: 'association' }, [], ['members-unknown', 'funds-unknown']],
    [{ type: 'foundation', openingFunds: fen(1_999_999_99) }, ['original-fund-low'], []],
    [{ type: 'foundation', openingFunds: yuan(2_000_000) }, [], ['original-fund-not-public']],
    [{ type: 'foundation', openingFunds: yuan(4_000_000) }, [], []],
    [{ type: 'foundation' }, [], ['funds-unknown']],
    [{ type: 'service-institution', supervisor: undefined }, [], ['supervisor-none']],
    [{ type: 'service-institution', supervisor: '大庆市民政局' }, [], []],
    [{ type: 'recorded' }, [], []], [{ type: 'enterprise' }, [], []],
  ]
  for (const [changes, blockers, warned] of table) {
    it(`${JSON.stringify(changes)}: ${[...blockers, ...warned].join(', ') || 'enough'}`, () => {
      expect([codes(conditionBlockers(anOrganization(changes))), codes(conditionWarnings(anOrganization(changes)))]).to.deep.equal([blockers, warned])
    })
  }
  it('stands in the way of the approval, with its article, though all sections are in order', () => {
    const applied = anOrganization({ status: 'applied', type: 'association', individualMembers: 12, openingFunds: yuan(30_000) })
    const judged = { ...applied, judgements: judgedSections(applied).map(section => aJudgement({ section })) }
    const decided = { by: '周军', at: startOfDay('2026-03-10') }
    expect(() => decide(judged, 'approve', decided)).to.throw(RuleBroken).with.nested.property('details.blockers').that.deep.equals([{ code: 'members-few', law: '社会团体登记管理条例第十条' }])
    expect(decide({ ...judged, individualMembers: 50 }, 'approve', decided).status).to.equal('registered')
  })
})
