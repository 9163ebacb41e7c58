import { expect } from 'chai'
import { aCode, anApplication } from '../../fixtures/registry.ts'
import type { Organization } from '../../src/registry/organization.schema.ts'
import { rowsOf } from '../../src/platform/spreadsheet.ts'
import { startWorld, type World } from '../support/world.ts'
import { anOwned, approved, bureau, layAreas } from './ground.ts'

const SURNAMES = ['安', '白', '陈', '丁', '范', '高', '韩', '金', '李', '马', '倪', '潘', '秦', '任', '孙', '唐', '王', '徐', '杨', '赵']

describe('the roll of organizations', function () {
  this.timeout(60_000)
  let world: World
  const names: string[] = []
  const list = async (query: object, as = world.visitor()) => (await as.get('/api/v1/organizations').query(query)).body as { organizations: Organization[]; count: number; next: string | null }

  before(async () => {
    world = await startWorld('roll')
    await layAreas(world)
    for (let n = 0; n < 60; n += 1) {
      const name = `${SURNAMES[n % 20]}家${n < 20 ? '敬老' : n < 40 ? '助残' : '护幼'}服务中心`
      names.push(name)
      const applied = await world.services.organizations.register(bureau, anApplication({ name, uscc: aCode(), area: n % 2 ? '230602001' : '230604001' }))
      await approved(world, applied)
    }
    await world.services.organizations.register(bureau, anApplication({ name: '=1+1公式服务中心', uscc: aCode(), area: '230602001' }))
  })
  after(() => world.stop())

  it('gives each once over its pages, in the order of the pinyin', async () => {
    const first = await list({})
    expect([first.count, first.organizations.length]).to.deep.equal([60, 50])
    const second = await list({ after: first.next })
    const all = [...first.organizations, ...second.organizations].map(({ name }) => name)
    expect(second.next).to.equal(null)
    expect([...all].sort()).to.deep.equal([...names].sort())
    expect(all.map(name => SURNAMES.indexOf(name.charAt(0)))).to.deep.equal([...all.map(name => SURNAMES.indexOf(name.charAt(0)))].sort((a, b) => a - b))
  })

  it('finds exactly what has the words, and no neighbour', async () => {
    expect((await list({ q: '敬老' })).count).to.equal(20)
    expect((await list({ q: '安家敬老' })).organizations.map(({ name }) => name)).to.deep.equal(['安家敬老服务中心'])
    expect((await list({ q: 'AJJL' })).organizations.map(({ name }) => name)).to.deep.equal(['安家敬老服务中心'])
    expect((await list({ q: '敬老中心' })).count).to.equal(0)
    expect((await list({ q: '.*' })).count).to.equal(0)
    expect((await list({ area: '230602', type: 'service-institution' })).count).to.equal(30)
    expect((await list({ area: '230604001', q: '助残' })).count).to.equal(10)
    expect((await list({ type: 'foundation' })).count).to.equal(0)
    expect((await list({ status: 'applied' })).count).to.equal(0)
    expect((await list({ status: 'applied' }, await world.as('bureau'))).count).to.equal(1)
    expect((await list({}, await world.as('district', { area: '230604' }))).count).to.equal(60)
    expect((await list({ status: 'applied' }, await world.as('district', { area: '230604' }))).count).to.equal(0)
    expect((await list({ status: 'applied' }, await world.as('district', { area: '230602' }))).count).to.equal(1)
  })

  it('shows an owner its own draft beside what is public', async () => {
    const applicant = await world.actor('resident', {}, '草稿人')
    await world.services.organizations.register(applicant, anApplication({ name: '未批准的服务中心', uscc: aCode() }))
    const own = await world.as(await world.fresh(applicant))
    expect((await list({ status: 'applied' }, own)).organizations.map(({ name }) => name)).to.deep.equal(['未批准的服务中心'])
    expect((await list({}, own)).count).to.equal(61)
    expect((await list({ q: '未批准' })).count).to.equal(0)
  })

  it('is kept to those on a list now', async () => {
    const { organization } = await anOwned(world, '失信')
    const listed = await world.services.standing.enlist(bureau, organization.id, { revision: organization.revision, list: 'abnormal', reason: '无法联系', document: '庆民社〔2026〕1号', from: new Date('2026-02-01') })
    expect((await list({ flag: 'abnormal' })).organizations.map(({ id }) => id)).to.deep.equal([organization.id])
    expect((await list({ flag: 'serious' })).count).to.equal(0)
    const shown = await world.visitor().get('/organizations?flag=abnormal&lang=zh-CN')
    expect(shown.text.slice(shown.text.indexOf('<tbody'))).to.include('活动异常名录').and.not.include('正常</span>')
    await world.services.standing.delist(bureau, organization.id, { revision: listed.revision, list: 'abnormal', reason: '已经整改', document: '庆民社〔2026〕2号', to: new Date('2026-02-20') })
    expect((await list({ flag: 'abnormal' })).count).to.equal(0)
  })

  it('is taken home as CSV and as a workbook: all of the filter, and no formula', async () => {
    const clerk = await world.page('bureau')
    const csv = await clerk.get('/organizations?area=230602&lang=zh-CN&format=csv')
    expect(csv.status).to.equal(200)
    const rows = await rowsOf(Buffer.from(csv.text), 'csv')
    expect(rows[0]?.slice(0, 3)).to.deep.equal(['组织名称', '组织类型', '统一社会信用代码'])
    expect(rows).to.have.length(32)
    expect(rows.map(([name]) => name)).to.include('\'=1+1公式服务中心')
    const agent = await clerk.get('/organizations?q=%E6%95%AC%E8%80%81&lang=en&format=xlsx')
    expect(agent.headers['content-disposition']).to.include('.xlsx')
  })
})
