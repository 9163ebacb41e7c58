import { expect } from 'chai'
import { areas as daqing, communities, paper } from '../../fixtures/daqing.ts'
import { Invalid, RuleBroken } from '../../src/kernel/refusal.ts'
import { defineArea, editArea, figuresOf } from '../../src/registry/area.rules.ts'
import type { Area, DefineArea } from '../../src/registry/area.schema.ts'
import { startWorld, type World } from '../support/world.ts'
import { layAreas } from './ground.ts'

const since = new Date('2013-01-01T00:00:00+08:00')
const city: Area = { id: '230600', revision: 0, name: '大庆市', kind: 'city', areas: ['230600'], status: 'running', validFrom: since }
const district: Area = { id: '230604', revision: 0, name: '让胡路区', kind: 'district', parent: '230600', areas: ['230600', '230604'], status: 'running', validFrom: since }
const community = (changes: Partial<DefineArea> = {}): DefineArea => ({ id: '230604001', name: '银浪社区', kind: 'community', parent: '230604', status: 'running', validFrom: since, ...changes })
const refusal = (act: () => unknown): string[] => {
  try { act() } catch (error) {
    if (error instanceof Invalid) return error.details.problems.map(({ field, code }) => `${field}: ${code}`)
    if (error instanceof RuleBroken) return (error.details.blockers as { code: string }[]).map(({ code }) => code)
    throw error
  }
  return []
}

describe('an area', () => {
  it('carries the codes of all above it', () => {
    expect(defineArea(community(), { parent: district, withSameCode: null }).areas).to.deep.equal(['230600', '230604', '230604001'])
  })
  const refused: [why: string, draft: DefineArea, around: { parent: Area | null; withSameCode: Area | null }, problems: string[]][] = [
    ['its code is taken', community(), { parent: district, withSameCode: district }, ['id: taken']],
    ['the area above is not there', community({ parent: '230609' }), { parent: null, withSameCode: null }, ['parent: not-a-choice']],
    ['it does not lie below such an area', community({ id: '230600001' }), { parent: city, withSameCode: null }, ['kind: not-below-this']],
    ['its code is of another place', community({ id: '230602001' }), { parent: district, withSameCode: null }, ['id: code-of-another-place']],
    ['the area above is dissolved', community(), { parent: { ...district, status: 'dissolved' }, withSameCode: null }, ['parent: area-dissolved']],
    ['it ends before it begins', community({ validTo: since }), { parent: district, withSameCode: null }, ['validTo: before-begin']],
    ['it is dissolved on no day', community({ status: 'dissolved' }), { parent: district, withSameCode: null }, ['validTo: required']],
  ]
  for (const [why, draft, around, problems] of refused) it(`is refused when ${why}`, () => expect(refusal(() => defineArea(draft, around))).to.deep.equal(problems))
  it('is dissolved when nothing below it is left', () => {
    const below = defineArea(community(), { parent: district, withSameCode: null })
    const end = { name: district.name, status: 'dissolved' as const, validTo: new Date('2026-03-01') }
    expect(refusal(() => editArea(district, end, [below]))).to.deep.equal(['areas-below'])
    expect(refusal(() => editArea(district, end, [{ ...below, status: 'dissolved' }]))).to.deep.equal([])
  })
  it('of Daqing are defined one after the other, and add up to the paper\'s figures', () => {
    const made = new Map<string, Area>()
    for (const draft of daqing) made.set(draft.id, defineArea(draft, { parent: made.get(draft.parent ?? '') ?? null, withSameCode: made.get(draft.id) ?? null }))
    expect(figuresOf(communities.map(({ id }) => made.get(id)!))).to.include({ communities: paper.communities, running: paper.running, premises: paper.withPremises })
  })
})

describe('the pages of the areas', () => {
  let world: World
  before(async () => {
    world = await startWorld('areas')
    await layAreas(world)
  })
  after(() => world.stop())

  it('show the tree to everybody and let the bureau change it', async () => {
    const clerk = await world.page('bureau')
    expect((await world.visitor().get('/areas')).text).to.include('让胡路区')
    const found = async (query: string) => [...(await world.visitor().get(`/areas?${query}&lang=zh-CN`)).text.matchAll(/<th scope="row"[^>]*><a href="\/areas\/(\d+)"/g)].map(([, code]) => code)
    expect(await found(`q=${encodeURIComponent('银浪')}`), 'a community by its name').to.deep.equal(['230604001'])
    expect(await found('q=230604001')).to.deep.equal(['230604001'])
    expect(await found('kind=community')).to.include('230604001').and.not.include('230604')
    expect(await found(`q=${encodeURIComponent('没有')}`)).to.deep.equal([])
    expect((await clerk.get('/areas/new?parent=230604')).status).to.equal(200)
    const fields = { parent: '230604', id: '230604020', kind: 'community', name: '新湖社区', status: 'planned', validFrom: '2026-03-01' }
    const wrong = await clerk.post('/areas?lang=en', { ...fields, id: '230605020' })
    expect([wrong.status, wrong.text.includes('does not continue'), wrong.text.includes('value="新湖社区"')]).to.deep.equal([422, true, true])
    expect((await clerk.post('/areas', fields)).status).to.equal(303)
    expect((await clerk.get('/areas/230604020/edit')).status).to.equal(200)
    expect((await clerk.post('/areas/230604020', { revision: '0', name: '新湖社区', status: 'running', population: '23,000', premises: '2100' })).status).to.equal(303)
    const shown = await world.visitor().get('/areas/230604020?lang=en')
    expect(shown.text).to.include('23,000').and.include('/areas/230604"').and.not.include('/edit')
    const above = await world.visitor().get('/areas/230604?lang=en')
    const people = 23_000 + communities.filter(({ id }) => ['230604001', '230604002'].includes(id)).reduce((sum, { population = 0 }) => sum + population, 0)
    expect(above.text.replaceAll(/<[^>]+>|\s/g, ''), 'a district has the figures of its communities').to.include(`Residents${people.toLocaleString('en')}`).and.include('Communities3')
    expect((await world.visitor().get('/areas?lang=en')).text, 'where nothing is known nobody lives').to.not.match(/<td data-label="Residents"[^>]*>\s*0\s*</)
    expect((await (await world.page('district', { area: '230604' })).post('/areas', { ...fields, id: '230604021' })).status).to.equal(403)
    expect((await clerk.post('/areas/230604', { revision: '0', name: '让胡路区', status: 'dissolved', validTo: '2026-03-02' })).status).to.equal(409)
  })
})
