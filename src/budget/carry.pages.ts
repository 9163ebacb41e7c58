import { bulkPages } from '../platform/bulk.pages.ts'
import { listPage } from '../platform/list-page.ts'
import { show, type AnyPage } from '../platform/page.ts'
import type { CarryService } from './carry.service.ts'
import { carryPage } from './carry.view.ts'
import { linePolicy } from './line.policy.ts'
import { CarryFilter } from './line.schema.ts'
import type { Choice } from './line.view.ts'

type Deps = { carries: CarryService; areaChoices: () => Promise<Choice[]> }

/** Last year's lines with something left, which are carried over many at once. */
export const carryPages = ({ carries, areaChoices }: Deps): AnyPage[] => [
  listPage({
    path: '/budget/carry-over', may: linePolicy.carry, query: CarryFilter,
    handle: async ({ actor, query }) => show(carryPage, await carries.waiting(actor, query), await areaChoices(), query),
  }),
  ...bulkPages({
    path: '/budget/carry-over', act: 'carry', title: { key: 'budget.bulk.carry' }, list: { key: 'budget.carry.nav' }, may: linePolicy.carry,
    see: async (actor, id) => {
      const { line: { revision, reference, name }, balance } = await carries.see(actor, id)
      return { id, revision, reference, name, amount: balance.available, href: `/budget/${id}` }
    },
    foresee: carries.foresee, run: carries.carryOver,
  }),
]
