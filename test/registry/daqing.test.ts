import { expect } from 'chai'
import { areas, committees, communities, paper, purchaseAreas, sites } from '../../fixtures/daqing.ts'
import { organizations } from '../../fixtures/organizations.ts'
import { PurchaseArea } from '../../src/catalogue/item.schema.ts'
import { OpenSite } from '../../src/incubation/site.schema.ts'
import { DefineArea } from '../../src/registry/area.schema.ts'
import { codeProblems } from '../../src/registry/organization.rules.ts'
import { RegisterOrganization } from '../../src/registry/organization.schema.ts'

const unique = (values: unknown[]) => new Set(values).size

describe('the data of Daqing', () => {
  const all = [...areas, ...committees]
  const count = (kind: string) => all.filter(area => area.kind === kind).length

  it('has the areas that the paper counts', () => {
    expect([count('city'), count('district'), count('county'), count('zone')]).to.deep.equal([1, 5, 4, 1])
    expect(communities.filter(({ status }) => status === 'running')).to.have.length(paper.running)
    expect(communities.filter(({ status }) => status === 'planned')).to.have.length(paper.planned)
    expect(communities.filter(({ premises = 0 }) => premises >= paper.premisesTarget)).to.have.length(paper.withPremises)
    expect(committees).to.have.length(paper.residentsCommittees)
    expect(communities.filter(({ population }) => population !== undefined && (population < 20_000 || population > 40_000))).to.deep.equal([])
  })

  it('spreads the communities over the districts as the plan does', () => {
    const inDistrict = (code: string) => communities.filter(({ parent }) => parent === code).length
    expect(['230602', '230603', '230604', '230605', '230606'].map(inDistrict)).to.deep.equal([18, 12, 21, 11, 8])
  })

  it('puts each area after the one above it, under a code and a name of its own', () => {
    const seen = new Set<string>()
    for (const area of all) {
      expect(DefineArea.safeParse(area).success, area.id).to.equal(true)
      if (area.parent) expect(seen.has(area.parent), area.id).to.equal(true)
      seen.add(area.id)
    }
    expect(unique(all.map(({ id }) => id))).to.equal(all.length)
    expect(unique(communities.map(({ name }) => name))).to.equal(communities.length)
  })

  it('has organizations with valid codes of their own, where they say they are', () => {
    for (const organization of organizations) {
      expect(RegisterOrganization.safeParse(organization).error?.issues, organization.key).to.equal(undefined)
      expect(codeProblems(organization), organization.key).to.deep.equal([])
      expect(all.some(({ id }) => id === organization.area), organization.key).to.equal(true)
    }
    const codes = organizations.flatMap(({ uscc }) => uscc ?? [])
    expect(unique(codes)).to.equal(codes.length)
  })

  it('knows the nine purchase areas of the catalogue', () => {
    expect(purchaseAreas.map(({ code }) => code)).to.have.members(PurchaseArea.options)
  })

  it('has a centre with all four works, and stations', () => {
    for (const site of sites) expect(OpenSite.safeParse(site).error?.issues, site.name).to.equal(undefined)
    expect(sites.filter(({ kind }) => kind === 'centre').map(({ works }) => works.length)).to.deep.equal([4])
  })
})
