import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'chai'
import type { SignedReceipt } from '../../src/tender/bid-box.schema.ts'
import { asked, AT_WEB, AT_WORKER, named, type At } from './blows.ts'
import { startPlant, until, type Plant } from './plant.ts'
import { aBidFile, CEILING, layTown, type Town } from './town.ts'

const CLOSING: At[] = [...AT_WORKER, { part: 'worker', when: 'before' }]

/** Every part is killed in the middle of bidding and of closing, on one plant that goes on from each. */
describe('bidding and closing, when parts are killed', function () {
  this.timeout(90_000).bail(true)
  let plant: Plant
  let town: Town
  let check: ReturnType<typeof asked>
  let tenderId = ''
  const given: { organizationId: string; bytes: Buffer; receipt: SignedReceipt }[] = []
  const due: string[] = []
  const known = (id: string) => plant.services.tenders.known(id)
  const statuses = () => Promise.all(due.map(async id => (await known(id)).status))

  before(async () => {
    plant = await startPlant(new Date('2026-03-02T09:00:00+08:00'))
    check = asked(plant)
    town = await layTown(plant)
    tenderId = (await town.published('2026-03-24T09:30')).id
    // The first gets bids enough, the others fail by the law when they are closed, and give their money back.
    for (let n = 0; n < CLOSING.length + 2; n += 1) due.push((await town.published('2026-03-24T10:00')).id)
    for (const [n, { owner }] of town.bidders.slice(0, 3).entries()) await town.bidBefore(due[0]!, owner, 440_000 + n)
  })
  after(() => plant.stop())
  afterEach(() => { check.clean() })

  for (const [index, at] of AT_WEB.entries()) {
    it(`takes the bids of two while ${named(at)}`, () => plant.struck(async () => {
      await Promise.all([0, 1].map(async n => {
        const { owner, organization } = town.bidders[index * 2 + n]!
        const { bytes, sha256 } = aBidFile(300 + n * 700)
        const receipt = await town.bid(tenderId, owner, bytes, 440_000 + index * 1_000 + n)
        expect(receipt.files.map(each => each.sha256)).to.deep.equal([sha256])
        given.push({ organizationId: organization.id, bytes, receipt })
      }))
    }, { ...at, action: 'bid-box.change' }))
  }

  it('opens for every receipt the one bid that was given, to the byte', async () => {
    await town.moveTo('2026-03-24T09:30:01')
    await until('the purchase closes', async () => (await known(tenderId)).status === 'closed')
    await town.opened(tenderId)
    const tender = await known(tenderId)
    expect(tender.opening).to.deep.include({ received: AT_WEB.length * 2, unreadable: [], damagedFiles: [], altered: false })
    const opened = await plant.services.bids.openedOf(town.people.buyer, tenderId)
    expect(opened.map(({ organizationId }) => organizationId)).to.have.members(given.map(({ organizationId }) => organizationId))
    for (const { organizationId, bytes, receipt } of given) {
      const bid = opened.find(each => each.organizationId === organizationId)!
      expect([bid.sha256, bid.receipt, bid.files.length]).to.deep.equal([receipt.sha256, receipt.receipt, 1])
      expect(Buffer.concat(await (await plant.services.bidFiles.read(tender, bid.files[0]!)).toArray() as Buffer[]).equals(bytes)).to.equal(true)
    }
    for (const action of ['tender.close', 'tender.open']) await check.once('tender', tenderId, action)
  })

  it('closes what fell due while everything was down, while parts die one by one', async () => {
    await town.moveTo('2026-03-24T09:59:58')
    for (const part of ['web', 'worker', 'queue', 'documents'] as const) await plant.kill(part)
    await pause(2_500)
    for (const part of ['documents', 'queue', 'web'] as const) await plant.revive(part)
    expect(await statuses()).to.deep.equal(due.map(() => 'published'))
    await plant.struck(() => plant.revive('worker'), ...CLOSING.map(at => ({ ...at, action: 'tender.close' })))
    await until('all are closed', async () => !(await statuses()).includes('published'))
    expect(await statuses()).to.have.members(['closed', ...due.slice(1).map(() => 'failed')])
  })

  it('has closed each once, and given its money back once', async () => {
    for (const [index, id] of due.entries()) {
      await check.once('tender', id, 'tender.close')
      await check.once('bid-box', id, 'bid-box.close')
      expect(await check.moved(town.lineId, id)).to.deep.equal([['reserve', CEILING], ...(index === 0 ? [] : [['release', CEILING]])])
    }
  })

  it('leaves chains that hold and messages told once', () => town.settled())
})
