import { flow, follow } from '../kernel/flow.ts'
import { Invalid, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { DraftItem, Item, ItemStatus } from './item.schema.ts'

export type ItemAction = 'submit' | 'return' | 'publish' | 'withdraw' | 'revise'

export const itemFlow = flow<ItemStatus, ItemAction>({
  draft: { submit: 'in-review', withdraw: 'withdrawn' },
  'in-review': { publish: 'published', return: 'draft' },
  published: { withdraw: 'withdrawn', revise: 'draft' },
  withdrawn: { revise: 'draft' },
})

/** A new item, once its code is free. */
export function draftItem(id: string, draft: DraftItem, withSameCode: Item | null): Item {
  if (withSameCode) throw new Invalid('invalid-input', `Code ${draft.code} is taken`, { problems: [{ field: 'code', code: 'taken' }] })
  return { ...draft, id, revision: 0, status: 'draft', version: 1, listed: false }
}

/** What is published is not edited but revised: the next version is a draft, and the last one stays in force until it is published. */
export function editItem(item: Item, draft: DraftItem): Item {
  refuseIfBlocked(item.status === 'draft' ? [] : [{ code: 'item-not-draft' }])
  return { ...item, ...draft }
}

/** Why an item cannot be published yet; the page lists these, `takeStep` enforces them. */
export const publishBlockers = (item: Item, now: Date): Blocker[] => [
  ...(item.onNegativeList ? [{ code: 'on-negative-list', law: '财政部令第102号第十条' }] : []),
  ...(item.referencePrice > 0 ? [] : [{ code: 'reference-price-missing', field: 'referencePrice' }]),
  ...(item.validTo && item.validTo <= now ? [{ code: 'validity-over', field: 'validTo' }] : []),
]

export function takeStep(item: Item, action: ItemAction, now: Date): Item {
  const status = follow(itemFlow, item.status, action)
  if (action === 'publish') refuseIfBlocked(publishBlockers(item, now))
  if (action === 'publish') return { ...item, status, inForce: item.version, listed: true }
  if (action === 'withdraw') return { ...item, status, inForce: undefined, listed: false }
  return { ...item, status, version: action === 'revise' ? item.version + 1 : item.version }
}

/** May something be bought by this version of an item now? (令102 art. 14: only what stands in the catalogue) */
export const isBuyable = ({ status, validFrom, validTo, onNegativeList }: Item, now: Date): boolean =>
  status === 'published' && !onNegativeList && validFrom <= now && (!validTo || now < validTo)
