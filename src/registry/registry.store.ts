import type { Conditions } from '../kernel/policy.ts'
import { collection } from '../platform/document.ts'
import { Area } from './area.schema.ts'
import { Organization, type OrganizationFilter } from './organization.schema.ts'

const areas = collection('areas', Area, [[{ parent: 1 }], [{ kind: 1 }]])

export const areaStore = {
  get: areas.get,
  maybe: areas.maybe,
  insert: areas.insert,
  children: (parent: string) => areas.find({ parent }, { sort: { _id: 1 } }),
  ofKinds: (kinds: string[]) => areas.find({ kind: { $in: kinds } }, { sort: { _id: 1 } }),
}
export type AreaStore = typeof areaStore

const organizations = collection('organizations', Organization, [
  [{ uscc: 1 }, { unique: true, partialFilterExpression: { uscc: { $exists: true } } }],
  [{ tokens: 1 }],
  [{ status: 1 }],
  [{ areas: 1 }],
  [{ appliedBy: 1 }],
  [{ visible: 1 }],
])

export const organizationStore = {
  get: organizations.get,
  maybe: organizations.maybe,
  insert: organizations.insert,
  save: organizations.save,
  byIds: (ids: string[]) => organizations.find({ _id: { $in: ids } }),
  withCode: (uscc: string) => organizations.one({ uscc }),
  /** One indexed condition narrows; the service compares the rest. */
  list: ({ type, area, status }: OrganizationFilter, within: Conditions, token?: string) => organizations.find({
    ...(token ? { tokens: token } : {}), ...(area && !('areas' in within) ? { areas: area } : {}),
    ...(status && { status }), ...(type && { type }), ...within,
  }),
}
export type OrganizationStore = typeof organizationStore
