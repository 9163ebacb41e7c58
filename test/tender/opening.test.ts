import { expect } from 'chai'
import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import mongoose from 'mongoose'
import { anAcceptedComplaint } from '../../fixtures/challenge.ts'
import type { BoxLines } from '../../src/tender/bid-box.schema.ts'
import { currentRules } from '../../fixtures/rulesets.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import { fen } from '../../src/kernel/money.ts'
import { Calendar } from '../../src/kernel/period.ts'
import { transact } from '../../src/platform/database.ts'
import { newId, nextReference } from '../../src/platform/document.ts'
import { challengeStore, complaintService, complaintStore, tenderStore } from '../../src/tender/index.ts'
import { openingBlockers } from '../../src/tender/opening.rules.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import { codeOf, editorOf, FROM, people, PASSPHRASES, signatoryOf, startDesk, type DeskOfTenders } from './desk.ts'

const buyer = { passphrase: PASSPHRASES.buyer, passphraseAgain: PASSPHRASES.buyer }
const supervisor = { passphrase: PASSPHRASES.supervisor, passphraseAgain: PASSPHRASES.supervisor }
const AFTER = '2026-03-24T09:30:00.000'

describe('depositing the keys of a tender', () => {
  let desk: DeskOfTenders
  let id: string
  before(async () => {
    desk = await startDesk('custody')
    id = (await desk.approved()).id
  })
  after(() => desk.stop())

  it('is for the buyer’s people in the area and the supervisor', async () => {
    for (const other of [people.elsewhere, people.administrator, people.expert, signatoryOf('org-one')]) {
      expect(await codeOf(desk.openings.deposit(other, id, buyer))).to.equal('forbidden')
    }
  })

  it('is refused with a short passphrase, or one typed differently', async () => {
    expect(await codeOf(desk.openings.deposit(people.buyer, id, { passphrase: 'short', passphraseAgain: 'short' }))).to.equal('invalid-input: passphrase-too-short')
    expect(await codeOf(desk.openings.deposit(people.buyer, id, { ...buyer, passphraseAgain: 'something else' }))).to.equal('invalid-input: passphrases-differ')
  })

  it('does not give both halves to one person or one side', async () => {
    await desk.openings.deposit(people.buyer, id, buyer)
    expect(await codeOf(desk.openings.deposit(people.buyer, id, buyer))).to.equal('blocked: same-custodian')
    expect(await codeOf(desk.openings.deposit(people.bureau, id, buyer))).to.equal('blocked: custodian-present-buyer')
    expect((await desk.fresh(id)).custody.publicKey).to.equal(undefined)
  })

  it('makes the key with the second, keeps no private key and no passphrase, and allows publication', async () => {
    const { revision } = await desk.fresh(id)
    const publication = { revision, bidDeadline: new Date('2026-03-24T09:30:00+08:00') }
    expect(await codeOf(desk.tenders.publish(people.buyer, id, publication))).to.equal('blocked: keys-missing')
    const { custody, revision: after } = await desk.openings.deposit(people.supervisor, id, supervisor)
    expect(custody.publicKey).to.be.a('string')
    expect(custody.shares).to.have.length(2)
    expect(JSON.stringify(await desk.dump())).not.to.contain(PASSPHRASES.buyer).and.not.to.contain(PASSPHRASES.supervisor).and.not.to.contain('openedWith":"')
    expect((await desk.tenders.publish(people.buyer, id, { ...publication, revision: after })).status).to.equal('published')
  })

  it('stays out of the audit log', async () => {
    const log = (await desk.dump()).audit_events
    const { custody } = await desk.fresh(id)
    for (const secret of [custody.shares[0]!, custody.custodians[0]!.wrappedKey, custody.publicKey!]) expect(log).not.to.contain(secret)
  })
})

describe('opening the bids', () => {
  let desk: DeskOfTenders
  let tender: Tender
  before(async () => {
    desk = await startDesk('opening')
    tender = await desk.published()
    await desk.bid(tender, 'org-one', { price: fen(452_000_00) })
    desk.set('2026-03-03T09:00')
    await desk.bid(tender, 'org-two', { price: fen(461_000_00), contact: { name: '同一人', phone: '139-0000-0001' } })
    desk.set('2026-03-04T09:00')
    await desk.bid(tender, 'org-three', { price: fen(470_000_00), contact: { name: '刘洋', phone: '13900000003' }, team: [{ name: '刘洋', duty: '负责人' }] })
    await desk.bid(tender, 'org-four', { price: fen(433_000_00) })
    desk.set(AFTER)
  })
  after(() => desk.stop())

  it('waits for the deadline; the sweep closes by itself, also when nothing ran over it', async () => {
    desk.set('2026-03-25T08:00')
    expect(await desk.tenders.closeAllDue()).to.equal(1)
    expect(await desk.tenders.closeAllDue()).to.equal(0)
    const closed = await desk.fresh(tender.id)
    expect(closed.status).to.equal('closed')
    expect(desk.reserved.get(tender.id)).to.equal(480_000_00)
  })

  it('is refused to the supervisor alone, to the buyer alone, and to everybody else', async () => {
    expect(await codeOf(desk.openings.enter(people.bureau, tender.id, { passphrase: PASSPHRASES.buyer }))).to.equal('blocked: not-a-custodian')
    await desk.openings.enter(people.supervisor, tender.id, { passphrase: PASSPHRASES.supervisor })
    expect(await codeOf(desk.openings.enter(people.supervisor, tender.id, { passphrase: PASSPHRASES.supervisor }))).to.equal('blocked: second-custodian-needed')
    expect(openingBlockers(await desk.fresh(tender.id), people.supervisor)[0]?.params, 'who is waited for').to.deep.equal({ name: people.buyer.name })
    expect((await desk.fresh(tender.id)).status).to.equal('closed')
    expect(await desk.bids.ofTender(people.supervisor, await desk.fresh(tender.id))).to.deep.equal([])
  })

  it('is refused with a wrong passphrase, and nothing is opened', async () => {
    expect(await codeOf(desk.openings.enter(people.buyer, tender.id, { passphrase: PASSPHRASES.supervisor }))).to.equal('wrong-passphrase: wrong-passphrase')
    expect((await desk.fresh(tender.id)).status).to.equal('closed')
    expect(await mongoose.connection.collection('bids').countDocuments()).to.equal(0)
  })

  it('opens all that can be read; an unreadable one is recorded by its receipt and does not stop the rest', async () => {
    const { receipt } = await desk.box.receiptOf(tender.id, 'org-four') ?? {}
    const envelopes = mongoose.connection.collection('envelopes')
    const spoiled = (await desk.box.opened(tender.id)).envelopes.find(({ given }) => given?.receipt === receipt)!
    await envelopes.updateOne({ _id: spoiled.id as never }, { $set: { sealed: `A${spoiled.sealed.slice(1, -1)}A` } })
    const after = await desk.openings.enter(people.buyer, tender.id, { passphrase: PASSPHRASES.buyer })
    expect(after).to.include({ status: 'opened' })
    expect(after.opening).to.deep.include({ received: 4, unreadable: [{ receipt, code: 'unreadable' }], damagedFiles: [], altered: false })
    expect(after.opening?.by.map(({ name }) => name)).to.deep.equal(['李敏', '陈静'])
    const bids = await desk.bids.ofTender(people.bureau, after)
    expect(bids.map(({ organizationId, offer: { price, priceWords } }) => [organizationId, price, priceWords])).to.deep.equal([
      ['org-one', 452_000_00, '肆拾伍万贰仟元整'], ['org-two', 461_000_00, '肆拾陆万壹仟元整'], ['org-three', 470_000_00, '肆拾柒万元整'],
    ])
    expect(bids[0]).to.deep.include({ status: 'opened', openedAt: new Date('2026-03-25T08:00:00+08:00') })
  })

  it('keeps on the bid what the receipt said', async () => {
    const [bid] = await desk.bids.ofTender(people.bureau, await desk.fresh(tender.id))
    const receipt = await desk.box.receiptOf(tender.id, 'org-one')
    expect(bid).to.deep.include({ receipt: receipt?.receipt, sha256: receipt?.sha256, receivedAt: receipt?.receivedAt })
  })

  it('gives the files back whole, without their padding', async () => {
    const after = await desk.fresh(tender.id)
    const [bid] = await desk.bids.ofTender(people.bureau, after)
    expect(await desk.files.isWhole(after, bid!.files[0]!)).to.equal(true)
    expect(await desk.files.isWhole(after, { ...bid!.files[0]!, size: 5 })).to.equal(false)
    const [bytes] = await desk.filesOnDisk()
    expect(bytes?.length).to.be.greaterThan(2 ** 20)
  })

  it('shows each organization its own bid, and the buyer, the bureau and the supervisor all', async () => {
    const after = await desk.fresh(tender.id)
    const seenBy = async (actor: typeof people.buyer) => (await desk.bids.ofTender(actor, after)).map(({ organizationId }) => organizationId)
    expect(await seenBy(signatoryOf('org-one'))).to.deep.equal(['org-one'])
    expect(await seenBy(editorOf('org-two'))).to.deep.equal(['org-two'])
    for (const actor of [people.buyer, people.district, people.bureau, people.supervisor]) expect(await seenBy(actor)).to.have.length(3)
    for (const actor of [people.elsewhere, people.administrator, people.expert]) expect(await seenBy(actor)).to.deep.equal([])
    const [bid] = await desk.bids.ofTender(people.bureau, after)
    expect(await codeOf(desk.bids.see(signatoryOf('org-two'), bid!.id))).to.equal('forbidden')
  })

  it('happens once', async () => {
    expect(await codeOf(desk.openings.enter(people.buyer, tender.id, { passphrase: PASSPHRASES.buyer }))).to.equal('blocked: opening-after-closing')
  })
})

describe('an opening that is disturbed', () => {
  let desk: DeskOfTenders
  before(async () => { desk = await startDesk('disturbed') })
  after(() => desk.stop())

  it('does not happen with fewer than three bids: the tender fails unopened and the money goes back (令87 art. 41)', async () => {
    desk.set('2026-03-02T09:00')
    const tender = await desk.published()
    await desk.bid(tender, 'org-one')
    await desk.bid(tender, 'org-two')
    desk.set(AFTER)
    await desk.tenders.closeAllDue()
    const failed = await desk.fresh(tender.id)
    expect(failed).to.include({ status: 'failed' })
    expect(failed.failure).to.deep.include({ code: 'too-few-bids', law: '财政部令第87号第四十一条；政府采购法第三十六条第（一）项' })
    expect(desk.reserved.has(tender.id)).to.equal(false)
    expect(await codeOf(desk.openings.enter(people.buyer, tender.id, { passphrase: PASSPHRASES.buyer }))).to.equal('blocked: opening-after-closing')
    expect(await mongoose.connection.collection('bids').countDocuments({ tenderId: tender.id })).to.equal(0)
  })

  it('can be begun again as a new tender, once', async () => {
    const [failed] = await desk.tenders.list(people.bureau, { status: 'failed' })
    const fresh = await desk.tenders.retender(people.buyer, failed!.id, { revision: failed!.revision })
    expect(fresh).to.deep.include({ status: 'draft', retenderOf: failed!.id, factors: failed!.factors })
    expect(fresh.reference).not.to.equal(failed!.reference)
    expect(await codeOf(desk.tenders.retender(people.buyer, failed!.id, { revision: failed!.revision + 1 }))).to.equal('nothing-to-retender')
    await desk.tenders.cancel(people.buyer, fresh.id, { revision: fresh.revision, reason: '改为下一年度安排' })
  })

  it('names files that do not open, and says when the box was touched past the platform', async () => {
    desk.set('2026-03-02T09:00')
    const tender = await desk.published()
    for (const each of ['org-one', 'org-two', 'org-three']) await desk.bid(tender, each)
    const envelopes = mongoose.connection.collection('envelopes')
    const copied = await envelopes.find({ tenderId: tender.id }).toArray()
    for (const [at, each] of copied.entries()) await envelopes.insertOne({ ...each, _id: `copy-${at}` as never })
    const { draft: { files: [file] } } = await desk.draftBid(tender, 'org-four')
    await desk.bids.seal(signatoryOf('org-four'), tender.id, FROM)
    await truncate(join(desk.directory, file!.key.slice(0, 2), file!.key.slice(2, 4), file!.key), 1_000)
    desk.set(AFTER)
    await desk.tenders.closeAllDue()
    const after = await desk.opened(await desk.fresh(tender.id))
    expect(after.opening?.altered).to.equal(true)
    expect(new Set(after.opening?.unreadable.map(({ receipt }) => receipt))).to.deep.equal(new Set(['—']))
    expect(after.opening?.damagedFiles.map(({ name }) => name)).to.deep.equal(['服务方案.pdf'])
    expect(await desk.bids.ofTender(people.bureau, after)).to.have.length(4)
  })
})

describe('an opening beside a suspension of the same moment', function () {
  this.timeout(60_000)
  let desk: DeskOfTenders
  before(async () => { desk = await startDesk('suspended') })
  after(() => desk.stop())

  it('never happens after it', async () => {
    const terms = { rules: currentRules, calendar: Calendar.parse(workdays) }
    const complaints = complaintService({
      complaints: complaintStore, challenges: challengeStore, tenders: tenderStore, termsOf: () => terms,
      audit: desk.audit, transact, clock: desk.clock, newId, nextReference,
    })
    const log = mongoose.connection.collection<{ _id: string; subject: string; action: string }>('audit_events')
    for (const [n, delay] of [0, 40, 80, 160].entries()) {
      desk.set('2026-03-02T09:00')
      desk.reserved.clear()
      const { id } = await desk.published()
      for (const each of ['org-one', 'org-two', 'org-three']) await desk.bid(await desk.fresh(id), each)
      desk.set(AFTER)
      await desk.tenders.closeAllDue()
      await desk.openings.enter(people.buyer, id, { passphrase: PASSPHRASES.buyer })
      const complaint = await complaintStore.insert(anAcceptedComplaint({ id: `complaint-${n}`, reference: `TS-2026-${n}`, revision: 0, challengeId: `challenge-${n}`, step: 'document', tenderId: id }))
      const suspension = { revision: complaint.revision, reason: '可能改变采购文件', until: new Date('2026-04-01T00:00:00+08:00') }
      const [opened, suspended] = await Promise.allSettled([
        desk.openings.enter(people.supervisor, id, { passphrase: PASSPHRASES.supervisor }), sleep(delay).then(() => complaints.suspend(people.supervisor, complaint.id, suspension)),
      ])
      expect(suspended.status, `${delay} ms`).to.equal('fulfilled')
      if (opened.status === 'rejected') {
        expect(await codeOf(Promise.reject(opened.reason as Error))).to.equal('blocked: suspended')
        expect((await desk.fresh(id)).status).to.equal('closed')
      } else {
        const told = await log.find({ subject: { $in: [`tender:${id}`, `complaint:${complaint.id}`] }, action: { $in: ['tender.open', 'complaint.suspend'] } }).sort({ _id: 1 }).toArray()
        expect(told.map(({ action }) => action), `${delay} ms`).to.deep.equal(['tender.open', 'complaint.suspend'])
      }
    }
  })
})

describe('a box from which a bid was taken past the platform', () => {
  let desk: DeskOfTenders
  before(async () => { desk = await startDesk('robbed') })
  after(() => desk.stop())

  it('says so when it is opened, though another came after', async () => {
    desk.set('2026-03-02T09:00')
    const tender = await desk.published()
    for (const each of ['org-one', 'org-two', 'org-three']) await desk.bid(tender, each)
    const envelopes = mongoose.connection.collection('envelopes')
    const laid = (await mongoose.connection.collection('bid_box_lines').findOne({ _id: tender.id as never }))?.lines as BoxLines['lines']
    const { sha256 } = (await desk.bids.desk(signatoryOf('org-two'), tender.id)).receipt!
    await envelopes.deleteOne({ _id: Object.keys(laid).find(id => laid[id]!.sha256 === sha256) as never })
    const given = await Promise.all(['org-one', 'org-three'].map(async each => (await desk.bids.desk(signatoryOf(each), tender.id)).receipt!.sha256))
    await envelopes.deleteMany({ tenderId: tender.id, sha256: { $nin: given } })
    await desk.bid(tender, 'org-four')
    desk.set(AFTER)
    await desk.tenders.closeAllDue()
    const after = await desk.opened(await desk.fresh(tender.id))
    expect(after.opening?.altered).to.equal(true)
    expect(await desk.bids.ofTender(people.bureau, after)).to.have.length(3)
  })
})
