import { expect } from 'chai'
import fc from 'fast-check'
import { organizations as fictional } from '../../fixtures/organizations.ts'
import { anOrganization } from '../../fixtures/registry.ts'
import { startOfDay } from '../../src/kernel/period.ts'
import { OrganizationStatus, OrganizationType } from '../../src/registry/organization.schema.ts'
import { By, PARTS, statisticsOf, type Counted } from '../../src/registry/statistics.rules.ts'
import { startWorld, type World } from '../support/world.ts'
import { anOwned, approved, bureau, layAreas } from './ground.ts'

const now = startOfDay('2026-03-02')
const districts = ['230602', '230604']

describe('organizations in figures', () => {
  const one = fc.record<Counted>({
    type: fc.constantFrom(...OrganizationType.options), areas: fc.constantFrom<string[]>(['230600'], ['230600', '230602'], ['230600', '230604', '230604001']),
    founded: fc.constantFrom('2012-12-31', '2013-01-01', '2020-06-01').map(startOfDay), serves: fc.boolean(), results: fc.constantFrom<unknown[]>([], [{}]), grade: fc.constant(undefined), status: fc.constantFrom(...OrganizationStatus.options),
  })
  it('count each organization in one group, whatever is counted by', () => fc.assert(fc.property(fc.array(one), fc.constantFrom(...By.options), (organizations, by) => {
    const { total, serving, suppliers, groups, states } = statisticsOf(organizations, { by, districts, now })
    const sum = (of: (group: (typeof groups)[number]) => number) => groups.reduce((all, group) => all + of(group), 0)
    expect([sum(group => group.total), sum(group => group.serving), sum(group => group.suppliers)]).to.deep.equal([total, serving, suppliers])
    expect(states.reduce((all, each) => all + each.total, 0)).to.equal(organizations.filter(({ status }) => !['applied', 'refused'].includes(status)).length)
    expect(states.find(({ status }) => status === 'registered')?.total).to.equal(total)
    for (const group of groups) expect(PARTS.reduce((all, part) => all + (group.parts[part] ?? 0), 0)).to.equal(group.total)
  })))
  it('know the year of a founding as the city does, and the city\'s own from a district\'s', () => {
    const organizations = [anOrganization({ founded: startOfDay('2013-01-01') }), anOrganization({ areas: ['230600'], founded: startOfDay('2012-12-31') })]
    expect(statisticsOf(organizations, { by: 'year', districts, now }).groups.map(({ id }) => id)).to.deep.equal(['2012', '2013'])
    expect(statisticsOf(organizations, { by: 'district', districts, now }).groups.map(({ id }) => id)).to.deep.equal(['', '230604'])
  })
})

describe('the page of the figures', () => {
  let world: World
  before(async () => {
    world = await startWorld('figures')
    await layAreas(world)
    for (const { key: _, grade: __, listing: ___, ...draft } of fictional.slice(0, 3)) {
      const applied = await world.services.organizations.register(bureau, { ...draft, area: draft.area.slice(0, 6) })
      await approved(world, applied)
    }
    const { organization } = await anOwned(world, '供方', { type: 'service-institution' })
    await world.services.organizations.recordResult(organization.id, {
      contractId: 'c', contractReference: 'HT-1', evaluationId: 'e', title: '服务', amount: 1, score: 9_000, grade: 'excellent', gradeName: '优', at: world.clock.now(),
    })
    await world.services.organizations.register(bureau, { ...fictional[4]!, area: '230604001' })
  })
  after(() => world.stop())

  it('is everybody\'s, with a picture and its table, and leaves out who only applied', async () => {
    const { body } = await world.visitor().get('/api/v1/organizations/figures').query({ by: 'district' })
    expect(body).to.deep.include({ total: 4, serving: 4, suppliers: 1 })
    expect(body.groups.map(({ id, total }: { id: string; total: number }) => [id, total])).to.deep.equal([['230602', 2], ['230604', 2]])
    for (const by of By.options) {
      expect((await world.visitor().get(`/organizations/figures?by=${by}`)).text).to.include('/charts/organizations.svg?by').and.include(`${by}&amp;lang`)
      const picture = await world.visitor().get(`/charts/organizations.svg?by=${by}&lang=zh-CN`)
      expect([picture.status, picture.headers['content-type']]).to.deep.equal([200, 'image/svg+xml; charset=utf-8'])
    }
  })
})
