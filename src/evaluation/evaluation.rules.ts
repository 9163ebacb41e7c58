import { flow, follow } from '../kernel/flow.ts'
import { share, fen } from '../kernel/money.ts'
import { scaled, total } from '../kernel/ratio.ts'
import { Invalid, RuleBroken, type Problem } from '../kernel/refusal.ts'
import type { Scale } from '../kernel/ruleset.ts'
import type { Contract } from '../contract/contract.schema.ts'
import { ANSWERS, type DeliveryReport, type Evaluation, type EvaluationStatus, type Rating, type SurveyAnswer } from './evaluation.schema.ts'
import { evaluate } from './indicator.rules.ts'
import type { Fact, IndicatorTree, Leaf } from './indicator.schema.ts'
import { satisfactionIndex, satisfactionRate } from './satisfaction.rules.ts'

export type EvaluationAction = 'report' | 'rate' | 'score' | 'publish'

export const evaluationFlow = flow<EvaluationStatus, EvaluationAction>({
  open: { report: 'reported' },
  reported: { rate: 'rated' },
  rated: { score: 'scored' },
  scored: { publish: 'published' },
  published: {},
})

/** The outputs of the contract weigh 45 points, shared by their contracted weights to the hundredth. */
const OUTPUT = 4_500

/**
 * The tree of a contract: process 20, the contract's own indicators 45, benefit and satisfaction 35; after the service
 * the weight lies on output and benefit (财预〔2020〕10号).
 */
export function treeOf({ indicators, amount }: Pick<Contract, 'indicators' | 'amount'>): IndicatorTree {
  const weights = share(fen(OUTPUT), indicators.map(({ weight }) => weight))
  return { level1: [
    { name: '过程', aspect: 'process', weight: 2_000, leaves: [
      { id: 'execution', name: '预算执行率', weight: 800, kind: 'ratio', target: amount, unit: '元' },
      { id: 'rules', name: '管理制度健全性', weight: 600, kind: 'band' },
      { id: 'conduct', name: '服务过程规范性', weight: 600, kind: 'band' },
    ] },
    { name: '产出', aspect: 'output', weight: OUTPUT, leaves: indicators.map(({ name, target, unit }, index): Leaf =>
      ({ id: `output-${index + 1}`, name, weight: weights[index]!, kind: 'ratio', target: Math.round(target * 100), unit })) },
    { name: '效益', aspect: 'benefit', weight: 2_300, leaves: [
      { id: 'benefit', name: '社会效益', weight: 1_500, kind: 'band' },
      { id: 'lasting', name: '可持续影响', weight: 800, kind: 'band' },
    ] },
    { name: '满意度', aspect: 'satisfaction', weight: 1_200, leaves: [
      { id: 'satisfaction', name: '服务对象满意度', weight: 1_200, kind: 'satisfaction', target: 9_000, unit: '%' },
    ] },
  ] }
}

/** Evaluated is what is or was delivered: paid up is no hindrance, terminated is. */
export const isEvaluable = ({ status }: Pick<Contract, 'status'>): boolean => ['in-force', 'completed'].includes(status)

/** The contract's article 10: evaluated from one month before the service ends. */
export function evaluationFrom({ term }: Pick<Contract, 'term'>): Date {
  const from = new Date(term.to)
  from.setUTCMonth(from.getUTCMonth() - 1)
  return from
}

const leavesOf = ({ level1 }: IndicatorTree): Leaf[] => level1.flatMap(({ leaves }) => leaves)
export const outputsOf = ({ tree }: Pick<Evaluation, 'tree'>): Leaf[] => leavesOf(tree).filter(({ id }) => id.startsWith('output-'))
export const judgedOf = ({ tree }: Pick<Evaluation, 'tree'>): Leaf[] => leavesOf(tree).filter(({ kind }) => kind === 'band')

/** Each leaf that is asked for has an answer, and no other has one. */
function gaps(asked: Leaf[], given: { leafId: string }[], field: string): Problem[] {
  const ids = given.map(({ leafId }) => leafId)
  return [
    ...asked.flatMap(({ id }, index) => ids.includes(id) ? [] : [{ field: `${field}.${index}`, code: 'required' }]),
    ...ids.flatMap((id, index) => asked.some(leaf => leaf.id === id) ? [] : [{ field: `${field}.${index}.leafId`, code: 'not-a-choice' }]),
  ]
}
function refuse(problems: Problem[]): void {
  if (problems.length > 0) throw new Invalid('invalid-input', 'Some answers need correcting', { problems })
}

export function report(evaluation: Evaluation, given: DeliveryReport): Evaluation {
  const status = follow(evaluationFlow, evaluation.status, 'report')
  refuse(gaps(outputsOf(evaluation), given.actuals, 'actuals'))
  return { ...evaluation, status, report: given }
}

/** An expert rates alone and once; when all have, the evaluation can be scored. */
export function rate(evaluation: Evaluation, rating: Rating): Evaluation {
  if (evaluation.status !== 'reported') follow(evaluationFlow, evaluation.status, 'rate')
  if (evaluation.ratings.some(({ accountId }) => accountId === rating.accountId)) {
    throw new RuleBroken('rated-already', 'This expert has rated')
  }
  refuse(gaps(judgedOf(evaluation), rating.bands, 'bands'))
  const ratings = [...evaluation.ratings, rating]
  const all = evaluation.experts.every(({ accountId }) => ratings.some(each => each.accountId === accountId))
  return { ...evaluation, ratings, ...(all && { status: follow(evaluationFlow, evaluation.status, 'rate') }) }
}

/** How often each answer was given. */
export const counted = (answers: Pick<SurveyAnswer, 'answer'>[]) =>
  ANSWERS.map(({ code, value, satisfied }) => ({ value, satisfied, count: answers.filter(({ answer }) => answer === code).length }))

/** The facts of all leaves: the report, the mean of the experts, and the survey. */
export function factsOf(evaluation: Evaluation, satisfaction: number): Fact[] {
  const { report: given, ratings } = evaluation
  if (!given) throw new RuleBroken('report-missing', 'There is no delivery report')
  const mean = (leafId: string) => {
    const values = ratings.map(({ bands }) => bands.find(band => band.leafId === leafId)?.attainment ?? 0)
    return scaled(total(values), 1, values.length)
  }
  return [
    { leafId: 'execution', actual: given.spent },
    ...given.actuals.map(({ leafId, actual }) => ({ leafId, actual: Math.round(actual * 100) })),
    ...judgedOf(evaluation).map(({ id }) => ({ leafId: id, attainment: mean(id) })),
    { leafId: 'satisfaction', actual: satisfaction },
  ]
}

/** The computed score; scored again it comes out the same, so a job may run twice. */
export function score(evaluation: Evaluation, answers: Pick<SurveyAnswer, 'answer'>[], scale: Scale, now: Date): Evaluation {
  const status = follow(evaluationFlow, evaluation.status, 'score')
  const counts = counted(answers)
  const satisfaction = { n: answers.length, index: satisfactionIndex(counts), rate: satisfactionRate(counts) }
  const facts = factsOf(evaluation, satisfaction.index)
  return { ...evaluation, status, facts, satisfaction, result: evaluate(evaluation.tree, facts, scale), scoredAt: now }
}

export function publish(evaluation: Evaluation, now: Date): Evaluation {
  return { ...evaluation, status: follow(evaluationFlow, evaluation.status, 'publish'), published: true, publishedAt: now }
}
