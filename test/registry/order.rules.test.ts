import { expect } from 'chai'
import { anOrganization } from '../../fixtures/registry.ts'
import { startOfDay as day } from '../../src/kernel/period.ts'
import { Invalid, RuleBroken } from '../../src/kernel/refusal.ts'
import { decide } from '../../src/registry/organization.rules.ts'
import { OrganizationStatus, type Organization } from '../../src/registry/organization.schema.ts'
import { giveOrder } from '../../src/registry/order.rules.ts'
import { OrderAction } from '../../src/registry/order.schema.ts'
import { bidBlockers, isEnded, standing } from '../../src/registry/standing.rules.ts'

const at = day('2026-03-10')
const said = { document: '庆民罚〔2026〕2号', on: day('2026-03-02'), reason: '以欺骗手段取得登记' }
const give = (action: OrderAction, organization: Organization = anOrganization(), changes: Partial<typeof said> & { until?: Date } = {}) =>
  giveOrder(organization, action, { ...said, ...changes }, { by: '张伟', at })
const codes = (blockers: { code: string }[]) => blockers.map(({ code }) => code)

describe('stopping and ending a registration', () => {
  const led: [OrderAction, OrganizationStatus][] = [['suspend', 'suspended'], ['cancel', 'cancelled'], ['revoke', 'revoked'], ['withdraw-certificate', 'certificate-withdrawn']]
  for (const [action, status] of led) {
    it(`${action} leads to ${status}, keeps document, day and ground, and bars from bids, awards and incubation (R2)`, () => {
      const given = give(action)
      expect(given).to.deep.include({ status, order: { action, ...said }, decided: { by: '张伟', at, reason: said.reason } })
      expect(bidBlockers(given, at)).to.deep.equal([{ code: 'organization-stopped', params: { status }, law: '政府采购法第二十二条' }])
      expect(codes(standing(given, at))).to.deep.equal(['not-in-good-standing'])
      expect(isEnded(given)).to.equal(action !== 'suspend')
    })
  }
  it('may end what was stopped before, and nothing else twice', () => {
    const stopped = anOrganization({ status: 'suspended' })
    for (const action of OrderAction.options) {
      if (action !== 'suspend') expect(isEnded(give(action, stopped)), action).to.equal(true)
      for (const status of OrganizationStatus.options.filter(each => !['registered', 'suspended'].includes(each))) {
        expect(() => give(action, anOrganization({ status })), `${action} while ${status}`).to.throw(RuleBroken).with.property('code', 'not-allowed-now')
      }
    }
  })
  it('is dated between the founding and today, and ends no sooner than it begins', () => {
    const wrong: [Partial<typeof said> & { until?: Date }, string][] = [
      [{ on: day('2026-03-11') }, 'in-the-future'], [{ on: day('2015-03-31') }, 'before-founding'], [{ until: day('2026-03-01') }, 'before-begin'],
    ]
    for (const [changes, code] of wrong) {
      expect(() => give('suspend', anOrganization(), changes), code).to.throw(Invalid).with.nested.property('details.problems[0].code', code)
    }
  })
  it('leaves no order behind where it may act again', () => {
    const resumed = decide(give('suspend', anOrganization(), { until: day('2026-06-01') }), 'resume', { by: '张伟', at })
    expect([resumed.status, resumed.order]).to.deep.equal(['registered', undefined])
  })
})
