import { flow, follow } from '../kernel/flow.ts'
import { dayOf, endOfDay } from '../kernel/period.ts'
import { Invalid, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { Call, CallStatus, DraftCall } from './call.schema.ts'
import type { Apply } from './incubation.schema.ts'
import type { Site } from './site.schema.ts'

export type CallAction = 'edit' | 'publish' | 'withdraw'
/** 起草 → 发布; it ends by itself after its last day, and what is published is taken back with a reason, never changed. */
export const callFlow = flow<CallStatus, CallAction>({
  draft: { edit: 'draft', publish: 'published', withdraw: 'withdrawn' },
  published: { withdraw: 'withdrawn' },
  withdrawn: {},
})

/** Can it be answered now? Up to the end of its last day. */
export const isOpen = ({ status, until }: Pick<Call, 'status' | 'until'>, now: Date): boolean =>
  status === 'published' && now <= endOfDay(dayOf(until))
/** How it stands to a reader: published calls end by themselves. */
export const stateOf = (call: Pick<Call, 'status' | 'until'>, now: Date): CallStatus | 'over' =>
  call.status === 'published' && !isOpen(call, now) ? 'over' : call.status

function inTime(until: Date, now: Date): void {
  if (dayOf(until) < dayOf(now)) throw new Invalid('invalid-input', 'The last day has passed', { problems: [{ field: 'until', code: 'in-the-past' }] })
}

export function draft(asked: DraftCall, { id, reference, site, now }: { id: string; reference: string; site: Pick<Site, 'id' | 'areas'>; now: Date }): Call {
  inTime(asked.until, now)
  return { ...asked, id, reference, revision: 0, siteId: site.id, areas: site.areas, status: 'draft' }
}
export function edit(call: Call, asked: DraftCall, now: Date): Call {
  inTime(asked.until, now)
  return { ...call, ...asked, status: follow(callFlow, call.status, 'edit') }
}

/** Why it cannot be published: the site takes nobody in, or its last day has passed while it was a draft. */
export const publishBlockers = ({ until }: Pick<Call, 'until'>, site: Pick<Site, 'open'>, now: Date): Blocker[] => [
  ...(site.open ? [] : [{ code: 'site-shut' }]),
  ...(dayOf(until) < dayOf(now) ? [{ code: 'call-over', params: { until: dayOf(until) } }] : []),
]
export function publish(call: Call, site: Pick<Site, 'open'>, now: Date): Call {
  const status = follow(callFlow, call.status, 'publish')
  refuseIfBlocked(publishBlockers(call, site, now))
  return { ...call, status, publishedAt: now }
}
export const withdraw = (call: Call): Call => ({ ...call, status: follow(callFlow, call.status, 'withdraw') })

/** Why this application cannot answer the call: another site's, not open now, or for organizations of another stage. */
export const answerBlockers = (call: Call, { stage }: Pick<Apply, 'stage'>, site: Pick<Site, 'id'>, now: Date): Blocker[] => [
  ...(isOpen(call, now) && call.siteId === site.id ? [] : [{ code: 'call-over', params: { until: dayOf(call.until) } }]),
  ...(call.stages.includes(stage) ? [] : [{ code: 'call-not-for-stage', field: 'stage' }]),
]
