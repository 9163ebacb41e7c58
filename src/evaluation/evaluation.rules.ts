import { flow, follow } from '../kernel/flow.ts'
import { share, fen } from '../kernel/money.ts'
import { scaled, total } from '../kernel/ratio.ts'
import { Invalid, RuleBroken, type Problem } from '../kernel/refusal.ts'
import type { Scale } from '../kernel/ruleset.ts'
import type { Contract } from '../contract/contract.schema.ts'
import type { StoredFile } from '../platform/files.schema.ts'
import { ANSWERS, type DeliveryReport, type Evaluation, type EvaluationStatus, type Finding, type Rating, type SurveyAnswer } from './evaluation.schema.ts'
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

/** The survey ends with the score: what is answered later would count in none. */
export const isOver = ({ status }: Pick<Evaluation, 'status'>): boolean => ['scored', 'published'].includes(status)

const leavesOf = ({ level1 }: IndicatorTree): Leaf[] => level1.flatMap(({ leaves }) => leaves)
export const outputsOf = ({ tree }: Pick<Evaluation, 'tree'>): Leaf[] => leavesOf(tree).filter(({ id }) => id.startsWith('output-'))
export const judgedOf = ({ tree }: Pick<Evaluation, 'tree'>): Leaf[] => leavesOf(tree).filter(({ kind }) => kind === 'band')

/** What is reported as a number, which the experts hold against its evidence. */
export const reportedOf = ({ tree }: Pick<Evaluation, 'tree'>): Leaf[] => leavesOf(tree).filter(({ kind }) => kind === 'ratio')
/** What evidence can be given for: all but the survey, which is its own. */
export const evidencedOf = ({ tree }: Pick<Evaluation, 'tree'>): Leaf[] => leavesOf(tree).filter(({ kind }) => kind !== 'satisfaction')

const times = (ids: string[], id: string): number => ids.filter(each => each === id).length

/** Answers to what was not asked, or to the same twice. */
const strangers = (asked: Leaf[], ids: string[], field: string): Problem[] => ids.flatMap((id, index) =>
  asked.some(leaf => leaf.id === id) && times(ids.slice(0, index), id) === 0 ? [] : [{ field: `${field}.${index}.leafId`, code: 'not-a-choice' }])

/** Each leaf that is asked for has one answer, and no other has one; `what` is the input of an answer that is missing. */
function gaps(asked: Leaf[], given: { leafId: string }[], [field, what]: [field: string, what: string]): Problem[] {
  const ids = given.map(({ leafId }) => leafId)
  return [
    ...asked.flatMap(({ id }, index) => ids.includes(id) ? [] : [{ field: `${field}.${index}.${what}`, code: 'required' }]),
    ...strangers(asked, ids, field),
  ]
}
function refuse(problems: Problem[]): void {
  if (problems.length > 0) throw new Invalid('invalid-input', 'Some answers need correcting', { problems })
}

export function report(evaluation: Evaluation, given: DeliveryReport): Evaluation {
  const status = follow(evaluationFlow, evaluation.status, 'report')
  const unknown = given.evidence.filter(({ leafId }) => !evidencedOf(evaluation).some(({ id }) => id === leafId))
  refuse([
    ...gaps(outputsOf(evaluation), given.actuals, ['actuals', 'actual']),
    ...unknown.map(({ leafId }) => ({ field: `evidence.${leafId}`, code: 'not-a-choice' })),
  ])
  return { ...evaluation, status, report: given }
}

/** A report takes more evidence until the first expert has signed, so that all judge by the same. */
export const takesEvidence = ({ status, ratings }: Pick<Evaluation, 'status' | 'ratings'>): boolean => status === 'reported' && ratings.length === 0

/** All that the supplier has handed in: with its report, and with what it put right. */
export const filesOf = ({ report: given, rectification }: Pick<Evaluation, 'report' | 'rectification'>): StoredFile[] =>
  [...given?.evidence.map(({ file }) => file) ?? [], ...given?.files ?? [], ...rectification?.reports.flatMap(({ files }) => files) ?? []]

const MOST_EVIDENCE = 100

/** Throws RuleBroken `evidence-closed`, Invalid where the indicator is not of the tree or there are too many files. */
export function addEvidence(evaluation: Evaluation, { leafId, files }: { leafId: string; files: StoredFile[] }): Evaluation {
  const { report: given } = evaluation
  if (!given || !takesEvidence(evaluation)) throw new RuleBroken('evidence-closed', `Evaluation ${evaluation.id} takes no more evidence`)
  const evidence = [...given.evidence, ...files.map(file => ({ leafId, file }))]
  refuse([
    ...evidencedOf(evaluation).some(({ id }) => id === leafId) ? [] : [{ field: 'leafId', code: 'not-a-choice' }],
    ...evidence.length <= MOST_EVIDENCE ? [] : [{ field: 'more', code: 'too-many-files', params: { maximum: MOST_EVIDENCE } }],
  ])
  return { ...evaluation, report: { ...given, evidence } }
}

/** What the supplier reported of a leaf, in hundredths of its unit; null where nothing is reported as a number. */
export function reportedValue({ report: given }: Pick<Evaluation, 'report'>, leafId: string): number | null {
  if (leafId === 'execution') return given?.spent ?? null
  const actual = given?.actuals.find(each => each.leafId === leafId)?.actual
  return actual === undefined ? null : hundredths(actual)
}
const hundredths = (quantity: number): number => Math.round(quantity * 100)

/** Whoever finds another quantity than was reported says why. */
function findingProblems(evaluation: Evaluation, findings: Finding[]): Problem[] {
  const differs = ({ leafId, actual }: Finding) => actual !== undefined && hundredths(actual) !== reportedValue(evaluation, leafId)
  return [
    ...strangers(reportedOf(evaluation), findings.map(({ leafId }) => leafId), 'findings'),
    ...findings.flatMap((finding, index) => differs(finding) && !finding.note ? [{ field: `findings.${index}.note`, code: 'finding-needs-reason' }] : []),
  ]
}

/** An expert rates alone and once; when all have, the evaluation can be scored. */
export function rate(evaluation: Evaluation, rating: Rating): Evaluation {
  if (evaluation.status !== 'reported') follow(evaluationFlow, evaluation.status, 'rate')
  if (evaluation.ratings.some(({ accountId }) => accountId === rating.accountId)) {
    throw new RuleBroken('rated-already', 'This expert has rated')
  }
  refuse([...gaps(judgedOf(evaluation), rating.bands, ['bands', 'attainment']), ...findingProblems(evaluation, rating.findings)])
  const findings = rating.findings.filter(({ actual, note }) => actual !== undefined || note)
  const ratings = [...evaluation.ratings, { ...rating, findings }]
  const all = evaluation.experts.every(({ accountId }) => ratings.some(each => each.accountId === accountId))
  return { ...evaluation, ratings, ...(all && { status: follow(evaluationFlow, evaluation.status, 'rate') }) }
}

/** What each expert gave for a leaf, in hundredths, in an order that says nothing of who gave which: judged, or found of what was reported. */
export function givenFor(evaluation: Pick<Evaluation, 'ratings' | 'report'>, { id, kind }: Pick<Leaf, 'id' | 'kind'>): number[] {
  const reported = reportedValue(evaluation, id) ?? 0
  return evaluation.ratings.map(({ bands, findings }) => {
    if (kind === 'band') return bands.find(({ leafId }) => leafId === id)?.attainment ?? 0
    const found = findings.find(({ leafId }) => leafId === id)?.actual
    return found === undefined ? reported : hundredths(found)
  }).toSorted((a, b) => a - b)
}

/** How often each answer was given. */
export const counted = (answers: Pick<SurveyAnswer, 'answer'>[]) =>
  ANSWERS.map(({ code, value, satisfied }) => ({ answer: code, value, satisfied, count: answers.filter(({ answer }) => answer === code).length }))

/** The facts of all leaves: the mean of what the experts judged and found, and the survey. */
export function factsOf(evaluation: Evaluation, satisfaction: number): Fact[] {
  if (!evaluation.report) throw new RuleBroken('report-missing', 'There is no delivery report')
  const mean = (leaf: Leaf) => {
    const values = givenFor(evaluation, leaf)
    return scaled(total(values), 1, values.length)
  }
  return [
    ...reportedOf(evaluation).map(leaf => ({ leafId: leaf.id, actual: mean(leaf) })),
    ...judgedOf(evaluation).map(leaf => ({ leafId: leaf.id, attainment: mean(leaf) })),
    { leafId: 'satisfaction', actual: satisfaction },
  ]
}

/** The computed score; scored again it comes out the same, so a job may run twice. */
export function score(evaluation: Evaluation, answers: Pick<SurveyAnswer, 'answer'>[], scale: Scale, now: Date): Evaluation {
  const status = follow(evaluationFlow, evaluation.status, 'score')
  const counts = counted(answers)
  const satisfaction = {
    n: answers.length, index: satisfactionIndex(counts), rate: satisfactionRate(counts), counts: counts.map(({ answer, count }) => ({ answer, count })),
  }
  const facts = factsOf(evaluation, satisfaction.index)
  return { ...evaluation, status, facts, satisfaction, result: evaluate(evaluation.tree, facts, scale), scoredAt: now }
}

export function publish(evaluation: Evaluation, now: Date): Evaluation {
  return { ...evaluation, status: follow(evaluationFlow, evaluation.status, 'publish'), published: true, publishedAt: now }
}
