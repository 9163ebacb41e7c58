import type { Task } from '../kernel/task.ts'
import { answerDue, entryDue, followUpEnd, midReviewDue, residenceEnd } from './incubation.rules.ts'
import { noticeBlockers } from './notice.rules.ts'
import type { Incubation } from './incubation.schema.ts'

const DAY = 86_400_000
/** A review, and the visit to a graduate that nobody has visited, shows as a task a month before it is due. */
const AHEAD = 30 * DAY

type Hands = { guides: boolean; signs: boolean; now: Date }

/** What an incubation asks of somebody with these hands now. */
export function tasksOf(incubation: Incubation, name: string, { guides, signs, now }: Hands): Task[] {
  const task = (what: string, since: Date, due?: Date | null): Task => ({
    key: `incubation.task.${what}`, params: { name }, href: `/incubation/${incubation.id}`, ref: incubation.reference, since, ...(due && { due }),
  })
  const { status, agreement, appliedAt, enteredAt, exitedAt, reviews, plan, followUps } = incubation
  if (status === 'applied') return guides ? [task('decide', appliedAt, answerDue(incubation))] : []
  if (status === 'accepted' && agreement) {
    if (incubation.objections.some(({ answer }) => !answer)) return guides ? [task('objection', incubation.notice?.from ?? agreement.offeredAt, incubation.notice?.until)] : []
    if (!agreement.signedAt && noticeBlockers(incubation, now).length > 0) return []
    if (!agreement.signedAt) return signs ? [task('sign', agreement.offeredAt, entryDue(incubation))] : []
    return guides ? [task('enter', agreement.signedAt, entryDue(incubation))] : []
  }
  const soon = (due: Date | null): due is Date => due !== null && due.getTime() - AHEAD <= now.getTime()
  const followed = followUpEnd(incubation)
  if (status === 'graduated') return guides && exitedAt && followUps.length === 0 && soon(followed) ? [task('follow-up', exitedAt, followed)] : []
  const end = residenceEnd(incubation)
  if (status !== 'resident' || !guides || !enteredAt || !end) return []
  const has = (kind: string) => reviews.some(each => each.kind === kind)
  const mid = midReviewDue(incubation)
  return [
    ...(plan.length === 0 ? [task('plan', enteredAt)] : []),
    ...(!has('mid') && soon(mid) ? [task('mid', enteredAt, mid)] : []),
    ...(has('mid') && !has('final') && soon(end) ? [task('final', enteredAt, end)] : []),
    ...(has('final') && soon(end) ? [task('exit', enteredAt, end)] : []),
  ]
}
