import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { works } from '../../jobs/index.ts'
import { contractStore, unprintedContracts } from '../../src/contract/index.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { tenderStore } from '../../src/tender/index.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import { anOwned } from '../registry/ground.ts'
import { readPrinted } from '../support/printed.ts'
import { AWARDED, CEILING, PRICE, startPurchase, type PurchaseGround } from './ground.ts'

describe('the pages of a contract', function () {
  this.timeout(60_000)
  let ground: PurchaseGround
  let elsewhere: Actor, stranger: Actor, community: Actor
  let tender: Tender
  let contract: Contract
  const path = () => `/contracts/${contract.id}`
  const fresh = async () => { contract = await contractStore.get(contract.id); return contract }

  before(async () => {
    ground = await startPurchase('contractpages')
    const { world } = ground
    elsewhere = await world.actor('district', { area: '230602' })
    community = await world.actor('community')
    stranger = (await anOwned(world, '晨曦')).owner
    tender = await ground.awarded()
  })
  after(() => ground.world.stop())

  describe('drawing up', () => {
    it('is a task of the buyer, and shows parties, price in figures and words, and instalments first', async () => {
      const { district } = ground
      expect(await ground.open(district, '/home')).to.include(`href="/contracts/new?tenderId=${tender.id}"`)
      const text = await ground.open(district, `/contracts/new?tenderId=${tender.id}`)
      for (const said of [tender.buyer.name, ground.organization.name, '452,000.00', '肆拾伍万贰仟元整', '226,000.00', '135,600.00', '90,400.00', '期满验收合格、评估结果公布并收到发票', '28,548 次']) {
        expect(text, said).to.include(said)
      }
      expect(await contractStore.list({}, {}), 'looking draws nothing up').to.deep.equal([])
    })

    it('is not for others: another district, the community, the winner, the losers, visitors', async () => {
      for (const person of [elsewhere, community, ground.owner, stranger]) {
        expect((await (await ground.page(person)).get(`/contracts/new?tenderId=${tender.id}`)).status, person.name).to.equal(403)
        await ground.refused(403, person, '/contracts', { tenderId: tender.id })
      }
      expect((await ground.world.visitor().get(`/contracts/new?tenderId=${tender.id}`)).status).to.be.oneOf([303, 401, 403])
      expect((await ground.world.visitor().post('/contracts').type('form').send({ tenderId: tender.id })).headers.location).to.match(/^\/sign-in/)
    })

    it('can be looked at whole before, on the page and as a file, with nothing to sign', async () => {
      const at = `tenderId=${tender.id}`
      const text = await ground.open(ground.district, `/contracts/preview?${at}`)
      for (const said of [tender.reference, ground.organization.name, '第十七条　合同文件和生效', '¥452,000.00', '2026-1 版']) expect(text, said).to.include(said)
      expect(text, 'each cell names its column, for a phone').to.include('<td data-label="权重（分）">').and.not.include('is-wide')
      const { body } = await (await ground.page(ground.district)).get(`/contracts/preview/file?${at}`)
      const { text: printed } = await readPrinted(body as Buffer)
      expect(printed).to.include(ground.organization.name).and.include('（预览，未编号）').and.include('肆拾伍万贰仟元整')
      for (const person of [elsewhere, community, ground.owner, stranger]) {
        for (const place of ['/contracts/preview', '/contracts/preview/file']) expect((await (await ground.page(person)).get(`${place}?${at}`)).status, person.name).to.equal(403)
      }
      expect(await contractStore.list({}, {}), 'looking draws nothing up').to.deep.equal([])
    })

    it('shows the bureau each wording, what it changed, and a sample of it', async () => {
      expect(await ground.open(ground.district, '/contracts')).to.include('href="/contracts/templates"')
      expect(await ground.open(ground.district, '/contracts/templates')).to.include('href="/contracts/templates/2026-2"').and.include('尚未施行')
      const text = await ground.open(ground.district, '/contracts/templates/2026-2')
      expect(text).to.match(/<del>[^<]*评价按照本合同第三条的指标和权重计分/).and.include('法定必备条款齐全').and.include('第十条　绩效评价和末期付款')
      expect((await readPrinted((await (await ground.page(ground.district)).get('/contracts/templates/2026-2/file')).body as Buffer)).info).to.include({ Title: '政府购买服务合同（2026-2版样本）' })
      expect((await (await ground.page(ground.district)).get('/contracts/templates/2026-9')).status).to.equal(404)
      for (const person of [ground.owner, ground.finance, stranger]) expect((await (await ground.page(person)).get('/contracts/templates')).status, person.name).to.equal(403)
    })

    it('makes one contract of an award, when five people ask at once', async () => {
      const bureau = await ground.world.actor('bureau')
      const people = [ground.district, ground.district, bureau, ground.district, bureau]
      const agents = await Promise.all(people.map(ground.page))
      const answers = await Promise.all(agents.map(agent => agent.post('/contracts', { tenderId: tender.id })))
      expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([303, 409, 409, 409, 409])
      const found = await contractStore.list({}, {})
      expect(found).to.have.length(1)
      contract = found[0]!
      expect(await tenderStore.get(tender.id)).to.deep.include({ status: 'contracted', award: { ...tender.award, contractId: contract.id } })
      expect(await ground.open(ground.district, '/home')).to.not.include(`/contracts/new?tenderId=${tender.id}`)
      expect((await (await ground.page(ground.district)).get(`/contracts/new?tenderId=${tender.id}`)).status, 'once contracted').to.equal(409)
    })

    it('cannot be signed or read by outsiders before it is printed', async () => {
      const text = await ground.open(ground.district, path())
      expect(text).to.not.include(`${path()}/sign`)
      expect(text, 'the way back to the list').to.include(`<span aria-current="page">${contract.reference}</span>`)
      expect((await (await ground.page(ground.district)).get(`${path()}/file`)).status).to.equal(409)
      expect((await (await ground.page(ground.district)).get(`${path()}/signatures`)).status).to.equal(409)
      await ground.refused(409, ground.district, `${path()}/sign`, { fileHash: '0'.repeat(64), agreed: 'on' })
    })

    it('is printed by the job, which asked for again changes nothing', async () => {
      // A later wording is in force by the time that the job comes to it.
      ground.world.clock.set(new Date('2026-07-02T01:00:00Z'))
      await ground.world.runJobs()
      ground.world.clock.set(AWARDED)
      const printed = await fresh()
      expect(printed.template).to.equal('2026-1')
      expect(printed).to.include({ status: 'printed', revision: 1 })
      const { body: file } = await (await ground.page(ground.owner)).get(`${path()}/file`) as { body: Buffer }
      expect(createHash('sha256').update(file).digest('hex')).to.equal(printed.file?.sha256)
      const { text } = await readPrinted(file)
      expect(text, 'the wording of the day on which it was drawn up').to.include('评价按照本合同第三条的指标和权重计分')
      expect(text).to.include(`统一社会信用代码：${ground.organization.uscc}`)
      for (const said of ['公开招标', '452,000.00', '肆拾伍万贰仟元整', ground.organization.name, ground.organization.uscc!, tender.reference]) expect(text).to.include(said)
      await ground.world.services.contracts.print(contract.id, { id: 'system', name: 'Fuhua', grants: [] })
      await ground.world.services.enqueue(unprintedContracts, {})
      await ground.world.runJobs()
      expect(await fresh()).to.deep.equal(printed)
    })
  })

  describe('signing', () => {
    const sign = (changes: Record<string, string> = {}) => ({ fileHash: contract.file!.sha256, agreed: 'on', ...changes })

    it('is a task of both parties, and asks to agree to the file that was read', async () => {
      for (const person of [ground.district, ground.owner]) {
        expect(await ground.open(person, '/home')).to.include(`href="${path()}"`)
        const text = await ground.open(person, path())
        expect(text).to.include(contract.file!.sha256).and.include(`action="${path()}/sign"`)
        const again = await ground.refused(422, person, `${path()}/sign`, { fileHash: contract.file!.sha256 })
        expect(again).to.include('href="#agreed"').and.include(`action="${path()}/sign"`)
      }
    })

    it('is refused over another file, and for a stranger', async () => {
      expect(await ground.refused(409, ground.owner, `${path()}/sign`, sign({ fileHash: 'a'.repeat(64) }))).to.include('合同文件已变化')
      for (const person of [stranger, elsewhere, ground.finance, community]) await ground.refused(403, person, `${path()}/sign`, sign())
      expect((await fresh()).signatures).to.deep.equal([])
    })

    it('counts once for each party, when both sign twice at once', async () => {
      const agents = await Promise.all([ground.owner, ground.owner, ground.district, ground.district].map(ground.page))
      const answers = await Promise.all(agents.map(agent => agent.post(`${path()}/sign`, sign())))
      expect(answers.filter(({ status }) => status === 303)).to.have.length.within(1, 2)
      for (const { status } of answers) expect(status).to.be.oneOf([303, 409])
      const { signatures } = await fresh()
      expect(new Set(signatures.map(({ party }) => party)).size).to.equal(signatures.length)
      for (const person of [ground.owner, ground.district]) await (await ground.page(person)).post(`${path()}/sign`, sign())
      expect((await fresh()).signatures.map(({ party }) => party)).to.have.members(['buyer', 'supplier'])
      expect(contract).to.include({ status: 'in-force', published: true })
      await ground.refused(409, ground.owner, `${path()}/sign`, sign())
    })

    it('is recorded with who, when and the file that was signed, on the page and to take away', async () => {
      const page = await ground.open(ground.finance, path())
      const { body } = await (await ground.page(ground.finance)).get(`${path()}/signatures`)
      const { text } = await readPrinted(body as Buffer)
      expect(contract.signatures.map(({ fileHash }) => fileHash)).to.deep.equal([contract.file!.sha256, contract.file!.sha256])
      for (const { name, fileHash } of contract.signatures) {
        for (const record of [page, text].map(each => each.replace(/\s/g, ''))) expect(record).to.include(name.replace(/\s/g, '')).and.include(fileHash)
      }
      expect(text.match(new RegExp(contract.file!.sha256, 'g'))).to.have.length(3)
      const agent = await ground.page(ground.finance)
      expect(((await agent.get(`${path()}/signatures`)).body as Buffer).equals(body as Buffer), 'the same bytes again').to.equal(true)
    })

    it('binds the money of the contract and frees the rest of the ceiling', async () => {
      expect(await ground.balance(tender.lineId)).to.deep.equal({ available: 48_000_00, reserved: 0, committed: PRICE, paid: 0 })
    })

    it('makes the contract public, with its file, but not what concerns its payments', async () => {
      const visitor = ground.world.visitor()
      const shown = await visitor.get(`${path()}?lang=zh-CN`)
      expect(shown.status).to.equal(200)
      expect(shown.text).to.include('452,000.00').and.include(contract.file!.sha256)
      for (const file of ['file', 'signatures']) expect((await visitor.get(`${path()}/${file}`)).status).to.equal(200)
      for (const inner of ['/invoices', '/terminate', '/payments/']) expect(shown.text, inner).to.not.include(inner)
      expect(await ground.open(stranger, path())).to.not.include('/invoices')
    })
  })

  describe('signing after the last day', () => {
    it('is open still, but asks why it is late, and keeps the answer', async () => {
      const late = await ground.printed()
      const at = `/contracts/${late.id}`
      const form = { fileHash: late.file.sha256, agreed: 'on' }
      expect(await ground.open(ground.district, at)).to.not.include('lateReason')
      ground.world.clock.set(new Date(late.signBy.getTime() + 1))
      expect(await ground.open(ground.district, at)).to.include('name="lateReason"').and.include('已过签订期限')
      expect(await ground.refused(422, ground.district, `${at}/sign`, form)).to.include('href="#lateReason"').and.include('请说明逾期签订的原因')
      await ground.send(ground.district, `${at}/sign`, { ...form, lateReason: '中标人法定代表人出差' })
      expect(await ground.open(ground.owner, at)).to.include('中标人法定代表人出差')
      ground.world.clock.set(AWARDED)
    })
  })

  describe('printing', () => {
    it('is lost with its worker after the file was kept, and done anew by the sweep, once', async () => {
      const { services } = ground.world
      const { id } = await services.contracts.drawUp(ground.district, { tenderId: (await ground.awarded()).id })
      await ground.world.services.queue.obliterate({ force: true })
      await services.enqueue(unprintedContracts, {})
      await ground.world.runJobs()
      const found = await contractStore.get(id)
      expect(found).to.include({ status: 'printed' })
      await works.find(({ job }) => job.name === 'contract-pdf')!.run({ contractId: id } as never, services, async () => undefined)
      expect(await contractStore.get(id)).to.deep.equal(found)
      expect((await services.contracts.timeline(found)).filter(({ action }) => action === 'contract.print')).to.have.length(1)
    })
  })

  describe('before it is in force', () => {
    it('is hidden from visitors, other organizations and other districts, in lists too', async () => {
      const hidden = await ground.printed({ title: '尚未签署的项目' })
      for (const person of [stranger, elsewhere]) {
        expect((await (await ground.page(person)).get(`/contracts/${hidden.id}`)).status).to.equal(403)
        expect((await (await ground.page(person)).get(`/contracts/${hidden.id}/file`)).status).to.equal(403)
        expect(await ground.open(person, '/contracts')).to.include(contract.reference).and.not.include('尚未签署的项目')
      }
      expect((await ground.world.visitor().get(`/contracts/${hidden.id}`)).status).to.be.oneOf([303, 401, 403])
      expect((await ground.world.visitor().get('/contracts')).text).to.not.include('尚未签署的项目')
      expect(await ground.open(ground.district, `/contracts?q=${encodeURIComponent('尚未签署')}`)).to.include('尚未签署的项目').and.not.include(contract.reference)
      expect(await ground.open(ground.district, '/contracts?status=in-force')).to.not.include('尚未签署的项目')
    })
  })

  describe('terminating', () => {
    it('asks for a reason, frees the money, and is final', async () => {
      const ended = await ground.inForce()
      const at = `/contracts/${ended.id}`
      const [{ balance }, { lineId }] = [ground, ended]
      const empty = await ground.refused(422, ground.district, `${at}/terminate`, { revision: String(ended.revision), reason: '无' })
      expect(empty).to.match(/<details[^>]*class="fh-confirm"[^>]* open/).and.include('href="#reason"')
      for (const person of [ground.owner, elsewhere, ground.finance]) {
        await ground.refused(403, person, `${at}/terminate`, { revision: String(ended.revision), reason: '服务机构停止活动' })
      }
      expect((await balance(lineId)).committed).to.equal(PRICE)
      await ground.paid(ended.id, 1)
      const { revision } = await contractStore.get(ended.id)
      await ground.refused(409, ground.district, `${at}/terminate`, { revision: '0', reason: '服务机构停止活动' })
      await ground.send(ground.district, `${at}/terminate`, { revision: String(revision), reason: '服务机构停止活动' })
      expect(await balance(lineId)).to.deep.equal({ available: 274_000_00, reserved: 0, committed: 0, paid: 226_000_00 })
      const shown = await ground.open(ground.district, at)
      expect(shown).to.include('服务机构停止活动').and.not.include(`${at}/terminate`)
      await ground.refused(409, ground.district, `${at}/terminate`, { revision: String(revision + 1), reason: '再次终止合同' })
      expect((await ground.world.services.payments.ofContract(ended)).length).to.equal(1)
    })

    it('frees the whole reservation while nobody has signed', async () => {
      const drawn = await ground.printed()
      expect(await ground.balance(drawn.lineId)).to.include({ reserved: CEILING, available: 20_000_00 })
      await ground.send(ground.district, `/contracts/${drawn.id}/terminate`, { revision: String(drawn.revision), reason: '中标人拒绝签订合同' })
      expect(await ground.balance(drawn.lineId)).to.deep.equal({ available: 500_000_00, reserved: 0, committed: 0, paid: 0 })
      await ground.refused(409, ground.owner, `/contracts/${drawn.id}/sign`, { fileHash: drawn.file.sha256, agreed: 'on' })
    })
  })
})
