import { flow, follow } from '../kernel/flow.ts'
import { endOfDay, startOfDay } from '../kernel/period.ts'
import { Invalid, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { Task } from '../kernel/task.ts'
import type { Activity, ActivityFilter, ActivitySearch, ActivityState, ActivityStatus, PublicActivity, PublishActivity } from './activity.schema.ts'
import { overlaps, quartersOf } from './volunteer.rules.ts'
import type { ServiceRecord, Volunteer } from './volunteer.schema.ts'

export type ActivityAction = 'join' | 'withdraw' | 'cancel' | 'record' | 'correct'
export const activityFlow = flow<ActivityStatus, ActivityAction>({
  published: { join: 'published', withdraw: 'published', cancel: 'cancelled', record: 'recorded' },
  recorded: { record: 'recorded', correct: 'recorded' },
  cancelled: {},
})

export function stateOf({ status, from, to, places, taken }: Pick<PublicActivity, 'status' | 'from' | 'to' | 'places' | 'taken'>, now: Date): ActivityState {
  if (status !== 'published') return status
  if (now >= to) return 'over'
  if (now >= from) return 'begun'
  return taken >= places ? 'full' : 'open'
}

export const orderOf = (from: Date, reference: string): string => `${from.toISOString()}~${reference}`
/** Where the places of a filter lie in the order. */
export const boundsOf = ({ since, until, after }: ActivityFilter): { from?: string; before?: string } => ({
  ...(since && { from: startOfDay(since).toISOString() }),
  ...(after ? { before: after } : until && { before: orderOf(endOfDay(until), '~') }),
})

/** Of all activities those that are asked for, in the order in which they are. */
export function found(activities: readonly Activity[], { q, area, state, ...days }: ActivitySearch, now: Date): Activity[] {
  const { from = '', before } = boundsOf(days)
  return activities.filter(activity => (!q || `${activity.title} ${activity.organizationName} ${activity.reference}`.includes(q)) && (!area || activity.areas.includes(area))
    && activity.order >= from && (!before || activity.order < before) && (!state || stateOf(seenByAll(activity), now) === state))
}

type Given = Pick<Activity, 'id' | 'reference' | 'areas' | 'organizationName'> & { now: Date }
const wrong = (field: string, code: string) => new Invalid('invalid-input', `${field}: ${code}`, { problems: [{ field, code }] })

export function publish(asked: PublishActivity, { now, ...given }: Given): Activity {
  if (asked.from <= now) throw wrong('from', 'in-the-past')
  if (quartersOf(asked) < 1) throw wrong('to', 'ends-before-start')
  if (asked.to.getTime() - asked.from.getTime() > 86_400_000) throw wrong('to', 'longer-than-day')
  return { ...asked, ...given, revision: 0, order: orderOf(asked.from, given.reference), status: 'published', signed: [] }
}

type Joining = { volunteer: Pick<Volunteer, 'id' | 'status'> | null; others: Pick<Activity, 'id' | 'title' | 'from' | 'to' | 'status'>[]; now: Date }
/** Why this person cannot sign up; `others` are what the person has signed up for. */
export function joinBlockers(activity: Activity, { volunteer, others, now }: Joining): Blocker[] {
  const clash = others.find(other => other.id !== activity.id && other.status !== 'cancelled' && overlaps(other, activity))
  return [
    ...(volunteer?.status === 'active' ? [] : [{ code: 'volunteer-missing' }]),
    ...(now >= activity.from ? [{ code: 'activity-begun' }] : []),
    ...(activity.signed.length >= activity.places ? [{ code: 'activity-full', params: { places: activity.places } }] : []),
    ...(activity.signed.some(({ volunteerId }) => volunteerId === volunteer?.id) ? [{ code: 'signed-up-already' }] : []),
    ...(clash ? [{ code: 'activity-clash', params: { title: clash.title } }] : []),
  ]
}
export function join(activity: Activity, volunteer: Pick<Volunteer, 'id' | 'name' | 'reference' | 'status'>, { others, now }: Omit<Joining, 'volunteer'>): Activity {
  const status = follow(activityFlow, activity.status, 'join')
  refuseIfBlocked(joinBlockers(activity, { volunteer, others, now }))
  const { id, name, reference } = volunteer
  return { ...activity, status, signed: [...activity.signed, { volunteerId: id, name, reference, at: now }] }
}

export function withdrawBlockers({ signed, from }: Activity, volunteerId: string, now: Date): Blocker[] {
  return [
    ...(signed.some(each => each.volunteerId === volunteerId) ? [] : [{ code: 'not-signed-up' }]),
    ...(now >= from ? [{ code: 'activity-begun' }] : []),
  ]
}
export function withdraw(activity: Activity, volunteerId: string, now: Date): Activity {
  const status = follow(activityFlow, activity.status, 'withdraw')
  refuseIfBlocked(withdrawBlockers(activity, volunteerId, now))
  return { ...activity, status, signed: activity.signed.filter(each => each.volunteerId !== volunteerId) }
}

export function cancel(activity: Activity, now: Date): Activity {
  const status = follow(activityFlow, activity.status, 'cancel')
  refuseIfBlocked(now >= activity.from ? [{ code: 'activity-begun' }] : [])
  return { ...activity, status }
}

/** Service time is recorded once the activity is over. */
export const hoursBlockers = ({ to }: Pick<Activity, 'to'>, now: Date): Blocker[] => now < to ? [{ code: 'activity-not-over' }] : []
export function recorded(activity: Activity, action: 'record' | 'correct', now: Date): Activity {
  const status = follow(activityFlow, activity.status, action)
  refuseIfBlocked(hoursBlockers(activity, now))
  return { ...activity, status }
}

export const recordOf = (activity: Activity, quarters: number, { by, now }: { by: string; now: Date }): ServiceRecord => {
  const { id, reference, title, place, training, organizationId, organizationName, from, to } = activity
  return { activityId: id, reference, title, place, training, organizationId, organizationName, from, to, quarters, recordedAt: now, recordedBy: by }
}

/** What somebody signed up for and has still ahead; of what is cancelled nothing is. */
export const ahead = (activities: Activity[], now: Date): Activity[] =>
  activities.filter(({ status, from }) => status === 'published' && from > now).sort((a, b) => a.from.getTime() - b.from.getTime())

type Hands = { person: string; runs: boolean; now: Date }
/** What an activity asks of somebody: to come, or, once it is over, to record the hours of those who came. */
export function tasksOf(activity: Activity, { person, runs, now }: Hands): Task[] {
  const { id, reference: ref, title, from, to, signed, status } = activity
  const task = (what: string, since: Date, due?: Date): Task => ({ key: `activity.task.${what}`, params: { title }, href: `/activities/${id}`, ref, since, ...(due && { due }) })
  if (status !== 'published') return []
  const own = signed.find(({ volunteerId }) => volunteerId === person)
  return [
    ...(own && now < from ? [task('attend', own.at, from)] : []),
    ...(runs && now >= to && signed.length > 0 ? [task('record', to)] : []),
  ]
}

export const seenByAll = ({ signed, order: _, ...activity }: Activity): PublicActivity => ({ ...activity, taken: signed.length })
