import { expect } from 'chai'
import fc from 'fast-check'
import { anEvaluation, aRatedEvaluation, aReportedEvaluation, aScoredEvaluation } from '../../fixtures/evaluation.ts'
import { aContractInForce } from '../../fixtures/contract.ts'
import { currentRules } from '../../fixtures/rulesets.ts'
import { evidencedOf, factsOf, givenFor, judgedOf, outputsOf, rate, report, reportedOf, treeOf } from '../../src/evaluation/evaluation.rules.ts'
import type { DeliveryReport, Evaluation, Finding, Rating } from '../../src/evaluation/evaluation.schema.ts'
import { treeBlockers } from '../../src/evaluation/indicator.rules.ts'
import { Refusal, type Problem } from '../../src/kernel/refusal.ts'

const NOW = new Date('2027-05-10T01:00:00Z')
function problemsOf(act: () => unknown): string[] {
  try { act() } catch (error) {
    if (error instanceof Refusal) return ((error.details.problems ?? []) as Problem[]).map(({ field, code }) => `${field} ${code}`)
    throw error
  }
  return []
}
const given = (changes: Partial<DeliveryReport> = {}): DeliveryReport => ({ ...aReportedEvaluation().report!, ...changes })
const sheet = (evaluation: Evaluation, changes: Partial<Rating> = {}): Rating => ({
  accountId: 'expert-1', name: '郑教授', at: NOW, rationale: '制度健全，服务记录完整，抽查属实。',
  bands: judgedOf(evaluation).map(({ id }) => ({ leafId: id, attainment: 9_000 })), findings: [], ...changes,
})

describe('reporting a delivery', () => {
  it('names what is missing at the input where it is asked', () => {
    const { actuals } = given()
    expect(problemsOf(() => report(anEvaluation(), given({ actuals: actuals.slice(1) })))).to.deep.equal(['actuals.0.actual required'])
    expect(problemsOf(() => report(anEvaluation(), given({ actuals: [...actuals, { leafId: 'benefit', actual: 1 }] })))).to.deep.equal([`actuals.${actuals.length}.leafId not-a-choice`])
  })
  it('takes each number once', () => {
    const { actuals } = given()
    expect(problemsOf(() => report(anEvaluation(), given({ actuals: [...actuals, actuals[0]!] })))).to.deep.equal([`actuals.${actuals.length}.leafId not-a-choice`])
  })
  it('takes evidence for each indicator of its tree but the survey', () => {
    const [{ file }] = given().evidence as [DeliveryReport['evidence'][number]]
    const evidence = (leafId: string) => problemsOf(() => report(anEvaluation(), given({ evidence: [{ leafId, file }] })))
    for (const { id } of evidencedOf(anEvaluation())) expect(evidence(id), id).to.deep.equal([])
    for (const id of ['satisfaction', 'output-20']) expect(evidence(id), id).to.deep.equal([`evidence.${id} not-a-choice`])
  })
})

describe('an expert’s sheet', () => {
  const evaluation = aReportedEvaluation()
  const finding = (changes: Partial<Finding> = {}): Finding => ({ leafId: 'output-1', ...changes })
  const found = (...findings: Finding[]) => problemsOf(() => rate(evaluation, sheet(evaluation, { findings })))

  it('names what is missing at the input where it is asked', () => {
    expect(problemsOf(() => rate(evaluation, sheet(evaluation, { bands: sheet(evaluation).bands.slice(1) })))).to.deep.equal(['bands.0.attainment required'])
  })
  it('gives a reason for another number than was reported, and needs none for the same', () => {
    const { actual } = evaluation.report!.actuals[0]!
    expect(found(finding({ actual: actual - 1 }))).to.deep.equal(['findings.0.note finding-needs-reason'])
    expect(found(finding({ actual: actual - 1, note: '三人没有签名。' }))).to.deep.equal([])
    expect(found(finding({ actual }), finding({ leafId: 'execution', actual: evaluation.report!.spent / 100 }))).to.deep.equal([])
  })
  it('finds of what was reported only, each once', () => {
    expect(found(finding({ leafId: 'rules', actual: 1, note: '没有。' }))).to.deep.equal(['findings.0.leafId not-a-choice'])
    expect(found(finding(), finding())).to.deep.equal(['findings.1.leafId not-a-choice'])
  })
  it('keeps no empty findings', () => {
    const { ratings } = rate(evaluation, sheet(evaluation, { findings: [finding(), finding({ leafId: 'output-2', note: '抽查属实。' })] }))
    expect(ratings[0]!.findings).to.deep.equal([{ leafId: 'output-2', note: '抽查属实。' }])
  })
})

describe('the facts of an evaluation', () => {
  it('are the mean of what the experts found, the report where they found nothing else, for any numbers', () => {
    const quantity = fc.integer({ min: 0, max: 100_000_00 }).map(value => value / 100)
    fc.assert(fc.property(fc.array(fc.option(quantity, { nil: undefined }), { minLength: 3, maxLength: 3 }), values => {
      const rated = aReportedEvaluation().experts.reduce((evaluation, { accountId, name }, at) => rate(evaluation, sheet(evaluation, {
        accountId, name, findings: [{ leafId: 'output-1', note: '抽查所得。', ...(values[at] !== undefined && { actual: values[at] }) }],
      })), aReportedEvaluation())
      const reported = rated.report!.actuals[0]!.actual
      const sum = values.reduce((all: number, value) => all + Math.round((value ?? reported) * 100), 0)
      const fact = factsOf(rated, 9_000).find(({ leafId }) => leafId === 'output-1')!.actual!
      expect(Math.abs(fact - sum / 3), 'rounded once').to.be.at.most(0.5)
    }))
  })
  it('say of each number who gave it, in an order that names nobody', () => {
    const rated = aRatedEvaluation()
    for (const leaf of [...reportedOf(rated), ...judgedOf(rated)]) {
      const numbers = givenFor(rated, leaf)
      expect(numbers).to.have.length(3).and.deep.equal(numbers.toSorted((a, b) => a - b))
      const backwards = givenFor({ ...rated, ratings: rated.ratings.toReversed() }, leaf)
      expect(backwards).to.deep.equal(numbers)
    }
  })
  it('come out the same when an old sheet knows no findings', () => {
    const rated = aRatedEvaluation()
    const old = { ...rated, ratings: rated.ratings.map(rating => ({ ...rating, findings: [] })) }
    for (const { id } of outputsOf(old)) expect(factsOf(old, 0).find(({ leafId }) => leafId === id)!.actual).to.equal(Math.round(old.report!.actuals.find(({ leafId }) => leafId === id)!.actual * 100))
  })
  it('of the survey are counted with the score', () => {
    const { satisfaction } = aScoredEvaluation()
    expect(satisfaction!.counts.reduce((sum, { count }) => sum + count, 0)).to.equal(satisfaction!.n)
  })
})

describe('the tree of a contract', () => {
  it('can be used, whatever the contracted weights', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 100, max: 9_000 }), { minLength: 1, maxLength: 20 }), weights => {
      const tree = treeOf(aContractInForce({ indicators: weights.map((weight, at) => ({ name: `指标${at}`, target: 10, unit: '次', weight })) }))
      expect(treeBlockers(tree, currentRules)).to.deep.equal([])
    }))
  })
})
