import type { Actor } from '../kernel/actor.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import type { Clock } from '../platform/clock.ts'
import { linePolicy } from './budget.policy.ts'
import { DraftLine, LineFilter, Refuse, Step } from './budget.schema.ts'
import type { BudgetService } from './budget.service.ts'
import { lineForm, lineList, linePage } from './budget.view.ts'

type Choice = { value: string; text: string }
type Deps = { budget: BudgetService; itemChoices: () => Promise<Choice[]>; areaChoices: () => Promise<Choice[]>; clock: Clock }

export const budgetPages = ({ budget, itemChoices, areaChoices, clock }: Deps): AnyPage[] => {
  const one = async (actor: Actor, id: string) => {
    const line = await budget.see(actor, id)
    const areaName = (await areaChoices()).find(({ value }) => value === line.area)?.text ?? line.area
    return show(linePage, { line, entries: await budget.entries(line), events: await budget.timeline(line), areaName, actor })
  }
  const blank = async () => show(lineForm, await itemChoices(), await areaChoices(), clock().getFullYear())
  const step = (path: 'submit' | 'approve', may: 'draft' | 'decide') => form({
    path: `/budget/:id/${path}`, may: linePolicy[may], params: Id, body: Step,
    handle: async ({ actor, params, body }) => {
      await budget[path](actor, params.id, body.revision)
      return goTo(`/budget/${params.id}`, `budget.flash.${path}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })
  return [
    page({
      path: '/budget', may: linePolicy.see, query: LineFilter, nav: { text: 'budget.nav', icon: 'wallet2', order: 30 },
      handle: async ({ actor, query }) => {
        const names = Object.fromEntries((await areaChoices()).map(({ value, text }) => [value, text]))
        return show(lineList, await budget.list(actor, query), query, names, actor)
      },
    }),
    page({ path: '/budget/new', may: linePolicy.draft, handle: blank }),
    form({
      path: '/budget', may: linePolicy.draft, body: DraftLine,
      handle: async ({ actor, body }) => goTo(`/budget/${(await budget.draft(actor, body)).id}`, 'budget.flash.drafted'),
      again: blank,
    }),
    page({ path: '/budget/:id', may: linePolicy.see, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    step('submit', 'draft'), step('approve', 'decide'),
    form({
      path: '/budget/:id/refuse', may: linePolicy.decide, params: Id, body: Refuse,
      handle: async ({ actor, params, body }) => {
        await budget.refuse(actor, params.id, body)
        return goTo(`/budget/${params.id}`, 'budget.flash.refuse')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
  ]
}
