import { addWorkdays, dayOf, endOfDay, type Calendar } from '../kernel/period.ts'
import type { Blocker } from '../kernel/refusal.ts'
import type { Incubation } from './incubation.schema.ts'
import type { Notice } from './notice.schema.ts'

/** The notice that an acceptance begins; the day itself is not counted. None where the site's terms ask for none. */
export const noticeFrom = (calendar: Calendar, { noticeWorkdays }: Incubation['terms'], now: Date): Notice | null =>
  noticeWorkdays > 0 ? { from: now, until: endOfDay(addWorkdays(calendar, dayOf(now), noticeWorkdays)) } : null

type Noticed = Pick<Incubation, 'notice' | 'objections'>
/** Are objections taken now? Up to the last moment of its last day. */
export const isNoticed = ({ notice }: Pick<Noticed, 'notice'>, now: Date): boolean => notice !== undefined && now <= notice.until

/** Why the agreement cannot be signed yet: the notice runs, or what was held against it is not settled. */
export const noticeBlockers = (incubation: Noticed, now: Date): Blocker[] => [
  ...(isNoticed(incubation, now) ? [{ code: 'notice-running', params: { until: dayOf(incubation.notice!.until) } }] : []),
  ...(incubation.objections.some(({ answer }) => !answer) ? [{ code: 'objection-open' }] : []),
  ...(incubation.objections.some(({ answer }) => answer?.founded) ? [{ code: 'objection-founded' }] : []),
]
