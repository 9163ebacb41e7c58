import { expect } from 'chai'
import { aContractInForce } from '../../fixtures/contract.ts'
import { aPublishedEvaluation, aScoredEvaluation } from '../../fixtures/evaluation.ts'
import { currentRules } from '../../fixtures/rulesets.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import { reportPrint } from '../../src/evaluation/report-print.rules.ts'
import { print } from '../../src/platform/print.pdf.ts'
import { readPrinted } from '../support/printed.ts'

const scale = currentRules.scales.find(({ id }) => id === 'performance')!
const graded = (grade: string, changes: Partial<Contract> = {}) =>
  aContractInForce({ grade: { evaluationId: 'evaluation-1', score: 6_840, grade, gradeName: '中', at: new Date('2027-05-12T01:00:00Z') }, ...changes })
const requestFor = (contract: Contract, evaluation = aPublishedEvaluation()) => reportPrint(evaluation, { contract, scale, publicUrl: 'https://fuhua.example.gov.cn' })

describe('the printed report of an evaluation', () => {
  it('holds what is published: each score with target and result, the survey, the range of each grade', async () => {
    const evaluation = aPublishedEvaluation()
    const { text } = await readPrinted(await print(requestFor(graded('excellent'))))
    for (const { name, score } of evaluation.result!.level1.flatMap(({ leaves }) => leaves)) expect(text).to.include(name).and.include((score / 100).toFixed(2))
    for (const said of ['94.11分，优', '28,547次', '满意度指数为92.38', '非常满意10014', '80分以上（含）为良', '不足60分为差', evaluation.report!.summary, 'https://fuhua.example.gov.cn/evaluations/evaluation-1']) expect(text).to.include(said)
  })

  it('leaves out evidence and opinions, which name people who were served', async () => {
    const { text } = await readPrinted(await print(requestFor(graded('excellent'))))
    for (const inner of ['签到表', '抽查属实', '管理制度汇编']) expect(text).to.not.include(inner)
  })

  it('says what the grade leaves of the instalment that hangs on it', async () => {
    const saidOf = async (contract: Contract) => (await readPrinted(await print(requestFor(contract)))).text
    expect(await saidOf(graded('excellent'))).to.include('支付¥90,400.00，不予支付¥0.00')
    expect(await saidOf(graded('fair'))).to.include('支付¥54,240.00，不予支付¥36,160.00')
    const free = graded('fair')
    expect(await saidOf({ ...free, instalments: free.instalments.map(each => ({ ...each, gradeLinked: false })) })).to.include('合同没有约定价款与评价结果挂钩')
  })

  it('is the same file whenever it is asked for', async () => {
    expect((await print(requestFor(graded('fair')))).equals(await print(requestFor(graded('fair'))))).to.equal(true)
  })

  it('is refused before the result is published', () => {
    expect(() => requestFor(graded('fair'), aScoredEvaluation())).to.throw().with.property('code', 'result-not-published')
  })
})
