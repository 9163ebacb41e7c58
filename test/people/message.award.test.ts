import { expect } from 'chai'
import mongoose from 'mongoose'
import type { Actor } from '../../src/kernel/actor.ts'
import type { Message } from '../../src/people/message.schema.ts'
import type { World } from '../support/world.ts'
import { atOpening, FOUR, nameOf, placed, registered, type Walk } from '../tender/evaluation.ts'

const ID = 'told0001'
const ALL: Record<string, unknown> = {}

describe('messages from the opening to the award', function () {
  this.timeout(120_000)
  let world: World
  let on: Walk
  let clerk: Actor, district: Actor, elsewhere: Actor
  let experts: Actor[]
  const owners = new Map<string, Actor>()
  const all = () => mongoose.connection.collection<Message & { _id: string }>('messages').find(ALL).toArray()
  const of = async (text: string) => (await all()).filter(each => each.text === text)
  const readersOf = async (text: string) => (await of(text)).map(({ accountId }) => accountId).sort()
  const tell = () => world.services.telling.tellAll()

  before(async () => {
    ;({ world, experts, on, clerk, district } = await atOpening('toldaward', 8))
    elsewhere = await world.actor('district', { area: '230602' })
    await registered(FOUR.map(({ organizationId }) => organizationId))
    for (const { organizationId } of FOUR) owners.set(organizationId, await world.actor('owner', { organizationId }))
    owners.set('outside', await world.actor('owner', { organizationId: 'outside' }))
    await placed(ID)
    await tell()
  })
  after(() => world.stop())

  it('say to nobody how it was judged before there is a result', async () => {
    await on.qualify(clerk, ID, { four: '未提供法人登记证书' })
    await tell()
    expect((await all()).filter(({ accountId }) => [...owners.values()].some(({ id }) => id === accountId))).to.deep.equal([])
    expect(JSON.stringify(await all())).not.to.contain('登记证书')
  })

  it('ask those who were drawn, and nobody else, each once although others step back', async () => {
    await on.draw(clerk, ID)
    await tell()
    const drawn = (await on.members(ID)).map(({ id }) => id).sort()
    expect(await readersOf('committee-drawn')).to.deep.equal(drawn)
    const leaving = (await on.members(ID))[0]!
    await on.post(leaving, ID, 'committee/recuse', { reason: '与投标人有利害关系' })
    await tell()
    const sitting = (await on.members(ID)).map(({ id }) => id)
    expect(await readersOf('committee-drawn')).to.deep.equal([...new Set([...drawn, ...sitting])].sort())
    expect(await readersOf('committee-vacant')).to.include(clerk.id).and.not.to.include(elsewhere.id)
    expect(JSON.stringify(await of('committee-vacant')), 'who left and why is not for the buyer').not.to.contain(leaving.name).and.not.to.contain('利害关系')
    for (const { weight, href } of await of('committee-drawn')) expect([weight, href]).to.deep.equal(['binding', `/tenders/${ID}/committee`])
  })

  it('bring the members from step to step', async () => {
    await on.declareAll(ID)
    await on.conform(ID)
    await tell()
    const members = (await on.members(ID)).map(({ id }) => id).sort()
    const leader = (await on.leader(ID)).id
    expect(await readersOf('committee-formed')).to.deep.equal(members)
    expect(await readersOf('committee-to-score'), 'who judged knows it').to.deep.equal(members.filter(id => id !== leader))
  })

  it('tell each bidder its own score and rank or why it was excluded, and nothing of another', async () => {
    for (const member of await on.members(ID)) {
      await on.score(member, ID, { one: [36, 22, 15], two: [30, 20, 10], three: [25, 15, 5] })
      await on.sign(member, ID)
    }
    await on.rank(ID)
    await tell()
    expect(await readersOf('tender-ranked')).to.deep.equal([district.id])
    await on.post(district, ID, 'award', { revision: await on.revision(ID), bidId: `${ID}-one` })
    await tell()
    const own = async (organizationId: string) => (await all()).filter(({ accountId }) => accountId === owners.get(organizationId)!.id).map(({ text, facts, weight }) => ({ text, weight, facts }))
    const facts = { title: (await world.services.tenders.known(ID)).title, ref: `CG-2026-${ID}`, place: '', deadline: new Date('2026-03-24T01:30:00Z') }
    const withPlace = async (organizationId: string) => (await own(organizationId)).map(each => ({ ...each, facts: { ...each.facts, place: '' } }))
    expect(await withPlace('one')).to.deep.equal([{ text: 'tender-won', weight: 'binding', facts: { ...facts, amount: 452_000_00 } }])
    expect(await withPlace('two')).to.deep.equal([{ text: 'tender-lost', weight: 'binding', facts: { ...facts, winner: nameOf('one'), score: 7_961, rank: 2 } }])
    expect(await withPlace('four')).to.deep.equal([{ text: 'tender-excluded', weight: 'binding', facts: { ...facts, why: '未提供法人登记证书' } }])
    expect(await own('outside')).to.deep.equal([])
    expect(JSON.stringify(await own('two'))).not.to.contain('6423').and.not.to.contain('登记证书')
  })

  it('lead only to pages that their readers may open', async () => {
    for (const { accountId, href, text } of await all()) {
      const people = [...experts, clerk, district, elsewhere, ...owners.values(), await world.actor('bureau')]
      const reader = people.find(({ id }) => id === accountId)
      if (!reader || ['committee-drawn', 'account-grants'].includes(text)) continue
      const { status } = await (await world.page(await world.fresh(reader))).get(href)
      expect([200, 303], `${text} leads ${reader.name} to ${href}: ${status}`).to.include(status)
    }
  })
})
