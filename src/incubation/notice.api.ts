import { z } from 'zod'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { incubationPolicy, sitePolicy } from './incubation.policy.ts'
import { NoticeSeen, Objecting, Objection } from './notice.schema.ts'
import type { NoticeService } from './notice.service.ts'

const Own = Objection.omit({ by: true }).meta({ id: 'IncubationObjection' })

export const noticeApi = ({ notices }: { notices: NoticeService }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/incubation-notices', may: sitePolicy.see, summary: 'Who is to be taken in: notices that run now, of one site or of all', query: z.object({ siteId: z.string().max(64).optional() }),
    reply: z.object({ notices: z.array(NoticeSeen) }), handle: async ({ query }) => ({ notices: await notices.running(query.siteId) }),
  }),
  endpoint({
    method: 'get', path: '/incubation-notices/:id', may: sitePolicy.see, summary: 'One notice, with what the caller has objected', params: Id,
    reply: z.object({ notice: NoticeSeen, own: z.array(Own) }), handle: ({ actor, params }) => notices.see(actor, params.id),
  }),
  endpoint({
    method: 'post', path: '/incubation-notices/:id/objections', may: incubationPolicy.object, summary: 'Object to an acceptance while its notice runs', params: Id, body: Objecting, reply: Own, status: 201,
    handle: ({ actor, params, body }) => notices.object(actor, params.id, body),
  }),
]
