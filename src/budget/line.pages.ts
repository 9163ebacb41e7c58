import type { Actor } from '../kernel/actor.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import type { Clock } from '../platform/clock.ts'
import type { BudgetService } from './ledger.service.ts'
import { linePolicy } from './line.policy.ts'
import { DraftLine, LineFilter, LineStep, RefuseLine } from './line.schema.ts'
import type { LineService } from './line.service.ts'
import { lineForm, lineList, linePage } from './line.view.ts'

type Choice = { value: string; text: string }
type Deps = { lines: LineService; budget: BudgetService; itemChoices: () => Promise<Choice[]>; areaChoices: () => Promise<Choice[]>; clock: Clock }

export const budgetPages = ({ lines, budget, itemChoices, areaChoices, clock }: Deps): AnyPage[] => {
  const one = async (actor: Actor, id: string) => {
    const line = await lines.see(actor, id)
    const areaName = (await areaChoices()).find(({ value }) => value === line.area)?.text ?? line.area
    return show(linePage, {
      line, actor, areaName, balance: await budget.balance(id), entries: await lines.books(line), events: await lines.timeline(line),
    })
  }
  const blank = async () => show(lineForm, await itemChoices(), await areaChoices(), clock().getFullYear())
  const step = (path: 'submit' | 'approve', may: 'draft' | 'decide') => form({
    path: `/budget/:id/${path}`, may: linePolicy[may], params: Id, body: LineStep,
    handle: async ({ actor, params, body }) => {
      await lines[path](actor, params.id, body)
      return goTo(`/budget/${params.id}`, `budget.flash.${path}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })
  return [
    page({
      path: '/budget', may: linePolicy.see, query: LineFilter, nav: { text: 'budget.nav', icon: 'wallet2', order: 30 },
      handle: async ({ actor, query }) => {
        const names = Object.fromEntries((await areaChoices()).map(({ value, text }) => [value, text]))
        return show(lineList, await lines.list(actor, query), query, names, actor)
      },
    }),
    page({ path: '/budget/new', may: linePolicy.draft, handle: blank }),
    form({
      path: '/budget', may: linePolicy.draft, body: DraftLine,
      handle: async ({ actor, body }) => goTo(`/budget/${(await lines.draft(actor, body)).id}`, 'budget.flash.drafted'),
      again: blank,
    }),
    page({ path: '/budget/:id', may: linePolicy.see, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    step('submit', 'draft'), step('approve', 'decide'),
    form({
      path: '/budget/:id/refuse', may: linePolicy.decide, params: Id, body: RefuseLine,
      handle: async ({ actor, params, body }) => {
        await lines.refuse(actor, params.id, body)
        return goTo(`/budget/${params.id}`, 'budget.flash.refuse')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
  ]
}
