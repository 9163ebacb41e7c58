import type { Conditions } from '../kernel/policy.ts'
import { collection, stampOf } from '../platform/document.ts'
import { Area } from './area.schema.ts'
import { Organization } from './organization.schema.ts'
import type { RollRow } from './roll.rules.ts'

const areas = collection('areas', Area, [[{ parent: 1 }], [{ kind: 1 }]])

export const areaStore = {
  get: areas.get,
  maybe: areas.maybe,
  insertAll: areas.insertAll,
  save: areas.save,
  byIds: (ids: string[]) => areas.named(ids),
  all: () => areas.find({}, { limit: 5_000 }),
  children: (parent: string) => areas.find({ parent }, { sort: { _id: 1 } }),
  ofKinds: (kinds: string[]) => areas.find({ kind: { $in: kinds } }, { sort: { _id: 1 } }),
}
export type AreaStore = typeof areaStore

const organizations = collection('organizations', Organization, [
  // Sparse, since the embedded store finds nothing by a partial index.
  [{ uscc: 1 }, { unique: true, sparse: true }],
  [{ status: 1 }],
])
const stamp = stampOf('organizations')
const ROW = {
  name: 1, formerNames: 1, uscc: 1, sortKey: 1, founded: 1, status: 1, type: 1, areas: 1, listings: 1, visible: 1, appliedBy: 1, serves: 1, grade: 1, order: 1, imported: 1, 'reports.year': 1, 'results.contractId': 1,
}
const written = async <T>(writing: Promise<T>): Promise<T> => {
  const saved = await writing
  await stamp.changed()
  return saved
}

export const organizationStore = {
  get: organizations.get,
  maybe: organizations.maybe,
  insert: (organization: Organization) => written(organizations.insert(organization)),
  insertAll: (all: Organization[]) => written(organizations.insertAll(all)),
  save: (organization: Organization) => written(organizations.save(organization)),
  byIds: (ids: string[]) => organizations.named(ids),
  codes: async (codes: string[]): Promise<string[]> =>
    (await organizations.model.find({ uscc: { $in: codes } } as never, { uscc: 1 }).lean() as unknown as { uscc: string }[]).map(({ uscc }) => uscc),
  withCode: (uscc: string) => organizations.one({ uscc }),
  stamp: stamp.read,
  /** The whole roll; of each record only what lists, searches and figures need, so that it can be kept in memory. */
  rows: async (): Promise<RollRow[]> => {
    const found = await organizations.model.find({}, ROW).lean() as unknown as (Omit<RollRow, 'id'> & { _id: string })[]
    return found.map(({ _id, ...row }) => ({ ...row, results: row.results ?? [], reports: row.reports ?? [], id: _id }))
  },
  waiting: ({ id: _, ...within }: Conditions) => organizations.find({ status: 'applied', ...within }),
}
export type OrganizationStore = typeof organizationStore
