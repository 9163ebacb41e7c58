import type { Actor } from '../kernel/actor.ts'
import { form, page, show, type AnyPage } from '../platform/page.ts'
import type { CarryResult, CarryService } from './carry.service.ts'
import { carryPage } from './carry.view.ts'
import { linePolicy } from './line.policy.ts'
import { CarryLines } from './line.schema.ts'
import type { Choice } from './line.view.ts'

type Deps = { carries: CarryService; areaChoices: () => Promise<Choice[]> }

export const carryPages = ({ carries, areaChoices }: Deps): AnyPage[] => {
  const shown = async (actor: Actor, results: CarryResult[] = []) => show(carryPage, await carries.waiting(actor), await areaChoices(), results)
  return [
    page({ path: '/budget/carry-over', may: linePolicy.carry, handle: ({ actor }) => shown(actor) }),
    form({
      path: '/budget/carry-over', may: linePolicy.carry, body: CarryLines,
      handle: async ({ actor, body }) => shown(actor, await carries.carryAll(actor, body.ids)),
      again: ({ actor }) => shown(actor),
    }),
  ]
}
