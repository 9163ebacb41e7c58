import { expect } from 'chai'
import mongoose from 'mongoose'
import { anIncubation } from '../../fixtures/incubation.ts'
import { incubationStore } from '../../src/incubation/index.ts'
import { drawOrder } from '../../src/kernel/draw.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { platformItself } from '../../src/kernel/actor.ts'
import { tenderStore } from '../../src/tender/index.ts'
import { startWorld, type World } from '../support/world.ts'
import { FOUR, nameOf, placed, walk, type Walk } from './evaluation.ts'

const admin: Actor = { ...platformItself, grants: [{ role: 'administrator' }] }
const KEY = { publicKey: 'p', wrappedKey: 'w', at: new Date('2026-03-02T01:00:00Z') }

describe('drawing the committee', function () {
  this.timeout(60_000)
  let world: World
  let on: Walk
  let clerk: Actor
  const experts: Actor[] = []
  let bidder: Actor, buyers: Actor, editor: Actor, custodian: Actor

  const expert = async (name: string, employer: string): Promise<Actor> => {
    const { id, grants } = await world.services.accounts.create(admin, {
      name, email: `e${experts.length + 1}x${name.length}@example.org`, password: 'long-enough-for-all', grants: [{ role: 'expert' }], phone: undefined, employer, field: '社会工作',
    })
    const made = { id, name, grants }
    experts.push(made)
    return made
  }

  before(async () => {
    world = await startWorld('committee', new Date('2026-03-24T02:00:00Z'))
    clerk = await world.actor('community')
    for (let n = 1; n <= 7; n += 1) await expert(`评审专家${n}`, `第${n}大学`)
    bidder = await expert('投标人的雇员', ` ${nameOf('two')}`)
    buyers = await expert('采购人的雇员', '让胡路区银浪社区工作站')
    editor = await expert('写过标书的人', '自由职业')
    custodian = await expert('保管密钥的人', '市公证处')
    on = walk(world, experts)
  })
  after(() => world.stop())

  const ready = async (id: string, changes = {}) => {
    const bids = FOUR.map(bid => bid.organizationId === 'one'
      ? { ...bid, traces: [{ accountId: editor.id, name: editor.name, at: new Date(), address: '10.0.0.1', device: 'Firefox' }] } : bid)
    await placed(id, bids, { custody: { custodians: [{ accountId: custodian.id, name: custodian.name, role: 'supervisor', ...KEY }], shares: [] }, ...changes })
    await on.qualify(clerk, id)
  }

  it('waits for the qualification', async () => {
    await placed('draw0000')
    expect((await on.draw(clerk, 'draw0000')).body.blockers[0].code).to.equal('committee-after-qualification')
  })

  it('takes out who works for a bidder or the buyer, wrote a bid, or was at the opening, and can be replayed', async () => {
    await ready('draw0001')
    expect((await on.draw(clerk, 'draw0001')).status).to.equal(201)
    const { draws: [draw], memberIds } = await on.committee('draw0001')
    expect(draw!.struck).to.have.deep.members([
      { accountId: bidder.id, code: 'employer-bids' }, { accountId: buyers.id, code: 'employer-buys' },
      { accountId: editor.id, code: 'worked-on-bid' }, { accountId: custodian.id, code: 'at-opening' },
    ])
    expect(draw!.pool).to.deep.equal(experts.slice(0, 7).map(({ id }) => id).sort())
    expect(drawOrder(draw!.pool, draw!.seed)).to.deep.equal(draw!.order)
    expect(memberIds).to.deep.equal(draw!.order.slice(0, 5))
  })

  it('takes out who incubates a bidder, or did so within three years (I2)', async () => {
    const [handler, before] = [experts[0]!, experts[1]!]
    const stay = { organizationId: 'three', underWay: false, status: 'graduated' as const }
    await incubationStore.insert(anIncubation({ ...stay, id: 'stay-1', reference: 'FH-2025-0001', handlers: [handler.id], exitedAt: new Date('2025-06-30T02:00:00Z') }))
    await incubationStore.insert(anIncubation({ ...stay, id: 'stay-2', reference: 'FH-2022-0001', handlers: [before.id], exitedAt: new Date('2022-06-30T02:00:00Z') }))
    await ready('draw0010')
    expect((await on.draw(clerk, 'draw0010')).status).to.equal(201)
    const { draws: [draw], memberIds } = await on.committee('draw0010')
    expect(draw!.struck.filter(({ code }) => code === 'incubates-bidder')).to.deep.equal([{ accountId: handler.id, code: 'incubates-bidder' }])
    expect([draw!.pool.includes(handler.id), draw!.pool.includes(before.id), memberIds.includes(handler.id)]).to.deep.equal([false, true, false])
    for (const id of ['stay-1', 'stay-2']) await mongoose.connection.collection<{ _id: string }>('incubations').deleteOne({ _id: id })
  })

  it('draws seven for ten million and more, or what is complex', async () => {
    await ready('draw0002', { complex: true })
    expect((await on.draw(clerk, 'draw0002')).body).to.include({ size: 7, vacancies: 0 })
  })

  it('seats one representative of the buyer beside four experts, who never leads', async () => {
    await ready('draw0003')
    const stranger = await world.actor('district', { area: '230602' })
    const refused = await on.draw(clerk, 'draw0003', { representativeId: stranger.id })
    expect([refused.status, refused.body.problems[0].field]).to.deep.equal([422, 'representativeId'])
    await on.draw(clerk, 'draw0003', { representativeId: clerk.id })
    const { members, leaderId } = await on.committee('draw0003')
    expect(members.map(({ kind }) => kind)).to.deep.equal(['expert', 'expert', 'expert', 'expert', 'purchaser'])
    expect(leaderId).to.equal(members[0]!.personId)
    expect((await on.get(clerk, 'draw0003', 'committee')).body.members[4]).to.include({ name: clerk.name, own: true })
  })

  it('of two clerks at once lets one draw', async () => {
    await ready('draw0004')
    const other = await world.actor('bureau')
    const answers = await Promise.all([on.draw(clerk, 'draw0004'), on.draw(other, 'draw0004')])
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409])
  })

  it('asks the next of the reserve when a member steps back, and then for a further draw', async () => {
    await ready('draw0005')
    await on.draw(clerk, 'draw0005')
    const { draws: [draw] } = await on.committee('draw0005')
    const first = experts.find(({ id }) => id === draw!.order[0])!
    expect((await on.post(first, 'draw0005', 'committee/recuse', { reason: '' })).status).to.equal(422)
    expect((await on.post(first, 'draw0005', 'committee/recuse', { reason: '与投标人负责人系近亲属' })).status).to.equal(200)
    const after = await on.committee('draw0005')
    expect(after.memberIds).to.deep.equal(draw!.order.slice(1, 6))
    expect(after.leaderId).to.equal(draw!.order[1])
    expect((await on.get(first, 'draw0005', 'committee')).status).to.equal(403)
    for (const id of draw!.order.slice(1, 4)) await on.post(experts.find(expert => expert.id === id)!, 'draw0005', 'committee/recuse', { reason: '与投标人负责人系近亲属' })
    const short = await on.get(clerk, 'draw0005', 'committee')
    expect(short.body).to.include({ vacancies: 2, left: 4 })
    const again = await on.draw(clerk, 'draw0005')
    expect([again.status, again.body.blockers[0].code]).to.deep.equal([409, 'pool-too-small'])
  })

  it('voids what a member gave who steps back while scoring, and seats the next', async () => {
    await ready('draw0006')
    await on.draw(clerk, 'draw0006')
    await on.declareAll('draw0006')
    await on.conform('draw0006')
    const leaving = (await on.members('draw0006')).at(-1)!
    for (const member of await on.members('draw0006')) { await on.score(member, 'draw0006'); await on.sign(member, 'draw0006') }
    await on.post(leaving, 'draw0006', 'committee/recuse', { reason: '发现持有投标人股份' })
    expect((await tenderStore.get('draw0006')).evaluators).not.to.include(leaving.id)
    expect((await on.rank('draw0006')).status).to.equal(409)
    const next = (await on.members('draw0006')).at(-1)!
    await on.post(next, 'draw0006', 'committee/declare', { agreed: true })
    await on.score(next, 'draw0006')
    await on.sign(next, 'draw0006')
    const ranked = await on.rank('draw0006')
    expect([ranked.status, ranked.body.status], JSON.stringify(ranked.body)).to.deep.equal([200, 'ranked'])
    expect((await tenderStore.get('draw0006')).ranking!.input.sheets.some(({ evaluatorId }) => evaluatorId === leaving.id)).to.equal(false)
  })
})
