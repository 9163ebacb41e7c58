import { expect } from 'chai'
import type { Actor } from '../../src/kernel/actor.ts'
import { messageStore } from '../../src/people/index.ts'
import type { Message } from '../../src/people/message.schema.ts'
import { translator } from '../../src/platform/text.ts'
import type { PageAgent } from '../support/page-agent.ts'
import { startWorld, type World } from '../support/world.ts'

const ids = (messages: { id: string }[]) => messages.map(({ id }) => id)

describe('the list of messages', function () {
  this.timeout(60_000)
  let world: World
  let reader: Actor, other: Actor
  let page: PageAgent
  const start = new Date('2026-03-02T01:00:00Z')
  const aMessage = (n: number, changes: Partial<Message> = {}): Message => ({
    id: `message-${n}`, revision: 0, accountId: reader.id, text: 'tender-published', weight: 'courtesy', href: '/tenders',
    facts: { title: `第${n}个 <b>项目</b>`, ref: `CG-2026-000${n}`, deadline: start }, at: new Date(start.getTime() + n * 60_000), unread: true, mail: 'none', ...changes,
  })
  const bell = async () => /fh-bell-count[^>]*>([^<]+)</.exec((await page.get('/home')).text)?.[1]

  before(async () => {
    world = await startWorld('messagepages', new Date('2026-03-03T01:00:00Z'))
    reader = await world.actor('community')
    other = await world.actor('finance')
    page = await world.page(reader)
    await messageStore.insertAll([aMessage(1), aMessage(2, { unread: false }), aMessage(3, { weight: 'binding', text: 'tender-deadline-moved' }), aMessage(4, { mail: 'daily' }), aMessage(9, { accountId: other.id })])
  })
  after(() => world.stop())

  it('shows the unread first and newest first, the bell how many, and nothing of another person', async () => {
    expect(await bell()).to.equal('3')
    const { text } = await page.get('/messages')
    const at = (n: number) => text.indexOf(`第${n}个 &lt;b&gt;项目&lt;/b&gt;`)
    expect([at(4), at(3), at(1), at(2)]).to.deep.equal([at(4), at(3), at(1), at(2)].toSorted((a, b) => a - b))
    expect([1, 2, 3, 4].every(n => at(n) > 0)).to.equal(true)
    expect(at(9)).to.equal(-1)
    expect(text).to.contain(translator('en')('message.weight.binding'))
  })

  it('marks one as read on opening it, and leads there', async () => {
    const opened = await page.post('/messages/message-4/open')
    expect([opened.status, opened.headers.location]).to.deep.equal([303, '/tenders'])
    expect(await bell()).to.equal('2')
    expect((await messageStore.get('message-4')).mail, 'what was read is not mailed').to.equal('none')
    expect((await page.get('/messages')).status).to.equal(200)
    expect(await bell(), 'looking changes nothing').to.equal('2')
  })

  it('lets nobody read for another', async () => {
    expect((await page.post('/messages/message-9/open')).status).to.equal(403)
    expect((await page.post('/messages/message-9/read')).status).to.equal(403)
    expect((await (await world.as(reader)).post('/api/v1/messages/message-9/read')).status).to.equal(403)
    expect((await messageStore.get('message-9')).unread).to.equal(true)
    expect((await world.visitor().get('/messages')).headers.location).to.contain('/sign-in')
    expect((await world.visitor().get('/')).text, 'a visitor has no bell').not.to.contain('fh-bell')
  })

  it('marks all as read, those of others not', async () => {
    expect((await page.post('/messages/read')).status).to.equal(303)
    expect(await bell()).to.equal(undefined)
    expect((await messageStore.get('message-9')).unread).to.equal(true)
  })

  it('has the same over the API, in the language that is asked for', async () => {
    await messageStore.insertAll([aMessage(5)])
    const agent = await world.as(reader)
    const { body } = await agent.get('/api/v1/messages')
    expect(body.unread).to.have.length(1)
    expect(body.unread[0]).to.include({ id: 'message-5', kind: 'tender-published', weight: 'courtesy', href: '/tenders', unread: true, title: 'Tender notice: 第5个 <b>项目</b>' })
    expect(body.unread[0]).to.have.all.keys('id', 'kind', 'weight', 'href', 'unread', 'title', 'text', 'at')
    expect((await agent.get('/api/v1/messages').set('Accept-Language', 'zh-CN')).body.unread[0].title).to.equal('招标公告：第5个 <b>项目</b>')
    expect((await agent.post('/api/v1/messages/message-5/read')).body.unread).to.equal(false)
    expect((await agent.post('/api/v1/messages/read')).status).to.equal(200)
    expect((await agent.get('/api/v1/messages')).body.unread).to.deep.equal([])
  })

  it('reads on page by page, each message on one of them', async () => {
    const many = Array.from({ length: 120 }, (_, n) => aMessage(100 + n, { unread: false, at: new Date(start.getTime() + Math.floor(n / 7) * 60_000) }))
    await messageStore.insertAll(many)
    const seen: string[] = []
    let query = ''
    const agent = await world.as(reader)
    for (let pages = 0; pages < 5; pages += 1) {
      const { body } = await agent.get(`/api/v1/messages${query}`)
      seen.push(...ids(body.read as { id: string }[]))
      if (!body.next) break
      query = `?after=${encodeURIComponent(body.next as string)}`
    }
    const all = await messageStore.readOf(reader.id, { from: new Date(0), before: new Date('2027-01-01') }, 1_000)
    expect(seen).to.deep.equal(ids(all))
    expect((await page.get('/messages')).text).to.contain('rel="next"')
  })

  it('counts no further than a hundred', async () => {
    await messageStore.insertAll(Array.from({ length: 130 }, (_, n) => aMessage(300 + n)))
    expect(await bell()).to.equal('99+')
    await page.post('/messages/read')
    expect(await bell()).to.equal(undefined)
  })

  it('finds the own among those of many', async () => {
    await messageStore.insertAll(Array.from({ length: 2_000 }, (_, n) => aMessage(1_000 + n, { accountId: `somebody-${n % 50}` })))
    await messageStore.insertAll([aMessage(9_001), aMessage(9_002, { unread: false })])
    expect(await messageStore.countUnread(reader.id, 100)).to.equal(1)
    expect(ids(await messageStore.unreadOf(reader.id, 100))).to.deep.equal(['message-9001'])
    expect(await messageStore.countUnread('somebody-7', 100)).to.equal(40)
  })
})

describe('how messages reach a person', function () {
  this.timeout(60_000)
  let world: World
  before(async () => { world = await startWorld('messagesettings') })
  after(() => world.stop())

  it('is chosen on a page that says what cannot be switched off, and where mails go', async () => {
    const person = await world.actor('community')
    const page = await world.page(person)
    const { text } = await page.get('/messages/preferences')
    expect(text).to.contain(translator('en')('message.settings.binding')).and.to.contain(person.email).and.to.contain('the demo city sends no mail')
    expect(/value="daily"[^>]*checked/.test(text)).to.equal(true)
    expect((await page.post('/messages/preferences', { frequency: 'none', locale: 'zh-CN' })).status).to.equal(303)
    const after = (await page.get('/messages/preferences')).text
    expect(/value="none"[^>]*checked/.test(after)).to.equal(true)
    expect((await page.post('/messages/preferences', { frequency: 'hourly', locale: 'zh-CN' })).status).to.equal(422)
  })

  it('is chosen over the API, and the language is the account’s, on record', async () => {
    const person = await world.actor('finance')
    const agent = await world.as(person)
    expect((await agent.get('/api/v1/messages/preferences')).body).to.deep.equal({ email: person.email, frequency: 'daily', locale: 'zh-CN', goes: 'nowhere' })
    expect((await agent.put('/api/v1/messages/preferences').send({ frequency: 'at-once', locale: 'en' })).body).to.include({ frequency: 'at-once', locale: 'en' })
    expect((await agent.get('/api/v1/me')).body.locale).to.equal('en')
    expect((await world.services.accounts.timeline(person.id)).map(({ action }) => action)).to.deep.equal(['account.open', 'account.locale'])
    expect((await agent.put('/api/v1/messages/preferences').send({ frequency: 'none', locale: 'en' })).status).to.equal(200)
    expect((await world.services.accounts.timeline(person.id)), 'the language stayed').to.have.length(2)
  })
})
