import { expect } from 'chai'
import mongoose from 'mongoose'
import { works } from '../../jobs/index.ts'
import { contractStore } from '../../src/contract/index.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import { evaluationStore, scoreEvaluation, unscoredEvaluations } from '../../src/evaluation/index.ts'
import { judgedOf, outputsOf } from '../../src/evaluation/evaluation.rules.ts'
import type { Evaluation } from '../../src/evaluation/evaluation.schema.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { organizationStore, recordResult } from '../../src/registry/index.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'
import { anOwned } from '../registry/ground.ts'

const SHEET = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF signed in by 刘桂兰')
const RATIONALES = ['制度健全，记录完整，抽查属实。', '人员配备充分，应急处置及时。', '效果明显，仍可扩大受益面。']
/** Per expert, for rules, conduct, benefit and lasting effect, in percent. */
const BANDS = [[95, 90, 85.5, 80], [90, 85, 80, 75], [100, 95, 90, 85.01]] as const

describe('the pages of an evaluation of a contract', function () {
  this.timeout(60_000).bail(true)
  let ground: PurchaseGround
  let contract: Contract
  let evaluation: Evaluation
  let stranger: Actor, elsewhere: Actor
  const pool: Actor[] = []
  let experts: Actor[] = []
  let links: string[] = []
  const path = () => `/evaluations/${evaluation.id}`
  const fresh = async () => { evaluation = await evaluationStore.get(evaluation.id); return evaluation }
  const statusOf = async (person: Actor, at: string) => (await (await ground.page(person)).get(at)).status
  const visit = (at: string) => ground.world.visitor().get(`${at}?lang=zh-CN`)
  const answer = async (link: string, fields: Record<string, string>) => {
    const visitor = ground.world.visitor()
    const _csrf = /name="_csrf" value="([^"]+)"/.exec((await visitor.get('/sign-in')).text)?.[1]
    return visitor.post(`${link}?lang=zh-CN`).type('form').send({ _csrf, ...fields })
  }
  /** Does a job as a worker does that dies before it can say so. */
  const done = (name: string, payload: object) => works.find(({ job }) => job.name === name)!.run(payload as never, ground.world.services, async () => undefined)

  before(async () => {
    ground = await startPurchase('evaluationpages')
    stranger = (await anOwned(ground.world, '晨曦')).owner
    elsewhere = await ground.world.actor('district', { area: '230602' })
    for (let n = 0; n < 5; n += 1) pool.push(await ground.world.actor('expert', {}, `专家${n}`))
    contract = await ground.inForce()
    ground.world.clock.set(new Date('2027-04-15T01:00:00Z'))
  })
  after(() => ground.world.stop())

  it('begin at the contract, when its service ends within a month, by its buyer only', async () => {
    const at = `/contracts/${contract.id}/evaluation`
    expect(await ground.open(ground.district, '/home')).to.include(`href="${at}"`)
    expect(await ground.open(ground.district, `/contracts/${contract.id}`)).to.include(`href="${at}"`)
    expect(await ground.open(ground.owner, at)).to.include('尚未启动').and.not.include('name="surveySize"')
    for (const person of [ground.owner, stranger, elsewhere, pool[0]!]) await ground.refused(403, person, at, { surveySize: '5' })
    const wrong = await ground.refused(422, ground.district, at, { surveySize: '0.5' })
    expect(wrong).to.include('href="#surveySize"').and.include('value="0.5"')
    const agents = await Promise.all([ground.district, ground.district, await ground.world.actor('bureau')].map(ground.page))
    const answers = await Promise.all(agents.map(agent => agent.post(at, { surveySize: '5' })))
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([303, 409, 409])
    evaluation = (await evaluationStore.ofContract(contract.id))!
    experts = evaluation.experts.map(({ accountId }) => pool.find(({ id }) => id === accountId)!)
    expect(new Set(experts.map(({ id }) => id)).size).to.equal(3)
    expect((await (await ground.page(ground.district)).get(at)).headers.location).to.equal(path())
  })

  it('are for those whom it concerns, not for others before it is published', async () => {
    for (const person of [ground.district, ground.owner, ground.finance, ...experts]) await ground.open(person, path())
    const undrawn = pool.find(({ id }) => !evaluation.raters.includes(id))!
    for (const person of [stranger, elsewhere, undrawn]) expect(await statusOf(person, path()), person.name).to.equal(403)
    expect((await visit(path())).status).to.equal(403)
    expect((await visit('/evaluations')).text).to.not.include(evaluation.reference)
  })

  it('take the supplier’s report with its evidence, once', async () => {
    expect(await ground.open(ground.owner, '/home')).to.include(`href="${path()}"`)
    const outputs = outputsOf(evaluation)
    const fields = Object.fromEntries([
      ...outputs.flatMap(({ id }, at) => [[`actuals.${at}.leafId`, id], [`actuals.${at}.actual`, ['150', '28548', '95.5'][at]!]]),
      ['summary', '全年服务150名老人，按约定上门服务。'], ['spent', '400,000.50'],
    ]) as Record<string, string>
    const wrong = await ground.refused(422, ground.owner, `${path()}/report`, { ...fields, 'actuals.1.actual': '很多', spent: '四十万' })
    expect(wrong).to.include('href="#actuals.1.actual"').and.include('href="#spent"').and.include('value="四十万"').and.include('全年服务150名老人')
    for (const person of [stranger, ground.district, experts[0]!]) await ground.refused(403, person, `${path()}/report`, fields)
    const agent = await ground.page(ground.owner)
    const files = [{ field: 'files', name: '签到表.pdf', body: SHEET }]
    expect((await agent.upload(`${path()}/report`, fields, files)).status).to.equal(303)
    expect((await agent.upload(`${path()}/report`, fields, files)).status).to.equal(409)
    expect((await fresh()).report).to.deep.include({ spent: 400_000_50, by: ground.owner.name })
    const { key } = evaluation.report!.files[0]!
    for (const person of [ground.district, experts[0]!, ground.owner]) {
      expect(await ground.open(person, path())).to.include('签到表.pdf')
      expect((await (await ground.page(person)).get(`${path()}/files/${key}`)).body).to.deep.equal(SHEET)
    }
    for (const person of [stranger, elsewhere]) expect(await statusOf(person, `${path()}/files/${key}`)).to.equal(403)
    expect(await statusOf(ground.owner, `${path()}/files/${'0'.repeat(64)}`)).to.equal(404)
  })

  it('hand out survey links to the buyer only, each answered once and by nobody in particular', async () => {
    expect(await ground.open(ground.district, path())).to.include('/surveys/')
    for (const person of [ground.owner, experts[0]!]) expect(await ground.open(person, path())).to.not.include('/surveys/')
    links = (await (await ground.world.as(ground.district)).get(`/api/v1${path()}/survey-links`)).body.links as string[]
    expect(new Set(links).size).to.equal(5)
    for (const wrong of [links[0]!.slice(0, -1), links[0]!.replace(/-1-/, '-2-'), `${links[0]!}x`, '/surveys/nobody']) {
      expect((await visit(wrong)).status, wrong).to.equal(404)
    }
    const empty = await answer(links[0]!, { comment: '饭菜可口' })
    expect(empty.status).to.equal(422)
    expect(empty.text).to.include('饭菜可口').and.include('href="#answer')
    // Either may come first, so both say the same: the score below counts whichever did.
    const both = await Promise.all([1, 2].map(() => answer(links[0]!, { answer: 'very-satisfied', comment: '饭菜可口' })))
    expect(both.map(({ status }) => status).toSorted()).to.deep.equal([303, 409])
    expect((await answer(links[0]!, { answer: 'fair' })).status).to.equal(409)
    expect((await visit(links[0]!)).text).to.include('感谢您的评价').and.not.include('name="answer"')
    // A person who is signed in leaves as little behind.
    await ground.send(await ground.world.actor('resident'), links[1]!, { answer: 'satisfied' })
    const kept = await mongoose.connection.collection('survey_answers').find().toArray()
    expect(kept).to.have.length(2)
    for (const one of kept) {
      expect(Object.keys(one), 'nothing but the answer').to.have.members(['_id', 'revision', 'evaluationId', 'answer', ...(one.comment ? ['comment'] : [])])
      expect(links.some(link => JSON.stringify(one).includes(link.slice('/surveys/'.length)))).to.equal(false)
    }
    expect(JSON.stringify(await mongoose.connection.collection('audit_events').find({ actorName: /resident/ }).toArray())).to.not.include('survey')
  })

  it('let each expert rate alone and once, and show nobody what another gave', async () => {
    const judged = judgedOf(evaluation)
    const rating = (n: number): Record<string, string> => Object.fromEntries([
      ...judged.flatMap(({ id }, at) => [[`bands.${at}.leafId`, id], [`bands.${at}.attainment`, String(BANDS[n]![at])]]), ['rationale', RATIONALES[n]!],
    ]) as Record<string, string>
    for (const [n, expert] of experts.entries()) {
      expect(await ground.open(expert, '/home')).to.include(`href="${path()}"`)
      const text = await ground.open(expert, path())
      for (const earlier of RATIONALES.slice(0, n)) expect(text).to.not.include(earlier)
      const wrong = await ground.refused(422, expert, `${path()}/rate`, { ...rating(n), 'bands.2.attainment': '100.01' })
      expect(wrong).to.include('href="#bands.2.attainment"').and.include('value="100.01"').and.include(RATIONALES[n]!)
      await ground.send(expert, `${path()}/rate`, rating(n))
      expect(await ground.open(expert, path())).to.not.include('/rate"')
      await ground.refused(409, expert, `${path()}/rate`, rating(n))
      if (n === 0) await ground.refused(403, ground.owner, `${path()}/rate`, rating(0))
      for (const reader of [ground.district, ground.owner, experts[2 - n]!]) {
        const { body } = await (await ground.world.as(reader)).get(`/api/v1${path()}`)
        expect(JSON.stringify(body)).to.not.include(RATIONALES[n]!).and.not.include('"ratings"')
      }
    }
    const log = JSON.stringify(await mongoose.connection.collection('audit_events').find({ subject: `evaluation:${evaluation.id}` }).toArray())
    expect(log).to.not.include(RATIONALES[0]!).and.not.include('attainment')
  })

  it('are scored by a job as by hand, and a worker that died after saving does nothing twice', async () => {
    await done(scoreEvaluation.name, { evaluationId: evaluation.id })
    const scored = await fresh()
    await done(scoreEvaluation.name, { evaluationId: evaluation.id })
    await ground.world.services.enqueue(unscoredEvaluations, {})
    await ground.world.runJobs()
    expect(await fresh()).to.deep.equal(scored)
    const points = Object.fromEntries(scored.result!.level1.flatMap(({ leaves }) => leaves.map(({ id, score }) => [id, score])))
    expect(points).to.deep.equal({
      execution: 708, // 8 × 400,000.50 ÷ 452,000 = 7.0797
      rules: 570, conduct: 540, // 6 × 95 %, 6 × 90 %
      'output-1': 1_475, // 18 × 150 ÷ 183 = 14.754
      'output-2': 1_350, 'output-3': 1_350, // 13.5 each, the last one above its target
      benefit: 1_278, // 15 × (85.5 + 80 + 90) ÷ 3 = 85.17 % → 12.7755
      lasting: 640, // 8 × (80 + 75 + 85.01) ÷ 3 = 80.00 % → 6.40
      satisfaction: 1_200, // (100 + 80) ÷ 2 = 90 of 90
    })
    expect([scored.result!.total, scored.result!.grade, scored.satisfaction]).to.deep.equal([9_111, 'excellent', { n: 2, index: 9_000, rate: 10_000 }])
    const events = await ground.world.services.evaluations.timeline(scored)
    expect(events.filter(({ action }) => action === 'evaluation.score')).to.have.length(1)
  })

  it('close the survey with the score, and show the score to the buyer alone before it is published', async () => {
    expect((await answer(links[2]!, { answer: 'very-dissatisfied' })).status).to.equal(409)
    expect(await ground.open(ground.district, path())).to.include('91.11')
    for (const person of [ground.owner, ground.finance, experts[0]!]) {
      expect(await ground.open(person, path()), person.name).to.not.include('91.11')
      const { body } = await (await ground.world.as(person)).get(`/api/v1${path()}`)
      expect(body).to.not.have.any.keys('result', 'satisfaction')
      expect(body.facts).to.deep.equal([])
    }
  })

  it('publish the grade into the contract and the record once, also when the job runs twice', async () => {
    const { revision } = await fresh()
    for (const person of [ground.owner, elsewhere, experts[0]!]) await ground.refused(403, person, `${path()}/publish`, { revision: String(revision) })
    await ground.refused(409, ground.district, `${path()}/publish`, { revision: '0' })
    const agent = await ground.page(ground.district)
    const answers = await Promise.all([0, 1].map(() => agent.post(`${path()}/publish`, { revision: String(revision) })))
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([303, 409])
    expect((await contractStore.get(contract.id)).grade).to.deep.include({ evaluationId: evaluation.id, score: 9_111, grade: 'excellent', gradeName: '优' })
    await ground.world.runJobs()
    const { results, revision: after } = await organizationStore.get(ground.organization.id)
    expect(results).to.have.length(1)
    expect(results[0]).to.include({ contractId: contract.id, evaluationId: evaluation.id, score: 9_111, grade: 'excellent' })
    await done(recordResult.name, { organizationId: ground.organization.id, result: results[0]! })
    await ground.world.services.enqueue(unscoredEvaluations, {})
    await ground.world.runJobs()
    expect((await organizationStore.get(ground.organization.id)).revision, 'nothing is recorded again').to.equal(after)
  })

  it('are public then, with the arithmetic, but without evidence and opinions', async () => {
    const { key } = evaluation.report!.files[0]!
    for (const shown of [await visit(path()), await (await ground.page(stranger)).get(`${path()}?lang=zh-CN`)]) {
      expect(shown.status).to.equal(200)
      expect(shown.text).to.include('91.11').and.include('全年服务150名老人')
      for (const inner of ['签到表.pdf', key, '饭菜可口', ...RATIONALES]) expect(shown.text, inner).to.not.include(inner)
    }
    expect((await visit(`${path()}/files/${key}`)).status).to.not.equal(200)
    expect(JSON.stringify((await ground.world.visitor().get(`/api/v1${path()}`)).body)).to.not.include(key).and.not.include(RATIONALES[0]!)
    expect(await ground.open(ground.owner, path())).to.include('饭菜可口').and.include(RATIONALES[0]!)
  })

  it('are found by the sweep when a crash kept the result from its record', async () => {
    const lost = async () => {
      const { results: _, ...organization } = await organizationStore.get(ground.organization.id)
      await organizationStore.save({ ...organization, results: [] })
    }
    const sweep = async () => {
      await ground.world.services.enqueue(unscoredEvaluations, {})
      await ground.world.runJobs()
      return (await organizationStore.get(ground.organization.id)).results
    }
    await lost()
    const found = await sweep()
    expect(found).to.have.length(1)
    expect(found[0]).to.deep.include({ contractId: contract.id, score: 9_111, at: (await fresh()).publishedAt })
    await lost()
    ground.world.clock.pass({ days: 31 })
    expect(await sweep(), 'after a month nobody looks any more').to.deep.equal([])
  })

  it('complete a contract at once when the grade took what was left', async () => {
    ground.world.clock.set(new Date('2026-04-07T01:00:00Z'))
    const second = await ground.inForce()
    await ground.paid(second.id, 1)
    await ground.paid(second.id, 2)
    ground.world.clock.set(new Date('2027-04-15T01:00:00Z'))
    const { evaluations } = ground.world.services
    const opened = await evaluations.open(ground.district, { contractId: second.id, surveySize: 1 })
    await evaluations.report(ground.owner, opened.id, { summary: '服务中断，未完成约定。', spent: 0 as never, actuals: outputsOf(opened).map(({ id }) => ({ leafId: id, actual: 0 })) }, [])
    const [token] = await evaluations.surveyTokens(ground.district, opened.id)
    for (const accountId of opened.raters) {
      await evaluations.rate(pool.find(({ id }) => id === accountId)!, opened.id, {
        bands: judgedOf(opened).map(({ id }) => ({ leafId: id, attainment: 1_000 })), rationale: '服务中断，记录缺失，未见成效。',
      })
    }
    await ground.world.runJobs()
    expect(await evaluationStore.get(opened.id), 'waits for an answer').to.include({ status: 'rated' })
    await evaluations.answer(token!, { answer: 'very-dissatisfied' })
    await ground.world.runJobs()
    const scored = await evaluationStore.get(opened.id)
    expect(scored).to.include({ status: 'scored' })
    await evaluations.publish(ground.district, opened.id, scored.revision)
    expect(await contractStore.get(second.id)).to.include({ status: 'completed' })
    expect(await ground.balance(second.lineId)).to.deep.equal({ available: 138_400_00, reserved: 0, committed: 0, paid: 361_600_00 })
  })
})
