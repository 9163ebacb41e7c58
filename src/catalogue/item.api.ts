import { z } from 'zod'
import { commentCalls } from '../platform/comment.api.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { itemDiscussion, itemPolicy } from './item.policy.ts'
import { DraftItem, EditItem, Item, ItemFilter, ItemVersion, REASONED_STEPS, ReasonedStep, Step } from './item.schema.ts'
import type { ItemService } from './item.service.ts'

const Reply = Item.omit({ drafters: true }).meta({ id: 'Item' })
const Version = ItemVersion.extend({ content: Reply }).meta({ id: 'ItemVersion' })

export const itemApi = ({ items, comments }: { items: ItemService; comments: CommentService }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/items', may: itemPolicy.list, summary: 'The catalogue of services',
    query: ItemFilter, reply: z.object({ items: z.array(Reply) }),
    handle: async ({ actor, query }) => ({ items: await items.list(actor, query) }),
  }),
  endpoint({
    method: 'get', path: '/items/:id', may: itemPolicy.list, summary: 'One service of the catalogue',
    params: Id, reply: Reply, handle: ({ actor, params }) => items.see(actor, params.id),
  }),
  endpoint({
    method: 'get', path: '/items/:id/versions', may: itemPolicy.list, summary: 'The published versions of a service, oldest first', params: Id,
    reply: z.object({ versions: z.array(Version) }),
    handle: async ({ actor, params }) => ({ versions: await items.versions(actor, params.id) }),
  }),
  ...commentCalls({ comments, path: '/items/:id', may: itemPolicy.comment, of: async (actor, id) => itemDiscussion(await items.see(actor, id)) }),
  endpoint({
    method: 'post', path: '/items', may: itemPolicy.draft, summary: 'Draft a service for the catalogue',
    body: DraftItem, reply: Reply, status: 201, handle: ({ actor, body }) => items.draft(actor, body),
  }),
  endpoint({
    method: 'put', path: '/items/:id', may: itemPolicy.draft, summary: 'Edit a draft', params: Id, body: EditItem, reply: Reply,
    handle: ({ actor, params, body }) => items.edit(actor, params.id, body),
  }),
  endpoint({
    method: 'post', path: '/items/:id/submit', may: itemPolicy.draft, summary: 'Send a draft for review', params: Id, body: Step, reply: Reply,
    handle: ({ actor, params, body }) => items.step(actor, params.id, 'submit', body),
  }),
  endpoint({
    method: 'post', path: '/items/:id/publish', may: itemPolicy.decide, summary: 'Publish a reviewed service', params: Id, body: Step, reply: Reply,
    handle: ({ actor, params, body }) => items.step(actor, params.id, 'publish', body),
  }),
  ...REASONED_STEPS.map(action => endpoint({
    method: 'post', path: `/items/:id/${action}`, may: itemPolicy.decide, summary: `${action[0]!.toUpperCase()}${action.slice(1)} a service, with the reason`,
    params: Id, body: ReasonedStep, reply: Reply, handle: ({ actor, params, body }) => items.step(actor, params.id, action, body),
  })),
]
