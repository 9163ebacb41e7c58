import { z } from 'zod'
import { JobState } from '../kernel/job.ts'
import { commentCalls } from '../platform/comment.api.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { contractDiscussion, contractPolicy, paymentDiscussion, paymentPolicy } from './contract.policy.ts'
import { Contract, ContractFilter, DrawUp, Sign, Terminate } from './contract.schema.ts'
import type { ContractService } from './contract.service.ts'
import { Decide, Invoice, Payment, PaymentFilter, Return } from './payment.schema.ts'
import type { PaymentService } from './payment.service.ts'

const Reply = Contract.meta({ id: 'Contract' })
const Paid = Payment.meta({ id: 'Payment' })

export const contractApi = ({ contracts, payments, comments }: { contracts: ContractService; payments: PaymentService; comments: CommentService }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/contracts', may: contractPolicy.list, summary: 'Contracts that the caller may see',
    query: ContractFilter, reply: z.object({ contracts: z.array(Reply) }),
    handle: async ({ actor, query }) => ({ contracts: await contracts.list(actor, query) }),
  }),
  endpoint({
    method: 'post', path: '/contracts', may: contractPolicy.drawUp, summary: 'Draw up the contract of an award; it is printed by a job',
    body: DrawUp, reply: Reply, status: 201, handle: ({ actor, body }) => contracts.drawUp(actor, body),
  }),
  endpoint({
    method: 'get', path: '/contracts/:id', may: contractPolicy.list, summary: 'One contract',
    params: Id, reply: Reply, handle: ({ actor, params }) => contracts.see(actor, params.id),
  }),
  endpoint({
    method: 'get', path: '/contracts/:id/printing', may: contractPolicy.list, summary: 'How far the printing is; null once there is the file',
    params: Id, reply: z.object({ printing: JobState.nullable() }),
    handle: async ({ actor, params }) => ({ printing: await contracts.printing(actor, params.id) }),
  }),
  endpoint({
    method: 'post', path: '/contracts/:id/printing', may: contractPolicy.drawUp, summary: 'Ask again for a printing that failed',
    params: Id, reply: JobState, handle: ({ actor, params }) => contracts.retryPrinting(actor, params.id),
  }),
  endpoint({
    method: 'post', path: '/contracts/:id/sign', may: contractPolicy.sign, summary: 'Sign the printed file for the own party',
    params: Id, body: Sign, reply: Reply, handle: ({ actor, params, body }) => contracts.sign(actor, params.id, body),
  }),
  endpoint({
    method: 'post', path: '/contracts/:id/terminate', may: contractPolicy.terminate, summary: 'Terminate a contract with its reason',
    params: Id, body: Terminate, reply: Reply, handle: ({ actor, params, body }) => contracts.terminate(actor, params.id, body),
  }),
  endpoint({
    method: 'post', path: '/contracts/:id/invoices', may: paymentPolicy.invoice, summary: 'Claim an instalment',
    params: Id, body: Invoice, reply: Paid, status: 201, handle: ({ actor, params, body }) => payments.invoice(actor, params.id, body),
  }),
  ...commentCalls({ comments, path: '/contracts/:id', may: contractPolicy.comment, of: async (actor, id) => contractDiscussion(await contracts.see(actor, id)) }),
  endpoint({
    method: 'get', path: '/payments', may: paymentPolicy.see, summary: 'Payments that the caller may see',
    query: PaymentFilter, reply: z.object({ payments: z.array(Paid) }), handle: async ({ actor, query }) => ({ payments: await payments.list(actor, query) }),
  }),
  endpoint({
    method: 'get', path: '/payments/:id', may: paymentPolicy.see, summary: 'One payment',
    params: Id, reply: Paid, handle: ({ actor, params }) => payments.see(actor, params.id),
  }),
  ...commentCalls({ comments, path: '/payments/:id', may: paymentPolicy.comment, of: async (actor, id) => paymentDiscussion(await payments.see(actor, id)) }),
  endpoint({
    method: 'post', path: '/payments/:id/approve', may: paymentPolicy.approve, summary: 'Approve a payment; the second approval, by another person, pays',
    params: Id, body: Decide, reply: Paid, handle: ({ actor, params, body }) => payments.approve(actor, params.id, body.revision),
  }),
  endpoint({
    method: 'post', path: '/payments/:id/return', may: paymentPolicy.approve, summary: 'Return an invoice with its reason',
    params: Id, body: Return, reply: Paid, handle: ({ actor, params, body }) => payments.giveBack(actor, params.id, body),
  }),
]
