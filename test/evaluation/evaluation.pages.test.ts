import { createHash } from 'node:crypto'
import { expect } from 'chai'
import mongoose from 'mongoose'
import { works } from '../../jobs/index.ts'
import { contractStore } from '../../src/contract/index.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import { evaluationStore, scoreEvaluation, unscoredEvaluations } from '../../src/evaluation/index.ts'
import { judgedOf, outputsOf } from '../../src/evaluation/evaluation.rules.ts'
import { ANSWERS, type Evaluation } from '../../src/evaluation/evaluation.schema.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { organizationStore, recordResult } from '../../src/registry/index.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'
import { anOwned } from '../registry/ground.ts'
import { elements, readPrinted } from '../support/printed.ts'
import { answerTo, FOUND, keeps, MORE, PHOTOS, printedResult, ratingFields, RATIONALES, reportChecked, reportFields, SHEET, STRANGE } from './ground.ts'

describe('the pages of an evaluation of a contract', function () {
  this.timeout(60_000).bail(true)
  let ground: PurchaseGround
  let contract: Contract, evaluation: Evaluation
  let stranger: Actor, elsewhere: Actor
  const pool: Actor[] = []
  let experts: Actor[] = [], links: string[] = []
  const path = () => `/evaluations/${evaluation.id}`
  const fresh = async () => { evaluation = await evaluationStore.get(evaluation.id); return evaluation }
  const statusOf = async (person: Actor, at: string) => (await (await ground.page(person)).get(at)).status
  const isKept = (body: Buffer): boolean => keeps(ground.world.services.config.DATA_DIR, body)
  const visit = (at: string) => ground.world.visitor().get(`${at}?lang=zh-CN`)
  const answer = (link: string, fields: Record<string, string>) => answerTo(ground.world, link, fields)
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
    const fields = reportFields(evaluation)
    const wrong = await ground.refused(422, ground.owner, `${path()}/report`, { ...fields, 'actuals.1.actual': '很多', spent: '四十万' })
    expect(await ground.refused(422, ground.owner, `${path()}/comments`, { comment: ' ', audience: 'parties' })).to.include('href="#comment"')
    expect(wrong).to.include('href="#actuals.1.actual"').and.include('href="#spent"').and.include('value="四十万"').and.include('全年服务150名老人').and.not.include('没有对应的栏目')
    for (const person of [stranger, ground.district, experts[0]!]) await ground.refused(403, person, `${path()}/report`, fields)
    const agent = await ground.page(ground.owner)
    const files = [{ field: 'files', name: '签到表.pdf', body: SHEET }, { field: 'evidence.output-1', name: '上门照片（三月）.pdf', body: PHOTOS }]
    const asked = await agent.upload(`${path()}/report`, fields, [{ field: 'evidence.output-2', name: '台账.exe', body: SHEET }, { field: 'evidence.output-9', name: '台账.pdf', body: SHEET }])
    expect(asked.status).to.equal(422)
    expect(asked.text).to.include('href="#evidence.output-2"').and.include('全年服务150名老人')
    expect((await agent.upload(`${path()}/report`, fields, [{ field: 'evidence.output-9', name: '台账.pdf', body: PHOTOS }])).status, 'the tree has three outputs').to.equal(422)
    expect((await (await ground.page(stranger)).upload(`${path()}/report`, fields, [{ field: 'files', name: '冒名.pdf', body: STRANGE }])).status).to.equal(403)
    expect(isKept(STRANGE), 'of what is refused nothing is kept').to.equal(false)
    await reportChecked(agent, { at: path(), fields, files, said: [evaluation.reference, ground.owner.name], other: await ground.page(ground.district), done: async () => (await fresh()).status !== 'open' || isKept(SHEET) })
    expect((await fresh()).report).to.deep.include({ spent: 400_000_50, by: ground.owner.name })
    expect(evaluation.report!.evidence.map(({ leafId, file }) => [leafId, file.name])).to.deep.equal([['output-1', '上门照片（三月）.pdf']])
    for (const [file, body] of [[evaluation.report!.files[0]!, SHEET], [evaluation.report!.evidence[0]!.file, PHOTOS]] as const) {
      expect(isKept(body)).to.equal(true)
      for (const person of [ground.district, experts[0]!, ground.owner]) {
        expect(await ground.open(person, path())).to.include(file.name)
        const { body: got, headers } = await (await ground.page(person)).get(`${path()}/files/${file.key}`)
        expect(got).to.deep.equal(body)
        expect(headers['content-disposition']).to.include('attachment').and.include(encodeURIComponent(file.name).replace(/[()]/g, escape))
      }
      for (const person of [stranger, elsewhere]) expect(await statusOf(person, `${path()}/files/${file.key}`)).to.equal(403)
    }
    expect(await ground.open(experts[0]!, path())).to.include('未附佐证材料')
    expect(await statusOf(ground.owner, `${path()}/files/${'0'.repeat(64)}`)).to.equal(404)
  })

  it('take more evidence until an expert has signed', async () => {
    const at = `${path()}/evidence`
    const more = [{ field: 'more', name: '抽查照片.pdf', body: MORE }]
    expect(await ground.open(ground.owner, path())).to.include(`action="${at}"`)
    expect(await ground.open(ground.district, path())).to.not.include(`action="${at}"`)
    const agent = await ground.page(ground.owner)
    expect((await agent.upload(at, { leafId: 'benefit' }, [])).text).to.include('href="#more"')
    expect((await agent.upload(at, { leafId: 'satisfaction' }, more)).status).to.equal(422)
    for (const person of [stranger, experts[0]!]) expect((await (await ground.page(person)).upload(at, { leafId: 'benefit' }, more)).status).to.equal(403)
    expect(keeps(ground.world.services.config.DATA_DIR, MORE)).to.equal(false)
    expect((await agent.upload(at, { leafId: 'benefit' }, more)).status).to.equal(303)
    const call = (await ground.world.as(ground.owner)).post(`/api/v1${at}?leafId=lasting`).attach('more', MORE, '计划.pdf')
    expect((await call).body.report.evidence.map(({ leafId, file }: { leafId: string; file: { name: string } }) => [leafId, file.name]))
      .to.deep.equal([['output-1', '上门照片（三月）.pdf'], ['benefit', '抽查照片.pdf'], ['lasting', '计划.pdf']])
    expect(await ground.open(experts[0]!, path())).to.include('抽查照片.pdf')
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
    expect((await visit(links[0]!)).text).to.include('每个链接只能填写一次').and.not.include('name="answer"')
    // A person who is signed in leaves as little behind.
    await ground.send(await ground.world.actor('resident'), links[1]!, { answer: 'satisfied' })
    const given = await mongoose.connection.collection('survey_tokens').find().toArray()
    const kept = await mongoose.connection.collection<{ _id: string; comment?: string }>('survey_answers').find().toArray()
    expect(kept).to.have.length(2)
    const digest = (link: string) => createHash('sha256').update(link.slice('/surveys/'.length)).digest('hex')
    expect(given.map(({ _id, used }) => [String(_id), used]), 'in the order of the strips, not of the answers').to.deep.equal(links.map((link, at) => [digest(link), at < 2]))
    for (const one of kept) {
      expect(links.some(link => JSON.stringify(one).includes(digest(link))), 'an answer does not say whose token it was').to.equal(false)
      expect(Object.keys(one), 'nothing but the answer').to.have.members(['_id', 'revision', 'evaluationId', 'answer', ...(one.comment ? ['comment'] : [])])
      expect(links.some(link => JSON.stringify(one).includes(link.slice('/surveys/'.length)))).to.equal(false)
    }
    expect(await ground.open(ground.district, path())).to.include('已收回 2 份，共发放 5 份')
    expect(JSON.stringify(await mongoose.connection.collection('audit_events').find({ actorName: /resident/ }).toArray())).to.not.include('survey')
  })

  it('print the links as QR codes to cut apart, for the buyer only', async () => {
    const at = `${path()}/survey-sheet`
    const { status, headers, body } = await (await ground.page(ground.district)).get(at)
    expect([status, headers['content-type']]).to.deep.equal([200, 'application/pdf'])
    const codes = (await readPrinted(body as Buffer)).structures.flatMap(page => elements(page, 'Figure')).map(({ alt }) => alt)
    expect(codes).to.deep.equal(links.map(link => `答卷二维码：${ground.world.services.config.PUBLIC_URL}${link}`))
    expect(((await (await ground.page(ground.district)).get(at)).body as Buffer).equals(body as Buffer), 'the same bytes again').to.equal(true)
    expect(await statusOf(ground.district, `${at}?from=6`)).to.equal(404)
    for (const person of [ground.owner, experts[0]!, elsewhere, stranger]) expect(await statusOf(person, at), person.name).to.equal(403)
  })

  it('let each expert rate alone and once, and show nobody what another gave', async () => {
    const rating = (n: number) => ratingFields(evaluation, n)
    for (const [n, expert] of experts.entries()) {
      expect(await ground.open(expert, '/home')).to.include(`href="${path()}"`)
      const text = await ground.open(expert, path())
      for (const earlier of RATIONALES.slice(0, n)) expect(text).to.not.include(earlier)
      const bare = await ground.refused(422, expert, `${path()}/rate`, { ...rating(n), 'findings.0.leafId': 'output-1', 'findings.0.actual': '141' })
      expect(bare).to.include('href="#findings.0.note"')
      const wrong = await ground.refused(422, expert, `${path()}/rate`, { ...rating(n), 'bands.2.attainment': '100.01' })
      expect(wrong).to.include('href="#bands.2.attainment"').and.include('value="100.01"').and.include(RATIONALES[n]!).and.not.include('没有对应的栏目')
      await ground.send(expert, `${path()}/rate`, { ...rating(n), ...(n === 0 && { 'findings.0.leafId': 'output-1', 'findings.0.actual': '141', 'findings.0.note': FOUND }) })
      expect(await ground.open(expert, path())).to.include(RATIONALES[n]!).and.not.include('/rate"')
      await ground.refused(409, expert, `${path()}/rate`, rating(n))
      if (n === 0) await ground.refused(403, ground.owner, `${path()}/rate`, rating(0))
      if (n === 0) expect((await (await ground.page(ground.owner)).upload(`${path()}/evidence`, { leafId: 'benefit' }, [])).status, 'one has signed').to.equal(409)
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
      'output-1': 1_446, // (141 + 150 + 150) ÷ 3 = 147; 18 × 147 ÷ 183 = 14.459
      'output-2': 1_350, 'output-3': 1_350, // 13.5 each, the last one above its target
      benefit: 1_278, // 15 × (85.5 + 80 + 90) ÷ 3 = 85.17 % → 12.7755
      lasting: 640, // 8 × (80 + 75 + 85.01) ÷ 3 = 80.00 % → 6.40
      satisfaction: 1_200, // (100 + 80) ÷ 2 = 90 of 90
    })
    expect([scored.result!.total, scored.result!.grade, scored.satisfaction]).to.deep.equal([9_082, 'excellent', {
      n: 2, index: 9_000, rate: 10_000, counts: ANSWERS.map(({ code }) => ({ answer: code, count: ['very-satisfied', 'satisfied'].includes(code) ? 1 : 0 })),
    }])
    expect((await ground.world.services.evaluations.timeline(scored)).filter(({ action }) => action === 'evaluation.score')).to.have.length(1)
  })

  it('close the survey with the score, and show the score to the buyer alone before it is published', async () => {
    expect((await answer(links[2]!, { answer: 'very-dissatisfied' })).status).to.equal(409)
    expect((await visit(links[2]!)).text).to.include('调查已结束').and.not.include('name="answer"')
    expect(await ground.open(ground.district, path())).to.include('90.82').and.include('第 3 期价款 ¥90,400.00 按合同约定支付 100%，即 ¥90,400.00').and.not.include('/survey-sheet')
    for (const person of [ground.owner, ground.finance, experts[0]!]) {
      expect(await ground.open(person, path()), person.name).to.not.include('90.82')
      const { body } = await (await ground.world.as(person)).get(`/api/v1${path()}`)
      expect(body).to.not.have.any.keys('result', 'satisfaction')
      expect(body.facts).to.deep.equal([])
    }
    for (const person of [ground.district, ground.owner]) expect(await statusOf(person, `${path()}/result`), 'no report before the result is published').to.equal(409)
  })

  it('publish the grade into the contract and the record once, also when the job runs twice', async () => {
    const { revision } = await fresh()
    for (const person of [ground.owner, elsewhere, experts[0]!]) await ground.refused(403, person, `${path()}/publish`, { revision: String(revision) })
    await ground.refused(409, ground.district, `${path()}/publish`, { revision: '0' })
    const agent = await ground.page(ground.district)
    const answers = await Promise.all([0, 1].map(() => agent.post(`${path()}/publish`, { revision: String(revision) })))
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([303, 409])
    expect((await contractStore.get(contract.id)).grade).to.deep.include({ evaluationId: evaluation.id, score: 9_082, grade: 'excellent', gradeName: '优' })
    await ground.world.runJobs()
    const { results, revision: after } = await organizationStore.get(ground.organization.id)
    expect(results).to.have.length(1)
    expect(results[0]).to.include({ contractId: contract.id, evaluationId: evaluation.id, score: 9_082, grade: 'excellent' })
    await done(recordResult.name, { organizationId: ground.organization.id, result: results[0]! })
    await ground.world.services.enqueue(unscoredEvaluations, {})
    await ground.world.runJobs()
    expect((await organizationStore.get(ground.organization.id)).revision, 'nothing is recorded again').to.equal(after)
  })

  it('are public then, with the arithmetic, but without evidence and opinions', async () => {
    const { key } = evaluation.report!.files[0]!
    for (const shown of [await visit(path()), await (await ground.page(stranger)).get(`${path()}?lang=zh-CN`)]) {
      expect(shown.status).to.equal(200)
      const text = shown.text.replaceAll('&#x3D;', '=')
      expect(text).to.include('90.82').and.include('全年服务150名老人')
      const numbers = [...evaluation.tree.level1.flatMap(({ leaves }) => leaves.map(({ id }) => id)), 'total', 'grade']
      for (const number of numbers) expect(text, number).to.include(`href="#source-${number}"`).and.include(`id="source-${number}"`)
      const sums = ['141 · 150 · 150，平均 147', '18.00 ×（147 ÷ 183，最高按 1 计） = 14.46', '80 · 85.5 · 90，平均 85.17', '15.00 × 85.17% = 12.78', '180 ÷ 2 = 90.00', '90.82 ≥ 90.00']
      for (const sum of sums) expect(text, sum).to.include(sum)
      for (const inner of ['签到表.pdf', '上门照片（三月）.pdf', key, '饭菜可口', FOUND, ...RATIONALES]) expect(shown.text, inner).to.not.include(inner)
    }
    expect((await visit(`${path()}/files/${key}`)).status).to.not.equal(200)
    expect(await printedResult(ground.world, path())).to.include('90.82分，优')
    expect(JSON.stringify((await ground.world.visitor().get(`/api/v1${path()}`)).body)).to.not.include(key).and.not.include(RATIONALES[0]!)
    expect(await ground.open(ground.owner, path())).to.include('饭菜可口').and.include(RATIONALES[0]!).and.include(FOUND).and.include('上门照片（三月）.pdf')
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
    expect(found[0]).to.deep.include({ contractId: contract.id, score: 9_082, at: (await fresh()).publishedAt })
    await lost()
    ground.world.clock.pass({ days: 31 })
    expect(await sweep(), 'after a month nobody looks any more').to.deep.equal([])
  })

  it('complete a contract at once when the grade took what was left', async () => {
    ground.world.clock.set(new Date('2026-04-07T01:00:00Z'))
    const second = await ground.inForce()
    for (const seq of [1, 2]) await ground.paid(second.id, seq)
    ground.world.clock.set(new Date('2027-04-15T01:00:00Z'))
    await ground.accepted(second.id, 3)
    const { evaluations } = ground.world.services
    const opened = await evaluations.open(ground.district, { contractId: second.id, surveySize: 1 })
    await evaluations.report(ground.owner, opened.id, { summary: '服务中断，未完成约定。', spent: 0 as never, actuals: outputsOf(opened).map(({ id }) => ({ leafId: id, actual: 0 })) })
    const [token] = await evaluations.surveyTokens(ground.district, opened.id)
    for (const accountId of opened.raters) {
      await evaluations.rate(pool.find(({ id }) => id === accountId)!, opened.id, {
        bands: judgedOf(opened).map(({ id }) => ({ leafId: id, attainment: 1_000 })), findings: [], rationale: '服务中断，记录缺失，未见成效。',
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
