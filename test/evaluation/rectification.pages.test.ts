import { expect } from 'chai'
import { aPoorEvaluation } from '../../fixtures/evaluation.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import { contractStore } from '../../src/contract/index.ts'
import { evaluationStore } from '../../src/evaluation/index.ts'
import { judgedOf, outputsOf } from '../../src/evaluation/evaluation.rules.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'
import { anOwned } from '../registry/ground.ts'
import { keeps, MORE, SHEET, STRANGE } from './ground.ts'

describe('the putting right of what a result showed', function () {
  this.timeout(60_000).bail(true)
  let ground: PurchaseGround
  let contract: Contract
  let stranger: Actor, elsewhere: Actor
  const id = 'a'.repeat(24)
  const path = `/evaluations/${id}`, at = `${path}/rectification`
  const visit = async () => (await ground.world.visitor().get(`${path}?lang=zh-CN`)).text
  const revision = async () => String((await evaluationStore.get(id)).revision)
  const tasks = (person: Actor) => ground.open(person, '/home')

  before(async () => {
    ground = await startPurchase('rectificationpages')
    stranger = (await anOwned(ground.world, '晨曦')).owner
    elsewhere = await ground.world.actor('district', { area: '230602' })
    contract = await ground.inForce()
    await evaluationStore.insert({ ...aPoorEvaluation(), id, contractId: contract.id, organizationId: contract.organizationId, areas: contract.areas, ruleSet: contract.ruleSet })
    ground.world.clock.set(new Date('2027-06-01T01:00:00Z'))
  })
  after(() => ground.world.stop())

  it('stands beside the line of the same item, as a ground for what is budgeted next', async () => {
    for (const person of [ground.district, ground.finance]) expect(await ground.open(person, `/budget/${contract.lineId}`)).to.include(`href="${path}"`).and.include('差')
    const other = await evaluationStore.get(id)
    await evaluationStore.save({ ...other, published: false })
    expect(await ground.open(ground.finance, `/budget/${contract.lineId}`), 'no result is told before it is published').to.include('还没有公布的绩效结果').and.not.include(path)
    await evaluationStore.save({ ...await evaluationStore.get(id), published: true })
  })

  it('is asked by the buyer, who finds it in what he has to do, with a day to come', async () => {
    const asked = { demand: '补齐没有做到的上门服务，并报送签到表。', dueBy: '2027-06-30', revision: await revision() }
    expect(await tasks(ground.district)).to.include(`href="${path}#rectification"`).and.include('提出整改要求')
    expect(await ground.open(ground.owner, path)).to.include('请提出整改要求和期限').and.not.include(`action="${at}"`)
    for (const person of [ground.owner, stranger, elsewhere, ground.finance]) await ground.refused(403, person, at, asked)
    const wrong = await ground.refused(422, ground.district, at, { ...asked, dueBy: '2027-06-01' })
    expect(wrong).to.include('href="#dueBy"').and.include('整改期限应当在今天之后').and.include('补齐没有做到的上门服务')
    await ground.send(ground.district, at, asked)
    await ground.refused(409, ground.district, at, { ...asked, revision: await revision() })
    expect(await visit(), 'everybody reads what is asked').to.include('补齐没有做到的上门服务').and.include('整改中')
    expect(await tasks(ground.district)).to.not.include(`${path}#rectification`)
  })

  it('is told to the supplier, is due, and is reported with files that only those inside read', async () => {
    expect(await tasks(ground.owner)).to.include(`href="${path}#rectification"`).and.include('2027年6月30日')
    await ground.world.services.telling.tellAll()
    expect(await ground.open(ground.owner, '/messages')).to.include('请整改：')
    const fields = { done: '没有做到的服务已经补做，老人逐一签字。', revision: await revision() }
    const file = (body: Buffer) => [{ field: 'files', name: '补做签到表.pdf', body }]
    for (const person of [stranger, ground.district]) expect((await (await ground.page(person)).upload(`${at}/report`, fields, file(STRANGE))).status).to.equal(403)
    const agent = await ground.page(ground.owner)
    expect((await agent.upload(`${at}/report`, { ...fields, done: '做了' }, [])).text).to.include('href="#done"')
    expect((await agent.upload(`${at}/report`, fields, file(SHEET))).status).to.equal(303)
    expect((await agent.upload(`${at}/report`, { ...fields, revision: await revision() }, file(MORE))).status, 'once until it comes back').to.equal(409)
    for (const body of [STRANGE, MORE]) expect(keeps(ground.world.services.config.DATA_DIR, body), 'of what is refused nothing is kept').to.equal(false)
    const { key } = (await evaluationStore.get(id)).rectification!.reports[0]!.files[0]!
    expect(await visit()).to.include('老人逐一签字').and.not.include('补做签到表.pdf').and.not.include(key)
    expect(JSON.stringify((await ground.world.visitor().get(`/api/v1${path}`)).body)).to.include('老人逐一签字').and.not.include(key)
    expect(await ground.open(ground.district, path)).to.include('补做签到表.pdf')
    expect((await (await ground.page(ground.district)).get(`${path}/files/${key}`)).body).to.deep.equal(SHEET)
    expect((await (await ground.page(stranger)).get(`${path}/files/${key}`)).status).to.equal(403)
  })

  it('goes back with the reason, is reported again and confirmed, and all of it stays to be read', async () => {
    expect(await tasks(ground.district)).to.include('确认整改情况')
    await ground.refused(403, ground.owner, `${at}/confirm`, { revision: await revision() })
    await ground.refused(422, ground.district, `${at}/return`, { revision: await revision(), reason: '' })
    await ground.send(ground.district, `${at}/return`, { revision: await revision(), reason: '还差三户没有签字。' })
    await ground.world.services.telling.tellAll()
    expect(await ground.open(ground.owner, '/messages')).to.include('还差三户没有签字')
    const call = await (await ground.world.as(ground.owner)).post(`/api/v1${at}/report`).send({ done: '三户也已经签字确认。', revision: Number(await revision()) })
    expect(call.body.rectification.status).to.equal('reported')
    await ground.refused(409, ground.district, `${at}/confirm`, { revision: '0' })
    await ground.send(ground.district, `${at}/confirm`, { revision: await revision() })
    const text = await visit()
    for (const part of ['补齐没有做到的上门服务', '老人逐一签字', '还差三户没有签字', '三户也已经签字确认', '整改到位']) expect(text, part).to.include(part)
    for (const person of [ground.owner, ground.district]) expect(await tasks(person)).to.not.include(`${path}#rectification`)
  })

  it('is not all that the lowest grade does: of the last instalment nothing is left, and the last acceptance completes the contract', async () => {
    ground.world.clock.set(new Date('2026-04-07T01:00:00Z'))
    const second = await ground.inForce()
    await ground.paid(second.id, 1)
    await ground.paid(second.id, 2)
    ground.world.clock.set(new Date('2027-04-15T01:00:00Z'))
    const pool: Actor[] = []
    for (let n = 0; n < 3; n += 1) pool.push(await ground.world.actor('expert', {}, `专家${n}`))
    const { evaluations } = ground.world.services
    const opened = await evaluations.open(ground.district, { contractId: second.id, surveySize: 1 })
    await evaluations.report(ground.owner, opened.id, { summary: '服务中断，未完成约定。', spent: 0 as never, actuals: outputsOf(opened).map(({ id }) => ({ leafId: id, actual: 0 })) })
    for (const accountId of opened.raters) {
      await evaluations.rate(pool.find(({ id }) => id === accountId)!, opened.id, {
        bands: judgedOf(opened).map(({ id }) => ({ leafId: id, attainment: 1_000 })), findings: [], rationale: '服务中断，记录缺失，未见成效。',
      })
    }
    await ground.world.runJobs()
    expect(await evaluationStore.get(opened.id), 'waits for an answer').to.include({ status: 'rated' })
    expect(await ground.open(ground.district, '/home'), 'the buyer hands the survey out').to.include(`href="/evaluations/${opened.id}#survey"`)
    await evaluations.answer((await evaluations.surveyTokens(ground.district, opened.id))[0]!, { answer: 'very-dissatisfied' })
    await ground.world.runJobs()
    await evaluations.publish(ground.district, opened.id, (await evaluationStore.get(opened.id)).revision)
    expect(await ground.open(ground.owner, `/contracts/${second.id}`)).to.include('无须支付').and.include('申请验收（第 3 期）')
    await ground.accepted(second.id, 3)
    expect(await contractStore.get(second.id)).to.include({ status: 'completed' })
    expect(await ground.balance(second.lineId)).to.deep.equal({ available: 138_400_00, reserved: 0, committed: 0, paid: 361_600_00 })
  })
})
