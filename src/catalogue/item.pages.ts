import type { Actor } from '../kernel/actor.ts'
import { commentForms } from '../platform/comment.pages.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { Id } from '../platform/endpoint.ts'
import { bulkPages } from '../platform/bulk.pages.ts'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import type { Clock } from '../platform/clock.ts'
import { itemDiscussion, itemPolicy } from './item.policy.ts'
import type { ItemAction } from './item.rules.ts'
import { CompareVersions, DraftItem, EditItem, ItemFilter, PLAIN_STEPS, REASONED_STEPS, ReasonedStep, Step } from './item.schema.ts'
import type { ItemService } from './item.service.ts'
import { itemForm, itemList, itemPage, treePage, versionsPage } from './item.view.ts'

/** What everybody reads from then on, or no longer; a draft goes to and fro without. */
const BINDING: ItemAction[] = ['publish', 'withdraw']

export const itemPages = ({ items, comments, clock }: { items: ItemService; comments: CommentService; clock: Clock }): AnyPage[] => {
  const one = async (actor: Actor, id: string) => {
    const item = await items.see(actor, id)
    const events = await items.timeline(item)
    return show(itemPage, {
      item, versions: await items.versions(actor, id), events, discussion: await comments.shown(actor, itemDiscussion(item), events), actor, now: clock(),
    })
  }
  const step = (action: ItemAction, body: typeof Step | typeof ReasonedStep) => form({
    path: `/catalogue/:id/${action}`, may: action === 'submit' ? itemPolicy.draft : itemPolicy.decide, params: Id, body, ...(BINDING.includes(action) && { binds: `item.${action}` }),
    handle: async ({ actor, params, body }) => {
      await items.step(actor, params.id, action, body)
      return goTo(`/catalogue/${params.id}`, `catalogue.flash.${action}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })
  return [
    listPage({
      path: '/catalogue', may: itemPolicy.list, query: ItemFilter, nav: { text: 'platform.nav.catalogue', icon: 'journal-text', order: 20 },
      handle: async ({ actor, query }) => show(itemList, await items.list(actor, query), query, actor),
    }),
    ...(['submit', 'publish', 'return'] as const).flatMap(act => bulkPages({
      path: '/catalogue', act, title: { key: `catalogue.bulk.${act}` }, list: { key: 'catalogue.list.title' }, may: act === 'submit' ? itemPolicy.draft : itemPolicy.decide,
      see: async (actor, id) => {
        const { revision, code, name } = await items.see(actor, id)
        return { id, revision, reference: code, name, href: `/catalogue/${id}` }
      },
      foresee: (actor, id) => items.foresee(actor, id, act), ...(act === 'return' && { reasoned: true }), run: (actor, id, revision, reason) => items.step(actor, id, act, { revision, ...(reason && { reason }) }),
    })),
    page({ path: '/catalogue/new', may: itemPolicy.draft, handle: async () => show(itemForm, null) }),
    form({
      path: '/catalogue', may: itemPolicy.draft, body: DraftItem,
      handle: async ({ actor, body }) => goTo(`/catalogue/${(await items.draft(actor, body)).id}`, 'catalogue.flash.drafted'),
      again: async () => show(itemForm, null),
    }),
    page({ path: '/catalogue/tree', may: itemPolicy.list, query: ItemFilter, handle: async ({ actor, query }) => show(treePage, await items.list(actor, { ...query, status: 'published' })) }),
    page({ path: '/catalogue/:id', may: itemPolicy.list, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    page({
      path: '/catalogue/:id/versions', may: itemPolicy.list, params: Id, query: CompareVersions,
      handle: async ({ actor, params, query }) => {
        const versions = await items.versions(actor, params.id)
        const to = versions.find(({ version }) => version === query.to) ?? versions.at(-1)
        const from = versions.find(({ version }) => version === query.from) ?? versions.findLast(({ version }) => version < (to?.version ?? 0)) ?? to
        return show(versionsPage, { item: await items.see(actor, params.id), versions, from, to })
      },
    }),
    page({
      path: '/catalogue/:id/edit', may: itemPolicy.draft, params: Id,
      handle: async ({ actor, params }) => show(itemForm, await items.see(actor, params.id)),
    }),
    form({
      path: '/catalogue/:id', may: itemPolicy.draft, params: Id, body: EditItem,
      handle: async ({ actor, params, body }) => goTo(`/catalogue/${(await items.edit(actor, params.id, body)).id}`, 'catalogue.flash.saved'),
      again: async ({ actor, params }) => show(itemForm, await items.see(actor, params.id)),
    }),
    ...commentForms({ comments, path: '/catalogue/:id', may: itemPolicy.comment, of: async (actor, id) => itemDiscussion(await items.see(actor, id)), again: one }),
    ...PLAIN_STEPS.map(action => step(action, Step)),
    ...REASONED_STEPS.map(action => step(action, ReasonedStep)),
  ]
}
