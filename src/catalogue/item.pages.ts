import { z } from 'zod'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import type { Clock } from '../platform/clock.ts'
import { itemPolicy } from './item.policy.ts'
import { DraftItem, ItemFilter, Step } from './item.schema.ts'
import type { ItemService } from './item.service.ts'
import { itemForm, itemList, itemPage } from './item.view.ts'

const Stepped = Id.extend({ action: z.enum(['submit', 'return', 'publish', 'withdraw', 'revise']) })

export const itemPages = ({ items, clock }: { items: ItemService; clock: Clock }): AnyPage[] => {
  const one = async (actor: Parameters<ItemService['see']>[0], id: string) => {
    const item = await items.see(actor, id)
    return show(itemPage, item, await items.timeline(item), actor, clock())
  }
  return [
    page({
      path: '/catalogue', may: itemPolicy.list, query: ItemFilter, nav: { text: 'platform.nav.catalogue', icon: 'journal-text', order: 20 },
      handle: async ({ actor, query }) => show(itemList, await items.list(actor, query), query, actor),
    }),
    page({ path: '/catalogue/new', may: itemPolicy.draft, handle: async () => show(itemForm, null) }),
    form({
      path: '/catalogue', may: itemPolicy.draft, body: DraftItem,
      handle: async ({ actor, body }) => goTo(`/catalogue/${(await items.draft(actor, body)).id}`, 'catalogue.flash.drafted'),
      again: async () => show(itemForm, null),
    }),
    page({ path: '/catalogue/:id', may: itemPolicy.list, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    page({
      path: '/catalogue/:id/edit', may: itemPolicy.draft, params: Id,
      handle: async ({ actor, params }) => show(itemForm, await items.see(actor, params.id)),
    }),
    form({
      path: '/catalogue/:id', may: itemPolicy.draft, params: Id, body: DraftItem.extend({ revision: z.int() }),
      handle: async ({ actor, params, body }) => goTo(`/catalogue/${(await items.edit(actor, params.id, body)).id}`, 'catalogue.flash.saved'),
      again: async ({ actor, params }) => show(itemForm, await items.see(actor, params.id)),
    }),
    form({
      path: '/catalogue/:id/:action', may: itemPolicy.draft, params: Stepped, body: Step,
      handle: async ({ actor, params, body }) => {
        await items.step(actor, params.id, params.action, body)
        return goTo(`/catalogue/${params.id}`, `catalogue.flash.${params.action}`)
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
  ]
}
