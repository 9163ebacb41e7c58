import { expect } from 'chai'
import mongoose from 'mongoose'
import request, { type Response } from 'supertest'
import { aTenderDraft } from '../../fixtures/tender.ts'
import { pages } from '../../src/app.ts'
import { visitor, type Actor } from '../../src/kernel/actor.ts'
import { mayAtAll } from '../../src/kernel/policy.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import { PASSWORD } from '../support/actors.ts'
import { textFields } from '../support/rubbish.ts'
import { pageAgent, type PageAgent } from '../support/page-agent.ts'
import { openMarket, type Market } from '../tender/market.ts'
import { tokenIn } from './browser.ts'

const NEED = '入户走访 1,260 户：独居高龄老人 183 人 <b>需要</b>助餐。'
const valueIn = (html: string, name: string): string =>
  /value="([^"]*)"/.exec(new RegExp(`<input[^>]* name="${name}"[^>]*>`).exec(html)?.[0] ?? '')?.[1] ?? new RegExp(`<textarea[^>]* name="${name}"[^>]*>([^<]*)`).exec(html)?.[1] ?? 'no field'
const escaped = (text: string) => text.replace(/</g, '&lt;').replace(/>/g, '&gt;')

describe('what was typed and not sent', function () {
  this.timeout(120_000)
  let market: Market
  let buyer: PageAgent
  let tender: Tender
  let at: string
  const marked = (person: Actor, page: string) => market.world.services.unsent.mark(person.id, page)
  const kept = (person: Actor, page: string) => market.world.services.unsent.onPage(person, page)
  /** As a script sends it while somebody types. */
  const keep = async (person: Actor, path: string, fields: Record<string, string>, read = 0): Promise<Response> => {
    const agent = request.agent(market.world.app)
    const [account] = await market.world.services.accounts.named([person.id])
    const form = await agent.get('/sign-in?lang=en')
    await agent.post('/sign-in').type('form').send({ _csrf: tokenIn(form.text), email: account!.email, password: PASSWORD })
    const shown = (await agent.get(path)).text
    return agent.post(path).set('x-keep', String(read)).type('form').send({ _csrf: tokenIn(shown), _of: valueIn(shown, '_of'), ...fields })
  }
  const draft = async () => market.world.services.tenders.draft(market.people.buyer, aTenderDraft(market.lineId))
  const eventsOf = (id: string) => market.world.services.audit.timeline('tender', id)

  before(async () => {
    market = await openMarket('unsent', ['晨曦'])
    buyer = await market.world.page(market.people.buyer)
    tender = await draft()
    at = `/tenders/${tender.id}/edit/need`
  })
  after(() => market.world.stop())

  describe('is kept while it is typed', () => {
    it('and is in its fields again at any device, with the time, though the section is not saved and the log knows nothing', async () => {
      const before = await eventsOf(tender.id)
      const answer = await keep(market.people.buyer, at, { revision: '0', need: NEED, description: '' })
      expect([answer.status, answer.body]).to.deep.equal([200, { revision: 1, others: [] }])
      const elsewhere = await market.world.page(market.people.buyer)
      const { text } = await elsewhere.get(at)
      expect(valueIn(text, 'need')).to.equal(escaped(NEED))
      expect(text).to.match(/What you typed on 2 March 2026, 09:00 and did not send/)
      expect((await market.world.services.tenders.known(tender.id)).need).to.equal('')
      expect((await eventsOf(tender.id)).length).to.equal(before.length)
    })

    it('over what is there already only by who has seen it, so that two devices of one person undo nothing', async () => {
      expect((await keep(market.people.buyer, at, { need: '另一台电脑' })).status).to.equal(409)
      expect((await kept(market.people.buyer, at))[0]!.typed.need).to.equal(NEED)
      expect((await keep(market.people.buyer, at, { need: NEED }, 1)).body).to.deep.equal({ revision: 2, others: [] })
    })

    it('is shown to who may write the same section, with the name and the time, and to nobody else', async () => {
      const district = await market.world.page(market.people.district)
      const { text } = await district.get(at)
      expect(text).to.include(`${market.people.buyer.name} is filling in this page too; saved 2 March 2026, 09:00`).and.include(escaped(NEED))
      expect(valueIn(text, 'need'), 'the own field is left alone').to.equal('')
      const answer = await keep(market.people.district, at, { need: '我也在写' })
      expect(answer.body).to.deep.equal({ revision: 1, others: [{ name: market.people.buyer.name, time: '09:00' }] })
      for (const other of [market.people.supervisor, market.people.finance, market.people.elsewhere, market.people.expert]) {
        const page = await (await market.world.page(other)).get(at)
        expect(page.text, other.name).not.to.include('独居高龄')
      }
      expect((await keep(market.people.elsewhere, at, { need: '别区的人' })).body, 'who may not write keeps for himself alone').to.deep.equal({ revision: 1, others: [] })
      expect((await buyer.get(at)).text).not.to.include('别区的人')
    })

    it('and of two who save the same section the slower sees what the other wrote, beside what he typed', async () => {
      const district = await market.world.page(market.people.district)
      expect((await district.post(at, { revision: '0', need: '周军先写的需求', description: '说明' })).status).to.equal(303)
      expect(await kept(market.people.district, at), 'what is sent does not wait any more').to.deep.equal([])
      const shown = (await buyer.get(at)).text
      expect(valueIn(shown, 'need')).to.equal(escaped(NEED))
      expect(shown).to.include('Recorded now: <span>周军先写的需求</span>')
      const late = await buyer.post(at, { revision: '0', need: NEED, description: '' })
      expect(late.status).to.equal(409)
      expect(late.text).to.include(escaped(NEED)).and.include('周军先写的需求')
      expect((await buyer.post(at, { revision: '1', need: NEED, description: '说明' })).status).to.equal(303)
      const events = (await eventsOf(tender.id)).filter(({ action }) => action === 'tender.edit')
      expect(events.length, 'one event for each real saving').to.equal(2)
      expect((await buyer.get(at)).text).not.to.include('id="unsent-0"')
    })

    it('also where a row is gone meanwhile: then it stands above the form', async () => {
      const scoring = `/tenders/${tender.id}/edit/scoring`
      await keep(market.people.buyer, scoring, { 'factors.11.name': '第十二个评审因素' })
      expect((await buyer.get(scoring)).text).to.include('have no field on this page any more').and.include('第十二个评审因素')
    })

    it('until its writer drops it', async () => {
      const scoring = `/tenders/${tender.id}/edit/scoring`
      const dropped = await buyer.post('/unsent/discard', { action: scoring })
      expect([dropped.status, dropped.headers.location]).to.deep.equal([303, scoring])
      expect((await buyer.get(scoring)).text).not.to.include('第十二个评审因素')
    })

    it('under keyed hashes and locked: the database tells neither who is writing where, nor what', async () => {
      await keep(market.people.buyer, at, { need: NEED })
      const lying = JSON.stringify(await mongoose.connection.collection('unsent_forms').find().toArray())
      for (const word of [market.people.buyer.id, market.people.buyer.name, tender.id, '独居', 'need']) expect(lying).not.to.include(word)
    })

    it('and is swept when nobody has touched it for a quarter of a year', async () => {
      const { clock, services: { unsent } } = market.world
      const now = clock.now()
      expect(await unsent.dropStale()).to.equal(0)
      clock.pass({ days: 91 })
      expect(await unsent.dropStale()).to.be.greaterThan(0)
      clock.set(now)
      expect(await kept(market.people.buyer, at)).to.deep.equal([])
    })
  })

  describe('when the session has ended', () => {
    const sendEnded = (path: string, fields: Record<string, string | string[]>, mark: string) =>
      request.agent(market.world.app).post(path).type('form').send({ _csrf: 'of the old session', _of: mark, ...fields })

    it('is led by the sign-in back to its page, of every form that needs a signed-in person', async () => {
      const { buyer: person } = market.people
      const forms = pages(market.world.services).filter(({ method, may }) => method === 'post' && !mayAtAll(may, visitor))
      expect(forms.length).to.be.greaterThan(80)
      for (const { path, body, forgets } of forms) {
        const address = path.replace(/:(\w+)/g, '0'.repeat(24))
        const fields = textFields(body, '没有提交的话')
        const sent = await sendEnded(address, fields, marked(person, `/home?of=${address.length}`))
        expect([sent.status, sent.headers.location], path).to.deep.equal([303, `/sign-in?to=${encodeURIComponent(`/home?of=${address.length}`)}`])
        const saved = (await kept(person, '/home')).find(({ action }) => action === address)
        if (forgets || Object.keys(fields).length === 0) expect(saved, path).to.equal(undefined)
        else expect(saved?.typed, path).to.deep.equal(fields)
        await market.world.services.unsent.drop(person, address)
      }
    })

    it('is in its fields after signing in, and the sign-in says so', async () => {
      const shown = (await buyer.get(at)).text
      const agent = request.agent(market.world.app)
      const sent = await agent.post(`${at}?lang=en`).type('form').send({ _csrf: tokenIn(shown), _of: valueIn(shown, '_of'), revision: '2', need: NEED, description: '写了一半' })
      expect(sent.headers.location).to.equal(`/sign-in?to=${encodeURIComponent(at)}`)
      const signIn = (await agent.get(`${sent.headers.location}&lang=en`)).text
      expect(signIn).to.include('what you typed is saved').and.include(`name="to" value="${at}"`)
      const back = (await buyer.get(at)).text
      expect([valueIn(back, 'need'), valueIn(back, 'description')]).to.deep.equal([escaped(NEED), '写了一半'])
    })

    it('comes with its texts where files were sent along, which must be chosen again', async () => {
      const page = `/tenders/${tender.id}/documents`
      const agent = request.agent(market.world.app)
      const sent = await agent.post('/evaluations/000000000000000000000000/report').field('_of', marked(market.people.buyer, page)).field('summary', '全年服务 150 名老人')
        .attach('files', Buffer.alloc(300_000, 'a'), '签到.pdf')
      expect(sent.status).to.equal(303)
      expect((await kept(market.people.buyer, page))[0]?.typed).to.deep.equal({ summary: '全年服务 150 名老人' })
      expect((await agent.get(`${sent.headers.location!}&lang=en`)).text).to.include('Files must be chosen again')
    })

    it('is never given to another account', async () => {
      const [district, supervisor] = [await market.world.page(market.people.district), await market.world.page(market.people.supervisor)]
      expect(valueIn((await district.get(at)).text, 'description'), 'of a co-editor it is shown, not filled in').to.equal('说明')
      expect((await supervisor.get(at)).text).not.to.include('写了一半')
      const forged = marked(market.people.buyer, at).replace(market.people.buyer.id, market.people.district.id)
      expect((await sendEnded(at, { need: '伪造' }, forged)).headers.location).to.equal('/sign-in')
      expect(await kept(market.people.district, at)).to.deep.equal([])
    })

    it('is told by a status to what is saved quietly', async () => {
      const quiet = await request(market.world.app).post(at).set('x-keep', '0').type('form').send({ _of: marked(market.people.buyer, at), need: NEED })
      expect([quiet.status, quiet.body]).to.deep.equal([401, { kept: true }])
    })
  })

  describe('when somebody has signed in anew in another tab', () => {
    it('comes back to the same account, unsent, and the new page sends it', async () => {
      const shown = (await buyer.get(at)).text
      const again = await market.world.page(market.people.buyer)
      const sent = await again.post(at, { _csrf: tokenIn(shown), _of: valueIn(shown, '_of'), revision: '2', need: '新会话里的旧页面', description: '说明' })
      expect([sent.status, sent.headers.location]).to.deep.equal([303, at])
      const back = (await again.get(at)).text
      expect(back).to.include('so this form was not sent')
      expect(valueIn(back, 'need')).to.equal('新会话里的旧页面')
      expect((await market.world.services.tenders.known(tender.id)).need).to.equal(NEED)
    })

    it('is refused to another account, and waits for the one that typed it', async () => {
      const shown = (await buyer.get(at)).text
      const [account] = await market.world.services.accounts.named([market.people.district.id])
      const other = await pageAgent(market.world.app, { email: account!.email, password: PASSWORD })
      const sent = await other.post(at, { _csrf: tokenIn(shown), _of: valueIn(shown, '_of'), need: '李敏的秘密', description: '说明' })
      expect(sent.status).to.equal(403)
      expect(sent.text).to.include('opened by another account').and.not.include('李敏的秘密')
      expect(await kept(market.people.district, at)).to.deep.equal([])
      expect((await kept(market.people.buyer, at))[0]?.typed.need).to.equal('李敏的秘密')
    })
  })
})
