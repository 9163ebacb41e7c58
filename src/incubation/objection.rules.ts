import { dayOf } from '../kernel/period.ts'
import { refuseIfBlocked, RuleBroken, type Blocker } from '../kernel/refusal.ts'
import { isHandled, move, type Done } from './incubation.rules.ts'
import type { Incubation } from './incubation.schema.ts'
import { isNoticed } from './notice.rules.ts'
import type { AnswerObjection } from './notice.schema.ts'

/** Why somebody cannot object now: no notice runs, or an objection of the same person waits for its answer. */
export const objectBlockers = (incubation: Pick<Incubation, 'notice' | 'objections' | 'status'>, by: string, now: Date): Blocker[] => [
  ...(incubation.status === 'accepted' && isNoticed(incubation, now) ? []
    : [{ code: 'notice-over', ...(incubation.notice && { params: { until: dayOf(incubation.notice.until) } }) }]),
  ...(incubation.objections.some(each => each.by.id === by && !each.answer) ? [{ code: 'objected-already' }] : []),
]
export function object(incubation: Incubation, text: string, { id, by, now }: Done & { id: string }): Incubation {
  refuseIfBlocked(objectBlockers(incubation, by.id, now))
  return { ...move(incubation, 'object'), objections: [...incubation.objections, { id, by, at: now, text }] }
}

/** The site answers, once. Throws RuleBroken `nothing-to-answer`. */
export function answer(incubation: Incubation, { objection, founded, text }: Omit<AnswerObjection, 'revision'>, { by, now }: Done): Incubation {
  const answered = move(incubation, 'answer')
  if (!incubation.objections.some(each => each.id === objection && !each.answer)) throw new RuleBroken('nothing-to-answer', `No open objection ${objection}`)
  return isHandled({
    ...answered, objections: incubation.objections.map(each => each.id === objection ? { ...each, answer: { by, at: now, founded: founded === 'yes', text } } : each),
  }, by)
}
