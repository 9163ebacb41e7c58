import type { Actor } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { RuleBroken } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { itemPolicy } from './item.policy.ts'
import { draftItem, editItem, isBuyable, takeStep, type ItemAction } from './item.rules.ts'
import type { DraftItem, EditItem, Item, ItemFilter, Step } from './item.schema.ts'
import type { ItemStore } from './item.store.ts'

type Deps = { items: ItemStore; audit: Audit; transact: Transact; clock: Clock; newId: () => string }

export const itemService = ({ items, audit, transact, clock, newId }: Deps) => ({
  async see(actor: Actor, id: string): Promise<Item> {
    const item = await items.get(id)
    permit(itemPolicy.see, actor, item)
    return item
  },

  async list(actor: Actor, filter: ItemFilter): Promise<Item[]> {
    const found = await within(itemPolicy.see, actor, conditions => items.list(filter, conditions))
    return found.sort((a, b) => a.code < b.code ? -1 : 1)
  },

  async draft(actor: Actor, draft: DraftItem): Promise<Item> {
    permit(itemPolicy.draft, actor, draft)
    return transact(async () => {
      const item = await items.insert(draftItem(newId(), draft, await items.withCode(draft.code)))
      await audit.record(actor, { kind: 'item', action: 'item.draft', before: null, after: item })
      return item
    })
  },

  async edit(actor: Actor, id: string, { revision, ...draft }: EditItem): Promise<Item> {
    return transact(async () => {
      const before = await items.get(id)
      permit(itemPolicy.draft, actor, before)
      const after = await items.save(editItem({ ...before, revision }, draft))
      await audit.record(actor, { kind: 'item', action: 'item.edit', before, after })
      return after
    })
  },

  async step(actor: Actor, id: string, action: ItemAction, { revision, reason }: Step): Promise<Item> {
    return transact(async () => {
      const before = await items.get(id)
      permit(action === 'submit' ? itemPolicy.draft : itemPolicy.decide, actor, before)
      const after = await items.save({ ...takeStep(before, action, clock()), revision })
      await audit.record(actor, { kind: 'item', action: `item.${action}`, before, after, reason })
      return after
    })
  },

  /** For other domains' services. */
  known: (id: string): Promise<Item> => items.get(id),
  timeline: (item: Item) => audit.timeline('item', item.id),

  /** For budgets and tenders: the item, if something may be bought by it now (令102 art. 14). */
  async buyable(id: string): Promise<Item> {
    const item = await items.get(id)
    if (!isBuyable(item, clock())) throw new RuleBroken('item-not-buyable', `Item ${item.code} is not in the valid catalogue`, { code: item.code })
    return item
  },
})
export type ItemService = ReturnType<typeof itemService>
