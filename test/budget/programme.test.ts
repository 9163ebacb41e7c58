import { expect } from 'chai'
import { aLineDraft } from '../../fixtures/budget.ts'
import { fen } from '../../src/kernel/money.ts'
import { startDesk, type Desk } from './desk.ts'

const draft = { year: 2026, name: '让胡路区养老服务年度计划', area: '230604', department: '让胡路区民政局', aim: '让高龄独居老人在社区得到助餐、助浴和巡访服务。' }

describe('programmes of a year', function () {
  this.timeout(60_000)
  let desk: Desk
  before(async () => { desk = await startDesk('programmes') })
  after(() => desk.world.stop())

  it('add up the lines that belong to them', async () => {
    const district = await desk.world.as('district')
    const { body: programme } = await district.post('/api/v1/programmes').send(draft)
    expect(programme.reference).to.equal('BP-2026-0001')
    await desk.approved({ programme: programme.id, amount: fen(300_000) })
    await desk.drafted({ programme: programme.id, amount: fen(200_000), area: '230604001' })
    await desk.approved({ amount: fen(999) })
    const { body } = await district.get(`/api/v1/programmes/${programme.id}`)
    expect(body.sums).to.deep.equal({ lines: 2, approved: 300_000, available: 300_000, reserved: 0, committed: 0, paid: 0 })
    expect((await district.get('/api/v1/programmes?year=2026')).body.programmes).to.have.length(1)
    expect((await district.get('/api/v1/programmes?year=2025')).body.programmes).to.have.length(0)
  })

  it('take only lines of their year and of their area or below', async () => {
    const { body: programme } = await (await desk.world.as('bureau')).post('/api/v1/programmes').send({ ...draft, area: '230602' })
    const district = await desk.world.as('district')
    const refused = async (changes: object) => (await district.post('/api/v1/budget-lines').send({ ...aLineDraft(await desk.item()), ...changes })).body.problems?.[0]?.code
    expect(await refused({ programme: programme.id })).to.equal('programme-elsewhere')
    const { body: own } = await district.post('/api/v1/programmes').send(draft)
    expect(await refused({ programme: own.id, year: 2027 })).to.equal('programme-elsewhere')
    expect(await refused({ programme: 'f'.repeat(24) })).to.equal('programme-elsewhere')
    expect(await refused({ programme: own.id, area: '230604001' })).to.equal(undefined)
  })

  it('are defined for one\'s own area, and seen from below only by those of the area', async () => {
    const district = await desk.world.as('district')
    expect((await district.post('/api/v1/programmes').send({ ...draft, area: '230602' })).status).to.equal(403)
    expect((await (await desk.world.as('finance')).post('/api/v1/programmes').send(draft)).status).to.equal(403)
    const { body } = await district.post('/api/v1/programmes').send(draft)
    expect((await (await desk.world.as('finance', { area: '230602' })).get(`/api/v1/programmes/${body.id}`)).status).to.equal(403)
  })

  it('are made, shown and edited on their pages, and chosen in the form of a line', async () => {
    const page = await desk.world.page('district')
    const fields = { ...draft, year: '2026' }
    const made = await page.post('/budget/programmes', { ...fields, name: '页面上建立的计划' })
    const path = made.headers.location as string
    for (const lang of ['zh-CN', 'en']) {
      expect((await page.get(`${path}?lang=${lang}`)).text).to.include('页面上建立的计划')
      expect((await page.get(`/budget/programmes?lang=${lang}`)).text).to.include(path)
    }
    expect((await page.get('/budget/new')).text).to.include('2026 页面上建立的计划')
    expect((await page.get(`${path}/edit`)).text).to.include('页面上建立的计划')
    expect((await page.post(path, { name: '改名后的计划', department: draft.department, aim: draft.aim, revision: '0' })).status).to.equal(303)
    expect((await page.post(path, { name: '迟到的名称', department: draft.department, aim: draft.aim, revision: '0' })).status).to.equal(409)
    expect((await page.post('/budget/programmes', { ...fields, aim: '短' })).status).to.equal(422)
    const line = await desk.drafted({ programme: path.split('/').at(-1) })
    expect((await page.get(`/budget/${line.id}`)).text).to.include('改名后的计划').and.include(`href="${path}"`)
    const citys = (await (await desk.world.as('bureau')).post('/api/v1/programmes').send({ ...draft, area: '230600', name: '全市的计划' })).body
    const led = await page.get(`/budget/${(await desk.drafted({ programme: citys.id })).id}`)
    expect(led.text, 'who may not read the programme is not led there').to.include('全市的计划').and.not.include(citys.id)
  })
})
