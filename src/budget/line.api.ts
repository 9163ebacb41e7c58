import { z } from 'zod'
import { commentCalls } from '../platform/comment.api.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import type { CarryService } from './carry.service.ts'
import { Execution, ExecutionFilter } from './execution.schema.ts'
import type { ExecutionService } from './execution.service.ts'
import { Balance, Entry } from './ledger.schema.ts'
import type { BudgetService } from './ledger.service.ts'
import { lineDiscussion, linePolicy } from './line.policy.ts'
import { DraftLine, EditLine, Line, LineFilter, LineStep, RefuseLine } from './line.schema.ts'
import type { LineService } from './line.service.ts'
import { programmeApi } from './programme.api.ts'
import type { ProgrammeService } from './programme.service.ts'

const Reply = Line.meta({ id: 'BudgetLine' })

type Deps = { lines: LineService; budget: BudgetService; executions: ExecutionService; carries: CarryService; programmes: ProgrammeService; comments: CommentService }

export const budgetApi = ({ lines, budget, executions, carries, programmes, comments }: Deps): AnyEndpoint[] => [
  ...programmeApi({ programmes }),
  endpoint({
    method: 'get', path: '/budget-lines', may: linePolicy.see, summary: 'Budget lines with what is in each pot',
    query: LineFilter, reply: z.object({ lines: z.array(z.object({ line: Reply, balance: Balance })) }),
    handle: async ({ actor, query }) => ({ lines: await lines.list(actor, query) }),
  }),
  endpoint({
    method: 'get', path: '/budget-execution', may: linePolicy.see, summary: 'How far a year is executed, by district, purchase area, item or month',
    query: ExecutionFilter, reply: Execution, handle: ({ actor, query }) => executions.see(actor, query),
  }),
  endpoint({
    method: 'post', path: '/budget-lines', may: linePolicy.draft, summary: 'Draft a line; its sources are split by ratio to the fen',
    body: DraftLine, reply: Reply, status: 201, handle: ({ actor, body }) => lines.draft(actor, body),
  }),
  endpoint({
    method: 'get', path: '/budget-lines/:id', may: linePolicy.see, summary: 'A line with its books',
    params: Id, reply: z.object({ line: Reply, balance: Balance, entries: z.array(Entry.meta({ id: 'BudgetEntry' })) }),
    handle: async ({ actor, params }) => {
      const line = await lines.see(actor, params.id)
      return { line, balance: await budget.balance(line.id), entries: await lines.books(line) }
    },
  }),
  ...commentCalls({ comments, path: '/budget-lines/:id', may: linePolicy.comment, of: async (actor, id) => lineDiscussion(await lines.see(actor, id)) }),
  endpoint({
    method: 'put', path: '/budget-lines/:id', may: linePolicy.draft, summary: 'Edit a line that is a draft or was refused',
    params: Id, body: EditLine, reply: Reply, handle: ({ actor, params, body }) => lines.edit(actor, params.id, body),
  }),
  endpoint({
    method: 'post', path: '/budget-lines/:id/submit', may: linePolicy.draft, summary: 'Send a line for approval',
    params: Id, body: LineStep, reply: Reply, handle: ({ actor, params, body }) => lines.submit(actor, params.id, body),
  }),
  endpoint({
    method: 'post', path: '/budget-lines/:id/approve', may: linePolicy.decide, summary: 'Approve a line, which allocates its money',
    params: Id, body: LineStep, reply: Reply, handle: ({ actor, params, body }) => lines.approve(actor, params.id, body),
  }),
  endpoint({
    method: 'post', path: '/budget-lines/:id/carry-over', may: linePolicy.carry, summary: 'Carry what a line of a past year has left into the next year',
    params: Id, reply: Reply, handle: ({ actor, params }) => carries.carryOver(actor, params.id),
  }),
  endpoint({
    method: 'post', path: '/budget-lines/:id/refuse', may: linePolicy.decide, summary: 'Refuse a line with its reason',
    params: Id, body: RefuseLine, reply: Reply, handle: ({ actor, params, body }) => lines.refuse(actor, params.id, body),
  }),
]
