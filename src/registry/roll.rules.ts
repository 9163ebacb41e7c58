import type { OrganizationFilter, OrganizationSort, Organization } from './organization.schema.ts'
import { matches, type Spell } from './search.rules.ts'
import { listingNow } from './standing.rules.ts'

/** What the roll knows of an organization before a page of it is read; of its results only how many there are. */
export type RollRow = Pick<
  Organization, 'id' | 'name' | 'formerNames' | 'uscc' | 'sortKey' | 'founded' | 'status' | 'type' | 'areas' | 'listings' | 'visible' | 'appliedBy' | 'serves' | 'grade' | 'order' | 'imported'
> & { results: unknown[]; reports: { year: number }[] }

const VALUE: Record<string, (row: RollRow) => string> = {
  name: ({ sortKey }) => sortKey, founded: ({ founded }) => founded.toISOString().slice(0, 10), status: ({ status }) => status, type: ({ type }) => type,
}
/** Where a row stands: what is sorted by, then the name, then the id, so that no two are equal. */
const placeOf = (row: RollRow, sort: OrganizationSort): string =>
  [VALUE[sort.replace('-', '')]?.(row) ?? '', row.sortKey, row.id].join('~')

type Asked = Pick<OrganizationFilter, 'q' | 'type' | 'status' | 'area' | 'flag' | 'sort'>
/** The rows that were asked for, in their order, each with its place. */
export function rollOf(rows: RollRow[], { q = '', type, status, area, flag, sort }: Asked, now: Date, spell?: Spell): { id: string; place: string }[] {
  const typed = q.trim()
  const sign = sort.startsWith('-') ? -1 : 1
  return rows
    .filter(row => (!type || row.type === type) && (!status || row.status === status) && (!typed || matches(row, row.sortKey, typed, spell)) && (!area || row.areas.includes(area)) && (!flag || listingNow(row, flag, now)))
    .map(row => ({ id: row.id, place: placeOf(row, sort) }))
    .sort((a, b) => a.place === b.place ? 0 : a.place < b.place ? -sign : sign)
}

/** The page after a place; a row that has gone meanwhile neither stops nor repeats it. */
export function pageAfter(roll: { id: string; place: string }[], { after, sort }: Pick<OrganizationFilter, 'after' | 'sort'>, size: number) {
  const rest = after ? roll.filter(({ place }) => sort.startsWith('-') ? place < after : place > after) : roll
  const page = rest.slice(0, size)
  return { ids: page.map(({ id }) => id), next: rest.length > size ? page.at(-1)?.place ?? null : null }
}
