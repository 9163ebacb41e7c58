import { refuseIfBlocked } from '../kernel/refusal.ts'
import type { SavedView } from './saved-view.schema.ts'

/** What belongs to one look at a list and not to the list that is meant. */
const PASSING = ['after', 'format', 'part', 'lang', 'view', 'pick', '_csrf']

/** The questions of an address that are worth keeping, in one order, so that the same view is known again. */
export function worthKeeping(query: string): string {
  const asked = new URLSearchParams(query)
  for (const name of PASSING) asked.delete(name)
  for (const [name, value] of [...asked]) if (value === '') asked.delete(name, value)
  asked.sort()
  return asked.toString()
}

/** The address of the list as a view has it; the whole list is asked for by name, since its bare address opens the default. */
export const addressOf = ({ path, query }: Pick<SavedView, 'path' | 'query'>): string => `${path}?${query || 'view=all'}`

const MOST = 50
/** More than that nobody finds again. */
export const refuseTooMany = (own: readonly SavedView[]): void => refuseIfBlocked(own.length < MOST ? [] : [{ code: 'too-many-views', params: { most: MOST } }])

/** How a page shows the views of its list. */
export type ViewLink = { name: string; href: string; current: boolean; isDefault: boolean }
export const linksOf = (views: readonly SavedView[], query: string): ViewLink[] =>
  views.map(view => ({ name: view.name, href: addressOf(view), current: view.query === worthKeeping(query), isDefault: view.isDefault }))
