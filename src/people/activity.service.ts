import type { Actor } from '../kernel/actor.ts'
import { yearOf } from '../kernel/period.ts'
import { may, permit } from '../kernel/policy.ts'
import { Invalid, refuseIfBlocked } from '../kernel/refusal.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { remembered } from '../platform/remembered.ts'
import { turns } from '../platform/turns.ts'
import * as rules from './activity.rules.ts'
import type { Activity, ActivityFilter, ActivitySearch, CancelActivity, CorrectHours, Enlist, PublishActivity, RecordHours } from './activity.schema.ts'
import { activityPolicy } from './volunteer.policy.ts'
import { SECRET, withRecord } from './volunteer.rules.ts'
import type { Volunteer } from './volunteer.schema.ts'
import type { ActivityStore, VolunteerStore } from './volunteer.store.ts'

type Deps = {
  activities: ActivityStore; volunteers: VolunteerStore
  organization: (id: string) => Promise<{ name: string; status: string }>
  pathOf: (area: string) => Promise<string[]>
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
  nextReference: (prefix: string, year: number) => Promise<string>
}
/** Somebody who signed up, and what was recorded; nothing by which the person could be reached. */
export type Participant = { volunteerId: string; name: string; reference: string; at: Date; quarters: number | null }
const kind = 'activity'
const PAGE = 20

export const activityService = ({ activities, volunteers, organization, pathOf, audit, transact, clock, newId, nextReference }: Deps) => {
  /** Two who sign up at once take turns, and so does one who signs up for two activities: nobody is refused for haste. */
  const [byVolunteer, byActivity] = [turns(), turns()]
  const everything = remembered({ stamp: activities.stamp, read: activities.all })
  const save = async (actor: Actor, action: string, { before, after, reason }: { before: Activity; after: Activity; reason?: string }): Promise<Activity> => {
    const saved = await activities.save(after)
    await audit.record(actor, { kind, action: `activity.${action}`, before, after: saved, reason })
    return saved
  }
  const own = async (actor: Actor, id: string): Promise<Activity> => {
    const activity = await activities.get(id)
    permit(activityPolicy.run, actor, activity)
    return activity
  }
  /** Signs somebody up; of two activities at one time that want the same person at once, one gets the person. */
  async function joined(activity: Activity, volunteerId: string): Promise<Activity> {
    await volunteers.hold(volunteerId)
    return rules.join(activity, await volunteers.get(volunteerId), { others: await activities.signedBy(volunteerId), now: clock() })
  }

  /** One person's time of one activity, with its event. */
  async function keepHours(actor: Actor, { activity, volunteer, hours, field, reason }: { activity: Activity; volunteer: Volunteer; hours: number; field: string; reason?: string }): Promise<void> {
    const record = rules.recordOf(activity, hours * 4, { by: actor.name, now: clock() })
    const after = await volunteers.save(withRecord(volunteer, record, field))
    await audit.record(actor, { kind: 'volunteer', action: reason ? 'volunteer.correct' : 'volunteer.record', before: volunteer, after, reason, secret: SECRET })
  }
  const unfit = (field: string, code: string) => new Invalid('invalid-input', `${field}: ${code}`, { problems: [{ field, code }] })

  return {
    see: (id: string): Promise<Activity> => activities.get(id),
    timeline: ({ id }: Activity) => audit.timeline(kind, id),
    mayRun: (actor: Actor, activity: Pick<Activity, 'organizationId'>): boolean => may(activityPolicy.run, actor, activity),
    /** One page of them, the one that begins last first. */
    async list(filter: ActivityFilter): Promise<{ activities: Activity[]; next: string | null }> {
      const found = await activities.list({ area: filter.area, ...rules.boundsOf(filter), limit: PAGE + 1 })
      const page = found.slice(0, PAGE)
      return { activities: page, next: found.length > PAGE ? page.at(-1)!.order : null }
    },
    /** All that are asked for, for a list that is sorted by any column. */
    found: async (filter: ActivitySearch): Promise<Activity[]> => rules.found(await everything(), filter, clock()),
    signedBy: (actor: Actor): Promise<Activity[]> => activities.signedBy(actor.id),
    /** What somebody signed up for and has still ahead. */
    ahead: async (volunteerId: string): Promise<Activity[]> => rules.ahead(await activities.signedBy(volunteerId), clock()),
    async tasks(actor: Actor): Promise<Task[]> {
      const [now, runs] = [clock(), (activity: Activity) => may(activityPolicy.run, actor, activity)]
      const own = actor.grants.flatMap(({ organizationId }) => organizationId ?? [])
      const found = [...await activities.signedBy(actor.id), ...own.length > 0 ? await activities.unrecorded([...new Set(own)]) : []]
      return [...new Map(found.map(activity => [activity.id, activity])).values()].flatMap(activity => rules.tasksOf(activity, { person: actor.id, runs: runs(activity), now }))
    },
    async participants(actor: Actor, id: string): Promise<Participant[]> {
      const { signed } = await own(actor, id)
      const known = new Map((await volunteers.named(signed.map(({ volunteerId }) => volunteerId))).map(each => [each.id, each.records]))
      return signed.map(each => ({ ...each, quarters: known.get(each.volunteerId)?.find(({ activityId }) => activityId === id)?.quarters ?? null }))
    },

    async publish(actor: Actor, asked: PublishActivity): Promise<Activity> {
      permit(activityPolicy.run, actor, asked)
      const [{ name, status }, areas, now] = [await organization(asked.organizationId), await pathOf(asked.area), clock()]
      refuseIfBlocked(status === 'registered' ? [] : [{ code: 'organization-not-registered' }])
      const reference = await nextReference('HD', yearOf(now))
      return transact(async () => {
        const activity = await activities.insert(rules.publish(asked, { id: newId(), reference, areas, organizationName: name, now }))
        await audit.record(actor, { kind, action: 'activity.publish', before: null, after: activity })
        return activity
      })
    },
    cancel: (actor: Actor, id: string, { revision, reason }: CancelActivity): Promise<Activity> => transact(async () => {
      const before = await own(actor, id)
      return save(actor, 'cancel', { before, after: { ...rules.cancel(before, clock()), revision }, reason })
    }),

    join: (actor: Actor, id: string): Promise<Activity> => byVolunteer(actor.id, () => byActivity(id, () => transact(async () => {
      const before = await activities.get(id)
      if (!await volunteers.maybe(actor.id)) refuseIfBlocked([{ code: 'volunteer-missing' }])
      return save(actor, 'join', { before, after: await joined(before, actor.id) })
    }))),
    /** Takes a person who leaves out of all that is still ahead; in the transaction of the leaving. */
    async withdrawAll(actor: Actor, volunteerId: string): Promise<void> {
      await volunteers.hold(volunteerId)
      for (const before of rules.ahead(await activities.signedBy(volunteerId), clock())) {
        await save(actor, 'withdraw', { before, after: rules.withdraw(before, volunteerId, clock()) })
      }
    },
    withdraw: (actor: Actor, id: string): Promise<Activity> => byActivity(id, () => transact(async () => {
      const before = await activities.get(id)
      return save(actor, 'withdraw', { before, after: rules.withdraw(before, actor.id, clock()) })
    })),
    /** Who signed up on paper tells the own number. */
    enlist: (actor: Actor, id: string, { references }: Enlist): Promise<Activity> => byActivity(id, () => transact(async () => {
      const before = await own(actor, id)
      const found = new Map((await volunteers.numbered(references)).map(volunteer => [volunteer.reference, volunteer]))
      let after = before
      for (const reference of references) {
        const volunteer = found.get(reference)
        if (!volunteer) throw new Invalid('invalid-input', `No volunteer ${reference}`, { problems: [{ field: 'references', code: 'volunteer-unknown', params: { reference } }] })
        after = await joined(after, volunteer.id)
      }
      return save(actor, 'join', { before, after })
    })),

    /** The service time of those who signed up; of two organizations that record the same person at once, one is tried again or told. */
    record: (actor: Actor, id: string, { hours }: RecordHours): Promise<Activity> => transact(async () => {
      const before = await own(actor, id)
      const after = rules.recorded(before, 'record', clock())
      const people = (await volunteers.named(Object.keys(hours))).filter(({ id: volunteerId }) => before.signed.some(each => each.volunteerId === volunteerId))
      if (people.length === 0 || people.length < Object.keys(hours).length) throw unfit('hours', people.length === 0 ? 'required' : 'not-a-choice')
      refuseIfBlocked(people.filter(({ records }) => records.some(({ activityId }) => activityId === id)).map(({ name }) => ({ code: 'hours-recorded', params: { name } })))
      for (const volunteer of people) await keepHours(actor, { activity: before, volunteer, hours: hours[volunteer.id]!, field: `hours.${volunteer.id}` })
      return save(actor, 'record', { before, after })
    }),
    correct: (actor: Actor, id: string, { volunteerId, corrected, reason }: CorrectHours): Promise<Activity> => transact(async () => {
      const before = await own(actor, id)
      const after = rules.recorded(before, 'correct', clock())
      const volunteer = (await volunteers.named([volunteerId]))[0]
      if (!volunteer?.records.some(({ activityId }) => activityId === id)) throw unfit('volunteerId', 'not-a-choice')
      await keepHours(actor, { activity: before, volunteer, hours: corrected, field: 'corrected', reason })
      return save(actor, 'correct', { before, after, reason })
    }),
  }
}
export type ActivityService = ReturnType<typeof activityService>
