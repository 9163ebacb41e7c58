import { expect } from 'chai'
import { anAcceptanceRecord } from '../../fixtures/contract.ts'
import { standardsOf } from '../../src/contract/acceptance.rules.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { readPrinted } from '../support/printed.ts'
import { refusalOf, startPurchase, type PurchaseGround } from './ground.ts'

const STATEMENT = '五月至十月上门服务14,320次，服务老人183人，签字记录齐全。'

describe('the acceptance of what was delivered', function () {
  this.timeout(30_000)
  let ground: PurchaseGround
  let contract: Contract
  let community: Actor
  let elsewhere: Actor
  let path = ''
  const acceptancesOf = () => ground.world.services.acceptances.ofContract(ground.owner, contract)
  const open = async () => (await acceptancesOf()).at(-1)!
  const at = async () => `/acceptances/${(await open()).id}`
  /** The form of the record as the page sends it. */
  function fields(changes: Record<string, string> = {}): Record<string, string> {
    const { findings, opinions } = anAcceptanceRecord(contract)
    return {
      ...Object.fromEntries(findings.flatMap(({ standardId, met, found }, index) => [
        [`findings.${index}.standardId`, standardId], [`findings.${index}.met`, met ?? ''], [`findings.${index}.found`, found ?? '']])),
      'opinions.0.who': opinions[0]!.who, 'opinions.0.opinion': opinions[0]!.opinion, 'opinions.1.who': '', 'opinions.1.opinion': '', ...changes,
    }
  }
  const sent = async (changes: Record<string, string> = {}) => ({ revision: String((await open()).revision), ...fields(changes) })

  before(async () => {
    ground = await startPurchase('acceptance')
    contract = await ground.inForce()
    path = `/contracts/${contract.id}`
    community = await ground.world.actor('community', { area: '230604001' }, '李敏')
    elsewhere = await ground.world.actor('community', { area: '230602001' }, '别处')
    await ground.paid(contract.id, 1)
  })
  after(() => ground.world.stop())

  it('is asked for by the supplier once the service has begun, with its evidence', async () => {
    expect(await ground.open(ground.owner, path)).to.include('服务自 2026年5月1日 开始，开始后才能验收').and.include('第 2 期须先验收合格')
    expect(await ground.open(ground.district, path)).to.not.include(`action="${path}/acceptances"`)
    ground.world.clock.set(new Date('2026-11-02T01:00:00Z'))
    expect(await ground.refused(422, ground.owner, `${path}/acceptances`, { acceptSeq: '2', statement: '完成' })).to.include('完成')
    await ground.send(ground.owner, `${path}/acceptances`, { acceptSeq: '2', statement: STATEMENT })
    expect(await refusalOf(ground.world.services.acceptances.request(ground.owner, contract.id, { acceptSeq: 2, statement: STATEMENT }))).to.equal('blocked: acceptance-open')
    // The fifteenth workday after Monday 2 November 2026.
    expect((await open()).decideBy?.toISOString()).to.equal('2026-11-23T15:59:59.999Z')
  })

  it('is a task of those who buy, the community among them, and read by nobody else before it is decided', async () => {
    for (const person of [community, ground.district]) expect(await ground.open(person, '/home')).to.include(`href="${await at()}"`)
    expect(await ground.open(community, await at())).to.include(STATEMENT)
    for (const person of [elsewhere, await ground.world.actor('resident')]) expect((await (await ground.page(person)).get(await at())).status, person.name).to.equal(403)
    expect((await ground.world.visitor().get(await at())).status).to.equal(403)
    for (const person of [ground.owner, ground.finance, elsewhere]) await ground.refused(403, person, `${await at()}/decide`, await sent())
  })

  it('keeps what was typed where a finding, an opinion or the remedy is missing', async () => {
    const half = await ground.refused(422, community, `${await at()}/decide`, await sent({ 'findings.1.met': 'no', 'findings.2.found': '', 'opinions.0.who': '', 'opinions.0.opinion': '' }))
    expect(half).to.include('href="#findings.2.found"').and.include('href="#opinions.0.who"').and.include('href="#remedy"').and.include('抽查十户')
  })

  it('fails by one standard, is published with the reason, and the work is put right', async () => {
    await ground.send(community, `${await at()}/decide`, await sent({ 'findings.1.met': 'no', remedy: '上门次数不足，补齐服务并补全签字记录。' }))
    expect(await open()).to.include({ status: 'failed', published: true })
    const seen = (await ground.world.visitor().get(`${await at()}?lang=zh-CN`)).text
    expect(seen).to.include('不合格').and.include('补全签字记录').and.include('服务对象代表3人').and.not.include(STATEMENT)
    expect(await ground.open(ground.owner, '/home')).to.include('整改后重新申请第2期验收')
    expect(await refusalOf(ground.world.services.payments.invoice(ground.owner, contract.id, { seq: 2, number: '23301202' }))).to.equal('blocked: acceptance-missing')
  })

  it('passes when all are met; then, and only then, its payment is claimed', async () => {
    await ground.send(ground.owner, `${path}/acceptances`, { acceptSeq: '2', statement: `整改后：${STATEMENT}` })
    const { id, revision } = await open()
    await ground.send(community, `/acceptances/${id}/decide`, await sent())
    expect(await ground.refused(409, ground.district, `/acceptances/${id}/decide`, { ...await sent(), revision: String(revision) }), 'an old page').to.include('合格')
    expect((await ground.world.services.contracts.known(contract.id)).accepted).to.have.length(1)
    expect(await ground.open(ground.owner, '/home')).to.include('提交第2期发票')
    expect(await refusalOf(ground.world.services.payments.invoice(ground.owner, contract.id, { seq: 2, number: '23301202' }))).to.equal('done')
    expect(await refusalOf(ground.world.services.acceptances.request(ground.owner, contract.id, { acceptSeq: 2, statement: STATEMENT }))).to.include('blocked')
  })

  it('is printed for everybody, the same each time', async () => {
    const files = await Promise.all([1, 2].map(async () => (await ground.world.visitor().get(`${await at()}/file`)).body as Buffer))
    expect(files[0]!.equals(files[1]!)).to.equal(true)
    const { text } = await readPrinted(files[0]!)
    for (const said of ['履约验收书', contract.reference, ...standardsOf(contract).flatMap(({ indicator }) => indicator?.name ?? []), '服务对象代表3人', '合格', '李敏']) expect(text, said).to.include(said)
  })
})
