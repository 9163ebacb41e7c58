import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import { evaluationPolicy } from './evaluation.policy.ts'
import { evidencedOf, judgedOf, outputsOf, reportedOf, reportedValue, takesEvidence } from './evaluation.rules.ts'
import type { Evaluation } from './evaluation.schema.ts'
import type { Leaf } from './indicator.schema.ts'
import { evidenceOf, fileOf } from './sources.view.ts'

const plain = (hundredths: number): number => hundredths / 100
const counted = (value: number, { unit }: Leaf) => ({ key: 'evaluation.source.quantity', params: { value: plain(value), unit: unit ?? '' } })

/** The supplier's report as those may read it who see it; evidence only for those inside. */
export const reportRows = (evaluation: Evaluation) => evaluation.report ? [
  { label: { key: 'evaluation.report.summary' }, value: evaluation.report.summary },
  ...outputsOf(evaluation).map(leaf => {
    const actual = plain(reportedValue(evaluation, leaf.id) ?? 0)
    return { label: { text: leaf.name }, value: { key: 'evaluation.report.actual', params: { actual, target: plain(leaf.target ?? 0), unit: leaf.unit ?? '' } } }
  }),
  { label: { key: 'evaluation.report.spent' }, value: evaluation.report.spent, type: 'money' },
  { label: { key: 'evaluation.report.at' }, value: evaluation.report.at, type: 'datetime' },
] : null

/** The evidence of the report by indicator, those without any named, and what belongs to none. */
export function evidencePart(evaluation: Evaluation) {
  const all = evidencedOf(evaluation).map(leaf => ({ name: leaf.name, files: evidenceOf(evaluation, leaf.id) }))
  return {
    given: all.filter(({ files }) => files.length > 0), missing: all.filter(({ files }) => files.length === 0).map(({ name }) => name).join('、'),
    others: evaluation.report?.files.map(file => fileOf(evaluation.id, file)) ?? [],
  }
}

/** What the report asks: the outputs with their numbers, the rest with its evidence only. */
export const reportForm = (evaluation: Evaluation, actor: Actor) => evaluation.status === 'open' && may(evaluationPolicy.report, actor, evaluation) ? {
  outputs: outputsOf(evaluation).map(({ id, name, unit, target }, index) => ({ index, id, name, unit, target: plain(target ?? 0) })),
  judged: judgedOf(evaluation).map(({ id, name }) => ({ id, name })),
} : null

/** For which indicators the supplier may still add evidence. */
export const evidenceForm = (evaluation: Evaluation, actor: Actor) => takesEvidence(evaluation) && may(evaluationPolicy.supplement, actor, evaluation)
  ? { options: evidencedOf(evaluation).map(({ id, name }) => ({ value: id, text: name })) } : null

const sheetOf = (evaluation: Evaluation, actor: Actor) => evaluation.ratings.find(({ accountId }) => accountId === actor.id)

/** What an expert's sheet asks: the indicators to judge, and the reported numbers to hold against their evidence. */
export const sheetForm = (evaluation: Evaluation, actor: Actor) =>
  evaluation.status === 'reported' && !sheetOf(evaluation, actor) && may(evaluationPolicy.rate, actor, evaluation) ? {
    judged: judgedOf(evaluation).map(({ id, name, weight }, index) => ({ index, id, name, weight, files: evidenceOf(evaluation, id) })),
    reported: reportedOf(evaluation).map((leaf, index) => ({
      index, id: leaf.id, name: leaf.name, unit: leaf.unit ?? '', files: evidenceOf(evaluation, leaf.id),
      facts: [
        { label: { key: 'evaluation.source.target' }, value: counted(leaf.target ?? 0, leaf) },
        { label: { key: 'evaluation.source.reported' }, value: counted(reportedValue(evaluation, leaf.id) ?? 0, leaf) },
      ],
    })),
  } : null

/** One's own sheet, once it is signed; nobody else's. */
export function ownSheet(evaluation: Evaluation, actor: Actor) {
  const sheet = sheetOf(evaluation, actor)
  if (!sheet) return null
  const foundFor = (id: string) => sheet.findings.find(({ leafId }) => leafId === id)
  return [
    ...judgedOf(evaluation).map(({ id, name }) => ({
      label: { text: name }, value: { key: 'evaluation.source.percent', params: { value: sheet.bands.find(({ leafId }) => leafId === id)?.attainment ?? 0 } },
    })),
    ...reportedOf(evaluation).map(leaf => {
      const found = foundFor(leaf.id)
      const value = found?.actual === undefined ? { key: 'evaluation.sheet.as-reported' } : counted(Math.round(found.actual * 100), leaf)
      return { label: { text: leaf.name }, value, ...(found?.note && { hint: { text: found.note } }) }
    }),
    { label: { key: 'evaluation.rate.rationale' }, value: sheet.rationale },
    { label: { key: 'evaluation.sheet.at' }, value: sheet.at, type: 'datetime' },
  ]
}
