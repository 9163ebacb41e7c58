import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { aSupplementRequest } from '../../fixtures/supplement.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import type { Supplement } from '../../src/contract/supplement.schema.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { fen } from '../../src/kernel/money.ts'
import { anOwned } from '../registry/ground.ts'
import { readPrinted } from '../support/printed.ts'
import { filesIn } from '../support/zip.ts'
import { refusalOf, startPurchase, type PurchaseGround } from './ground.ts'

const REASON = '八月新建成的安置小区有失能老人12人，需要同样的上门服务。'
const fields = (changes: Record<string, string> = {}) => ({
  'additions.0.indicator': '0', 'additions.0.quantity': '12', 'additions.0.unitPrice': '1,500', 'additions.1.indicator': '1', 'additions.1.quantity': '', 'additions.1.unitPrice': '',
  reason: REASON, priceBasis: '合同总价除以约定的服务人数，再按剩余月数折算。', ...changes,
})

describe('the supplements of a contract', function () {
  this.timeout(60_000)
  let ground: PurchaseGround
  let contract: Contract
  let path = ''
  let community: Actor, elsewhere: Actor, stranger: Actor
  const service = () => ground.world.services.supplements
  const all = () => service().ofContract(ground.district, contract)
  const open = async (): Promise<Supplement> => (await all()).at(-1)!
  const fresh = () => ground.world.services.contracts.known(contract.id)
  const sum = (yuan: number) => aSupplementRequest({ additions: [{ indicator: 0, quantity: 1, unitPrice: fen(yuan * 100) }] })

  before(async () => {
    ground = await startPurchase('supplement')
    contract = await ground.inForce()
    path = `/contracts/${contract.id}`
    community = await ground.world.actor('community', { area: '230604001' }, '李敏')
    elsewhere = await ground.world.actor('district', { area: '230602' }, '别区')
    stranger = (await anOwned(ground.world, '晨曦')).owner
    ground.world.clock.set(new Date('2026-09-01T01:00:00Z'))
  })
  after(() => ground.world.stop())

  it('are drawn up by the district, with what may still be added shown before', async () => {
    expect(await ground.open(ground.district, path)).to.include(`href="${path}/supplements/new"`).and.include('没有补充合同')
    expect(await ground.open(ground.district, `${path}/supplements/new`)).to.include('45,200.00').and.include('第四十九条').and.include('48,000.00')
    for (const person of [community, elsewhere, ground.owner, ground.finance, stranger]) {
      expect((await (await ground.page(person)).get(`${path}/supplements/new`)).status, person.name).to.equal(403)
      await ground.refused(403, person, `${path}/supplements`, fields())
    }
  })

  it('keep what was typed where something is missing, and are refused above a tenth or above the line', async () => {
    const half = await ground.refused(422, ground.district, `${path}/supplements`, fields({ 'additions.0.unitPrice': '' }))
    expect(half).to.include('href="#additions.0.unitPrice"').and.include('value="12"').and.include(REASON)
    expect(await ground.refused(422, ground.district, `${path}/supplements`, fields({ reason: '短' }))).to.include('href="#reason"').and.include('value="12"')
    expect(await ground.refused(409, ground.district, `${path}/supplements`, fields({ 'additions.0.unitPrice': '3766.67' }))).to.include('超过原合同金额').and.include(REASON)
    expect(await all(), 'nothing is left of it').to.deep.equal([])
  })

  it('reserve their money, are printed once, and wait for both', async () => {
    const before = await ground.balance(contract.lineId)
    await ground.send(ground.district, `${path}/supplements`, fields())
    const after = await ground.balance(contract.lineId)
    expect([after.reserved, after.available, after.committed]).to.deep.equal([18_000_00, before.available - 18_000_00, before.committed])
    const { id, file } = await open()
    const { body } = await (await ground.page(ground.owner)).get(`/supplements/${id}/file`)
    expect(createHash('sha256').update(body as Buffer).digest('hex')).to.equal(file.sha256)
    const { text } = await readPrinted(body as Buffer)
    for (const said of ['补充合同', contract.reference, '12', '¥18,000.00', '壹万捌仟元整', '第四十九条', '合同的其他条款不变', REASON.slice(0, 8)]) expect(text, said).to.include(said)
    for (const who of [null, stranger, elsewhere]) {
      const { status } = who ? await (await ground.page(who)).get(`/supplements/${id}`) : await ground.world.visitor().get(`/supplements/${id}`)
      expect(status).to.equal(403)
    }
    for (const person of [ground.district, ground.owner]) expect(await ground.open(person, '/home')).to.include(`href="/supplements/${id}"`)
    expect(await ground.refused(409, ground.district, `${path}/supplements`, fields()), 'one at a time').to.include('还没有签署完毕')
    expect((await fresh()).supplements).to.deep.equal([])
  })

  it('are signed by both who read the same file, and bind then: one payment more, its money committed, public', async () => {
    const { id, file } = await open()
    const at = `/supplements/${id}`
    expect(await ground.refused(422, ground.owner, `${at}/sign`, { fileHash: file.sha256 })).to.include('href="#agreed"')
    expect(await refusalOf(service().sign(ground.owner, id, { fileHash: '0'.repeat(64), agreed: true }))).to.equal('file-changed')
    for (const person of [community, elsewhere, stranger, ground.finance]) await ground.refused(403, person, `${at}/sign`, { fileHash: file.sha256, agreed: 'on' })
    await ground.send(ground.owner, `${at}/sign`, { fileHash: file.sha256, agreed: 'on' })
    expect(await ground.open(ground.owner, '/home')).to.not.include(`href="${at}"`)
    await ground.send(ground.district, `${at}/sign`, { fileHash: file.sha256, agreed: 'on' })
    const now = await fresh()
    expect(now.instalments.map(({ amount }) => amount)).to.deep.equal([...contract.instalments.map(({ amount }) => amount), 18_000_00])
    expect(await ground.balance(contract.lineId)).to.include({ reserved: 0, committed: contract.amount + 18_000_00 })
    const seen = (await ground.world.visitor().get(`${path}?lang=zh-CN`)).text
    expect(seen).to.include((await open()).reference).and.include('470,000.00').and.include('补充合同合计')
    expect((await ground.world.visitor().get(`${at}?lang=zh-CN`)).text).to.include(file.sha256).and.include(REASON)
    const { reference } = await open()
    const names = [...filesIn((await (await ground.page(ground.owner)).download(`${path}/dossier`)).body as Buffer).keys()]
    expect(names.some(name => name.endsWith(`${reference}.pdf`)), names.join()).to.equal(true)
  })

  it('never come to more than a tenth, whoever asks at once', async () => {
    // 18,000 of 45,200 are taken; 20,000 more fit once.
    const before = await ground.balance(contract.lineId)
    const outcomes = await Promise.all([1, 2, 3].map(() => refusalOf(service().drawUp(ground.district, contract.id, sum(20_000)))))
    expect(outcomes.filter(each => each === 'done')).to.have.length(1)
    const { id, file } = await open()
    expect(await ground.balance(contract.lineId)).to.include({ reserved: 20_000_00, available: before.available - 20_000_00 })
    await Promise.all([ground.owner, ground.district].map(person => refusalOf(service().sign(person, id, { fileHash: file.sha256, agreed: true }))))
    // Of two signatures at once the slower may have to be given again.
    for (const person of [ground.owner, ground.district]) await refusalOf(service().sign(person, id, { fileHash: file.sha256, agreed: true }))
    expect((await fresh()).supplements.map(({ amount }) => amount)).to.deep.equal([18_000_00, 20_000_00])
    expect(await refusalOf(service().drawUp(ground.district, contract.id, sum(7_200.01)))).to.equal('blocked: supplements-above-limit')
    expect((await all()).filter(({ status }) => status === 'in-force')).to.have.length(2)
  })

  it('give their money back when they are withdrawn, and leave the contract as it is', async () => {
    await service().drawUp(ground.district, contract.id, sum(7_200))
    const before = await ground.balance(contract.lineId)
    const { id, revision, file } = await open()
    expect(await refusalOf(ground.world.services.contracts.terminate(ground.district, contract.id, { revision: (await fresh()).revision, reason: '终止试试' }))).to.equal('blocked: supplement-open')
    await ground.refused(403, ground.owner, `/supplements/${id}/withdraw`, { revision: String(revision), reason: '不再需要' })
    await ground.send(ground.district, `/supplements/${id}/withdraw`, { revision: String(revision), reason: '居民需求减少，不再追加。' })
    expect(await ground.balance(contract.lineId)).to.include({ reserved: 0, available: before.available + 7_200_00, committed: before.committed })
    expect((await fresh()).openSupplement).to.equal(undefined)
    expect(await refusalOf(service().sign(ground.owner, id, { fileHash: file.sha256, agreed: true }))).to.equal('not-allowed-now')
  })

  it('cannot be signed after the service has ended: then they are withdrawn', async () => {
    await service().drawUp(ground.district, contract.id, sum(7_000))
    const { id, file } = await open()
    ground.world.clock.set(new Date(Number(contract.term.to) + 60_000))
    expect(await refusalOf(service().sign(ground.owner, id, { fileHash: file.sha256, agreed: true }))).to.equal('blocked: service-ended')
    expect(await ground.open(ground.district, '/home')).to.include('补充合同已不能签署，请撤回')
    expect(await ground.open(ground.district, `/supplements/${id}`)).to.include('已于 2027年4月30日 届满')
    ground.world.clock.set(new Date('2026-09-02T01:00:00Z'))
  })
})
