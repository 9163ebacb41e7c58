import { expect } from 'chai'
import type TestAgent from 'supertest/lib/agent.js'
import { anItem, anItemDraft, items as services } from '../../fixtures/catalogue.ts'
import { fen } from '../../src/kernel/money.ts'
import { GUIDE, treeOf, type Branch } from '../../src/catalogue/guide.rules.ts'
import type { Item } from '../../src/catalogue/item.schema.ts'
import { matches } from '../../src/catalogue/search.rules.ts'
import { differences } from '../../src/catalogue/version.rules.ts'
import { hasText, LOCALES } from '../../src/platform/text.ts'
import { startWorld, type World } from '../support/world.ts'

describe('the differences between two versions', () => {
  it('are the fields that changed, in the order of the form, with indicators in words', () => {
    const to = anItem({ version: 2, referencePrice: fen(50_00), name: '居家照护服务', indicators: [{ name: '服务老人', target: 200, unit: '人' }] })
    expect(differences(anItem({ indicators: [{ name: '服务老人', target: 180, unit: '人' }] }), to)).to.deep.equal([
      { field: 'name', from: '居家养老上门服务', to: '居家照护服务' }, { field: 'referencePrice', from: 45_00, to: 50_00 },
      { field: 'indicators', from: '服务老人 180 人', to: '服务老人 200 人' },
    ])
  })
  it('are none between equal ones, also when dates are other objects', () => {
    expect(differences(anItem(), anItem({ version: 2, revision: 9, validFrom: new Date(anItem().validFrom) }))).to.deep.equal([])
    expect(differences(anItem(), anItem({ validTo: new Date('2027-01-01T00:00:00Z') })).map(({ field }) => field)).to.deep.equal(['validTo'])
  })
})

describe('the guiding catalogue', () => {
  const all = services.map((draft, at) => anItem({ ...draft, id: `item-${at}` }))
  const leaves = (branches: Branch[]): Item[] => branches.flatMap(({ items, branches }) => [...items, ...leaves(branches)])
  it('holds every service exactly once, under three levels', () => {
    expect(leaves(treeOf(all)).map(({ code }) => code).sort()).to.deep.equal(all.map(({ code }) => code).sort())
    const [kind] = treeOf(all)
    expect([kind?.code, kind?.count]).to.deep.equal(['A', 40])
    expect(kind?.branches.map(({ code, count }) => [code, count])).to.deep.include(['A04', 11])
    expect(kind?.branches.find(({ code }) => code === 'A04')?.branches.map(({ code }) => code)).to.deep.equal(['A0401', 'A0402', 'A0403', 'A0406'])
  })
  it('keeps an item that is itself a level', () => {
    expect(leaves(treeOf([anItem({ code: 'A04' }), anItem({ code: 'A0402' }), anItem({ code: 'B01' })])).map(({ code }) => code)).to.deep.equal(['A04', 'A0402', 'B01'])
  })
  it('has a name for every level in use, in both languages', () => {
    const unnamed = (branches: Branch[]): string[] => branches.flatMap(({ code, isNamed, branches }) => [...(isNamed ? [] : [code]), ...unnamed(branches)])
    expect(unnamed(treeOf(all))).to.deep.equal([])
    for (const code of GUIDE) for (const locale of LOCALES) expect(hasText(`catalogue.guide.${code}`, locale), code).to.equal(true)
  })
})

describe('searching the catalogue', () => {
  const item = anItem()
  for (const typed of ['居家养老', '居家 巡访', 'a0402', 'JJYL', 'jjyl', '市民政局', 'Ａ０４０２０１']) it(`finds by ${typed}`, () => expect(matches(item, 'JJYLSMFW', typed)).to.equal(true))
  for (const typed of ['居家 戒毒', '.*', 'XYZ']) it(`does not find by ${typed}`, () => expect(matches(item, 'JJYLSMFW', typed)).to.equal(false))
})

describe('revising a published service', () => {
  let world: World
  let bureau: TestAgent
  let reviewer: TestAgent
  before(async () => {
    world = await startWorld('versions')
    bureau = await world.as('bureau')
    reviewer = await world.as(await world.actor('bureau', { area: '230600' }, '审核人'))
  })
  after(() => world.stop())

  const step = async (item: Item, action: string): Promise<Item> => {
    const { body, status } = await (action === 'publish' ? reviewer : bureau).post(`/api/v1/items/${item.id}/${action}`).send({ revision: item.revision, reason: '提高标准' })
    expect(status, JSON.stringify(body)).to.equal(200)
    return body as Item
  }
  const published = async (code: string) => {
    const { body } = await bureau.post('/api/v1/items').send(anItemDraft({ code }))
    return step(await step(body as Item, 'submit'), 'publish')
  }

  it('leaves the last version in force, for the public and for budgets, until the next is published', async () => {
    const first = await published('A040281')
    const revising = await step(first, 'revise')
    const edited = await bureau.put(`/api/v1/items/${first.id}`).send({ ...anItemDraft({ code: 'A040281', name: '第二版的名称', referencePrice: fen(60_00) }), revision: revising.revision })
    expect(edited.body, JSON.stringify(edited.body)).to.include({ status: 'draft', version: 2, name: '第二版的名称' })
    const seen = async () => (await world.visitor().get(`/api/v1/items/${first.id}`)).body as Item
    expect(await seen()).to.include({ version: 1, name: first.name, status: 'published' })
    expect((await world.visitor().get('/api/v1/items')).body.items.map(({ name }: Item) => name)).to.deep.equal([first.name])
    expect(await world.services.items.buyable(first.id)).to.include({ version: 1, referencePrice: first.referencePrice })
    await step(await step(edited.body as Item, 'submit'), 'publish')
    expect(await seen()).to.include({ version: 2, name: '第二版的名称' })
    expect(await world.services.items.buyable(first.id)).to.include({ version: 2, referencePrice: 60_00 })
  })

  it('keeps each version as it was published, and shows what changed', async () => {
    const { body } = await world.visitor().get('/api/v1/items')
    const [item] = body.items as Item[]
    const { versions } = (await world.visitor().get(`/api/v1/items/${item!.id}/versions`)).body
    expect(versions.map(({ version, content }: { version: number; content: Item }) => [version, content.name])).to.deep.equal([[1, '居家养老上门服务'], [2, '第二版的名称']])
    for (const lang of ['zh-CN', 'en']) {
      const page = await world.visitor().get(`/catalogue/${item!.id}/versions?from=1&to=2&lang=${lang}`)
      expect(page.text).to.include('<del>居家养老上门服务</del>').and.include('<ins>第二版的名称</ins>').and.include('<ins>¥60.00</ins>')
    }
  })

  it('shows staff what the draft would change, and nobody else', async () => {
    const item = await step(await published('A040282'), 'revise')
    await bureau.put(`/api/v1/items/${item.id}`).send({ ...anItemDraft({ code: 'A040282', name: '尚在修订的名称' }), revision: item.revision })
    expect((await (await world.page('bureau')).get(`/catalogue/${item.id}`)).text).to.include('<ins>尚在修订的名称</ins>')
    expect((await world.visitor().get(`/catalogue/${item.id}`)).text).to.not.include('尚在修订的名称')
    expect((await world.visitor().get('/catalogue')).text).to.not.include('尚在修订的名称')
  })

  it('takes a withdrawn service out of every public list', async () => {
    const item = await published('A040283')
    await step(item, 'withdraw')
    expect((await world.visitor().get(`/api/v1/items/${item.id}`)).status).to.equal(403)
    expect((await world.visitor().get('/catalogue/tree')).text).to.not.include('A040283')
    expect((await world.visitor().get('/catalogue/tree?lang=zh-CN')).text).to.include('A040281').and.include('基本养老服务')
  })

  it('is a task for those who decide', async () => {
    const { body } = await bureau.post('/api/v1/items').send(anItemDraft({ code: 'A040284' }))
    await step(body as Item, 'submit')
    const tasks = await world.services.items.tasks(await world.actor('bureau', { area: '230600' }, '另一位审核人'))
    expect(tasks.map(({ key, ref }) => [key, ref])).to.deep.equal([['catalogue.task.review', 'A040284']])
    expect(await world.services.items.tasks(await world.actor('district'))).to.deep.equal([])
  })
})
