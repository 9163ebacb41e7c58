import { expect } from 'chai'
import { contractStore, paymentStore } from '../../src/contract/index.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import type { Payment } from '../../src/contract/payment.schema.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { organizationStore } from '../../src/registry/index.ts'
import { anOwned } from '../registry/ground.ts'
import { PRICE, refusalOf, startPurchase, type PurchaseGround } from './ground.ts'

const PDF = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF an invoice')

describe('the payments of a contract', function () {
  this.timeout(60_000)
  let ground: PurchaseGround
  let contract: Contract
  let elsewhere: Actor, stranger: Actor, editor: Actor, far: Actor
  const path = () => `/contracts/${contract.id}`
  const grade = (code: string) => ({ evaluationId: 'e1', score: 8_000, grade: code, gradeName: code, at: new Date('2026-12-20T01:00:00Z') })
  const theOnly = async (): Promise<Payment> => {
    const all = await ground.world.services.payments.ofContract(contract)
    expect(all).to.have.length(1)
    return all[0]!
  }

  before(async () => {
    ground = await startPurchase('paymentpages')
    const { world, organization } = ground
    elsewhere = await world.actor('district', { area: '230602' })
    far = await world.actor('finance', { area: '230602' }, '邻区会计')
    editor = await world.actor('editor', { organizationId: organization.id })
    stranger = (await anOwned(world, '晨曦')).owner
    contract = await ground.inForce()
  })
  after(() => ground.world.stop())

  describe('claiming', () => {
    it('is a task of the supplier, and asks for the number of the invoice', async () => {
      const home = await ground.open(ground.owner, '/home')
      expect(home).to.include('提交第1期发票').and.include(`href="${path()}"`)
      expect(await ground.open(ground.owner, path())).to.include(`action="${path()}/invoices"`).and.include('226,000.00')
      const again = await ground.refused(422, ground.owner, `${path()}/invoices`, { seq: '1', number: '23' })
      expect(again).to.include('href="#number"').and.include('value="23"')
      for (const person of [stranger, ground.district, ground.finance, editor]) await ground.refused(403, person, `${path()}/invoices`, { seq: '1', number: '23301101' })
    })

    it('is refused while the register names no account to pay into, and leads to where it is given', async () => {
      const { account, ...without } = await organizationStore.get(ground.organization.id)
      const emptied = await organizationStore.save(without)
      const shown = await ground.open(ground.owner, path())
      expect(shown).to.include('缺开户银行和账号').and.include(`/organizations/${without.id}/sections/account`).and.not.include(`action="${path()}/invoices"`)
      expect(await refusalOf(ground.world.services.payments.invoice(ground.owner, contract.id, { seq: 1, number: '23301101' }))).to.equal('blocked: account-missing')
      await organizationStore.save({ ...emptied, account })
    })

    it('is refused out of order and before the grade', async () => {
      expect(await ground.refused(409, ground.owner, `${path()}/invoices`, { seq: '2', number: '23301102' })).to.include('前一期尚未申请')
      expect(await ground.refused(409, ground.owner, `${path()}/invoices`, { seq: '3', number: '23301103' })).to.include('须待绩效结果公布')
      expect(await ground.refused(409, ground.owner, `${path()}/invoices`, { seq: '7', number: '23301107' })).to.include('没有这一期付款')
      expect(await ground.world.services.payments.ofContract(contract)).to.deep.equal([])
    })

    it('takes no file that is something else than its name says, and keeps the number that was typed', async () => {
      const { status, text } = await (await ground.page(ground.owner)).upload(`${path()}/invoices`, { seq: '1', number: '23301101' },
        [{ field: 'file', name: '发票.pdf', body: Buffer.from('<script>alert(1)</script>') }])
      expect(status).to.equal(422)
      expect(text).to.include('href="#file"').and.include('value="23301101"')
    })

    it('gives one payment when the same invoice is sent twice at once, with its file under its Chinese name', async () => {
      const agent = await ground.page(ground.owner)
      const send = () => agent.upload(`${path()}/invoices`, { seq: '1', number: '23301101' }, [{ field: 'file', name: '第一期发票（暖阳）.pdf', body: PDF }])
      const answers = await Promise.all([send(), send()])
      expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([303, 409])
      const payment = await theOnly()
      expect(payment).to.deep.include({ amount: 226_000_00, withheld: 0, status: 'invoiced', invoicedAt: new Date('2026-04-06T01:00:00Z') })
      expect(payment.payBy.toISOString(), 'thirty days, to the end of the day').to.equal('2026-05-06T15:59:59.999Z')
      expect(await ground.open(ground.finance, `/payments/${payment.id}`)).to.include('第一期发票（暖阳）.pdf')
      const file = await (await ground.page(ground.finance)).get(`/payments/${payment.id}/file`)
      expect(file.headers['content-disposition']).to.match(/^attachment;/).and.include(`filename*=UTF-8''${encodeURIComponent('第一期发票（暖阳）.pdf')}`)
      expect(file.body).to.deep.equal(PDF)
      expect(await ground.refused(409, ground.owner, `${path()}/invoices`, { seq: '1', number: '23301199' })).to.include('这一期已提交过发票')
    })
  })

  describe('who sees', () => {
    it('a payment: finance, the buyer and the supplier, and nobody else', async () => {
      const { id, reference } = await theOnly()
      for (const person of [ground.finance, ground.district, ground.owner, editor]) {
        expect(await ground.open(person, `/payments/${id}`)).to.include('贰拾贰万陆仟元整')
        expect(await ground.open(person, '/payments')).to.include(reference)
        expect(await ground.open(person, path()), person.name).to.include(reference)
      }
      for (const person of [stranger, elsewhere, far]) {
        for (const inner of [`/payments/${id}`, `/payments/${id}/file`]) expect((await (await ground.page(person)).get(inner)).status, inner).to.equal(403)
        expect(await ground.open(person, '/payments')).to.not.include(reference)
        const seen = await ground.open(person, path())
        for (const secret of [reference, '待第一次审批', '23301101']) expect(seen, secret).to.not.include(secret)
      }
      const visitor = ground.world.visitor()
      expect((await visitor.get(`/payments/${id}`)).status).to.equal(303)
      const seen = (await visitor.get(`${path()}?lang=zh-CN`)).text
      for (const secret of [reference, '待第一次审批', '23301101', '/payments']) expect(seen, secret).to.not.include(secret)
      expect((await visitor.get(`/api/v1/payments/${id}`)).status).to.equal(401)
      expect((await (await ground.world.as(stranger)).get('/api/v1/payments')).body).to.deep.equal({ payments: [] })
    })
  })

  describe('the list', () => {
    it('names project and payee, by which it is searched, sorted and narrowed to an area', async () => {
      const { reference } = await theOnly()
      const list = await ground.open(ground.finance, '/payments?sort=supplier')
      for (const said of [reference, contract.title, contract.supplier.name]) expect(list).to.include(said)
      expect(list).to.include('aria-sort="ascending"')
      for (const query of [`q=${contract.supplier.name.slice(0, 6)}`, `q=${contract.title.slice(0, 4)}`, 'area=230604', 'status=invoiced']) expect(await ground.open(ground.finance, `/payments?${query}`), query).to.include(reference)
      for (const query of ['q=没有这个项目', 'area=230602', 'status=paid']) expect(await ground.open(ground.finance, `/payments?${query}`), query).to.not.include(reference)
      const file = (await (await ground.page(ground.finance)).get('/payments?format=csv&lang=zh-CN')).text
      for (const said of [contract.reference, contract.title, contract.supplier.name, '23301101']) expect(file).to.include(said)
    })
  })

  describe('returning', () => {
    it('asks for a reason, tells it to the supplier, and lets the instalment be claimed anew', async () => {
      const { id, revision } = await theOnly()
      const empty = await ground.refused(422, ground.finance, `/payments/${id}/return`, { revision: String(revision), reason: '错' })
      expect(empty).to.include('href="#reason"').and.match(/<details class="fh-confirm"[^>]* open/)
      await ground.refused(403, ground.owner, `/payments/${id}/return`, { revision: String(revision), reason: '发票抬头与合同不符' })
      await ground.refused(403, far, `/payments/${id}/return`, { revision: String(revision), reason: '发票抬头与合同不符' })
      await ground.send(ground.finance, `/payments/${id}/return`, { revision: String(revision), reason: '发票抬头与合同不符' })
      expect(await ground.open(ground.owner, `/payments/${id}`)).to.include('发票抬头与合同不符').and.include('已退回')
      await ground.refused(409, ground.finance, `/payments/${id}/approve`, { revision: String(revision + 1) })
      expect(await ground.open(ground.owner, '/home')).to.include('提交第1期发票')
      await ground.send(ground.owner, `${path()}/invoices`, { seq: '1', number: '23301201' })
      expect(await ground.open(ground.owner, path())).to.include('已退回').and.include('待第一次审批')
      expect((await ground.balance(contract.lineId)).paid).to.equal(0)
    })
  })

  describe('approving', () => {
    it('is a task of finance, and takes a second person, whatever the first one tries', async () => {
      const open = (await ground.world.services.payments.ofContract(contract)).find(({ status }) => status === 'invoiced')!
      const at = `/payments/${open.id}`
      for (const person of [ground.finance, ground.finance2]) expect(await ground.open(person, '/home')).to.include(`href="${at}"`)
      await ground.refused(403, far, `${at}/approve`, { revision: String(open.revision) })
      await ground.refused(403, ground.owner, `${at}/approve`, { revision: String(open.revision) })
      await ground.send(ground.finance, `${at}/approve`, { revision: String(open.revision) })
      expect(await ground.open(ground.finance, at)).to.not.include(`action="${at}/approve"`)
      expect(await ground.open(ground.finance, '/home')).to.not.include(`href="${at}"`)
      expect(await ground.refused(409, ground.finance, `${at}/approve`, { revision: String(open.revision + 1) })).to.include('第二次审批须由另一人办理')
      expect((await ground.balance(contract.lineId)).paid).to.equal(0)
      expect(await ground.refused(409, ground.finance2, `${at}/approve`, { revision: String(open.revision) }), 'an old page').to.include(`action="${at}/approve"`)
      await ground.send(ground.finance2, `${at}/approve`, { revision: String(open.revision + 1) })
      expect(await ground.balance(contract.lineId)).to.deep.equal({ available: 48_000_00, reserved: 0, committed: 226_000_00, paid: 226_000_00 })
      const shown = await ground.open(ground.owner, at)
      expect(shown).to.include('已付款').and.include(ground.finance.name).and.include(ground.finance2.name)
    })

    it('pays once when two people approve for the second time at once', async () => {
      const third = await ground.world.actor('finance', { area: '230600' }, '周会计')
      await ground.accepted(contract.id, 2)
      await ground.send(ground.owner, `${path()}/invoices`, { seq: '2', number: '23301202' })
      const claimed = (await ground.world.services.payments.ofContract(contract)).find(({ seq }) => seq === 2)!
      const once = await ground.world.services.payments.approve(ground.finance, claimed.id, claimed.revision)
      const agents = await Promise.all([ground.finance2, third, ground.finance2].map(ground.page))
      const answers = await Promise.all(agents.map(agent => agent.post(`/payments/${claimed.id}/approve`, { revision: String(once.revision) })))
      expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([303, 409, 409])
      const balance = await ground.balance(contract.lineId)
      expect(balance).to.deep.equal({ available: 48_000_00, reserved: 0, committed: 90_400_00, paid: 361_600_00 })
      const { approvals } = await paymentStore.get(claimed.id)
      expect(new Set(approvals.map(({ accountId }) => accountId)).size).to.equal(2)
      const paid = (await ground.world.services.budget.entries(contract.lineId)).filter(({ kind }) => kind === 'pay')
      expect(paid.map(({ amount }) => amount)).to.deep.equal([226_000_00, 135_600_00])
    })

    it('counts one first approval when two people give it at once', async () => {
      const another = await ground.inForce()
      const { id, revision } = await ground.world.services.payments.invoice(ground.owner, another.id, { seq: 1, number: '23301401' })
      const codes = await Promise.all([ground.finance, ground.finance2].map(person => refusalOf(ground.world.services.payments.approve(person, id, revision))))
      expect(codes.toSorted()).to.deep.equal(['changed-meanwhile', 'done'])
      expect(await paymentStore.get(id)).to.include({ status: 'first-approved' })
      expect((await ground.balance(another.lineId)).paid).to.equal(0)
    })
  })

  describe('the last instalment', () => {
    it('is paid by the grade, completes the contract, and frees what the grade withheld', async () => {
      const { contracts, payments } = ground.world.services
      expect(await ground.open(ground.owner, path())).to.include('须待绩效结果公布').and.include('第 3 期须先验收合格')
      await ground.accepted(contract.id, 3)
      expect(await ground.open(ground.owner, path())).to.include('须待绩效结果公布').and.not.include('第 3 期须先验收合格')
      expect(await ground.open(ground.owner, '/home')).to.not.include('提交第3期发票')
      await contracts.recordGrade(ground.district, contract.id, grade('fair'))
      expect(await ground.open(ground.owner, '/home')).to.include('提交第3期发票')
      expect(await ground.open(ground.owner, path()), 'with its sources').to.include('第 3 期应付：¥90,400.00 × 60%（等级：中）= ¥54,240.00')
      const last = await ground.paid(contract.id, 3)
      expect(last).to.include({ amount: 54_240_00, withheld: 36_160_00 })
      expect(await ground.open(ground.finance, `/payments/${last.id}`)).to.include('¥90,400.00 × 60%').and.include('#source-grade')
      expect(await ground.balance(contract.lineId)).to.deep.equal({ available: 84_160_00, reserved: 0, committed: 0, paid: PRICE - 36_160_00 })
      expect(await contractStore.get(contract.id)).to.include({ status: 'completed' })
      expect(await refusalOf(payments.invoice(ground.owner, contract.id, { seq: 3, number: '23301303' }))).to.equal('blocked: contract-not-in-force')
      expect(await ground.open(ground.owner, path())).to.include('已完成').and.not.include('/invoices')
    })

    it('needs no invoice when the grade took all of it, but its work is still accepted before the contract completes', async () => {
      const { contracts, payments } = ground.world.services
      const poor = await ground.inForce()
      await ground.paid(poor.id, 1)
      await ground.paid(poor.id, 2)
      await contracts.recordGrade(ground.district, poor.id, grade('poor'))
      expect(await refusalOf(payments.invoice(ground.owner, poor.id, { seq: 3, number: '23301303' }))).to.equal('blocked: nothing-payable')
      await payments.settle(ground.district, poor.id)
      expect(await contractStore.get(poor.id)).to.include({ status: 'in-force' })
      expect(await ground.open(ground.owner, `/contracts/${poor.id}`)).to.include('第 3 期的服务完成后，申请验收')
      await ground.accepted(poor.id, 3)
      await payments.settle(ground.district, poor.id)
      expect(await contractStore.get(poor.id)).to.include({ status: 'completed' })
      expect(await ground.balance(poor.lineId)).to.deep.equal({ available: 138_400_00, reserved: 0, committed: 0, paid: 361_600_00 })
    })
  })

  describe('terminating a contract', () => {
    it('waits until what is claimed is paid or returned', async () => {
      const ending = await ground.inForce()
      const { payments } = ground.world.services
      const claimed = await payments.invoice(ground.owner, ending.id, { seq: 1, number: '23301501' })
      const { revision } = await contractStore.get(ending.id)
      const form = { revision: String(revision), reason: '服务机构停止活动' }
      expect(await ground.refused(409, ground.district, `/contracts/${ending.id}/terminate`, form)).to.include(claimed.reference)
      expect(await ground.open(ground.district, `/contracts/${ending.id}`)).to.not.include(`action="/contracts/${ending.id}/terminate"`)
      await payments.giveBack(ground.finance, claimed.id, { revision: claimed.revision, reason: '合同将终止，不予支付' })
      await ground.send(ground.district, `/contracts/${ending.id}/terminate`, form)
      expect(await ground.balance(ending.lineId)).to.deep.equal({ available: 500_000_00, reserved: 0, committed: 0, paid: 0 })
    })
  })
})
