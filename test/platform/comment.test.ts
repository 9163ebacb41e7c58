import { expect } from 'chai'
import mongoose from 'mongoose'
import type { Contract } from '../../src/contract/contract.schema.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { verifyChains } from '../../src/platform/audit.ts'
import type { Comment } from '../../src/platform/comment.schema.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'
import { anOwned } from '../registry/ground.ts'

const SECRET = '内部：末期付款先不要批。'

describe('comments on records', function () {
  this.timeout(120_000)
  let ground: PurchaseGround
  let contract: Contract
  let bureau: Actor, supervisor: Actor, stranger: Actor, expert: Actor, elsewhere: Actor
  let path: string
  const call = async (person: Actor, method: 'get' | 'post', address: string, body?: object) => (await ground.world.as(person))[method](`/api/v1${address}`).send(body)
  const textsFor = async (person: Actor, address = path) =>
    ((await call(person, 'get', `${address}/comments`)).body as { comments: Comment[] }).comments.map(({ text }) => text)
  const messages = (id: string) => mongoose.connection.collection('messages').find({ accountId: id, text: 'comment-mentioned' }).toArray()

  before(async () => {
    ground = await startPurchase('comments')
    const { world } = ground
    bureau = await world.actor('bureau')
    supervisor = await world.actor('supervisor')
    expert = await world.actor('expert')
    elsewhere = await world.actor('district', { area: '230602' })
    stranger = (await anOwned(world, '晨曦')).owner
    contract = await ground.inForce()
    path = `/contracts/${contract.id}`
  })
  after(() => ground.world.stop())

  it('are written on the page, for one’s own circle or for all who take part, and the page says so', async () => {
    const to = await ground.send(ground.district, `${path}/comments`, { comment: SECRET, audience: 'staff' })
    expect(to).to.match(new RegExp(`^${path}#comment-\\w+$`))
    await ground.send(ground.owner, `${path}/comments`, { comment: '第二期发票\n什么时候可以开？', audience: 'parties' })
    const text = await ground.open(ground.district, path)
    expect(text).to.include(SECRET).and.include('第二期发票\n什么时候可以开？').and.include('仅主管部门工作人员可见').and.include(`id="${to.split('#')[1]}"`)
  })

  it('for the authorities alone reach neither page nor API of the organization, nor anybody outside', async () => {
    expect(await ground.open(ground.owner, path)).to.include('什么时候可以开').and.not.include(SECRET)
    expect(await textsFor(ground.owner)).to.deep.equal(['第二期发票\n什么时候可以开？'])
    expect(await textsFor(supervisor)).to.deep.equal([SECRET, '第二期发票\n什么时候可以开？'])
    for (const person of [stranger, expert, elsewhere]) {
      const answer = await call(person, 'get', `${path}/comments`)
      expect(answer.status === 403 || (answer.body as { comments: [] }).comments.length === 0, person.name).to.equal(true)
    }
    expect((await ground.world.visitor().get(`/api/v1${path}/comments`)).status).to.equal(401)
    expect((await ground.world.visitor().get(path)).text).not.to.include('id="comments"')
  })

  it('are refused to who is not of the audience, and nothing is kept of them', async () => {
    const count = () => mongoose.connection.collection('comments').countDocuments({})
    const before = await count()
    await ground.refused(403, ground.owner, `${path}/comments`, { comment: '看看', audience: 'staff' })
    for (const person of [stranger, elsewhere]) await ground.refused(403, person, `${path}/comments`, { comment: '看看', audience: 'parties' })
    expect((await call(expert, 'post', `${path}/comments`, { comment: '看看', audience: 'parties' })).status).to.equal(403)
    expect((await call(bureau, 'post', '/contracts/none/comments', { comment: '看看', audience: 'staff' })).status).to.equal(404)
    expect(await count()).to.equal(before)
  })

  it('offer the names of those alone who may read what is written, for each audience', async () => {
    const offeredFor = (text: string, audience: string): string => new RegExp(`is-for-${audience}"[^>]*>(.*?)</p>`, 's').exec(text)?.[1]?.replace(/<[^>]+>/g, '') ?? ''
    const text = await ground.open(ground.district, path)
    expect(offeredFor(text, 'staff')).to.include(`@${supervisor.name}`).and.not.include(ground.owner.name)
    expect(offeredFor(text, 'parties')).to.include(`@${ground.owner.name}`).and.include(`@${supervisor.name}`)
    for (const outsider of [stranger, expert, elsewhere]) expect(offeredFor(text, 'staff') + offeredFor(text, 'parties'), outsider.name).to.not.include(`@${outsider.name}`)
    const own = await ground.open(ground.owner, path)
    expect(own).to.not.include('is-for-staff')
    expect(offeredFor(own, 'parties')).to.include(`@${ground.district.name}`)
  })

  it('come back with what was typed when they are empty or too long', async () => {
    const long = '长'.repeat(2_001)
    const text = await ground.refused(422, ground.district, `${path}/comments`, { comment: long, audience: 'parties' })
    expect(text).to.include(long).and.include('href="#comment"').and.match(/value="parties" checked/)
    expect(await ground.refused(422, ground.district, `${path}/comments`, { comment: '  \n ', audience: 'staff' })).to.include('id="comment-error"')
    expect((await call(bureau, 'post', `${path}/comments`, { comment: ' ', audience: 'staff' })).status).to.equal(422)
    expect((await call(bureau, 'post', `${path}/comments`, { comment: '好', audience: 'public' })).status).to.equal(422)
  })

  it('tell whom they name, once and with where to find it, but nobody who may not read them', async () => {
    const { owner, district } = ground
    const text = `@${owner.name} @${supervisor.name} @${stranger.name} 请看`
    await ground.send(district, `${path}/comments`, { comment: text, audience: 'staff' })
    await ground.world.services.telling.tellAll()
    expect([await messages(owner.id), await messages(stranger.id)], 'the supplier may not read it').to.deep.equal([[], []])
    const [told] = await messages(supervisor.id)
    expect(told).to.deep.include({ facts: { title: contract.title, name: district.name } })
    expect(told!.href).to.match(new RegExp(`^${path}#comment-`))
    expect(JSON.stringify(told)).not.to.include('请看')
    await ground.world.services.telling.tellAll()
    expect(await messages(supervisor.id)).to.have.length(1)
    expect(await ground.open(supervisor, '/messages')).to.include('意见中提到了您')
    expect(await messages(district.id)).to.deep.equal([])
  })

  it('say whom they told, and when a name is of nobody who may read', async () => {
    await ground.send(ground.finance, `${path}/comments`, { comment: `@${ground.owner.name} 发票抬头请写全称`, audience: 'parties' })
    expect(await ground.open(ground.finance, path)).to.include(`已提醒：${ground.owner.name}`)
    const agent = await ground.page(ground.finance)
    await agent.post(`${path}/comments`, { comment: `@${ground.owner.name} 看看`, audience: 'staff' })
    expect((await agent.get(`${path}?lang=zh-CN`)).text).to.include('没有提醒任何人')
  })

  it('are taken back by their writer alone: the text is gone from the store, the page and the log, the fact stays', async () => {
    const gone = '写错了的一句话'
    const { body } = await call(ground.district, 'post', `${path}/comments`, { comment: `${gone} @${bureau.name}`, audience: 'parties' })
    const { id } = body as Comment
    await ground.refused(403, ground.owner, `${path}/comments/${id}/take-back`, {})
    expect((await call(supervisor, 'post', `${path}/comments/${id}/take-back`, {})).status).to.equal(403)
    await ground.send(ground.district, `${path}/comments/${id}/take-back`, {})
    await ground.refused(409, ground.district, `${path}/comments/${id}/take-back`, {})
    expect(await ground.open(ground.owner, path)).to.include('撤回').and.not.include(gone)
    for (const collection of ['comments', 'audit_events']) expect(JSON.stringify(await mongoose.connection.collection(collection).find({}).toArray()), collection).not.to.include(gone)
    await ground.world.services.telling.tellAll()
    expect(await messages(bureau.id), 'who was named there is told no more').to.deep.equal([])
    expect((await verifyChains()).first).to.equal(null)
  })

  it('of one record are not found under another, nor taken back by who may not read them', async () => {
    const other = await ground.inForce()
    const { body } = await call(ground.district, 'post', `${path}/comments`, { comment: SECRET, audience: 'staff' })
    expect(await textsFor(ground.district, `/contracts/${other.id}`)).to.deep.equal([])
    expect((await call(ground.district, 'post', `/contracts/${other.id}/comments/${(body as Comment).id}/take-back`, {})).status).to.equal(404)
    expect((await call(ground.owner, 'post', `${path}/comments/${(body as Comment).id}/take-back`, {})).status).to.equal(404)
  })

  it('stand on each kind of record, each timeline narrowed by its address', async () => {
    const { district, organization, owner, finance } = ground
    const tender = contract.tenderId
    const { lineId, itemId } = await ground.world.services.tenders.known(tender)
    const records = [`/tenders/${tender}`, path, `/organizations/${organization.id}`, `/budget/${lineId}`, `/catalogue/${itemId}`]
    for (const record of records) {
      await ground.send(district, `${record}/comments`, { comment: `对 ${record} 的意见`, audience: 'staff' })
      expect(await ground.open(district, record), record).to.include(`对 ${record} 的意见`)
    }
    for (const record of records.filter(each => !each.startsWith('/budget'))) {
      expect(await ground.open(owner, record), record).not.to.include(`对 ${record} 的意见`)
      expect((await ground.world.visitor().get(record)).text, record).not.to.include(`对 ${record} 的意见`)
    }
    expect((await (await ground.page(owner)).get(`/budget/${lineId}`)).status).to.equal(403)
    for (const record of [path, `/budget/${lineId}`]) {
      const text = await ground.open(finance, `${record}?act=${record === path ? 'contract.print' : 'line.approve'}`)
      expect(text, record).to.match(/符合条件 1 条/)
      expect(text.match(/class="fh-event-what"/g), record).to.have.length(1)
    }
  })

  it('on an evaluation are not for the experts, who rate alone', async () => {
    const { world, district } = ground
    const experts: Actor[] = []
    for (const alias of ['专家甲', '专家乙', '专家丙', '专家丁']) experts.push(await world.actor('expert', {}, alias))
    world.clock.set(new Date(contract.term.to.getTime() - 10 * 86_400_000))
    const { id, raters } = await world.services.evaluations.open(district, { contractId: contract.id, surveySize: 10 })
    await ground.send(district, `/evaluations/${id}/comments`, { comment: '问卷请社区发放', audience: 'parties' })
    const rater = experts.find(each => raters.includes(each.id)) ?? expert
    expect(await ground.open(rater, `/evaluations/${id}`)).not.to.include('问卷请社区发放').and.not.include('id="comments"')
    await ground.refused(403, rater, `/evaluations/${id}/comments`, { comment: '我给 80 分', audience: 'parties' })
    expect(await ground.open(ground.owner, `/evaluations/${id}`)).to.include('问卷请社区发放')
  })
})
