import { expect } from 'chai'
import mongoose from 'mongoose'
import { anAcceptedComplaint } from '../../fixtures/challenge.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { endOfDay } from '../../src/kernel/period.ts'
import { complaintStore } from '../../src/tender/index.ts'
import { sheetId } from '../../src/tender/sheet.rules.ts'
import type { World } from '../support/world.ts'
import { atOpening, bidId, placed, type Walk } from './evaluation.ts'

const by = { accountId: 'supervisor', name: '陈静' }
const blocker = ({ status, body }: { status: number; body: { blockers?: { code: string }[] } }) => [status, body.blockers?.[0]?.code]
const WAITS = [409, 'suspended']

/** 法 art. 57: while the supervisor has suspended a purchase, no step of it goes on. */
describe('a suspended purchase', function () {
  this.timeout(120_000)
  let world: World
  let on: Walk
  let clerk: Actor, supervisor: Actor

  before(async () => {
    ;({ world, on, clerk } = await atOpening('suspension', 5))
    supervisor = await world.actor('supervisor')
  })
  after(() => world.stop())

  async function complained(tenderId: string): Promise<string> {
    const { id } = await complaintStore.insert(anAcceptedComplaint({ id: `complaint-${tenderId}`, reference: `TS-2026-${tenderId}`, challengeId: tenderId, tenderId, revision: 0 }))
    return id
  }
  async function suspendedWhile(tenderId: string, work: () => Promise<void>): Promise<void> {
    const complaint = (await complaintStore.ofTender(tenderId))[0] ?? await complaintStore.get(await complained(tenderId))
    const stopped = await complaintStore.save({ ...complaint, suspension: { reason: '可能改变中标结果', by, at: world.clock.now(), until: endOfDay('2026-04-20') } })
    await work()
    await complaintStore.save({ ...stopped, suspension: { ...stopped.suspension!, liftedAt: world.clock.now() } })
  }
  /** The button is there, cannot be pressed, and says until when. */
  async function says(who: Actor, path: string): Promise<void> {
    const { text } = await (await world.page(who)).get(path)
    expect(text, path).to.match(/<button[^>]*disabled[^>]*aria-describedby/).and.include('政府采购法第五十七条').and.include('2026')
  }

  it('does not go on at any step between the opening and the ranking, and each page says why and until when', async () => {
    const id = 'halted01'
    await placed(id)
    await suspendedWhile(id, async () => {
      expect(blocker(await on.qualify(clerk, id))).to.deep.equal(WAITS)
      await says(clerk, `/tenders/${id}/qualification`)
      expect((await (await world.page(clerk)).get(`/tenders/${id}`)).text).to.include('政府采购法第五十七条')
    })
    expect((await on.qualify(clerk, id)).status).to.equal(200)
    await suspendedWhile(id, async () => {
      expect(blocker(await on.draw(clerk, id))).to.deep.equal(WAITS)
      await says(clerk, `/tenders/${id}/committee`)
    })
    expect((await on.draw(clerk, id)).status).to.equal(201)
    const [first] = await on.members(id) as [Actor]
    await suspendedWhile(id, async () => {
      expect(blocker(await on.post(first, id, 'committee/declare', { agreed: true }))).to.deep.equal(WAITS)
      await says(first, `/tenders/${id}/committee`)
    })
    await on.declareAll(id)
    await suspendedWhile(id, async () => {
      expect(blocker(await on.conform(id))).to.deep.equal(WAITS)
      await says(await on.leader(id), `/tenders/${id}/conformity`)
    })
    expect((await on.conform(id)).status).to.equal(200)
    for (const member of await on.members(id)) await on.score(member, id)
    await suspendedWhile(id, async () => {
      const { body } = await on.get(first, id, 'sheet')
      const saved = await (await world.as(first)).put(`/api/v1/tenders/${id}/sheet/${bidId(id, 'one')}`).send({ revision: body.sheet.revision, scores: { f1: 100 } })
      expect(blocker(saved)).to.deep.equal(WAITS)
      expect(blocker(await on.sign(first, id))).to.deep.equal(WAITS)
      await says(first, `/tenders/${id}/score`)
      await says(first, `/tenders/${id}/score/${bidId(id, 'one')}`)
    })
    for (const member of await on.members(id)) expect((await on.sign(member, id)).status).to.equal(200)
    await suspendedWhile(id, async () => {
      expect(blocker(await on.rank(id))).to.deep.equal(WAITS)
      const { text } = await (await world.page(await on.leader(id))).get(`/tenders/${id}/ranking`)
      expect(text).to.include('政府采购法第五十七条').and.not.include(`action="/tenders/${id}/ranking"`)
    })
    expect((await on.rank(id)).status).to.equal(200)
  })

  it('never takes a signature of scores after a suspension of the same moment', async () => {
    for (let n = 1; n <= 4; n += 1) {
      const id = `race00${n}`
      await placed(id)
      await on.qualify(clerk, id)
      await on.draw(clerk, id)
      await on.declareAll(id)
      await on.conform(id)
      const [first] = await on.members(id) as [Actor]
      await on.score(first, id)
      const { body } = await on.get(first, id, 'sheet')
      const complaint = await complained(id)
      const agents = { supervisor: await world.as(supervisor), first: await world.as(first) }
      const [stopped, signed] = await Promise.all([
        agents.supervisor.post(`/api/v1/complaints/${complaint}/suspend`).send({ revision: 0, reason: '可能改变中标结果', until: '2026-04-20T00:00:00Z' }),
        agents.first.post(`/api/v1/tenders/${id}/sheet`).send({ revision: body.sheet.revision, agreed: true }),
      ])
      const log = mongoose.connection.collection<{ _id: string; action: string }>('audit_events')
      const told = await log.find({ subject: { $in: [`complaint:${complaint}`, `sheet:${sheetId(id, first.id)}`] }, action: { $in: ['complaint.suspend', 'sheet.sign'] } }).sort({ _id: 1 }).toArray()
      expect([stopped.status, signed.status].filter(status => ![200, 409].includes(status)), JSON.stringify([stopped.body, signed.body])).to.deep.equal([])
      if (stopped.status === 200 && signed.status === 200) expect(told.map(({ action }) => action)).to.deep.equal(['sheet.sign', 'complaint.suspend'])
      else expect(told).to.have.length(1)
    }
  })
})
