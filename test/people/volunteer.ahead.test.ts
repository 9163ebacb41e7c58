import { expect } from 'chai'
import mongoose from 'mongoose'
import { anActivityDraft, aRegistration } from '../../fixtures/volunteer.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { activityStore } from '../../src/people/index.ts'
import type { Message } from '../../src/people/message.schema.ts'
import { anOwned, layAreas } from '../registry/ground.ts'
import { startWorld, type World } from '../support/world.ts'

const api = '/api/v1'
const ROUNDS = 8

describe('what volunteers have ahead', function () {
  this.timeout(60_000)
  let world: World
  const owned: { owner: Actor; id: string }[] = []
  let resident: Actor
  const hour = (day: number, at: number) => new Date(Date.UTC(2026, 3, day, at))
  const published = ({ owner, id }: { owner: Actor; id: string }, changes = {}) => world.services.activities.publish(owner, anActivityDraft(id, changes))
  const tasks = async (actor: Actor) => (await world.services.home.tasks(actor)).map(({ key }) => key)
  const told = async (text: string) => {
    await world.services.telling.tellAll()
    const found = await mongoose.connection.collection<Message>('messages').find({ text } as Record<string, unknown>).toArray()
    return found.map(({ accountId, facts: { title, reason, certificate } }) => ({ accountId, title, reason, certificate }))
  }

  before(async () => {
    world = await startWorld('ahead', new Date('2026-03-10T01:00:00Z'))
    await layAreas(world)
    for (const name of ['春晖', '夏荷']) {
      const { owner, organization } = await anOwned(world, name)
      owned.push({ owner, id: organization.id })
    }
    resident = await world.actor('resident', {}, '刘桂兰')
    await world.services.volunteers.register(resident, aRegistration())
  })
  after(() => world.stop())

  it('is never two activities at one time, though two organizations book the same person at once', async () => {
    const { reference } = await world.services.volunteers.see(resident, resident.id)
    const calls = await Promise.all(owned.map(({ owner }) => world.as(owner)))
    for (let round = 0; round < ROUNDS; round += 1) {
      const both = [await published(owned[0]!, { from: hour(1 + round, 1), to: hour(1 + round, 3) }), await published(owned[1]!, { from: hour(1 + round, 2), to: hour(1 + round, 4) })]
      const answers = await Promise.all(both.map(({ id }, at) => calls[at]!.post(`${api}/activities/${id}/enlist`).send({ references: [reference] })))
      expect(answers.map(({ status }) => status).sort(), JSON.stringify(answers.map(({ body }) => body as unknown))).to.deep.equal([200, 409])
      const { blockers } = answers.find(({ status }) => status === 409)!.body as { blockers: { code: string }[] }
      expect(blockers.map(({ code }) => code)).to.deep.equal(['activity-clash'])
    }
    expect(await world.services.activities.ahead(resident.id)).to.have.length(ROUNDS)
  })

  it('is never recorded twice for the same hours, whatever was booked and by whom', async () => {
    const times = { from: new Date('2026-03-11T01:00:00Z'), to: new Date('2026-03-11T03:00:00Z') }
    const both = [await published(owned[0]!, { ...times, title: '上午义诊' }), await published(owned[1]!, { ...times, title: '上午义剪' })]
    // Booked twice, as no service allows: taken over, say, from a system that did.
    const { reference, name } = await world.services.volunteers.see(resident, resident.id)
    for (const activity of both) await activityStore.save({ ...activity, signed: [{ volunteerId: resident.id, reference, name, at: world.clock.now() }] })
    world.clock.set(new Date('2026-03-11T04:00:00Z'))
    expect(await tasks(owned[0]!.owner)).to.include('activity.task.record')
    const calls = await Promise.all(owned.map(({ owner }) => world.as(owner)))
    const answers = await Promise.all(both.map(({ id }, at) => calls[at]!.post(`${api}/activities/${id}/hours`).send({ hours: { [resident.id]: 2 } })))
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409])
    const volunteer = await world.services.volunteers.see(resident, resident.id)
    expect(volunteer.records.map(({ quarters }) => quarters)).to.deep.equal([8])
    const kept = answers.findIndex(({ status }) => status === 200)
    expect([await tasks(owned[kept]!.owner), await tasks(owned[1 - kept]!.owner)].map(all => all.includes('activity.task.record'))).to.deep.equal([false, true])
  })

  it('waits on the home page, and is told: what is looked for near, recorded, corrected, certified and cancelled', async () => {
    expect(await tasks(resident)).to.include('activity.task.attend')
    const elsewhere = await world.actor('resident', {}, '王芳')
    await world.services.volunteers.register(elsewhere, aRegistration({ name: '王芳', area: '230602001' }))
    const [first] = owned
    const { id, title } = await published(first!, { title: '端午包粽子活动', from: hour(20, 1), to: hour(20, 3) })
    expect((await told('activity-published')).filter(each => each.title === title).map(({ accountId }) => accountId)).to.deep.equal([resident.id])
    await world.services.activities.join(resident, id)
    const joined = await world.services.activities.see(id)
    await world.services.activities.cancel(first!.owner, id, { revision: joined.revision, reason: '场地停水' })
    expect((await told('activity-cancelled')).map(({ accountId, reason }) => [accountId, reason])).to.deep.equal([[resident.id, '场地停水']])

    expect((await told('activity-hours')).map(({ accountId }) => accountId)).to.deep.equal([resident.id])
    const { records: [record] } = await world.services.volunteers.see(resident, resident.id)
    const recorder = owned.find(each => each.id === record!.organizationId)!
    await world.services.activities.correct(recorder.owner, record!.activityId, { volunteerId: resident.id, corrected: 1.5, reason: '签退时间有误' })
    expect((await told('volunteer-corrected')).map(({ accountId, reason }) => [accountId, reason])).to.deep.equal([[resident.id, '签退时间有误']])
    const { certificates: [certificate] } = await world.services.volunteers.certify(await world.actor('community'), resident.id, { organizationId: recorder.id })
    expect((await told('volunteer-certified')).map(each => [each.accountId, each.certificate])).to.deep.equal([[resident.id, certificate!.reference]])
  })

  it('is given up by who leaves, and its organizers are told', async () => {
    const page = await world.page(resident)
    expect((await page.get(`/volunteers/${resident.id}`)).text).to.include(`activities still ahead: ${ROUNDS}`)
    const { revision } = await world.services.volunteers.see(resident, resident.id)
    expect((await page.post('/volunteers/me/leave', { revision: String(revision) })).status).to.equal(303)
    expect(await world.services.activities.ahead(resident.id)).to.deep.equal([])
    expect(await tasks(resident)).to.not.include('activity.task.attend')
    const withdrawn = await told('activity-withdrawn')
    expect(withdrawn).to.have.length(ROUNDS)
    for (const { accountId } of withdrawn) expect(owned.map(({ owner }) => owner.id)).to.include(accountId)
  })

  it('cannot grow by who leaves while signing up', async () => {
    const person = await world.actor('resident', {}, '赵秀兰')
    await world.services.volunteers.register(person, aRegistration({ name: '赵秀兰' }))
    const { id } = await published(owned[0]!, { from: hour(25, 1), to: hour(25, 3) })
    const [calls, { revision }] = [await world.as(person), await world.services.volunteers.see(person, person.id)]
    await Promise.all([calls.post(`${api}/activities/${id}/join`).send({}), calls.post(`${api}/me/volunteer/leave`).send({ revision })])
    expect((await world.services.volunteers.see(person, person.id)).status).to.equal('left')
    expect((await world.services.activities.see(id)).signed).to.deep.equal([])
  })
})
