import type { Actor } from '../kernel/actor.ts'
import { may, permit } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { NotFound, refusalOf, RuleBroken, type Refusal } from '../kernel/refusal.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { itemPolicy } from './item.policy.ts'
import { draftItem, editItem, isBuyable, takeStep, type ItemAction } from './item.rules.ts'
import type { Drafter, DraftItem, EditItem, Item, ItemFilter, ItemVersion, Step } from './item.schema.ts'
import type { ItemStore } from './item.store.ts'
import { matches } from './search.rules.ts'

type Deps = {
  items: ItemStore
  /** Pinyin initials of a name. */
  initials: (name: string) => string
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
}
const kind = 'item'
const drafterOf = ({ id, name }: Actor): Drafter => ({ accountId: id, name })

export const itemService = ({ items, initials, audit, transact, clock, newId }: Deps) => {
  /** The item as it is in force: while the next version is in work, the last that was published. */
  const inForce = async (item: Item): Promise<Item> => {
    if (item.status === 'published' || !item.inForce) return item
    const version = await items.version(item.id, item.inForce)
    if (!version) throw new NotFound('not-found', `No version ${item.inForce} of ${item.id}`)
    return version.content
  }
  const worksOn = (actor: Actor): boolean => may(itemPolicy.work, actor, {})

  return {
    /** Those who work on the catalogue see what is in work, everybody else what is in force. */
    async see(actor: Actor, id: string): Promise<Item> {
      const item = await items.get(id)
      permit(itemPolicy.see, actor, item)
      return worksOn(actor) ? item : inForce(item)
    },

    async list(actor: Actor, filter: ItemFilter): Promise<Item[]> {
      const works = worksOn(actor)
      const found = await within(itemPolicy.see, actor, conditions => items.list(works ? filter : {}, conditions))
      const forced = works ? new Map<string, Item>() : await items.inForce(found.filter(({ status }) => status !== 'published'))
      return found.map(item => forced.get(item.id) ?? item)
        .filter(item => (!filter.status || item.status === filter.status) && (!filter.area || item.purchaseArea === filter.area))
        .filter(item => !filter.q || matches(item, initials(item.name), filter.q))
        .sort((a, b) => a.code < b.code ? -1 : 1)
    },

    async draft(actor: Actor, draft: DraftItem): Promise<Item> {
      permit(itemPolicy.draft, actor, draft)
      return transact(async () => {
        const item = await items.insert(draftItem(draft, { id: newId(), withSameCode: await items.withCode(draft.code), by: drafterOf(actor) }))
        await audit.record(actor, { kind, action: 'item.draft', before: null, after: item })
        return item
      })
    },

    edit: (actor: Actor, id: string, { revision, ...draft }: EditItem): Promise<Item> => transact(async () => {
      const before = await items.get(id)
      permit(itemPolicy.draft, actor, before)
      const after = await items.save(editItem({ ...before, revision }, draft, drafterOf(actor)))
      await audit.record(actor, { kind, action: 'item.edit', before, after })
      return after
    }),

    /** Publishing keeps the version as it is then, for all who bought by it. */
    step: (actor: Actor, id: string, action: ItemAction, { revision, reason }: Step): Promise<Item> => transact(async () => {
      const before = await items.get(id)
      permit(action === 'submit' ? itemPolicy.draft : itemPolicy.decide, actor, before)
      const after = await items.save({ ...takeStep(before, action, { by: drafterOf(actor), now: clock() }), revision })
      if (action === 'publish') {
        await items.addVersion({ id: `${id}-v${after.version}`, revision: 0, itemId: id, version: after.version, content: after, publishedAt: clock(), publishedBy: actor.name })
      }
      await audit.record(actor, { kind, action: `item.${action}`, before, after, reason })
      return after
    }),

    /** What would refuse the step now; the same decision, not saved. */
    async foresee(actor: Actor, id: string, action: ItemAction): Promise<Refusal | null> {
      const item = await items.get(id)
      return refusalOf(() => {
        permit(action === 'submit' ? itemPolicy.draft : itemPolicy.decide, actor, item)
        return takeStep(item, action, { by: drafterOf(actor), now: clock() })
      })
    },

    /** The versions that were published, oldest first. */
    async versions(actor: Actor, id: string): Promise<ItemVersion[]> {
      permit(itemPolicy.see, actor, await items.get(id))
      return items.versionsOf(id)
    },

    /** For other domains' services. */
    known: async (id: string): Promise<Item> => inForce(await items.get(id)),
    timeline: (item: Item) => audit.timeline(kind, item.id),

    /** For budgets and tenders: the version in force, if something may be bought by it now (令102 art. 14). */
    async buyable(id: string): Promise<Item> {
      const item = await inForce(await items.get(id))
      if (!isBuyable(item, clock())) throw new RuleBroken('item-not-buyable', `Item ${item.code} is not in the valid catalogue`, { code: item.code })
      return item
    },

    /** Items that wait for the review of somebody who has not written in them. */
    async tasks(actor: Actor): Promise<Task[]> {
      const waiting = await within(itemPolicy.decide, actor, conditions => items.list({ status: 'in-review' }, conditions))
      return Promise.all(waiting.filter(({ drafters }) => !drafters.some(({ accountId }) => accountId === actor.id)).map(async ({ id, name, code }): Promise<Task> => {
        const submitted = (await audit.timeline(kind, id)).findLast(({ action }) => action === 'item.submit')
        return { key: 'catalogue.task.review', params: { name }, href: `/catalogue/${id}`, ref: code, since: submitted?.at ?? clock() }
      }))
    },
  }
}
export type ItemService = ReturnType<typeof itemService>
