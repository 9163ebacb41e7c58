import type { Call } from '../incubation/call.schema.ts'
import { visitor } from '../kernel/actor.ts'
import { yearOf } from '../kernel/period.ts'
import type { Clock } from '../platform/clock.ts'
import { page, show, type AnyPage } from '../platform/page.ts'
import { everybody } from '../platform/route.ts'
import { localeOf } from '../platform/text.ts'
import type { AreaService } from '../registry/index.ts'
import type { Tender } from '../tender/tender.schema.ts'
import { frontPage } from './front.view.ts'
import { moneyOf } from './money.rules.ts'
import type { PublishedService } from './published.service.ts'
import { recordsOf } from './record.rules.ts'

type Deps = {
  tenders: { list: (actor: typeof visitor, filter: object) => Promise<Tender[]> }
  calls: { open: () => Promise<Call[]> }
  organizations: { count: () => Promise<number> }
  published: PublishedService; areas: Pick<AreaService, 'names'>; clock: Clock
}

export const frontPages = ({ tenders, calls, organizations, published, areas, clock }: Deps): AnyPage[] => [
  page({
    path: '/', may: everybody,
    handle: async ({ req }) => {
      const [all, books] = await Promise.all([published.all(), published.books()])
      const shown = {
        notices: await tenders.list(visitor, { status: 'published' }), calls: await calls.open(), organizations: await organizations.count(),
        awards: recordsOf('award', all), contracts: recordsOf('contract', all), results: recordsOf('result', all),
        money: moneyOf(books, all.contracts, { asked: undefined, now: yearOf(clock()) }),
      }
      return show(frontPage, shown, { names: await areas.names(), lang: localeOf(req) })
    },
  }),
]
