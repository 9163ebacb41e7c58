import { z } from 'zod'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import type { ContractService } from './contract.service.ts'
import { supplementPolicy } from './supplement.policy.ts'
import { DrawUpSupplement, SignSupplement, Supplement, WithdrawSupplement } from './supplement.schema.ts'
import type { SupplementService } from './supplement.service.ts'

const Reply = Supplement.meta({ id: 'Supplement' })

export const supplementApi = ({ supplements, contracts }: { supplements: SupplementService; contracts: ContractService }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/contracts/:id/supplements', may: supplementPolicy.list, summary: 'Supplements of a contract that the caller may read',
    params: Id, reply: z.object({ supplements: z.array(Reply) }),
    handle: async ({ actor, params }) => ({ supplements: await supplements.ofContract(actor, await contracts.see(actor, params.id)) }),
  }),
  endpoint({
    method: 'post', path: '/contracts/:id/supplements', may: supplementPolicy.drawUp, summary: 'Draw up a supplement: more of the same service, all supplements together at most 10% of the contract',
    params: Id, body: DrawUpSupplement, reply: Reply, status: 201, handle: ({ actor, params, body }) => supplements.drawUp(actor, params.id, body),
  }),
  endpoint({
    method: 'get', path: '/supplements/:id', may: supplementPolicy.list, summary: 'One supplement; those in force are public',
    params: Id, reply: Reply, handle: ({ actor, params }) => supplements.see(actor, params.id),
  }),
  endpoint({
    method: 'post', path: '/supplements/:id/sign', may: supplementPolicy.sign, summary: 'Sign the printed supplement for the own party',
    params: Id, body: SignSupplement, reply: Reply, handle: ({ actor, params, body }) => supplements.sign(actor, params.id, body),
  }),
  endpoint({
    method: 'post', path: '/supplements/:id/withdraw', may: supplementPolicy.withdraw, summary: 'Withdraw a supplement that is not signed by both; its money goes back to the line',
    params: Id, body: WithdrawSupplement, reply: Reply, handle: ({ actor, params, body }) => supplements.withdraw(actor, params.id, body),
  }),
]
