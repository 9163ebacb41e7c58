import { expect } from 'chai'
import mongoose from 'mongoose'
import { aCommitteeRecord, threeBids } from '../../fixtures/bid.ts'
import { awardedTender, openTender } from '../../fixtures/gallery/tender-states.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { bidStore, committeeStore, tenderStore } from '../../src/tender/index.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import { layAreas } from '../registry/ground.ts'
import { filesIn } from '../support/zip.ts'
import { startWorld, type World } from '../support/world.ts'
import { registered } from './evaluation.ts'

const ORGANIZATIONS = ['organization-1', 'organization-2', 'organization-3', 'organization-4']
const WORDS = { facts: '第一名提供的业绩证明与公开的合同公告不符，评审时未予核实，使我单位未能中标。', basis: '财政部令第87号第五十五条', request: '核实业绩证明，重新确定中标供应商。' }
const TEXT = '经核实，评审委员会依照招标文件评分，业绩证明真实，质疑不成立。'

describe('challenge, complaint and what waits for them', function () {
  this.timeout(120_000)
  let world: World
  let winner: Actor, loser: Actor, editor: Actor, third: Actor, outsider: Actor, buyer: Actor, district: Actor, elsewhere: Actor, supervisor: Actor, expert: Actor
  const agents = new Map<string, Awaited<ReturnType<World['as']>>>()
  const as = async (actor: Actor) => agents.get(actor.id) ?? agents.set(actor.id, await world.as(actor)).get(actor.id)!
  const post = async (actor: Actor, path: string, body: object = {}) => (await as(actor)).post(`/api/v1${path}`).send(body)
  const get = async (actor: Actor, path: string) => (await as(actor)).get(`/api/v1${path}`)
  const blocker = ({ status, body }: { status: number; body: { blockers?: { code: string; text: string; law?: string }[] } }) => [status, body.blockers?.[0]?.code]
  const clock = (text: string) => world.clock.set(new Date(`${text}+08:00`))

  async function placed(tender: Tender, id: string, bids = threeBids()): Promise<string> {
    await tenderStore.insert({ ...tender, id, reference: `CG-2026-${id}`, revision: 0, itemId: 'item-1', documents: [] })
    for (const bid of bids) await bidStore.insert({ ...bid, id: `${id}-${bid.id}`, tenderId: id })
    await committeeStore.insert({ ...aCommitteeRecord(), id, revision: 0 })
    return id
  }
  /** Awarded on 2 April to the first of three, as the evaluation leaves it; ids of bids are those of this purchase. */
  const awarded = (id: string) => placed(JSON.parse(JSON.stringify(awardedTender()).replace(/"bid-(?=\d)/g, `"${id}-bid-`), (_, value: unknown) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? new Date(value) : value) as Tender, id)
  async function sent(id: string, who: Actor, step = 'result'): Promise<{ id: string; revision: number }> {
    const drafted = await post(who, `/tenders/${id}/challenges`, { ...WORDS, step })
    expect(drafted.status, JSON.stringify(drafted.body)).to.equal(201)
    const given = await post(who, `/challenges/${drafted.body.id}/send`, { revision: drafted.body.revision })
    expect(given.status, JSON.stringify(given.body)).to.equal(200)
    return given.body as { id: string; revision: number }
  }

  before(async () => {
    world = await startWorld('challenge', new Date('2026-04-07T01:00:00Z'))
    await layAreas(world)
    await registered(ORGANIZATIONS)
    const of = (role: 'owner' | 'editor', n: number) => world.actor(role, { organizationId: `organization-${n}` })
    winner = await of('owner', 1)
    loser = await of('owner', 2)
    third = await of('owner', 3)
    outsider = await of('owner', 4)
    editor = await of('editor', 2)
    buyer = await world.actor('community')
    district = await world.actor('district')
    elsewhere = await world.actor('district', { area: '230602' })
    supervisor = await world.actor('supervisor')
    expert = await world.actor('expert')
  })
  after(() => world.stop())

  describe('a challenge to the result', () => {
    let id: string
    let challenge: { id: string; revision: number }
    before(async () => { id = await awarded('result01') })

    it('is led to from the notice and the result, with its last day, and explained to everybody', async () => {
      const visitor = world.visitor()
      expect((await visitor.get(`/tenders/${id}/result?lang=en`)).text).to.include('15 April 2026').and.include(`/tenders/${id}/challenges`)
      const page = (await visitor.get(`/tenders/${id}/challenges?lang=en`)).text
      expect(page).to.include('Question, challenge or complaint?').and.include('15 April 2026')
      expect((await visitor.get(`/tenders/${id}?lang=en`)).text).to.include(`/tenders/${id}/challenges`)
    })

    it('is drafted by an editor where nobody else sees it, and signed by the owner', async () => {
      const drafted = await post(editor, `/tenders/${id}/challenges`, { step: 'result', facts: WORDS.facts })
      expect([drafted.status, drafted.body.status]).to.deep.equal([201, 'draft'])
      const at = `/challenges/${drafted.body.id}`
      for (const other of [winner, buyer, supervisor]) expect((await get(other, at)).status).to.equal(404)
      expect((await post(editor, `${at}/send`, { revision: 0 })).status).to.equal(403)
      const gaps = await post(loser, `${at}/send`, { revision: 0 })
      expect([gaps.status, gaps.body.blockers.map(({ code }: { code: string }) => code)]).to.deep.equal([409, ['challenge-basis-missing', 'challenge-request-missing']])
      const edited = await (await as(editor)).put(`/api/v1${at}`).send({ ...WORDS, step: 'result', revision: 0 })
      const given = await post(loser, `${at}/send`, { revision: edited.body.revision })
      expect([given.status, given.body.status, given.body.replyBy]).to.deep.equal([200, 'sent', '2026-04-16T15:59:59.999Z'])
      challenge = given.body as typeof challenge
      const again = await post(loser, `${at}/send`, { revision: edited.body.revision })
      expect([again.status, again.body.revision]).to.deep.equal([200, challenge.revision])
    })

    it('is for those who bid, and until its last day', async () => {
      const drafted = (await post(outsider, `/tenders/${id}/challenges`, { ...WORDS, step: 'result' })).body as typeof challenge
      expect(blocker(await post(outsider, `/challenges/${drafted.id}/send`, { revision: 0 }))).to.deep.equal([409, 'challenge-not-a-bidder'])
      const late = (await post(third, `/tenders/${id}/challenges`, { ...WORDS, step: 'result' })).body as typeof challenge
      clock('2026-04-16T09:00')
      const refused = await post(third, `/challenges/${late.id}/send`, { revision: 0 })
      expect(blocker(refused)).to.deep.equal([409, 'challenge-too-late'])
      expect(refused.body.blockers[0]).to.include({ law: '政府采购法第五十二条；财政部令第94号第十条' }).and.have.property('text').that.include('15 April 2026')
      clock('2026-04-07T09:00')
    })

    it('is seen by those who run and watch the purchase, and by nobody else', async () => {
      const at = `/challenges/${challenge.id}`
      for (const who of [loser, editor, buyer, district, supervisor]) expect((await get(who, at)).status).to.equal(200)
      for (const who of [winner, third, outsider, elsewhere]) expect((await get(who, at)).status).to.equal(404)
      expect((await get(expert, at)).status).to.equal(403)
      expect((await world.visitor().get(`/tenders/${id}/challenges`)).text).not.to.include(challenge.id)
      const page = await world.page(buyer)
      expect((await page.get('/home')).text).to.include(`/challenges/${challenge.id}`)
      expect((await page.get(at)).text).to.include(WORDS.facts)
    })

    it('makes award and contract wait once the buyer says that it may touch the result', async () => {
      const at = `/challenges/${challenge.id}`
      const held = await post(buyer, `${at}/hold`, { revision: challenge.revision, reason: '可能改变中标结果' })
      expect(held.status).to.equal(200)
      challenge = held.body as typeof challenge
      expect(blocker(await post(district, '/contracts', { tenderId: id }))).to.deep.equal([409, 'challenge-holds'])
      const page = await world.page(district)
      expect((await page.get(`/contracts/new?tenderId=${id}`)).text).to.include('政府采购法实施条例第五十四条').and.not.include('action="/contracts"')
    })

    it('is answered once: of two at once the slower is told what stands', async () => {
      const answer = (who: Actor, text: string) => post(who, `/challenges/${challenge.id}/reply`, { revision: challenge.revision, outcome: 'unfounded', text })
      const both = await Promise.all([answer(buyer, TEXT), answer(district, `${TEXT}请知悉。`)])
      expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 409])
      const stands = (await get(loser, `/challenges/${challenge.id}`)).body as typeof challenge & { reply: { text: string } }
      expect(stands.reply.text).to.equal((both.find(({ status }) => status === 200)!.body as typeof stands).reply.text)
      const page = await world.page(district)
      const late = await page.post(`/challenges/${challenge.id}/reply`, { revision: String(challenge.revision), outcome: 'unfounded', text: TEXT })
      expect([late.status, late.text.includes(`/challenges/${challenge.id}`)]).to.deep.equal([409, true])
      challenge = stands
    })

    it('is answered to the other bidders too, without who asked and with what', async () => {
      const { status, body } = await get(third, `/challenges/${challenge.id}`)
      expect([status, body.reply.outcome]).to.deep.equal([200, 'unfounded'])
      expect(Object.keys(body as object)).not.to.include.members(['facts']).and.not.to.include.members(['organizationName'])
      expect(JSON.stringify(body)).not.to.include(WORDS.facts).and.not.to.include('organization-2').and.not.to.include('李敏')
      expect((await get(outsider, `/challenges/${challenge.id}`)).status).to.equal(404)
      const page = await world.page(third)
      const html = (await page.get(`/challenges/${challenge.id}`)).text
      expect(html).to.include('质疑不成立').and.not.include(WORDS.facts)
      await world.services.telling.tellAll()
      expect(JSON.stringify((await get(third, '/messages')).body)).to.include(`/challenges/${challenge.id}`)
      expect(JSON.stringify((await get(outsider, '/messages')).body)).not.to.include(`/challenges/${challenge.id}`)
    })

    describe('and the complaint about its answer', () => {
      let complaint: { id: string; revision: number }
      it('is filed by the challenger with the supervisor, once, and reaches the buyer with its copy', async () => {
        const file = () => post(loser, `/challenges/${challenge.id}/complaints`, WORDS)
        expect((await post(third, `/challenges/${challenge.id}/complaints`, WORDS)).status).to.equal(404)
        const filed = await file()
        expect([filed.status, filed.body.status, filed.body.checkBy]).to.deep.equal([201, 'filed', '2026-04-14T15:59:59.999Z'])
        complaint = filed.body as typeof complaint
        expect(blocker(await file())).to.deep.equal([409, 'complained-already'])
        expect((await get(buyer, `/complaints/${complaint.id}`)).status).to.equal(404)
        expect((await post(buyer, `/complaints/${complaint.id}/accept`, { revision: 0 })).status).to.equal(403)
        complaint = (await post(supervisor, `/complaints/${complaint.id}/accept`, { revision: 0 })).body as typeof complaint
        expect((await get(buyer, `/complaints/${complaint.id}`)).status).to.equal(200)
        expect((await get(third, `/complaints/${complaint.id}`)).status).to.equal(404)
      })
      it('suspends the purchase for thirty days at most; everybody reads until when', async () => {
        const suspend = (until: string) => post(supervisor, `/complaints/${complaint.id}/suspend`, { revision: complaint.revision, reason: '可能改变中标结果', until })
        expect((await suspend('2026-05-08T00:00:00Z')).body.problems[0]).to.include({ field: 'until', code: 'suspension-too-long' })
        complaint = (await suspend('2026-04-20T00:00:00Z')).body as typeof complaint
        expect(blocker(await post(district, '/contracts', { tenderId: id }))).to.deep.equal([409, 'suspended'])
        expect((await world.visitor().get(`/tenders/${id}/challenges?lang=en`)).text).to.include('suspended until 20 April 2026')
      })
      it('is decided once the buyer was heard; everybody reads the decision, and the purchase goes on', async () => {
        const decide = () => post(supervisor, `/complaints/${complaint.id}/decide`, { revision: complaint.revision, outcome: 'dismissed', text: '经查，投诉事项缺乏事实依据，决定驳回投诉。' })
        expect(blocker(await decide())).to.deep.equal([409, 'response-awaited'])
        complaint = (await post(buyer, `/complaints/${complaint.id}/respond`, { revision: complaint.revision, text: '评审委员会依照招标文件评分，业绩证明真实有效。' })).body as typeof complaint
        expect((await world.visitor().get(`/api/v1/complaints/${complaint.id}`)).status).to.equal(404)
        expect((await decide()).body.status).to.equal('dismissed')
        const read = await world.visitor().get(`/api/v1/complaints/${complaint.id}`)
        expect([read.status, read.body.decision.text]).to.deep.equal([200, '经查，投诉事项缺乏事实依据，决定驳回投诉。'])
        expect(JSON.stringify(read.body)).not.to.include(WORDS.facts)
        const page = await world.visitor().get(`/complaints/${complaint.id}`)
        expect(page.text).to.include('决定驳回投诉').and.not.include(WORDS.facts)
        expect((await world.visitor().get('/challenges')).text).to.include(`/complaints/${complaint.id}`)
        const drawn = await post(district, '/contracts', { tenderId: id })
        expect(drawn.status, JSON.stringify(drawn.body)).to.equal(201)
      })
    })
  })

  describe('what follows', () => {
    it('awards the next candidate where a founded challenge sets the winner aside, and not before', async () => {
      clock('2026-04-07T09:00')
      const id = await awarded('next01')
      const { revision } = await tenderStore.get(id)
      const award = (bid: string, at: number) => post(district, `/tenders/${id}/award`, { revision: at, bidId: `${id}-${bid}`, reason: '第一名业绩证明不实' })
      expect(blocker(await award('bid-2', revision))).to.deep.equal([409, 'award-stands'])
      const challenge = await sent(id, loser)
      const reply = (more: object) => post(district, `/challenges/${challenge.id}/reply`, { revision: challenge.revision, outcome: 'affects', text: `${TEXT.replace('不成立', '成立')}影响结果。`, ...more })
      expect((await reply({})).body.problems[0]).to.include({ field: 'remedy', code: 'remedy-needed' })
      expect((await reply({ remedy: 'next-candidate' })).status).to.equal(200)
      expect(blocker(await post(district, '/contracts', { tenderId: id }))).to.deep.equal([409, 'remedy-outstanding-next-candidate'])
      const page = await world.page(district)
      expect((await page.get(`/challenges/${challenge.id}`)).text).to.include(`/tenders/${id}/award`)
      expect((await page.get(`/tenders/${id}/award`)).text).to.include(`action="/tenders/${id}/award"`)
      expect((await page.get('/home')).text).to.include(`/challenges/${challenge.id}`)
      expect(blocker(await award('bid-1', revision))).to.deep.equal([409, 'bid-set-aside'])
      const again = await award('bid-2', revision)
      expect(again.status, JSON.stringify(again.body)).to.equal(200)
      const { body } = await world.visitor().get(`/api/v1/tenders/${id}/result`)
      expect(body.winner).to.include({ instead: threeBids()[0]!.organizationName })
      expect((await page.get('/home')).text).not.to.include(`/challenges/${challenge.id}`)
      expect((await post(district, '/contracts', { tenderId: id })).status).to.equal(201)
    })

    it('never lets a contract be drawn up beside a pause that is set in the same moment', async () => {
      clock('2026-04-07T09:00')
      for (let n = 1; n <= 6; n += 1) {
        const id = await awarded(`race0${n}`)
        const challenge = await sent(id, loser)
        const [held, drawn] = await Promise.all([
          post(buyer, `/challenges/${challenge.id}/hold`, { revision: challenge.revision, reason: '可能改变中标结果' }), post(district, '/contracts', { tenderId: id }),
        ])
        const log = mongoose.connection.collection<{ _id: string; action: string }>('audit_events')
        const told = { subject: { $in: [`tender:${id}`, `challenge:${challenge.id}`] }, action: { $in: ['tender.contract', 'challenge.hold'] } }
        const done = (await log.find(told).sort({ _id: 1 }).toArray()).map(({ action }) => action)
        expect([held.status, drawn.status].filter(status => ![200, 201, 409].includes(status))).to.deep.equal([])
        if (drawn.status === 201 && held.status === 200) expect(done).to.deep.equal(['tender.contract', 'challenge.hold'])
        else expect(done).to.have.length(1)
      }
    })

    it('lets a challenger complain when no answer came in time, and not before', async () => {
      clock('2026-04-07T09:00')
      const id = await awarded('silent01')
      const challenge = await sent(id, third)
      expect(blocker(await post(third, `/challenges/${challenge.id}/complaints`, WORDS))).to.deep.equal([409, 'complaint-before-reply'])
      clock('2026-04-17T09:00')
      const filed = await post(third, `/challenges/${challenge.id}/complaints`, WORDS)
      expect(filed.status).to.equal(201)
      const asked = await post(supervisor, `/complaints/${filed.body.id}/ask-correction`, { revision: 0, reason: '请补充业绩证明的复印件' })
      const corrected = await post(third, `/complaints/${filed.body.id}/correct`, { ...WORDS, revision: asked.body.revision })
      expect([corrected.status, corrected.body.status]).to.deep.equal([200, 'filed'])
      expect((await post(supervisor, `/complaints/${filed.body.id}/refuse`, { revision: corrected.body.revision, reason: '未按要求补正' })).body.status).to.equal('refused')
    })
  })

  describe('a challenge to the document', () => {
    let id: string
    before(async () => {
      clock('2026-03-12T09:00')
      id = await placed(openTender({ custody: { custodians: [], shares: [] } }), 'document01', [])
    })
    it('is open to whoever is able to bid, and says to nobody else who means to', async () => {
      const challenge = await sent(id, outsider, 'document')
      for (const who of [winner, loser, third]) {
        expect((await get(who, `/challenges/${challenge.id}`)).status).to.equal(404)
        expect((await get(who, '/challenges')).body.challenges.map((each: { id: string }) => each.id)).not.to.include(challenge.id)
      }
      for (const path of [`/tenders/${id}`, `/tenders/${id}/challenges`, '/challenges']) expect((await world.visitor().get(path)).text).not.to.include(challenge.id).and.not.include('organization-4')
      const page = await world.page(buyer)
      const answer = { revision: String(challenge.revision), outcome: 'affects', remedy: 'amend', text: '质疑成立，将修改招标文件并顺延截止时间。' }
      expect((await page.post(`/challenges/${challenge.id}/reply`, { ...answer, _checked: '' })).text).to.include('name="_checked"').and.include(answer.text)
      expect((await get(outsider, `/challenges/${challenge.id}`)).body.status).to.equal('sent')
      const done = await page.post(`/challenges/${challenge.id}/reply`, answer)
      expect(done.status, done.text).to.equal(303)
      for (const who of [winner, loser]) expect((await get(who, `/challenges/${challenge.id}`)).status).to.equal(404)
      await world.services.telling.tellAll()
      expect(JSON.stringify((await get(winner, '/messages')).body)).not.to.include(challenge.id)
    })
    it('is typed into a form with evidence, checked, sent and receipted without scripts', async () => {
      const page = await world.page(loser)
      expect((await page.get(`/tenders/${id}/challenges/new?step=document`)).status).to.equal(200)
      const saved = await page.upload(`/tenders/${id}/challenges`, { ...WORDS, step: 'document' }, [{ field: 'files', name: '证据.pdf', body: Buffer.from('%PDF-1.7\n%%EOF') }])
      expect(saved.status, saved.text).to.equal(303)
      const at = saved.headers.location as string
      const html = (await page.get(at)).text
      expect(html).to.include('证据.pdf').and.include(`action="${at}/send"`)
      const revision = /name="revision" value="(\d+)"/.exec(html)![1]!
      const sentNow = await page.post(`${at}/send`, { revision })
      expect(sentNow.headers.location).to.equal(`${at}/receipt`)
      expect((await page.get(`${at}/receipt`)).text).to.match(/ZYH-2026-\d{4}/).and.include('23 March 2026')
      const file = /href="([^"]+\/files\/[0-9a-f]{64})"/.exec(html)![1]!
      expect((await page.download(file)).body.toString()).to.include('%PDF')
      expect((await (await world.page(winner)).get(file)).status).to.equal(404)
    })
    it('lies with its evidence in the zip of those who may read it, and in no other', async () => {
      const names = async (who: Actor) => {
        const { body } = await (await world.page(who)).download(`/tenders/${id}/dossier`)
        return [...filesIn(body).keys()].filter(name => name.startsWith('challenges/')).map(name => name.replace(/ZYH-2026-\d+/, 'ZY'))
      }
      expect((await names(buyer)).sort()).to.deep.equal(['challenges/ZY/challenge.json', 'challenges/ZY/challenge.json', 'challenges/ZY/evidence/01-证据.pdf'])
      expect(await names(loser)).to.deep.equal(['challenges/ZY/challenge.json', 'challenges/ZY/evidence/01-证据.pdf'])
      expect(await names(winner)).to.deep.equal([])
    })
  })
})
