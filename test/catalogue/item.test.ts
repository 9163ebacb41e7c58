import { expect } from 'chai'
import type TestAgent from 'supertest/lib/agent.js'
import { anItemDraft } from '../../fixtures/catalogue.ts'
import { itemStore } from '../../src/catalogue/index.ts'
import type { Item } from '../../src/catalogue/item.schema.ts'
import { startWorld, type World } from '../support/world.ts'

describe('the catalogue over HTTP', () => {
  let world: World
  let bureau: TestAgent
  let reviewer: TestAgent
  before(async () => {
    world = await startWorld('catalogue')
    bureau = await world.as('bureau')
    reviewer = await world.as(await world.actor('bureau', { area: '230600' }, '审核人'))
  })
  after(() => world.stop())

  const drafted = async (changes: Parameters<typeof anItemDraft>[0]): Promise<Item> => {
    const answer = await bureau.post('/api/v1/items').send(anItemDraft(changes))
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201)
    return answer.body as Item
  }
  const step = async (item: Item, action: string, reason?: string): Promise<Item> => {
    const answer = await (action === 'publish' ? reviewer : bureau).post(`/api/v1/items/${item.id}/${action}`).send({ revision: item.revision, reason })
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200)
    return answer.body as Item
  }
  const published = async (changes: Parameters<typeof anItemDraft>[0]) => step(await step(await drafted(changes), 'submit'), 'publish')

  it('shows everybody what is published, and nobody outside what is not', async () => {
    const item = await drafted({ code: 'A040211' })
    const path = `/api/v1/items/${item.id}`
    expect((await world.visitor().get(path)).status).to.equal(403)
    expect((await (await world.as('district')).get(path)).status).to.equal(200)
    expect((await (await world.as('district')).post('/api/v1/items').send(anItemDraft())).status).to.equal(403)
    const submitted = await step(item, 'submit')
    expect((await bureau.post(`${path}/publish`).send({ revision: item.revision })).status).to.equal(409)
    const own = await bureau.post(`${path}/publish`).send({ revision: submitted.revision })
    expect([own.status, own.body.blockers[0].code], 'nobody publishes what he has drafted').to.deep.equal([409, 'publisher-drafted'])
    await step(submitted, 'publish')
    expect((await world.visitor().get(path)).body, 'who drafted is not told outside').to.not.have.property('drafters')
    expect((await world.visitor().get(path)).body).to.include({ code: 'A040211', status: 'published' })
    await world.services.items.buyable(item.id)
  })

  it('is asked for a reason when it takes something back, and nothing may be bought by it afterwards', async () => {
    const item = await published({ code: 'A040212' })
    const path = `/api/v1/items/${item.id}/withdraw`
    const unexplained = await bureau.post(path).send({ revision: item.revision })
    expect([unexplained.status, unexplained.body.problems[0].field]).to.deep.equal([422, 'reason'])
    await step(item, 'withdraw', '标准已由省里统一规定')
    const refused = await world.services.items.buyable(item.id).catch((error: unknown) => error)
    expect(refused).to.have.property('code', 'item-not-buyable')
  })

  it('gives one code to one service, however many draft it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => bureau.post('/api/v1/items').send(anItemDraft({ code: 'A040213' }))))
    expect(answers.filter(({ status }) => status === 201)).to.have.length(1)
    expect(answers.every(({ status }) => [201, 409, 422].includes(status))).to.equal(true)
  })

  it('tells the slower of two editors, and keeps what the page was given', async () => {
    const item = await drafted({ code: 'A040214' })
    const page = await world.page('bureau')
    const fields = { code: 'A040214', name: '第一人的名称', purchaseArea: 'welfare', department: '市民政局', description: '为辖区老年人提供上门照护服务。',
      standard: '护理人员持证上岗', unit: '小时', referencePrice: '45.50', validFrom: '2026-01-01', 'indicators.0.name': '服务老人', 'indicators.0.target': '180',
      'indicators.0.unit': '人', 'indicators.1.name': '', 'indicators.1.target': '', 'indicators.1.unit': '', revision: String(item.revision) }
    expect((await page.post(`/catalogue/${item.id}`, fields)).status).to.equal(303)
    const late = await page.post(`/catalogue/${item.id}`, { ...fields, name: '第二人的名称' })
    expect(late.status).to.equal(409)
    expect(late.text).to.include('第二人的名称').and.include('id="errors"')
    expect(await itemStore.get(item.id)).to.deep.include({ name: '第一人的名称', referencePrice: 4550, indicators: [{ name: '服务老人', target: 180, unit: '人' }] })
  })

  it('says at the field what is wrong', async () => {
    const page = await world.page('bureau')
    const sent = await page.post('/catalogue', { code: 'X1', name: '居家养老', purchaseArea: '', description: '太短', standard: '持证', unit: '次', referencePrice: '45.505', department: '市民政局', validFrom: '2026-01-01' })
    expect(sent.status).to.equal(422)
    for (const field of ['code', 'purchaseArea', 'description', 'referencePrice', 'indicators']) expect(sent.text, field).to.include(`href="#${field}`)
    expect(sent.text).to.include('value="45.505"')
  })

  it('finds by area, words and status, without the neighbours', async () => {
    await published({ code: 'A100311', purchaseArea: 'youth', name: '寒假书法班' })
    await published({ code: 'A100312', purchaseArea: 'youth', name: '暑假合唱团' })
    await drafted({ code: 'A100313', purchaseArea: 'youth', name: '尚未发布的书法课' })
    const found = async (query: string, agent = world.visitor()) =>
      ((await agent.get(`/api/v1/items?${query}`)).body.items as Item[]).map(({ code }) => code)
    expect(await found('area=youth')).to.deep.equal(['A100311', 'A100312'])
    expect(await found(`area=youth&q=${encodeURIComponent('书法')}`)).to.deep.equal(['A100311'])
    expect(await found(`q=${encodeURIComponent('书法')}`, bureau)).to.deep.equal(['A100311', 'A100313'])
    expect(await found('status=draft&area=youth', bureau)).to.deep.equal(['A100313'])
    expect(await found('status=draft')).to.deep.equal([])
  })

  it('shows its pages to all who may open them, with the actions that are theirs', async () => {
    const item = await published({ code: 'A040215', name: '可查看的服务' })
    for (const lang of ['zh-CN', 'en']) {
      const asVisitor = await world.visitor().get(`/catalogue/${item.id}?lang=${lang}`)
      expect(asVisitor.status).to.equal(200)
      expect(asVisitor.text).to.include('可查看的服务').and.not.include(`/catalogue/${item.id}/withdraw`)
      expect((await world.visitor().get(`/catalogue?area=welfare&lang=${lang}`)).text).to.include('可查看的服务')
    }
    const page = await world.page('bureau')
    expect((await page.get(`/catalogue/${item.id}`)).text).to.include(`/catalogue/${item.id}/withdraw`)
    expect((await page.get('/catalogue/new')).status).to.equal(200)
    expect((await page.get(`/catalogue/${item.id}/edit`)).status).to.equal(200)
    expect((await page.post(`/catalogue/${item.id}/revise`, { revision: String(item.revision), reason: '提高服务标准' })).status).to.equal(303)
    expect((await page.get(`/catalogue/${item.id}`)).text).to.include('提高服务标准')
  })
})
