import { z } from 'zod'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { linePolicy } from './budget.policy.ts'
import { DraftLine, Entry, Line, LineFilter, Refuse, Step } from './budget.schema.ts'
import type { BudgetService } from './budget.service.ts'

const Reply = Line.meta({ id: 'BudgetLine' })

export const budgetApi = ({ budget }: { budget: BudgetService }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/budget-lines', may: linePolicy.see, summary: 'Budget lines of the own area',
    query: LineFilter, reply: z.object({ lines: z.array(Reply) }), handle: async ({ actor, query }) => ({ lines: await budget.list(actor, query) }),
  }),
  endpoint({
    method: 'post', path: '/budget-lines', may: linePolicy.draft, summary: 'Draft a line; its sources are split by ratio to the fen',
    body: DraftLine, reply: Reply, status: 201, handle: ({ actor, body }) => budget.draft(actor, body),
  }),
  endpoint({
    method: 'get', path: '/budget-lines/:id', may: linePolicy.see, summary: 'A line with its entries',
    params: Id, reply: z.object({ line: Reply, entries: z.array(Entry.meta({ id: 'BudgetEntry' })) }),
    handle: async ({ actor, params }) => {
      const line = await budget.see(actor, params.id)
      return { line, entries: await budget.entries(line) }
    },
  }),
  endpoint({
    method: 'post', path: '/budget-lines/:id/submit', may: linePolicy.draft, summary: 'Send a line for approval',
    params: Id, body: Step, reply: Reply, handle: ({ actor, params, body }) => budget.submit(actor, params.id, body.revision),
  }),
  endpoint({
    method: 'post', path: '/budget-lines/:id/approve', may: linePolicy.decide, summary: 'Approve a line, which allocates its money',
    params: Id, body: Step, reply: Reply, handle: ({ actor, params, body }) => budget.approve(actor, params.id, body.revision),
  }),
  endpoint({
    method: 'post', path: '/budget-lines/:id/refuse', may: linePolicy.decide, summary: 'Refuse a line with its reason',
    params: Id, body: Refuse, reply: Reply, handle: ({ actor, params, body }) => budget.refuse(actor, params.id, body),
  }),
]
