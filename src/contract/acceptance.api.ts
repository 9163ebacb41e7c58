import { z } from 'zod'
import { commentCalls } from '../platform/comment.api.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { acceptanceDiscussion, acceptancePolicy } from './acceptance.policy.ts'
import { AcceptanceNotice, DecideAcceptance, RequestAcceptance } from './acceptance.schema.ts'
import type { AcceptanceService } from './acceptance.service.ts'
import type { ContractService } from './contract.service.ts'

const Reply = AcceptanceNotice.meta({ id: 'Acceptance' })

export const acceptanceApi = ({ acceptances, contracts, comments }: { acceptances: AcceptanceService; contracts: ContractService; comments: CommentService }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/contracts/:id/acceptances', may: acceptancePolicy.list, summary: 'Acceptances of a contract that the caller may read',
    params: Id, reply: z.object({ acceptances: z.array(Reply) }),
    handle: async ({ actor, params }) => ({ acceptances: await acceptances.ofContract(actor, await contracts.see(actor, params.id)) }),
  }),
  endpoint({
    method: 'post', path: '/contracts/:id/acceptances', may: acceptancePolicy.request, summary: 'Ask for the acceptance of the work of an instalment',
    params: Id, body: RequestAcceptance, reply: Reply, status: 201, handle: ({ actor, params, body }) => acceptances.request(actor, params.id, body),
  }),
  endpoint({
    method: 'get', path: '/acceptances/:id', may: acceptancePolicy.list, summary: 'One acceptance; decided ones are public',
    params: Id, reply: Reply, handle: ({ actor, params }) => acceptances.see(actor, params.id),
  }),
  endpoint({
    method: 'post', path: '/acceptances/:id/decide', may: acceptancePolicy.decide, summary: 'Record what was found of each standard and what users say; it passes when every standard is met',
    params: Id, body: DecideAcceptance, reply: Reply, handle: ({ actor, params, body }) => acceptances.decide(actor, params.id, body),
  }),
  ...commentCalls({ comments, path: '/acceptances/:id', may: acceptancePolicy.comment, of: async (actor, id) => acceptanceDiscussion(await acceptances.see(actor, id)) }),
]
