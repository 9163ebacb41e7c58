import { flow, follow } from '../kernel/flow.ts'
import { Invalid, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { Drafter, DraftItem, Item, ItemStatus } from './item.schema.ts'

export type ItemAction = 'submit' | 'return' | 'publish' | 'withdraw' | 'revise'

export const itemFlow = flow<ItemStatus, ItemAction>({
  draft: { submit: 'in-review', withdraw: 'withdrawn' },
  'in-review': { publish: 'published', return: 'draft' },
  published: { withdraw: 'withdrawn', revise: 'draft' },
  withdrawn: { revise: 'draft' },
})

/** A new item, once its code is free. */
export function draftItem(draft: DraftItem, { id, withSameCode, by }: { id: string; withSameCode: Item | null; by: Drafter }): Item {
  if (withSameCode) throw new Invalid('invalid-input', `Code ${draft.code} is taken`, { problems: [{ field: 'code', code: 'taken' }] })
  return { ...draft, id, revision: 0, status: 'draft', version: 1, drafters: [by], listed: false }
}

/** What is published is not edited but revised: the next version is a draft, and the last one stays in force until it is published. */
export function editItem(item: Item, draft: DraftItem, by: Drafter): Item {
  refuseIfBlocked(item.status === 'draft' ? [] : [{ code: 'item-not-draft' }])
  return { ...item, ...draft, drafters: [...item.drafters.filter(({ accountId }) => accountId !== by.accountId), by] }
}

type Taken = { by: Drafter; now: Date }
/** Why this person cannot publish an item yet: who has written in it does not decide on it (内控: 不相容岗位分离). The page lists these, `takeStep` enforces them. */
export const publishBlockers = (item: Item, { by, now }: Taken): Blocker[] => [
  ...(item.drafters.some(({ accountId }) => accountId === by.accountId) ? [{ code: 'publisher-drafted', law: '财会〔2012〕21号第十二条' }] : []),
  ...(item.onNegativeList ? [{ code: 'on-negative-list', law: '财政部令第102号第十条' }] : []),
  ...(item.referencePrice > 0 ? [] : [{ code: 'reference-price-missing', field: 'referencePrice' }]),
  ...(item.validTo && item.validTo <= now ? [{ code: 'validity-over', field: 'validTo' }] : []),
]

export function takeStep(item: Item, action: ItemAction, { by, now }: Taken): Item {
  const status = follow(itemFlow, item.status, action)
  if (action === 'publish') refuseIfBlocked(publishBlockers(item, { by, now }))
  if (action === 'publish') return { ...item, status, inForce: item.version, listed: true }
  if (action === 'withdraw') return { ...item, status, inForce: undefined, listed: false }
  return action === 'revise' ? { ...item, status, version: item.version + 1, drafters: [by] } : { ...item, status }
}

/** May something be bought by this version of an item now? (令102 art. 14: only what stands in the catalogue) */
export const isBuyable = ({ status, validFrom, validTo, onNegativeList }: Item, now: Date): boolean =>
  status === 'published' && !onNegativeList && validFrom <= now && (!validTo || now < validTo)
