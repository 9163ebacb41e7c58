import { Readable } from 'node:stream'
import { expect } from 'chai'
import mongoose from 'mongoose'
import type { Actor } from '../../src/kernel/actor.ts'
import type { Organization } from '../../src/registry/organization.schema.ts'
import { accountStore, messageStore, untoldStore } from '../../src/people/index.ts'
import type { Message } from '../../src/people/message.schema.ts'
import type { Matter } from '../../src/people/telling.schema.ts'
import { afterCommit, transact } from '../../src/platform/database.ts'
import { bidStore } from '../../src/tender/index.ts'
import { FROM } from '../tender/desk.ts'
import { anOffer } from '../../fixtures/tender.ts'
import { bureau } from '../registry/ground.ts'
import { openMarket, type Market } from '../tender/market.ts'
import { tellingOf } from './telling-worker.ts'
import { fen } from '../../src/kernel/money.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'

const messages = () => mongoose.connection.collection<{ _id: string } & Message>('messages')
const ALL: Record<string, unknown> = {}

describe('telling what happened', function () {
  this.timeout(120_000)
  let market: Market
  const waiting = () => mongoose.connection.collection('untold_events').find(ALL).toArray()
  const all = () => messages().find(ALL).toArray()
  const tell = () => market.world.services.telling.tellAll()
  const told = async (text: string) => (await all()).filter(each => each.text === text)
  const readersOf = async (text: string) => (await told(text)).map(({ accountId }) => accountId).sort()
  const ids = (...actors: Actor[]) => actors.map(({ id }) => id).sort()

  /** A telling service on the real stores, but for what a test changes. */
  const another = (changes: Parameters<typeof tellingOf>[1] = {}) => {
    const matter = async (organizationId: string): Promise<Matter> =>
      ({ href: '/home', facts: { name: 'x' }, areas: ['230600'], organizationId, people: {}, bidders: [], results: [], announced: false })
    return tellingOf('', { matterOf: { organization: matter }, goes: 'out', ...changes })
  }
  /** Another event of an organization, which officials of its area are told of. */
  async function happen(): Promise<Organization> {
    const { services } = market.world
    const { id, revision } = await services.organizations.known(market.bidders[0]!.organization.id)
    const suspended = await services.organizations.order(bureau, id, 'suspend', { revision, reason: '未按规定活动', document: '庆民罚〔2026〕2号' })
    return services.organizations.decide(bureau, id, 'resume', { revision: suspended.revision })
  }

  before(async () => { market = await openMarket('telling') })
  after(() => market.world.stop())

  it('puts an event down in the transaction that records it, and only what anybody is told of', async () => {
    const before = (await waiting()).length
    expect(before).to.be.above(0)
    const { audit } = market.world.services
    const thing = { id: 'thing-1', revision: 0 }
    const record = (action: string) => audit.record(bureau, { kind: 'organization', action, before: null, after: thing })
    await transact(async () => {
      await record('organization.import')
      await record('organization.apply')
      throw new Error('rolled back')
    }).catch((error: Error) => expect(error.message).to.equal('rolled back'))
    expect(await waiting()).to.have.length(before)
    await tell()
    expect(await waiting()).to.deep.equal([])
    await market.world.services.items.draft(bureau, { ...(await market.world.services.items.list(bureau, {}))[0]!, code: 'A099999', name: '另一目录项目' })
    expect(await waiting(), 'a draft of an item concerns nobody else').to.deep.equal([])
  })

  it('reaches an organization’s own people, and the officials of its area, not of another', async () => {
    const { owner, organization } = market.bidders[0]!
    expect((await told('organization-registered')).filter(({ facts }) => facts.name === organization.name).map(({ accountId }) => accountId)).to.deep.equal([owner.id])
    const applied = await readersOf('organization-applied')
    expect(applied).to.include(market.people.district.id)
    expect(applied).to.include(market.people.bureau.id)
    expect(applied).not.to.include(market.people.elsewhere.id)
    expect(applied).not.to.include(market.people.buyer.id)
  })

  it('tells each event once when two workers do it at once', async () => {
    for (let n = 0; n < 4; n += 1) await happen()
    const before = (await told('organization-suspended')).length
    await Promise.all([tell(), tell(), another().tellAll()])
    expect(await waiting()).to.deep.equal([])
    expect((await told('organization-suspended')).length - before).to.equal(4)
  })

  it('tells each event once when the worker dies in between', async () => {
    await happen()
    const before = { messages: (await all()).length, untold: (await waiting()).length }
    const dying = another({ messages: { ...messageStore, insertAll: async given => {
      await messageStore.insertAll(given)
      throw new Error('killed')
    } } })
    const fault = await dying.tellAll().then(() => null, (error: AggregateError) => error)
    expect(fault?.message).to.contain('killed')
    expect({ messages: (await all()).length, untold: (await waiting()).length }).to.deep.equal(before)
    await tell()
    expect((await all()).length - before.messages, 'one message for each of the two events').to.equal(2)
    await tell()
    expect((await all()).length - before.messages).to.equal(2)
  })

  it('tells more people than one transaction holds each once, also when the worker dies in between or two do it at once', async () => {
    const [owner] = await accountStore.ofOrganization(market.bidders[0]!.organization.id)
    const many = Array.from({ length: 250 }, (_, at) => ({ ...owner!, id: `many-${at}` }))
    const accounts = { ...accountStore, ofOrganization: async (organizationId: string) => many.map(each => ({ ...each, grants: [{ role: 'owner' as const, organizationId }] })) }
    const matterOf = { organization: async (organizationId: string): Promise<Matter> => ({ href: '/home', facts: { name: 'x' }, areas: [], organizationId, people: {}, bidders: [], results: [], announced: false }) }
    const toMany = (changes: Parameters<typeof tellingOf>[1] = {}) => another({ accounts, matterOf, ...changes })
    const reached = async () => (await all()).filter(({ accountId }) => accountId.startsWith('many-')).length

    await happen()
    let portions = 0
    const fault = await toMany({ messages: { ...messageStore, insertAll: async given => {
      portions += 1
      if (portions === 2) throw new Error('killed')
      await messageStore.insertAll(given)
    } } }).tellAll().then(() => null, (error: AggregateError) => error)
    expect(fault?.message).to.contain('killed')
    expect(await waiting()).not.to.deep.equal([])
    await toMany().tellAll()
    expect([await reached(), (await waiting()).length]).to.deep.equal([2 * 250, 0])

    await happen()
    await Promise.allSettled([toMany().tellAll(), toMany().tellAll()])
    await toMany().tellAll()
    expect([await reached(), (await waiting()).length]).to.deep.equal([4 * 250, 0])
  })

  it('asks for a mail again that was lost after the commit', async () => {
    const before = new Set((await all()).map(({ _id }) => _id))
    await messageStore.setMail([...before], 'none')
    await happen()
    const lost = another({ enqueue: () => afterCommit(async () => { throw new Error('the queue is gone') }) })
    await lost.tellAll().catch(() => undefined)
    const waits = (await all()).filter(({ mail }) => mail === 'now')
    expect(waits).to.have.length(2)
    await market.world.services.letters.askAgain()
    expect(await market.world.services.queue.getJobCounts('waiting')).to.deep.equal({ waiting: 2 })
    await market.world.runJobs()
    await market.world.runJobs()
    expect((await all()).filter(({ mail }) => mail === 'now'), 'without a mail server they stay in the site').to.deep.equal([])
  })

  it('goes on with the others when one cannot be told, and says so', async () => {
    await happen()
    await untoldStore.insert('0'.repeat(24))
    const broken = another({ matterOf: { organization: async () => { throw new Error('no such thing') } } })
    const fault = await broken.tellAll().then(() => null, (error: AggregateError) => error)
    expect(fault?.message).to.contain('2 events could not be told').and.to.contain('no such thing')
    expect(await waiting(), 'one that has no event is taken away').to.have.length(2)
    await tell()
    expect(await waiting()).to.deep.equal([])
  })

  describe('of a tender', () => {
    let tender: Tender
    const owners = () => ids(...market.bidders.map(({ owner }) => owner))
    /** Whom the messages of this tender reach, by what they tell. */
    const shape = async () => {
      const of = (await all()).filter(({ href }) => href.startsWith(`/tenders/${tender.id}`))
      return of.map(({ text, accountId, href, facts, weight, mail }) => JSON.stringify([text, accountId, href, facts, weight, mail])).sort()
    }

    async function bid(index: number, yuan: number) {
      const { owner } = market.bidders[index]!
      const { bids } = market.world.services
      const qualification = Object.fromEntries(tender.qualification.map(term => [term.id, true]))
      await bids.save(owner, tender.id, { ...anOffer({ price: fen(yuan * 100) }), qualification, revision: 0 }, FROM)
    }

    it('tells everybody who could bid of the notice', async () => {
      tender = await market.published()
      await tell()
      expect(await readersOf('tender-published')).to.deep.equal(owners())
    })

    it('before the opening says, reminds and writes down the same whoever bids: not who, not how many', async () => {
      const { world } = market
      const { services } = world
      const amend = async () => {
        const { revision } = await services.tenders.known(tender.id)
        await services.tenderNotices.amend(market.people.buyer, tender.id, { revision, text: '服务地点补充说明。', affectsBids: false })
      }
      await amend()
      await tell()
      const without = await shape()
      expect(await readersOf('tender-amended'), 'all, whether or not they bid').to.deep.equal(owners())
      // One organization writes a bid and says that it is ready to be signed; the reminders of its signatory's day do not know it.
      await bid(0, 452_000)
      const files = services.bidFiles.storage(tender)
      const received = await files.receive('方案.pdf', Readable.from([Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF')]))
      if (!('file' in received)) throw new Error('refused')
      await services.bids.attach(market.bidders[0]!.owner, tender.id, [await files.keep(received)], FROM)
      await services.bids.ready(market.bidders[0]!.owner, tender.id, FROM)
      const today = tender.bidDeadline!
      world.clock.set(new Date(today.getTime() - 60 * 60_000))
      expect((await services.home.tasks(market.bidders[0]!.owner)).map(({ key }) => key), 'it is a task').to.include('tender.task.sign')
      for (const { owner } of market.bidders) await services.letters.round(owner.id, '2026-03-24')
      await services.bids.seal(market.bidders[0]!.owner, tender.id, FROM)
      await tell()
      expect(await shape()).to.deep.equal(without)
      for (const collection of ['messages', 'untold_events', 'message_preferences']) {
        const dump = JSON.stringify(await mongoose.connection.collection(collection).find(ALL).toArray())
        expect(dump, collection).not.to.contain('tender.task.sign').and.not.to.contain('/bid')
      }
      await services.tenderNotices.amend(market.people.buyer, tender.id, { revision: (await services.tenders.known(tender.id)).revision, text: '补充说明二。', affectsBids: false })
      await tell()
      expect((await readersOf('tender-amended')), 'twice to each, no more to the bidder').to.deep.equal([...owners(), ...owners()].sort())
    })

    it('with too few bids fails for everybody alike, and names no number', async () => {
      market.world.clock.set(new Date(tender.bidDeadline!.getTime() + 60_000))
      await market.world.services.tenders.closeAllDue()
      await tell()
      expect((await market.world.services.tenders.known(tender.id)).status).to.equal('failed')
      expect(await bidStore.ofTender(tender.id)).to.deep.equal([])
      expect(await readersOf('tender-failed')).to.deep.equal([...owners(), market.people.buyer.id].sort())
      expect((await told('tender-closed')).map(({ facts }) => Object.keys(facts).sort().join())[0]).to.equal('deadline,place,ref,title')
      expect((await told('tender-failed')).map(({ facts }) => Object.keys(facts).sort().join()), 'the reason says how many').to.satisfy((found: string[]) => found.every(each => each === 'deadline,place,ref,title'))
    })

    it('to its keepers and buyers says that it may be opened', async () => {
      const readers = await readersOf('tender-closed')
      expect(readers).to.include.members(ids(market.people.supervisor, market.people.buyer, market.people.district))
      expect(readers).not.to.include(market.people.elsewhere.id)
      expect(readers).not.to.include.members(owners().slice(0, 1))
    })
  })
})
