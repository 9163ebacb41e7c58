import type { Actor } from '../kernel/actor.ts'
import { yearOf } from '../kernel/period.ts'
import type { Method } from '../kernel/ruleset.ts'
import { may } from '../kernel/policy.ts'
import { commentForms } from '../platform/comment.pages.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { Id } from '../platform/endpoint.ts'
import { listPage } from '../platform/list-page.ts'
import { bulkPages } from '../platform/bulk.pages.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import type { Clock } from '../platform/clock.ts'
import { carryPages } from './carry.pages.ts'
import type { CarryService } from './carry.service.ts'
import { executionPages } from './execution.pages.ts'
import type { ExecutionService } from './execution.service.ts'
import type { BudgetService } from './ledger.service.ts'
import { lineDiscussion, linePolicy } from './line.policy.ts'
import { typedSplit } from './line.rules.ts'
import { DraftLine, EditLine, LineFilter, LineStep, RefuseLine, TypedSplit, type Line } from './line.schema.ts'
import type { LineService } from './line.service.ts'
import { programmePages } from './programme.pages.ts'
import type { ProgrammeService } from './programme.service.ts'
import { lineForm, lineList, linePage, splitFragment, type Choice, type PastResult } from './line.view.ts'

type Deps = {
  lines: LineService; budget: BudgetService; executions: ExecutionService; carries: CarryService; programmes: ProgrammeService; comments: CommentService; clock: Clock
  itemChoices: () => Promise<Choice[]>
  /** All areas with the codes of those above them. */
  areaChoices: () => Promise<(Choice & { areas: string[] })[]>
  /** References and methods of purchases by their ids. */
  purchases: (ids: string[]) => Promise<Map<string, { reference: string; method: Method }>>
  /** Published results of services of one item of the catalogue, the latest first. */
  results: (itemId: string) => Promise<PastResult[]>
}

export const budgetPages = ({ lines, budget, executions, carries, programmes, comments, clock, itemChoices, areaChoices, purchases, results }: Deps): AnyPage[] => {
  const thisYear = (): number => yearOf(clock())
  const one = async (actor: Actor, id: string) => {
    const line = await lines.see(actor, id)
    const entries = await lines.books(line)
    const subjects = [...new Set(entries.flatMap(({ subject }) => subject ?? []))]
    const events = await lines.timeline(line)
    const known = await purchases(subjects)
    return show(linePage, {
      line, actor, entries, balance: await budget.balance(id), events, discussion: await comments.shown(actor, lineDiscussion(line), events), purchases: known, bought: lines.bought(entries, known), programme: await lines.programmeOf(line), results: await results(line.itemId),
      areaName: (await areaChoices()).find(({ value }) => value === line.area)?.text ?? line.area,
    })
  }
  const editing = async (actor: Actor, line: Line | null) => {
    const areas = (await areaChoices()).filter(area => may(linePolicy.draft, actor, area))
    const over = await lines.programmesOver([...new Set(areas.flatMap(area => area.areas))])
    return show(lineForm, line, {
      items: await itemChoices(), areas, year: thisYear(), programmes: over.map(({ id, year, name }) => ({ value: id, text: `${year} ${name}` })),
    })
  }
  const decision = (action: 'submit' | 'approve' | 'refuse', body: typeof LineStep | typeof RefuseLine) => form({
    path: `/budget/:id/${action}`, may: action === 'submit' ? linePolicy.draft : linePolicy.decide, params: Id, body, binds: `line.${action}`,
    handle: async ({ actor, params, body }) => {
      await lines[action](actor, params.id, body)
      return goTo(`/budget/${params.id}`, `budget.flash.${action}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })
  return [
    listPage({
      path: '/budget', may: linePolicy.see, query: LineFilter, nav: { text: 'budget.nav', icon: 'wallet2', order: 30 },
      handle: async ({ actor, query }) => show(lineList, await lines.list(actor, query), { filter: query, areas: await areaChoices(), year: thisYear(), actor }),
    }),
    ...(['submit', 'approve', 'refuse'] as const).flatMap(act => bulkPages({
      path: '/budget', act, title: { key: `budget.bulk.${act}` }, list: { key: 'budget.list.title' }, may: act === 'submit' ? linePolicy.draft : linePolicy.decide,
      see: async (actor, id) => {
        const { revision, reference, name, amount } = await lines.see(actor, id)
        return { id, revision, reference, name, amount, href: `/budget/${id}` }
      },
      foresee: (actor, id) => lines.foresee(actor, id, act), ...(act === 'refuse' && { reasoned: true }), run: (actor, id, revision, reason) => lines[act](actor, id, { revision, ...(reason && { reason }) }),
    })),
    ...programmePages({ programmes, clock, areaChoices }),
    ...carryPages({ carries, areaChoices }),
    ...executionPages({ executions, clock, areaChoices }),
    page({ path: '/budget/new', may: linePolicy.draft, handle: ({ actor }) => editing(actor, null) }),
    page({ path: '/budget/split', may: linePolicy.draft, query: TypedSplit, handle: async ({ query }) => show(splitFragment, typedSplit(query)) }),
    form({
      path: '/budget', may: linePolicy.draft, body: DraftLine,
      handle: async ({ actor, body }) => goTo(`/budget/${(await lines.draft(actor, body)).id}`, 'budget.flash.drafted'),
      again: ({ actor }) => editing(actor, null),
    }),
    page({ path: '/budget/:id', may: linePolicy.see, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    page({
      path: '/budget/:id/edit', may: linePolicy.draft, params: Id,
      handle: async ({ actor, params }) => editing(actor, await lines.see(actor, params.id)),
    }),
    form({
      path: '/budget/:id', may: linePolicy.draft, params: Id, body: EditLine,
      handle: async ({ actor, params, body }) => goTo(`/budget/${(await lines.edit(actor, params.id, body)).id}`, 'budget.flash.saved'),
      again: async ({ actor, params }) => editing(actor, await lines.see(actor, params.id)),
    }),
    ...commentForms({ comments, path: '/budget/:id', may: linePolicy.comment, of: async (actor, id) => lineDiscussion(await lines.see(actor, id)), again: one }),
    decision('submit', LineStep), decision('approve', LineStep), decision('refuse', RefuseLine),
  ]
}
