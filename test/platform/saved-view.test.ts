import { expect } from 'chai'
import type { SavedView } from '../../src/platform/saved-view.schema.ts'
import { addressOf, linksOf, worthKeeping } from '../../src/platform/saved-view.rules.ts'
import { startDesk, type Desk } from '../budget/desk.ts'
import type { PageAgent } from '../support/page-agent.ts'

describe('what a view keeps', () => {
  it('is what was asked, in one order, and not the page, the file or the language', () => {
    expect(worthKeeping('status=draft&q=&after=50~x&lang=en&format=csv&pick=page&view=all&area=230604')).to.equal('area=230604&status=draft')
    expect(worthKeeping('view=all')).to.equal('')
  })
  it('is known again when the list is asked for so, in whatever order', () => {
    const view = { path: '/budget', query: 'sort=-name&status=draft', name: '甲', isDefault: false } as SavedView
    expect(linksOf([view], 'status=draft&q=&sort=-name&after=3~x')[0]).to.include({ current: true, href: '/budget?sort=-name&status=draft' })
    expect(linksOf([view], 'status=draft')[0]).to.include({ current: false })
  })
  it('has an address that never is the bare one, which would open the default again', () => {
    expect(addressOf({ path: '/budget', query: '' })).to.equal('/budget?view=all')
  })
})

describe('views of a list', function () {
  this.timeout(60_000)
  let desk: Desk
  let clerk: PageAgent, other: PageAgent
  const shown = (text: string) => text.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')
  const save = (fields: Record<string, string>) => clerk.post('/views', { path: '/budget', list: '购买服务预算', ...fields })
  const mine = async () => desk.world.services.savedViews.all(desk.finance)

  before(async () => {
    desk = await startDesk('views')
    clerk = await desk.world.page(desk.finance)
    other = await desk.world.page('bureau')
    await desk.submitted({ name: '待批的预算' })
  })
  after(() => desk.world.stop())

  it('are saved under a name from the list itself, and stand above it for their owner only', async () => {
    const form = shown((await clerk.get('/budget?status=submitted&sort=-amount&lang=zh-CN')).text)
    expect(form).to.include('name="query" value="status=submitted&sort=-amount&lang=zh-CN"').and.include('name="path" value="/budget"')
    const saved = await save({ query: 'status=submitted&sort=-amount&lang=zh-CN', name: '等我批的' })
    expect([saved.status, saved.headers.location]).to.deep.equal([303, '/budget?sort=-amount&status=submitted'])
    const list = shown((await clerk.get('/budget?status=submitted&sort=-amount')).text)
    expect(list).to.match(/href="\/budget\?sort=-amount&status=submitted" aria-current="true">\s*等我批的/)
    for (const [agent, path] of [[other, '/budget'], [clerk, '/payments'], [other, '/views']] as const) expect((await agent.get(path)).text, path).to.not.include('等我批的')
    expect((await desk.world.visitor().get('/tenders')).text).to.not.include('action="/views"')
    expect((await desk.world.visitor().get('/views')).status).to.equal(303)
  })

  it('are written anew under the name that they have', async () => {
    await save({ query: 'status=approved', name: '等我批的' })
    expect((await mine()).map(({ name, query }) => [name, query])).to.deep.equal([['等我批的', 'status=approved']])
    await save({ query: 'status=submitted', name: '等我批的' })
  })

  it('open a list where one is the default, which is one at most; the whole list stays one step away', async () => {
    expect((await clerk.get('/budget')).status).to.equal(200)
    await save({ query: 'status=submitted', name: '等我批的', isDefault: 'on' })
    expect((await clerk.get('/budget')).headers.location).to.equal('/budget?status=submitted')
    await save({ query: '', name: '全部的', isDefault: 'on' })
    expect((await clerk.get('/budget')).headers.location).to.equal('/budget?view=all')
    expect((await clerk.get('/budget?view=all')).status).to.equal(200)
    expect((await mine()).filter(({ isDefault }) => isDefault).map(({ name }) => name)).to.deep.equal(['全部的'])
    expect((await other.get('/budget')).status).to.equal(200)
    const narrowed = shown((await clerk.get('/budget?status=submitted')).text)
    expect(narrowed, 'the last filter taken away').to.match(/<a href="\/budget\?view=all" aria-label=/)
  })

  it('are renamed and deleted by their owner alone, who is asked first', async () => {
    const [first, second] = await mine()
    const page = (await clerk.get('/views?lang=zh-CN')).text
    expect(page).to.include('全部的').and.include('只删除视图，不影响任何记录')
    const renamed = await clerk.post(`/views/${first!.id}`, { revision: String(first!.revision), name: '新名字' })
    expect(renamed.status).to.equal(303)
    expect((await clerk.post(`/views/${first!.id}`, { revision: String(first!.revision), name: '旧页面' })).status, 'from an old page').to.equal(409)
    expect((await other.post(`/views/${first!.id}`, { revision: '0', name: '别人的' })).status).to.equal(403)
    expect((await other.post(`/views/${first!.id}/delete`)).status).to.equal(403)
    expect((await clerk.post(`/views/${second!.id}/delete`)).status).to.equal(303)
    expect((await mine()).map(({ name }) => name)).to.deep.equal(['新名字'])
    expect((await clerk.get('/budget')).status, 'without its default the list opens as it is').to.equal(200)
  })

  it('are refused without a name, for what is no list of this site, and beyond what anybody finds again', async () => {
    expect((await save({ query: '', name: '  ' })).status).to.equal(422)
    for (const path of ['//evil.example', 'https://evil.example', '/budget?x', '/']) expect((await save({ query: '', name: '甲', path })).status, path).to.equal(422)
    for (let count = (await mine()).length; count < 50; count += 1) await desk.world.services.savedViews.save(desk.finance, { path: '/budget', list: '预算', query: '', name: `第${count}个`, isDefault: false })
    expect((await save({ query: '', name: '第五十一个' })).status).to.equal(409)
    expect((await save({ query: 'status=draft', name: '第49个' })).status, 'one that there is may be written anew').to.equal(303)
  })
})
