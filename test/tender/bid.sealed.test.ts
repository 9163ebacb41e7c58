import { expect } from 'chai'
import mongoose from 'mongoose'
import { fen } from '../../src/kernel/money.ts'
import type { Refusal } from '../../src/kernel/refusal.ts'
import { PLACES, type BoxLines } from '../../src/tender/bid-box.schema.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import type { Written } from '../../src/tender/bid.service.ts'
import { codeOf, editorOf, FROM, people, PASSPHRASES, signatoryOf, startDesk, type DeskOfTenders } from './desk.ts'

describe('bids before the deadline', () => {
  let desk: DeskOfTenders
  let tender: Tender
  before(async () => {
    desk = await startDesk('sealed')
    tender = await desk.published()
  })
  after(() => desk.stop())

  const PLAN = '每日巡访三次的独门方案，任何人都不应该提前读到这一句。'
  /** All that would give a bid away, in the database or on the disk. */
  const SECRETS = ['org-alpha', '大庆市org-alpha服务中心', '45200000', '452000', '452,000', '独门方案', 'secret plan', '13900000001', '王芳', 'acc-org-alpha', '10.1.2.3', '服务方案.pdf']

  it('are in the database and on the disk only sealed: no price, plan, name, organization, person, address or file can be found', async () => {
    await desk.draftBid(tender, 'org-alpha', { plan: PLAN, price: fen(452_000_00) })
    await desk.bids.ready(editorOf('org-alpha'), tender.id, FROM)
    const drafted = await desk.dump()
    await desk.bids.seal(signatoryOf('org-alpha'), tender.id, FROM)
    const sealed = await desk.dump()
    // The search itself works: what is public is found by it.
    expect(sealed.tenders).to.contain('银浪社区')
    for (const [when, dump] of Object.entries({ drafted, sealed })) {
      for (const [collection, text] of Object.entries(dump)) {
        for (const secret of SECRETS) {
          // The document's own factor is called like the file.
          if (collection === 'tenders' || collection === 'audit_events') continue
          expect(text, `${secret} in ${collection} when ${when}`).not.to.contain(secret)
        }
      }
      for (const secret of SECRETS) expect(dump.audit_events, `${secret} in the audit log`).not.to.contain(secret)
      for (const secret of SECRETS) expect(dump.tenders, `${secret} in tenders`).not.to.contain(secret)
    }
    const onDisk = await desk.filesOnDisk()
    expect(onDisk).to.have.length(1)
    for (const bytes of onDisk) for (const secret of SECRETS) expect(bytes.includes(secret), `${secret} on the disk`).to.equal(false)
  })

  it('cannot be counted in one look at the database: the box always shows the same number of envelopes of one size', async () => {
    const look = async () => {
      const found = await mongoose.connection.collection('envelopes').find({ tenderId: tender.id }).toArray()
      const kept = await mongoose.connection.collection('bid_box_lines').findOne({ _id: tender.id as never })
      const ids = Object.keys(kept?.lines as object)
      expect([ids.length, ids]).to.deep.equal([found.length, ids.toSorted()])
      return { count: found.length, sizes: [...new Set(found.map(each => JSON.stringify(each).length))], drafts: await mongoose.connection.collection('bid_drafts').countDocuments() }
    }
    const one = await look()
    await desk.bid(tender, 'org-beta', { plan: PLAN.repeat(100) })
    await desk.bid(tender, 'org-gamma', { plan: PLAN })
    const three = await look()
    expect(three).to.deep.equal(one)
    expect(one.count).to.equal(PLACES)
    expect(one.sizes).to.have.length(1)
  })

  it('cannot be told from decoys by where the store keeps them, nor by the order in which they came', async () => {
    const naturally = async () => (await mongoose.connection.collection('envelopes').find({ tenderId: tender.id }).toArray()).map(({ _id }) => String(_id))
    const before = await naturally()
    // Laid after it: what comes into the first box from now on would lie behind this one's.
    await desk.box.lay({ ...tender, id: 'later' })
    await desk.bid(tender, 'org-epsilon')
    expect(await naturally()).to.deep.equal(before)
    const all = (await mongoose.connection.collection('envelopes').find().toArray()).map(({ tenderId }) => String(tenderId))
    expect(all.lastIndexOf(tender.id)).to.be.below(all.indexOf('later'))
    await desk.bids.withdraw(signatoryOf('org-epsilon'), tender.id)
    expect(await naturally()).to.deep.equal(before)
  })

  it('cannot be counted by the changes of the box: decoys are written anew, with the traces of a bid', async () => {
    const { db } = mongoose.connection
    const traces = async () => {
      const box = await db!.collection('bid_boxes').findOne({ _id: tender.id as never })
      const events = await db!.collection('audit_events').find({ subject: `bid-box:${tender.id}` }).sort({ seq: 1 }).toArray()
      const last = events.at(-1)!
      return { revision: Number(box!.revision), events: events.length, last: Object.keys(last).sort(), said: [last.action, last.actorId, last.actorName], changed: (last.changes as { field: string }[]).map(({ field }) => field) }
    }
    const envelopes = async () => new Map((await db!.collection('envelopes').find({ tenderId: tender.id }).toArray()).map(({ _id, sha256 }) => [String(_id), String(sha256)]))
    const ofBids = async () => Promise.all(['org-alpha', 'org-beta', 'org-gamma'].map(async id => (await desk.box.receiptOf(tender.id, id))?.sha256))
    await desk.bid(tender, 'org-zeta')
    const [bidden, before, receipts] = [await traces(), await envelopes(), await ofBids()]
    for (let n = 0; n < 40; n += 1) await desk.box.stir(tender)
    const [stirred, after] = [await traces(), await envelopes()]
    expect(stirred).to.deep.equal({ ...bidden, revision: bidden.revision + 40, events: bidden.events + 40 })
    const rewritten = [...after].filter(([id, sha256]) => before.get(id) !== sha256)
    expect(after.size).to.equal(before.size)
    // Of twelve decoys hardly one escapes forty times; no bid is ever taken for one.
    expect(rewritten.length).to.be.within(6, PLACES - 4)
    expect(await ofBids()).to.deep.equal(receipts)
    await desk.bids.withdraw(signatoryOf('org-zeta'), tender.id)
  })

  it('stay whole when a box is stirred while they come', async () => {
    const [receipt] = await Promise.all([desk.bid(tender, 'org-eta'), ...Array.from({ length: 5 }, () => desk.box.stir(tender).catch(() => undefined))])
    expect((await desk.box.receiptOf(tender.id, 'org-eta'))?.sha256).to.equal(receipt.sha256)
    await desk.bids.withdraw(signatoryOf('org-eta'), tender.id)
  })

  it('show nobody another’s receipt, though two holders were swapped by hand', async () => {
    const lists = mongoose.connection.collection('bid_box_lines')
    const kept = (await lists.findOne({ _id: tender.id as never }))!.lines as BoxLines['lines']
    const { sha256 } = (await desk.bids.desk(signatoryOf('org-alpha'), tender.id)).receipt!
    const own = Object.keys(kept).find(id => kept[id]!.sha256 === sha256)!
    const other = Object.keys(kept).find(id => id !== own)!
    const swapped = { ...kept, [own]: { ...kept[own]!, holder: kept[other]!.holder }, [other]: { ...kept[other]!, holder: kept[own]!.holder } }
    await lists.updateOne({ _id: tender.id as never }, { $set: { lines: swapped } })
    expect((await desk.bids.desk(signatoryOf('org-alpha'), tender.id)).receipt).to.equal(null)
    await lists.updateOne({ _id: tender.id as never }, { $set: { lines: kept } })
    expect((await desk.bids.desk(signatoryOf('org-alpha'), tender.id)).receipt?.sha256).to.equal(sha256)
  })

  it('leave the same trace whether put in, replaced or withdrawn, without a name', async () => {
    await desk.bid(tender, 'org-beta')
    await desk.bids.withdraw(signatoryOf('org-gamma'), tender.id)
    const events = await desk.audit.timeline('bid-box', tender.id)
    expect(new Set(events.slice(1).map(({ action, actorId, actorName }) => `${action} ${actorId} ${actorName}`))).to.deep.equal(new Set(['bid-box.change sealed ']))
    expect(await mongoose.connection.collection('envelopes').countDocuments({ tenderId: tender.id })).to.equal(PLACES)
  })

  it('show their own organization a receipt, and nobody else anything', async () => {
    const own = await desk.bids.desk(signatoryOf('org-alpha'), tender.id)
    expect(own.receipt?.receipt).to.match(/^TB-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}$/)
    expect(own.receipt?.sha256).to.match(/^[0-9a-f]{64}$/)
    expect((await desk.bids.desk(editorOf('org-alpha'), tender.id)).receipt).to.deep.equal(own.receipt)
    expect((await desk.bids.desk(signatoryOf('org-delta'), tender.id)).receipt).to.equal(null)
    for (const other of [people.buyer, people.bureau, people.supervisor, people.administrator, people.expert]) {
      expect(await codeOf(desk.bids.desk(other, tender.id))).to.equal('forbidden')
      expect(await desk.bids.ofTender(other, tender)).to.deep.equal([])
    }
    expect(await codeOf(desk.bids.desk(signatoryOf('org-delta'), tender.id, { asked: 'org-alpha' }))).to.equal('forbidden')
  })

  it('destroy their draft when they are sealed, since its key is the platform’s', async () => {
    expect((await desk.bids.desk(signatoryOf('org-alpha'), tender.id)).draft).to.equal(null)
    expect(await mongoose.connection.collection('bid_drafts').countDocuments()).to.equal(0)
  })

  it('cannot be counted or opened by the platform itself before the deadline', async () => {
    expect(await codeOf(desk.box.opened(tender.id))).to.equal('deadline-ahead')
    expect(await codeOf(desk.tenders.closeDue(tender.id))).to.equal('blocked: deadline-ahead')
    expect(await codeOf(desk.openings.enter(people.buyer, tender.id, { passphrase: PASSPHRASES.buyer }))).to.equal('blocked: opening-after-closing')
  })
})

describe('sealing a bid', () => {
  let desk: DeskOfTenders
  let tender: Tender
  before(async () => {
    desk = await startDesk('sealing')
    tender = await desk.published()
  })
  after(() => desk.stop())
  const deadline = new Date('2026-03-24T09:30:00.000+08:00')

  it('is for the signatory or the owner; an editor prepares', async () => {
    await desk.draftBid(tender, 'org-one')
    expect(await codeOf(desk.bids.seal(editorOf('org-one'), tender.id, FROM))).to.equal('forbidden')
    await desk.bids.seal(signatoryOf('org-one'), tender.id, FROM)
  })

  it('is refused with everything that is missing at once', async () => {
    await desk.bids.save(signatoryOf('org-two'), tender.id, { team: [], contact: {}, qualification: { q1: true }, undertakings: {}, declaration: 'none', price: fen(480_000_01), revision: 0 }, FROM)
    const thrown = await desk.bids.seal(signatoryOf('org-two'), tender.id, FROM).catch((error: unknown) => error) as Refusal
    expect(thrown.status).to.equal(422)
    const fields = (thrown.details.problems as { field: string }[]).map(({ field }) => field)
    expect(fields).to.include.members(['plan', 'team', 'price', 'qualification.q2', 'undertakings.no-collusion', 'files', 'contact.name'])
    expect(fields).not.to.include('qualification.q1')
    await desk.bids.discard(signatoryOf('org-two'), tender.id)
  })

  it('is refused when words and figures differ', async () => {
    await desk.draftBid(tender, 'org-two', { priceWords: '肆拾伍万元整' })
    expect(await codeOf(desk.bids.seal(signatoryOf('org-two'), tender.id, FROM))).to.equal('offer-incomplete: words-differ')
    await desk.bids.discard(signatoryOf('org-two'), tender.id)
    await desk.draftBid(tender, 'org-two', { priceWords: '肆拾伍万贰仟元整' })
    await desk.bids.seal(signatoryOf('org-two'), tender.id, FROM)
  })

  it('gives two editors at once one winner, and tells the other', async () => {
    const [first, second] = [signatoryOf('org-three'), editorOf('org-three')]
    await desk.draftBid(tender, 'org-three')
    const { draft } = await desk.bids.desk(first, tender.id)
    const saves = await Promise.allSettled([first, second].map((person, index) =>
      desk.bids.save(person, tender.id, { ...draft!.offer, plan: `第${index}个人改写的服务方案，内容足够长以便通过检查。`, revision: draft!.revision }, FROM)))
    expect(saves.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
    expect((saves.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).to.have.property('code', 'changed-meanwhile')
  })

  it('holds a file once whose upload was sent again, and two of one name that differ', async () => {
    const [person, organization] = [signatoryOf('org-again'), 'org-again']
    await desk.draftBid(tender, organization)
    await desk.bids.attach(person, tender.id, [await desk.keepFile(tender)], FROM)
    const { draft: { files } } = await desk.bids.attach(person, tender.id, [await desk.keepFile(tender, '服务方案.pdf', '%PDF-1.7 another plan')], FROM)
    expect(files.map(({ name }) => name)).to.deep.equal(['服务方案.pdf', '服务方案.pdf'])
    expect(new Set(files.map(({ sha256 }) => sha256)).size).to.equal(2)
    await desk.bids.discard(person, tender.id)
  })

  it('by two people at once makes one bid', async () => {
    const [one, other] = [signatoryOf('org-three'), { ...signatoryOf('org-three'), id: 'acc-owner', grants: [{ role: 'owner' as const, organizationId: 'org-three' }] }]
    const seals = await Promise.allSettled([one, other].map(person => desk.bids.seal(person, tender.id, FROM)))
    const done = seals.filter(({ status }) => status === 'fulfilled')
    expect(done).to.have.length(1)
    expect((await desk.bids.desk(one, tender.id)).receipt).to.deep.equal((done[0] as PromiseFulfilledResult<Written>).value.receipt)
  })

  it('is refused to a signatory whose co-editor saves meanwhile, and not when he has seen that', async () => {
    const [signatory, editor] = [signatoryOf('org-met'), editorOf('org-met')]
    const { draft } = await desk.draftBid(tender, 'org-met')
    desk.whileSealing(() => desk.bids.save(editor, tender.id, { contact: { name: '王芳', phone: '0459-1234567' }, revision: draft.revision }, FROM))
    expect(await codeOf(desk.bids.seal(signatory, tender.id, FROM))).to.equal('changed-meanwhile')
    const { draft: kept, receipt } = await desk.bids.desk(signatory, tender.id)
    expect([kept?.offer.contact.name, receipt]).to.deep.equal(['王芳', null])
    await desk.bids.seal(signatory, tender.id, FROM)
    await desk.bids.withdraw(signatory, tender.id)
  })

  it('of several organizations at once leaves each with its receipt', async () => {
    const organizations = ['org-r1', 'org-r2', 'org-r3', 'org-r4']
    for (const organization of organizations) await desk.draftBid(tender, organization)
    const receipts = (await Promise.all(organizations.map(each => desk.bids.seal(signatoryOf(each), tender.id, FROM)))).map(({ receipt }) => receipt)
    expect(new Set(receipts.map(({ receipt }) => receipt)).size).to.equal(4)
    for (const [at, each] of organizations.entries()) {
      expect((await desk.bids.desk(signatoryOf(each), tender.id)).receipt).to.deep.equal(receipts[at])
    }
  })

  it('of many organizations at two web processes at once leaves each with its receipt', async () => {
    const organizations = Array.from({ length: 16 }, (_, n) => `org-w${n}`)
    for (const organization of organizations) await desk.draftBid(tender, organization)
    const webs = [desk.bids, desk.otherWeb()]
    const sealed = await Promise.all(organizations.map((each, n) => webs[n % 2]!.seal(signatoryOf(each), tender.id, FROM)))
    expect(new Set(sealed.map(({ receipt }) => receipt.receipt)).size).to.equal(16)
    for (const [at, each] of organizations.entries()) {
      expect((await desk.bids.desk(signatoryOf(each), tender.id)).receipt).to.deep.equal(sealed[at]!.receipt)
      await webs[(at + 1) % 2]!.withdraw(signatoryOf(each), tender.id)
    }
  })

  it('is in time one millisecond before the deadline and late at it, though nobody has closed the tender', async () => {
    await desk.draftBid(tender, 'org-late')
    await desk.draftBid(tender, 'org-just')
    desk.set(new Date(deadline.getTime() - 1))
    await desk.bids.seal(signatoryOf('org-just'), tender.id, FROM)
    desk.set(deadline)
    expect(await codeOf(desk.bids.seal(signatoryOf('org-late'), tender.id, FROM))).to.equal('blocked: bidding-not-open')
    expect(await codeOf(desk.bids.withdraw(signatoryOf('org-just'), tender.id))).to.equal('blocked: bidding-not-open')
    expect((await desk.fresh(tender.id)).status).to.equal('published')
  })

  it('against the closing of the box has one winner', async () => {
    desk.set(new Date(deadline.getTime() - 1))
    await desk.draftBid(tender, 'org-race')
    const sealing = desk.bids.seal(signatoryOf('org-race'), tender.id, FROM)
    desk.set(deadline)
    const [sealed, closed] = await Promise.allSettled([sealing, desk.tenders.closeAllDue()])
    expect(closed.status).to.equal('fulfilled')
    if ((await desk.fresh(tender.id)).status !== 'closed') await desk.tenders.closeAllDue()
    const after = await desk.opened(await desk.fresh(tender.id))
    const names = (await desk.bids.ofTender(people.bureau, after)).map(({ organizationId }) => organizationId)
    expect(names.includes('org-race')).to.equal(sealed.status === 'fulfilled')
    expect(names).to.have.members(['org-one', 'org-two', 'org-three', 'org-r1', 'org-r2', 'org-r3', 'org-r4', 'org-just', ...(sealed.status === 'fulfilled' ? ['org-race'] : [])])
  })
})
