import { yearOf } from '../kernel/period.ts'
import { drawBars } from '../platform/chart.ts'
import type { Clock } from '../platform/clock.ts'
import { listPage } from '../platform/list-page.ts'
import { page, send, show, type AnyPage } from '../platform/page.ts'
import { everybody } from '../platform/route.ts'
import { localeOf, translator } from '../platform/text.ts'
import type { AreaService } from '../registry/index.ts'
import { moneyOf } from './money.rules.ts'
import { MoneyFilter, MoneyPicture } from './money.schema.ts'
import { moneyBars, moneyPage } from './money.view.ts'
import type { PublishedService } from './published.service.ts'

type Deps = { published: PublishedService; areas: Pick<AreaService, 'names'>; clock: Clock }

/** Where the money comes from, where it is and whom it reached. */
export const moneyPages = ({ published, areas, clock }: Deps): AnyPage[] => {
  const money = async (asked: number | undefined) =>
    moneyOf(await published.books(), await published.contracts(), { asked, now: yearOf(clock()) })
  return [
    listPage({
      path: '/money', may: everybody, query: MoneyFilter,
      handle: async ({ query, req }) => show(moneyPage, await money(query.year), { names: await areas.names(), lang: localeOf(req), of: query.of }),
    }),
    page({
      path: '/charts/money.svg', may: everybody, query: MoneyPicture,
      handle: async ({ query, req }) => {
        const bars = moneyBars(await money(query.year), query, { names: await areas.names(), t: translator(localeOf(req)) })
        return send({ name: 'money.svg', type: 'image/svg+xml', body: await drawBars(bars), inline: true })
      },
    }),
  ]
}
