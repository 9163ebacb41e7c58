import { payable } from '../contract/index.ts'
import type { Contract } from '../contract/contract.schema.ts'
import { fen, yuan } from '../kernel/money.ts'
import { WHOLE } from '../kernel/ratio.ts'
import { RuleBroken } from '../kernel/refusal.ts'
import type { Scale } from '../kernel/ruleset.ts'
import type { PrintRequest } from '../platform/print.schema.ts'
import { ANSWERS, type Evaluation } from './evaluation.schema.ts'
import type { EvaluatedLeaf } from './indicator.schema.ts'

const WORDS: Record<typeof ANSWERS[number]['code'], string> = {
  'very-satisfied': '非常满意', satisfied: '满意', fair: '一般', dissatisfied: '不满意', 'very-dissatisfied': '非常不满意',
}

/** What a leaf was to reach and what it reached, as printed; what is judged has no target. */
function reached({ id, kind, target, actual, rate, unit = '' }: EvaluatedLeaf): { target: string; achieved: string } {
  if (kind === 'band') return { target: '—', achieved: `${rate / 100}%` }
  const shown = (value: number | null) => value === null ? '—' : id === 'execution' ? `¥${yuan(fen(value))}` : `${(value / 100).toLocaleString('zh-CN')}${unit}`
  return { target: shown(target), achieved: shown(actual) }
}

/** From how many points each grade is given; the lowest one below the one before it. */
const rangesOf = ({ grades }: Scale) => grades.map(({ name, from }, at) => {
  const above = grades[at - 1]
  return { name, range: from === 0 && above ? `不足${above.from / 100}分` : `${from / 100}分以上（含）` }
})

/** The instalment that hangs on the grade, and what the grade leaves of it. */
function gradeLinked(contract: Contract) {
  const instalment = contract.instalments.find(each => each.gradeLinked)
  return instalment ? { seq: instalment.seq, full: instalment.amount, ...payable(contract, instalment) } : null
}

type Given = { contract: Contract; scale: Scale; publicUrl: string }

/**
 * The published result on paper: what everybody may read, so neither evidence nor opinions, which name people who were served.
 * Dated by the publication, so that it is the same whenever it is asked for. Throws RuleBroken `result-not-published`.
 */
export function reportPrint(evaluation: Evaluation, { contract, scale, publicUrl }: Given): PrintRequest {
  const { result, report, satisfaction, publishedAt, reference } = evaluation
  if (!result || !report || !satisfaction || !publishedAt) throw new RuleBroken('result-not-published', `Evaluation ${evaluation.id} is ${evaluation.status}`)
  return {
    template: 'evaluation/report', title: `政府购买服务绩效评价报告 ${reference}`, author: evaluation.buyerName, reference,
    issuedAt: publishedAt, verifyUrl: `${publicUrl}/evaluations/${evaluation.id}`,
    values: {
      project: { name: evaluation.title, reference: evaluation.contractReference }, buyer: evaluation.buyerName, supplier: evaluation.supplierName,
      period: contract.term, amount: evaluation.amount, experts: evaluation.experts.map(({ name }) => name), drawSeed: evaluation.drawSeed, ruleSet: evaluation.ruleSet,
      reported: { at: report.at, summary: report.summary },
      scores: result.level1.flatMap(group => group.leaves.map(leaf => ({ group: group.name, name: leaf.name, weight: leaf.weight, points: leaf.score, ...reached(leaf) }))),
      whole: WHOLE, total: result.total, grade: scale.grades.find(({ code }) => code === result.grade)?.name ?? result.grade,
      survey: {
        sent: evaluation.surveySize, n: satisfaction.n, index: satisfaction.index, rate: satisfaction.rate,
        counts: ANSWERS.map(({ code, value }) => ({ answer: WORDS[code], value, count: satisfaction.counts.find(({ answer }) => answer === code)?.count ?? 0 })),
      },
      scale: rangesOf(scale), lastPayment: gradeLinked(contract),
    },
  }
}
