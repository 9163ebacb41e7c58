import { flow, follow } from '../kernel/flow.ts'
import { dayOf, endOfDay } from '../kernel/period.ts'
import { Invalid, RuleBroken } from '../kernel/refusal.ts'
import type { Scale } from '../kernel/ruleset.ts'
import type { StoredFile } from '../platform/files.schema.ts'
import type { Evaluation } from './evaluation.schema.ts'
import type { Rectification, RectificationStatus } from './rectification.schema.ts'

export const rectificationFlow = flow<RectificationStatus, 'report' | 'confirm' | 'return'>({
  asked: { report: 'reported' },
  reported: { confirm: 'done', return: 'asked' },
  done: {},
})

type By = { by: string; at: Date }

/** The lowest grade of its scale (差) has to be put right; of others it may be asked. */
export const mustRectify = ({ result, published, rectification }: Evaluation, { grades }: Scale): boolean =>
  published && !rectification && result?.grade === grades.at(-1)?.code

/** Once the result is published, and once only. Throws Invalid where the last day is not to come. */
export function demand(evaluation: Evaluation, given: { demand: string; dueBy: Date }, { by, at }: By): Evaluation {
  if (!evaluation.published) throw new RuleBroken('result-not-published', 'The result is not published')
  if (evaluation.rectification) throw new RuleBroken('rectification-asked-already', 'It was asked already', { reference: evaluation.reference })
  if (dayOf(given.dueBy) <= dayOf(at)) throw new Invalid('invalid-input', 'The last day is to come', { problems: [{ field: 'dueBy', code: 'day-not-to-come' }] })
  return { ...evaluation, rectification: { status: 'asked', demand: given.demand, by, at, dueBy: endOfDay(dayOf(given.dueBy)), reports: [], returned: [] } }
}

/** The rectification of an evaluation. Throws RuleBroken `no-rectification`. */
function rectificationOf({ rectification, reference }: Evaluation): Rectification {
  if (!rectification) throw new RuleBroken('no-rectification', 'Nothing was asked to be put right', { reference })
  return rectification
}

/** What the supplier did; late is better than not at all, so that the last day refuses nothing. */
export function rectify(evaluation: Evaluation, { text, files }: { text: string; files: StoredFile[] }, { by, at }: By): Evaluation {
  const before = rectificationOf(evaluation)
  return { ...evaluation, rectification: { ...before, status: follow(rectificationFlow, before.status, 'report'), reports: [...before.reports, { text, files, by, at }] } }
}

export function confirm(evaluation: Evaluation, confirmed: By): Evaluation {
  const before = rectificationOf(evaluation)
  return { ...evaluation, rectification: { ...before, status: follow(rectificationFlow, before.status, 'confirm'), confirmed } }
}

export function reject(evaluation: Evaluation, reason: string, { by, at }: By): Evaluation {
  const before = rectificationOf(evaluation)
  return { ...evaluation, rectification: { ...before, status: follow(rectificationFlow, before.status, 'return'), returned: [...before.returned, { reason, by, at }] } }
}
