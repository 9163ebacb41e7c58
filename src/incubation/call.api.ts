import { z } from 'zod'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { Call, DraftCall, EditCall } from './call.schema.ts'
import type { CallService } from './call.service.ts'
import { sitePolicy } from './incubation.policy.ts'
import { Plain, Reasoned } from './incubation.schema.ts'

const Reply = Call.meta({ id: 'IncubationCall' })

export const callApi = ({ calls }: { calls: CallService }): AnyEndpoint[] => {
  const { see, open: may } = sitePolicy
  return [
    endpoint({
      method: 'get', path: '/incubation-calls', may: see, summary: 'Public calls of the sites, and the own drafts of who runs one', query: z.object({ siteId: z.string().max(64).optional() }),
      reply: z.object({ calls: z.array(Reply) }), handle: async ({ actor, query }) => ({ calls: await calls.list(actor, query.siteId) }),
    }),
    endpoint({ method: 'get', path: '/incubation-calls/:id', may: see, summary: 'One call', params: Id, reply: Reply, handle: ({ actor, params }) => calls.see(actor, params.id) }),
    endpoint({
      method: 'post', path: '/incubation-sites/:id/calls', may, summary: 'Draft a call of a site', params: Id, body: DraftCall, reply: Reply, status: 201,
      handle: ({ actor, params, body }) => calls.draft(actor, params.id, body),
    }),
    endpoint({ method: 'put', path: '/incubation-calls/:id', may, summary: 'Change a draft', params: Id, body: EditCall, reply: Reply, handle: ({ actor, params, body }) => calls.edit(actor, params.id, body) }),
    endpoint({
      method: 'post', path: '/incubation-calls/:id/publish', may, summary: 'Publish; from then on organizations answer it, up to its last day',
      params: Id, body: Plain, reply: Reply, handle: ({ actor, params, body }) => calls.publish(actor, params.id, body),
    }),
    endpoint({
      method: 'post', path: '/incubation-calls/:id/withdraw', may, summary: 'Take a call back, with the reason', params: Id, body: Reasoned, reply: Reply,
      handle: ({ actor, params, body }) => calls.withdraw(actor, params.id, body),
    }),
  ]
}
