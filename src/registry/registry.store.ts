import type { Conditions } from '../kernel/policy.ts'
import { collection } from '../platform/document.ts'
import { Area } from './area.schema.ts'
import { Organization, type OrganizationFilter } from './organization.schema.ts'
import type { RollRow } from './roll.rules.ts'
import type { Counted } from './statistics.rules.ts'

const areas = collection('areas', Area, [[{ parent: 1 }], [{ kind: 1 }]])

export const areaStore = {
  get: areas.get,
  maybe: areas.maybe,
  insertAll: areas.insertAll,
  save: areas.save,
  byIds: (ids: string[]) => areas.find({ _id: { $in: ids } }),
  all: () => areas.find({}, { limit: 5_000 }),
  children: (parent: string) => areas.find({ parent }, { sort: { _id: 1 } }),
  ofKinds: (kinds: string[]) => areas.find({ kind: { $in: kinds } }, { sort: { _id: 1 } }),
}
export type AreaStore = typeof areaStore

const organizations = collection('organizations', Organization, [
  // Sparse, since the embedded store finds nothing by a partial index.
  [{ uscc: 1 }, { unique: true, sparse: true }],
  [{ tokens: 1 }],
  [{ status: 1 }],
  [{ areas: 1 }],
  [{ appliedBy: 1 }],
  [{ visible: 1 }],
  [{ 'listings.list': 1 }],
])

const ROW = { name: 1, formerNames: 1, uscc: 1, sortKey: 1, founded: 1, status: 1, type: 1, areas: 1, listings: 1 }

const COUNTED = { type: 1, areas: 1, founded: 1, serves: 1, grade: 1, 'results.contractId': 1 }

export const organizationStore = {
  get: organizations.get,
  maybe: organizations.maybe,
  insert: organizations.insert,
  insertAll: organizations.insertAll,
  save: organizations.save,
  byIds: (ids: string[]) => organizations.find({ _id: { $in: ids } }),
  codes: async (codes: string[]): Promise<string[]> =>
    (await organizations.model.find({ uscc: { $in: codes } } as never, { uscc: 1 }).lean() as unknown as { uscc: string }[]).map(({ uscc }) => uscc),
  withCode: (uscc: string) => organizations.one({ uscc }),
  /** What a list is matched and sorted by: of a thousand records only the fields that it needs are read. */
  rows: async ({ type, status, area, flag }: Partial<OrganizationFilter>, within: Conditions, token?: string): Promise<RollRow[]> => {
    const { id, ...conditions } = within
    const found = await organizations.model.find({
      ...(flag && { 'listings.list': flag }), ...(token && { tokens: token }), ...(area && !('areas' in within) && { areas: area }),
      ...(status && { status }), ...(type && { type }), ...(id !== undefined && { _id: id }), ...conditions,
    } as never, ROW).lean() as unknown as (Omit<RollRow, 'id'> & { _id: string })[]
    return found.map(({ _id, ...row }) => ({ ...row, id: _id }))
  },
  /** What is counted of all that are registered; the results only by their contracts. */
  counted: async (): Promise<Counted[]> => (await organizations.model.find({ status: 'registered' } as never, COUNTED).lean() as unknown as Partial<Counted>[])
    .map(({ results = [], ...rest }) => ({ ...rest, results }) as Counted),
  waiting: ({ id: _, ...within }: Conditions) => organizations.find({ status: 'applied', ...within }),
}
export type OrganizationStore = typeof organizationStore
