import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import type { Scale } from '../kernel/ruleset.ts'
import { evaluationPolicy } from './evaluation.policy.ts'
import type { Evaluation } from './evaluation.schema.ts'
import { mustRectify } from './rectification.rules.ts'
import { fileOf } from './sources.view.ts'

const TONE = { asked: 'waiting', reported: 'waiting', done: 'good' } as const
const row = (name: string, value: unknown, more: object = {}) => ({ label: { key: `evaluation.rectification.${name}` }, value, ...more })
const told = ({ by, at }: { by: string; at: Date }) => ({ hint: { key: 'evaluation.rectification.who', params: { name: by, at } } })

/** What is to be put right and what became of it: for everybody to read, its evidence for those inside; and the form of whose turn it is. */
export function rectificationPart(evaluation: Evaluation, { actor, scale, inside }: { actor: Actor; scale: Scale; inside: boolean }) {
  const { rectification, published, id, revision } = evaluation
  const runs = may(evaluationPolicy.demand, actor, evaluation)
  const form = { href: `/evaluations/${id}/rectification`, revision, revisionFields: [{ name: 'revision', value: revision }] }
  if (!rectification) return published && runs ? { ...form, must: mustRectify(evaluation, scale), asking: true, chip: null, rows: [], files: [], reporting: false, checking: false } : null
  const { status, demand, dueBy, reports, returned, confirmed } = rectification
  const steps = [
    ...reports.map(each => ({ at: each.at, row: row('done', each.text, told(each)) })),
    ...returned.map(each => ({ at: each.at, row: row('returned', each.reason, told(each)) })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime())
  return {
    ...form, must: false, asking: false, chip: { key: `evaluation.rectification.status.${status}`, tone: TONE[status] },
    rows: [
      row('demand', demand, told(rectification)), row('due', dueBy, { type: 'date' }), ...steps.map(each => each.row),
      ...confirmed ? [row('confirmed', confirmed.at, { type: 'datetime', hint: { text: confirmed.by } })] : [],
    ],
    files: inside ? reports.flatMap(({ files }) => files.map(file => fileOf(id, file))) : [],
    reporting: status === 'asked' && may(evaluationPolicy.rectify, actor, evaluation), checking: status === 'reported' && runs,
  }
}

/** Whose turn it is after the result was published, if anybody's. */
export function rectificationStep(evaluation: Evaluation, scale: Scale) {
  const { rectification } = evaluation
  if (mustRectify(evaluation, scale)) return { text: { key: 'evaluation.next.demand' }, who: { key: 'evaluation.who.scored' }, due: null }
  if (rectification?.status === 'asked') return { text: { key: 'evaluation.next.rectify' }, who: { key: 'evaluation.who.open' }, due: rectification.dueBy }
  if (rectification?.status === 'reported') return { text: { key: 'evaluation.next.confirm' }, who: { key: 'evaluation.who.scored' }, due: null }
  return null
}
