import { z } from 'zod'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { itemPolicy } from './item.policy.ts'
import { DraftItem, Item, ItemFilter, Step } from './item.schema.ts'
import type { ItemService } from './item.service.ts'

const Reply = Item.meta({ id: 'Item' })

export const itemApi = ({ items }: { items: ItemService }): AnyEndpoint[] => [
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
    method: 'post', path: '/items', may: itemPolicy.draft, summary: 'Draft a service for the catalogue',
    body: DraftItem, reply: Reply, status: 201, handle: ({ actor, body }) => items.draft(actor, body),
  }),
  endpoint({
    method: 'post', path: '/items/:id/:action', may: itemPolicy.draft, summary: 'Submit, return, publish, withdraw or revise a service',
    params: Id.extend({ action: z.enum(['submit', 'return', 'publish', 'withdraw', 'revise']) }), body: Step, reply: Reply,
    handle: ({ actor, params, body }) => items.step(actor, params.id, params.action, body),
  }),
]
