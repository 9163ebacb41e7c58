import type { Conditions } from '../kernel/policy.ts'
import { currentSession } from '../platform/database.ts'
import { collection, stampOf } from '../platform/document.ts'
import { Activity } from './activity.schema.ts'
import { Volunteer } from './volunteer.schema.ts'

const volunteers = collection('volunteers', Volunteer, [[{ reference: 1 }, { unique: true }], [{ areas: 1, reference: 1 }]])
const stamp = stampOf('volunteer')
const stamped = async <T>(done: T): Promise<T> => { await stamp.changed(); return done }

export const volunteerStore = {
  get: volunteers.get,
  maybe: volunteers.maybe,
  insertAll: async (all: Volunteer[]) => stamped(await volunteers.insertAll(all)),
  save: async (volunteer: Volunteer) => stamped(await volunteers.save(volunteer)),
  /** Whatever books a person's time marks the person first: of two at once the store tries one again, which then sees what the other booked. */
  hold: async (id: string): Promise<void> => { await volunteers.model.collection.updateOne({ _id: id } as never, { $inc: { bookings: 1 } }, { session: currentSession() }) },
  /** Who has an area or one below it for the own. */
  near: (area: string) => volunteers.find({ areas: area, status: 'active' }),
  named: (ids: string[]) => volunteers.named(ids),
  numbered: (references: string[]) => volunteers.find({ reference: { $in: references } }),
  list: ({ area, after, limit }: { area?: string | undefined; after?: string | undefined; limit?: number }, within: Conditions) =>
    volunteers.find({ ...within, ...(area && !within.areas && { areas: area }), ...(after && { reference: { $gt: after } }) }, { sort: { reference: 1 }, ...(limit && { limit }) }),
  /** For the totals; a stamp tells when they have changed. */
  all: () => volunteers.find({}),
  stamp: stamp.read,
}
export type VolunteerStore = typeof volunteerStore

const activities = collection('activities', Activity, [[{ order: 1 }, { unique: true }], [{ areas: 1, order: 1 }], [{ 'signed.volunteerId': 1 }], [{ organizationId: 1, status: 1 }]])

const activityStamp = stampOf('activity')
const activityStamped = async <T>(done: T): Promise<T> => { await activityStamp.changed(); return done }

export const activityStore = {
  get: activities.get,
  insert: async (activity: Activity) => activityStamped(await activities.insert(activity)),
  save: async (activity: Activity) => activityStamped(await activities.save(activity)),
  /** The one that begins last first. */
  list: ({ area, from, before, limit }: { area?: string | undefined; from?: string; before?: string; limit?: number }) => activities.find({
    ...(area && { areas: area }), ...((from || before) && { order: { ...(from && { $gte: from }), ...(before && { $lt: before }) } }),
  }, { sort: { order: -1 }, ...(limit && { limit }) }),
  /** For the list that everybody reads and sorts; a stamp tells when it has changed. */
  all: () => activities.find({}, { sort: { order: -1 } }),
  stamp: activityStamp.read,
  signedBy: (volunteerId: string) => activities.find({ 'signed.volunteerId': volunteerId }, { sort: { order: -1 }, limit: 200 }),
  /** Whose hours are still to be recorded, of these organizations. */
  unrecorded: (organizationIds: string[]) => activities.find({ organizationId: { $in: organizationIds }, status: 'published' }, { sort: { order: 1 } }),
}
export type ActivityStore = typeof activityStore
