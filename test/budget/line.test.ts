import { expect } from 'chai'
import { aLineDraft } from '../../fixtures/budget.ts'
import { aTender } from '../../fixtures/tender.ts'
import { tenderStore } from '../../src/tender/index.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import type { Line } from '../../src/budget/line.schema.ts'
import { fen } from '../../src/kernel/money.ts'
import { startDesk, type Desk } from './desk.ts'

describe('budget lines over HTTP', function () {
  this.timeout(60_000)
  let desk: Desk
  before(async () => { desk = await startDesk('lines') })
  after(() => desk.world.stop())

  it('are drafted, submitted and approved, which puts the money into the books', async () => {
    const { world } = desk
    const district = await world.as('district')
    const drafted = await district.post('/api/v1/budget-lines').send(aLineDraft(await desk.item()))
    expect(drafted.status, JSON.stringify(drafted.body)).to.equal(201)
    expect(drafted.body).to.include({ status: 'draft', reference: 'BL-2026-0001', purchaseArea: 'welfare' })
    expect(drafted.body.sources).to.deep.equal([{ source: 'city', weight: 3, amount: 300_000_00 }, { source: 'district', weight: 2, amount: 200_000_00 }])
    const path = `/api/v1/budget-lines/${drafted.body.id}`
    const submitted = await district.post(`${path}/submit`).send({ revision: 0 })
    const approved = await (await world.as('finance')).post(`${path}/approve`).send({ revision: submitted.body.revision })
    expect(approved.body.status, JSON.stringify(approved.body)).to.equal('approved')
    const shown = (await district.get(path)).body
    expect(shown.balance).to.deep.equal({ available: 500_000_00, reserved: 0, committed: 0, paid: 0 })
    expect(shown.entries.map(({ kind, from, to }: Record<string, string>) => [kind, from, to])).to.deep.equal([['allocate', 'treasury', 'available']])
    expect(shown.line.revision).to.equal(approved.body.revision)
  })

  it('are approved once, however many try at once', async () => {
    const line = await desk.submitted()
    const finance = await desk.world.as('finance')
    const answers = await Promise.all(Array.from({ length: 5 }, () => finance.post(`/api/v1/budget-lines/${line.id}/approve`).send({ revision: line.revision })))
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409, 409, 409, 409])
    expect(await desk.world.services.budget.available(line.id)).to.equal(line.amount)
  })

  it('are not approved by who drafted them, even with both roles', async () => {
    const { world, district } = desk
    const both = { ...district, grants: [...district.grants, { role: 'finance' as const, area: '230604' }] }
    const line = await desk.submitted()
    const refused = await world.services.lines.approve(both, line.id, { revision: line.revision }).catch((error: unknown) => error)
    expect(refused).to.have.nested.property('details.blockers[0].code', 'approver-drafted')
  })

  it('are decided by the finance of their own area and of those above, not by another district\'s', async () => {
    const { world } = desk
    const line = await desk.submitted()
    const path = `/api/v1/budget-lines/${line.id}`
    const elsewhere = await world.as('finance', { area: '230602' })
    expect((await elsewhere.get(path)).status).to.equal(403)
    for (const action of ['approve', 'refuse']) {
      expect((await elsewhere.post(`${path}/${action}`).send({ revision: line.revision, reason: '不属于本区' })).status, action).to.equal(403)
    }
    expect((await (await world.as('district')).post(`${path}/approve`).send({ revision: line.revision })).status).to.equal(403)
    expect((await (await world.as('finance', { area: '230604' })).post(`${path}/approve`).send({ revision: line.revision })).status).to.equal(200)
  })

  it('are refused only with a reason, corrected by the drafter and sent again', async () => {
    const { world, district, finance } = desk
    const line = await desk.submitted()
    const path = `/api/v1/budget-lines/${line.id}`
    const agent = await world.as('finance')
    const unexplained = await agent.post(`${path}/refuse`).send({ revision: line.revision })
    expect([unexplained.status, unexplained.body.problems[0].field]).to.deep.equal([422, 'reason'])
    const tasks = async (actor: typeof finance) => (await world.services.lines.tasks(actor)).filter(({ ref }) => ref === line.reference).map(({ key }) => key)
    expect(await tasks(finance)).to.deep.equal(['budget.task.decide'])
    const refused = await agent.post(`${path}/refuse`).send({ revision: line.revision, reason: '测算依据不足' })
    expect(refused.body.decision.reason).to.equal('测算依据不足')
    expect(await tasks(finance)).to.deep.equal([])
    expect(await tasks(district)).to.deep.equal(['budget.task.correct'])
    const edited = await (await world.as('district')).put(path).send({ ...aLineDraft(line.itemId), amount: fen(400_000_00), revision: refused.body.revision })
    expect(edited.body, JSON.stringify(edited.body)).to.include({ amount: 400_000_00, status: 'refused' })
    expect((await (await world.as('district')).post(`${path}/submit`).send({ revision: edited.body.revision })).body.status).to.equal('submitted')
  })

  it('are one per year, area and item, and only for items that may be bought', async () => {
    const district = await desk.world.as('district')
    const line = await desk.drafted()
    const second = await district.post('/api/v1/budget-lines').send(aLineDraft(line.itemId))
    expect([second.status, second.body.problems[0].code]).to.deep.equal([422, 'line-exists'])
    expect((await district.post('/api/v1/budget-lines').send(aLineDraft(line.itemId, { year: 2027 }))).status).to.equal(201)
    const gone = await desk.item({ validTo: new Date('2026-03-01T16:00:00Z') }).catch(() => desk.item({ validFrom: new Date('2027-01-01T00:00:00+08:00') }))
    expect((await district.post('/api/v1/budget-lines').send(aLineDraft(gone))).body.code).to.equal('item-not-buyable')
  })

  it('are drafted for one\'s own area and below', async () => {
    const district = await desk.world.as('district')
    const draft = aLineDraft(await desk.item())
    expect((await district.post('/api/v1/budget-lines').send({ ...draft, area: '230602' })).status).to.equal(403)
    expect((await district.post('/api/v1/budget-lines').send({ ...draft, area: '230604001' })).status).to.equal(201)
    expect((await district.post('/api/v1/budget-lines').send({ ...draft, area: '999999' })).status).to.equal(422)
  })

  it('are listed to those of the area, by year, area, purchase area, status and words', async () => {
    const { world } = desk
    const community = await desk.approved({ area: '230604001', name: '银浪社区专用预算', itemId: await desk.item({ purchaseArea: 'youth' }) })
    const found = async (query: string, role: 'bureau' | 'community' | 'district', area?: string) =>
      ((await (await world.as(role, area ? { area } : undefined)).get(`/api/v1/budget-lines?${query}`)).body.lines as { line: Line }[]).map(({ line }) => line.id)
    expect(await found('purchaseArea=youth&year=2026&status=approved', 'bureau')).to.deep.equal([community.id])
    expect(await found('area=230604001&purchaseArea=youth', 'district')).to.deep.equal([community.id])
    expect(await found(`q=${encodeURIComponent('银浪社区专用')}`, 'community')).to.deep.equal([community.id])
    expect(await found('purchaseArea=youth', 'district', '230602')).to.deep.equal([])
    expect(await found('status=draft&purchaseArea=youth', 'bureau')).to.deep.equal([])
    const all = await found('', 'community')
    expect(all.length).to.be.above(0)
    expect((await found('', 'district')).length).to.be.above(all.length)
  })

  it('are offered to buyers while they are approved, of this year and not used up', async () => {
    const { world: { services: { lines, budget } }, district, finance } = desk
    const line = await desk.approved({ amount: fen(1_000) })
    const offered = async () => (await lines.open(district)).some(each => each.line.id === line.id)
    expect(await offered()).to.equal(true)
    await budget.reserve(finance, { lineId: line.id, subject: 'tender-9', amount: fen(1_000) })
    expect(await offered()).to.equal(false)
  })
})

describe('budget pages', function () {
  this.timeout(60_000)
  let desk: Desk
  before(async () => { desk = await startDesk('budget_pages') })
  after(() => desk.world.stop())

  const fields = (itemId: string) => ({
    name: '银浪社区居家养老服务', year: '2026', itemId, area: '230604001', amount: '1,000.01', ground: '辖区八十岁以上独居老人183人，每周上门三次。',
    'weights.city': '3', 'weights.district': '2', 'weights.other': '',
  })

  it('show the parts while they are typed, and nothing else of the page', async () => {
    const page = await desk.world.page('district')
    const split = await page.get('/budget/split?amount=1,000.01&weights.city=3&weights.district=2')
    expect(split.text).to.include('600.01').and.include('400.00').and.not.include('<html')
    expect((await page.get('/budget/split?amount=abc')).text).to.not.include('<table')
  })

  it('warn where several purchases of one line, not open, reach the threshold together (B4; 条例 art. 28)', async () => {
    const { world, finance } = desk
    const line = await desk.approved({ amount: fen(3_000_000_00) })
    const at = (id: string, method: Tender['method'], ceiling: number) => tenderStore.insert(aTender({ id, revision: 0, reference: `CG-2026-${id}`, method, ceiling: fen(ceiling), lineId: line.id }))
    const seen = async () => (await (await world.page(finance)).get(`/budget/${line.id}?lang=zh-CN`)).text
    await at('split1', 'consultation', 1_200_000_00)
    await at('split2', 'negotiation', 800_000_00)
    await at('split3', 'open-tender', 900_000_00)
    await world.services.budget.reserve(finance, { lineId: line.id, subject: 'split1', amount: fen(1_200_000_00) })
    await world.services.budget.reserve(finance, { lineId: line.id, subject: 'split3', amount: fen(900_000_00) })
    expect(await seen()).to.include('公开招标以外的方式合计 ¥1,200,000.00').and.include('竞争性磋商').and.not.include('不得化整为零')
    await world.services.budget.reserve(finance, { lineId: line.id, subject: 'split2', amount: fen(800_000_00) })
    expect(await seen()).to.include('同一项目本年度 2 次采购合计 ¥2,000,000.00').and.include('不得化整为零')
    await world.services.budget.release(finance, { lineId: line.id, subject: 'split2' })
    expect(await seen(), 'what was given back is bought no more').to.not.include('不得化整为零')
  })

  it('take a draft, show its parts to the fen and lead it to the approval', async () => {
    const { world } = desk
    const district = await world.page('district')
    const sent = await district.post('/budget', fields(await desk.item()))
    expect(sent.status, sent.text).to.equal(303)
    const path = sent.headers.location as string
    expect((await district.get(path)).text).to.include('600.01').and.include('400.00').and.include(`${path}/submit`)
    expect((await district.post(`${path}/submit`, { revision: '0' })).status).to.equal(303)
    const finance = await world.page('finance')
    expect((await finance.get(path)).text).to.include(`${path}/approve`).and.include(`${path}/refuse`)
    expect((await finance.post(`${path}/refuse`, { revision: '1', reason: '' })).status).to.equal(422)
    expect((await finance.post(`${path}/approve`, { revision: '1' })).status).to.equal(303)
    const twice = await finance.post(`${path}/approve`, { revision: '1' })
    expect(twice.status).to.equal(409)
    for (const lang of ['zh-CN', 'en']) {
      expect((await finance.get(`${path}?lang=${lang}`)).text).to.include('1,000.01').and.not.include(`${path}/approve`)
      expect((await finance.get(`/budget?lang=${lang}&year=2026`)).text).to.include(path)
    }
  })

  it('keep what was typed when something is wrong, and say it at the field', async () => {
    const page = await desk.world.page('district')
    const wrong = await page.post('/budget', { ...fields(await desk.item()), amount: '12.345', ground: '太短', 'weights.city': '', 'weights.district': '' })
    expect(wrong.status).to.equal(422)
    expect(wrong.text).to.include('value="12.345"').and.include('太短').and.include('href="#amount"').and.include('href="#weights.city"').and.include('href="#ground"')
  })

  it('let a draft be corrected, and tell the slower of two', async () => {
    const page = await desk.world.page('district')
    const line = await desk.drafted()
    expect((await page.get(`/budget/${line.id}/edit`)).text).to.include('value="500000.00"')
    const edited = { ...fields(line.itemId), revision: '0' }
    expect((await page.post(`/budget/${line.id}`, edited)).status).to.equal(303)
    const late = await page.post(`/budget/${line.id}`, { ...edited, name: '第二人的名称' })
    expect(late.status).to.equal(409)
    expect(late.text).to.include('第二人的名称')
  })

  it('offer in the form only areas that one may spend in', async () => {
    const community = await desk.world.page('community')
    expect((await community.get('/budget/new')).text).to.include('value="230604001"').and.not.include('value="230602"').and.not.include('value="230604"')
  })
})
