import { total } from '../kernel/ratio.ts'
import type { Scale } from '../kernel/ruleset.ts'
import type { StoredFile } from '../platform/files.schema.ts'
import { givenFor, reportedValue } from './evaluation.rules.ts'
import { ANSWERS, type Evaluation } from './evaluation.schema.ts'
import type { EvaluatedLeaf } from './indicator.schema.ts'

/** A target that was passed by so much was perhaps set too low: the cause is asked for (财预〔2020〕10号). */
const FAR_ABOVE = 13_000

const plain = (hundredths: number): number => hundredths / 100
const listed = (values: number[]): string => values.map(plain).join(' · ')
const quantity = (value: number, { unit = '' }: { unit?: string | undefined }) => ({ key: 'evaluation.source.quantity', params: { value: plain(value), unit } })
const row = (name: string, value: unknown, more: object = {}) => ({ label: { key: `evaluation.source.${name}` }, value, ...more })

/** The evidence of one indicator, as files to open. */
export const evidenceOf = ({ id, report }: Evaluation, leafId: string) =>
  (report?.evidence ?? []).filter(each => each.leafId === leafId).map(({ file }) => fileOf(id, file))
export const fileOf = (evaluationId: string, { name, size, sha256, key }: StoredFile) =>
  ({ name, size, hash: sha256, href: `/evaluations/${evaluationId}/files/${key}` })

/** Whose number it was: the supplier's and, where they found another one, the experts'. */
function reportedRows(evaluation: Evaluation, leaf: EvaluatedLeaf) {
  const { report, contractId, ratings } = evaluation
  const given = givenFor(evaluation, leaf)
  const reported = reportedValue(evaluation, leaf.id) ?? 0
  const shownAs = (value: number) => leaf.id === 'execution' ? { value, type: 'money' } : { value: quantity(value, leaf) }
  const source = { key: 'evaluation.source.from-contract' }
  return [
    { ...row('target', null, shownAs(leaf.target ?? 0)), hint: source, href: `/contracts/${contractId}` },
    { ...row('reported', null, shownAs(reported)), hint: { key: 'evaluation.source.reported-by', params: { name: report?.by ?? '', at: report?.at } } },
    given.every(value => value === reported)
      ? row('found', { key: 'evaluation.source.found-as-reported', params: { n: ratings.length } })
      : row('found', { key: 'evaluation.source.mean', params: { values: listed(given), mean: plain(leaf.actual ?? 0) } }, { hint: { key: 'evaluation.source.each-alone', params: { n: given.length } } }),
  ]
}

function judgedRows(evaluation: Evaluation, leaf: EvaluatedLeaf) {
  const given = givenFor(evaluation, leaf)
  return [row('judged', { key: 'evaluation.source.mean-percent', params: { values: listed(given), mean: leaf.rate } }, { hint: { key: 'evaluation.source.each-alone', params: { n: given.length } } })]
}

/** Each answer with its value and how often it was given. */
function surveyRows({ satisfaction, surveySize }: Evaluation, leaf: EvaluatedLeaf) {
  const counts = satisfaction?.counts ?? []
  const parts = ANSWERS.map(({ code, value }) => ({ value, count: counts.find(({ answer }) => answer === code)?.count ?? 0 }))
  const n = satisfaction?.n ?? 0
  return [
    { ...row('answered', { key: 'evaluation.survey.progress', params: { n, size: surveySize } }), hint: { key: 'evaluation.source.anonymous' } },
    ...counts.length > 0 ? ANSWERS.map(({ code, value }, at) => ({
      label: { key: `evaluation.answer.${code}` }, value: { key: 'evaluation.source.answer', params: { count: parts[at]?.count ?? 0, value: plain(value) } },
    })) : [],
    row('index', counts.length > 0
      ? { key: 'evaluation.source.index-sum', params: { sum: plain(total(parts.map(({ value, count }) => value * count))), n, index: satisfaction?.index ?? 0 } }
      : { key: 'evaluation.source.index-alone', params: { index: satisfaction?.index ?? 0 } }),
    ...satisfaction && counts.length > 0 ? [row('rate', {
      key: 'evaluation.source.rate-share',
      params: { satisfied: total(ANSWERS.map(({ satisfied }, at) => satisfied ? parts[at]!.count : 0)), n, rate: satisfaction.rate },
    })] : [],
    row('target', { key: 'evaluation.source.percent', params: { value: leaf.target ?? 0 } }),
  ]
}

const ROWS = { ratio: reportedRows, cost: reportedRows, band: judgedRows, satisfaction: surveyRows }

/** What was found wrong with a reported number, for those inside; it names nobody. */
const notesOn = ({ ratings }: Evaluation, leafId: string): string[] =>
  ratings.flatMap(({ findings }) => findings.find(finding => finding.leafId === leafId)?.note ?? []).toSorted()

function leafSource(evaluation: Evaluation, leaf: EvaluatedLeaf, inside: boolean) {
  const { id, name, weight, score, kind, rate, actual, target } = leaf
  const notes = inside ? notesOn(evaluation, id) : []
  return {
    id: `source-${id}`, title: { key: 'evaluation.source.leaf', params: { name, score, weight } },
    rows: [
      { ...row('weight', weight, { type: 'score' }), hint: { key: `evaluation.source.weight-${id.startsWith('output-') ? 'contracted' : 'fixed'}` } },
      ...ROWS[kind](evaluation, leaf),
      ...notes.length > 0 ? [row('notes', notes.map(text => ({ text })), { type: 'list' })] : [],
      { ...row('formula', { key: `evaluation.formula.${kind}`, params: { weight, rate, score, actual: plain(actual ?? 0), target: plain(target ?? 0) } }), ...(rate > FAR_ABOVE && { hint: { key: 'evaluation.source.far-above' } }) },
    ],
    evidence: inside && kind !== 'satisfaction' ? { files: evidenceOf(evaluation, id) } : null,
  }
}

/** How the sum and the grade follow from the parts. */
function sumSources({ result, ruleSet, contractId }: Evaluation, scale: Scale) {
  const groups = result!.level1.map(({ name, score }) => ({ label: { text: name }, value: score, type: 'score' }))
  const reached = scale.grades.find(({ code }) => code === result!.grade)
  return [
    { id: 'source-total', title: { key: 'evaluation.source.total', params: { score: result!.total } }, rows: [...groups, row('sum', result!.total, { type: 'score' })], evidence: null },
    {
      id: 'source-grade', title: { key: 'evaluation.source.grade', params: { grade: { key: `evaluation.grade.${result!.grade}` } } }, evidence: null,
      rows: [
        ...scale.grades.map(({ code, from }) => ({ label: { key: `evaluation.grade.${code}` }, value: { key: `evaluation.source.${code === result!.grade ? 'reached-from' : 'from'}`, params: { from, score: result!.total } } })),
        row('rule-set', ruleSet, { hint: { key: 'evaluation.source.as-published', params: { from: reached?.from ?? 0 } } }),
        { ...row('effect', { key: 'evaluation.source.effect-text' }), href: `/contracts/${contractId}` },
      ],
    },
  ]
}

/** Every number of a result with what it was made of: inputs, weights, formula, who gave it and, for those inside, the evidence. */
export const sourcesOf = (evaluation: Evaluation, scale: Scale, { inside }: { inside: boolean }) => [
  ...evaluation.result!.level1.flatMap(({ leaves }) => leaves.map(leaf => leafSource(evaluation, leaf, inside))),
  ...sumSources(evaluation, scale),
]
