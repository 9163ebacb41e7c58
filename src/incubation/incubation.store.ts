import type { Conditions } from '../kernel/policy.ts'
import { collection } from '../platform/document.ts'
import { Call } from './call.schema.ts'
import { Incubation, type IncubationFilter } from './incubation.schema.ts'
import { Site } from './site.schema.ts'

const sites = collection('incubation_sites', Site, [[{ areas: 1 }], [{ name: 1 }, { unique: true }]])

export const siteStore = {
  get: sites.get,
  insert: sites.insert,
  save: sites.save,
  withName: (name: string) => sites.one({ name }),
  named: (ids: string[]) => sites.named(ids),
  /** A city has dozens of sites. */
  all: () => sites.find({}, { sort: { name: 1 }, limit: 500 }),
}
export type SiteStore = typeof siteStore

const calls = collection('incubation_calls', Call, [[{ siteId: 1, until: -1 }], [{ until: -1 }], [{ reference: 1 }, { unique: true }]])

export const callStore = {
  get: calls.get,
  insert: calls.insert,
  save: calls.save,
  /** The one that ends last first; a site has a few in a year. */
  list: (siteId?: string) => calls.find({ ...(siteId && { siteId }) }, { sort: { until: -1 }, limit: 500 }),
}
export type CallStore = typeof callStore

const incubations = collection('incubations', Incubation, [
  [{ organizationId: 1 }, { name: 'one_under_way', unique: true, partialFilterExpression: { underWay: true } }],
  [{ organizationId: 1, appliedAt: 1 }],
  [{ siteId: 1, status: 1 }],
  [{ areas: 1 }],
  [{ status: 1 }],
  [{ reference: 1 }, { unique: true }],
])

export const incubationStore = {
  get: incubations.get,
  insert: incubations.insert,
  save: incubations.save,
  ofOrganization: (organizationId: string) => incubations.find({ organizationId }, { sort: { appliedAt: 1 } }),
  list: ({ siteId, status, organizationId }: IncubationFilter, within: Conditions) => incubations.find({
    ...(siteId && { siteId }), ...(status && { status }), ...(organizationId && { organizationId }), ...within,
  }),
}
export type IncubationStore = typeof incubationStore
