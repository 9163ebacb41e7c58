import { expect } from 'chai'
import mongoose from 'mongoose'
import { anAcceptedComplaint } from '../../fixtures/challenge.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { complaintStore, tenderStore } from '../../src/tender/index.ts'
import type { Complaint } from '../../src/tender/complaint.schema.ts'
import { caller, type Caller } from '../stories/caller.ts'
import { startPurchase, type PurchaseGround } from './ground.ts'

type Answer = { status: number; body: { blockers?: { code: string }[] } }
const blocker = ({ status, body }: Answer) => [status, body.blockers?.[0]?.code]
const UNTIL = { reason: '可能改变中标结果', until: '2026-04-20T00:00:00Z' }

/** 法 art. 57; 条例 art. 54; 令94 art. 28, 31, 32. */
describe('a complaint about a purchase whose contract is there', function () {
  this.timeout(120_000)
  let ground: PurchaseGround
  let on: Caller
  let supervisor: Actor, clerk: Actor, visitor: Actor

  before(async () => {
    ground = await startPurchase('annul')
    on = caller(ground.world)
    supervisor = await ground.world.actor('supervisor')
    clerk = await ground.world.actor('community')
    visitor = await ground.world.actor('expert')
  })
  after(() => ground.world.stop())

  let count = 0
  const complained = ({ tenderId }: Contract): Promise<Complaint> => {
    count += 1
    return complaintStore.insert(anAcceptedComplaint({ id: `complaint-${count}`, reference: `TS-2026-000${count}`, challengeId: `challenge-${count}`, tenderId, revision: 0 }))
  }
  const invoice = (contract: Contract, seq: number) => on.post(ground.owner, `/contracts/${contract.id}/invoices`, { seq, number: `2330${seq}0001` })
  const claimed = async (contract: Contract) => on.done(201, invoice(contract, 1))
  const revisionOf = async ({ id }: Contract) => ((await on.get(ground.district, `/contracts/${id}`)).body as Contract).revision

  describe('suspended', () => {
    it('is not signed, invoiced or paid, and each page says until when', async () => {
      const [unsigned, unclaimed, unpaid] = [await ground.printed(), await ground.inForce(), await ground.inForce()]
      const payment = await claimed(unpaid)
      for (const contract of [unsigned, unclaimed, unpaid]) await on.done(200, on.post(supervisor, `/complaints/${(await complained(contract)).id}/suspend`, { revision: 0, ...UNTIL }))
      expect(blocker(await on.post(ground.owner, `/contracts/${unsigned.id}/sign`, { fileHash: unsigned.file.sha256, agreed: true }))).to.deep.equal([409, 'suspended'])
      expect(blocker(await invoice(unclaimed, 1))).to.deep.equal([409, 'suspended'])
      expect(blocker(await on.post(ground.finance, `/payments/${payment.id}/approve`, { revision: payment.revision }))).to.deep.equal([409, 'suspended'])
      expect(await ground.open(ground.finance, `/payments/${payment.id}`)).to.match(/<button[^>]*disabled/).and.include('政府采购法第五十七条').and.not.include(`/payments/${payment.id}/approve"`)
      expect(await ground.open(ground.owner, `/contracts/${unclaimed.id}`)).to.include('政府采购法第五十七条').and.not.include(`/contracts/${unclaimed.id}/invoices`)
      expect(await ground.open(visitor, `/contracts/${unclaimed.id}`)).not.to.include('政府采购法第五十七条')
      await on.done(200, on.post(ground.finance, `/payments/${payment.id}/return`, { revision: payment.revision, reason: '投诉处理期间中止履行。' }))
    })

    it('is never paid after a suspension of the same moment', async () => {
      for (let n = 0; n < 3; n += 1) {
        const contract = await ground.inForce()
        const { id, revision } = await claimed(contract)
        const once = await on.done(200, on.post(ground.finance, `/payments/${id}/approve`, { revision }))
        const complaint = await complained(contract)
        const [stopped, paid] = await Promise.all([
          on.post(supervisor, `/complaints/${complaint.id}/suspend`, { revision: 0, ...UNTIL }), on.post(ground.finance2, `/payments/${id}/approve`, { revision: once.revision }),
        ])
        const log = mongoose.connection.collection<{ _id: string; action: string }>('audit_events')
        const told = await log.find({ subject: { $in: [`complaint:${complaint.id}`, `payment:${id}`] }, action: { $in: ['complaint.suspend', 'payment.pay'] } }).sort({ _id: 1 }).toArray()
        expect([stopped.status, paid.status].filter(status => ![200, 409].includes(status))).to.deep.equal([])
        if (stopped.status === 200 && paid.status === 200) expect(told.map(({ action }) => action)).to.deep.equal(['payment.pay', 'complaint.suspend'])
        else expect(told).to.have.length(1)
      }
    })
  })

  describe('upheld', () => {
    let contract: Contract
    let complaint: Complaint
    before(async () => {
      contract = await ground.inForce()
      await ground.paid(contract.id, 1)
      complaint = await complained(contract)
      const heard = await on.done(200, on.post(clerk, `/complaints/${complaint.id}/respond`, { revision: 0, text: '评审委员会依照招标文件评分，业绩证明真实有效。' }))
      const decision = { revision: heard.revision, outcome: 'upheld', text: '经查，投诉事项成立，影响采购结果，决定撤销合同，责令重新开展采购活动。' }
      const wrong = await on.post(supervisor, `/complaints/${complaint.id}/decide`, { ...decision, remedy: 'next-candidate' })
      expect([wrong.status, wrong.body.problems[0].code]).to.deep.equal([422, 'remedy-needed'])
      await on.done(200, on.post(supervisor, `/complaints/${complaint.id}/decide`, { ...decision, remedy: 'annul' }))
    })

    it('asks for the end of the contract: on the buyer’s tasks and on its page, and until then nothing is invoiced', async () => {
      expect(blocker(await invoice(contract, 2))).to.deep.equal([409, 'remedy-outstanding-annul'])
      for (const person of [clerk, ground.district]) expect(await ground.open(person, '/home')).to.include(`/complaints/${complaint.id}`)
      expect(await ground.open(clerk, `/complaints/${complaint.id}`)).to.include(`/contracts/${contract.id}`).and.include('待落实')
      const page = await ground.open(ground.district, `/contracts/${contract.id}`)
      expect(page).to.include(`href="/complaints/${complaint.id}"`).and.include(`依据投诉处理决定${complaint.reference}撤销合同（财政部令第94号`)
      expect(await ground.open(visitor, `/contracts/${contract.id}`)).not.to.include(complaint.reference)
    })

    it('is done by terminating it, with the decision as the ground, and shown as done; the purchase begins anew', async () => {
      const ended = await on.done<Contract>(200, on.post(ground.district, `/contracts/${contract.id}/terminate`, { revision: await revisionOf(contract), reason: '依据投诉处理决定撤销合同。' }))
      expect([ended.status, ended.ended?.ground?.reference, ended.ended?.ground?.id]).to.deep.equal(['terminated', complaint.reference, complaint.id])
      expect(await ground.open(visitor, `/contracts/${contract.id}`)).to.include(`href="/complaints/${complaint.id}"`)
      expect(await ground.open(clerk, `/complaints/${complaint.id}`)).to.include('已落实')
      expect(await ground.open(clerk, '/home')).not.to.include(`/complaints/${complaint.id}`)
      const tender = await tenderStore.get(contract.tenderId)
      expect(tender.award?.contractEnded?.how).to.equal('terminated')
      expect(await ground.open(clerk, `/tenders/${tender.id}`)).to.include(`/tenders/${tender.id}/retender`)
      const again = await on.post(clerk, `/tenders/${tender.id}/retender`, { revision: tender.revision })
      expect([again.body.status, again.body.retenderOf], JSON.stringify(again.body)).to.deep.equal(['draft', tender.id])
    })
  })

  it('is told by its contract when that is paid up, after which nothing is left to annul', async () => {
    const contract = await ground.inForce({ payments: [{ condition: '签订合同后', percent: 10_000, onAcceptance: false, gradeLinked: false }] })
    await ground.paid(contract.id, 1)
    expect((await tenderStore.get(contract.tenderId)).award?.contractEnded?.how).to.equal('completed')
  })
})
