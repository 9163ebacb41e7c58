import { z } from 'zod'
import { drawBars } from '../platform/chart.ts'
import { listPage } from '../platform/list-page.ts'
import { page, send, show, type AnyPage } from '../platform/page.ts'
import { say } from '../platform/words.ts'
import { localeOf } from '../platform/text.ts'
import type { AreaService } from './area.service.ts'
import type { OrganizationService } from './organization.service.ts'
import { organizationPolicy } from './registry.policy.ts'
import { By, PARTS } from './statistics.rules.ts'
import { groupWords, heightOf, partKey, statisticsPage, WIDTHS } from './statistics.view.ts'

const Asked = z.object({ by: By.default('type'), lang: z.string().optional(), size: z.enum(['wide', 'narrow']).default('wide') })
type Deps = { organizations: OrganizationService; areas: AreaService }

export const statisticsPages = ({ organizations, areas }: Deps): AnyPage[] => {
  const districts = async () => (await areas.top()).filter(({ kind }) => kind !== 'city').map(({ id }) => id)
  return [
    listPage({
      path: '/organizations/figures', may: organizationPolicy.list, query: Asked,
      handle: async ({ query, req }) => show(statisticsPage, {
        statistics: await organizations.statistics(query.by, await districts()), areaNames: await areas.names(), lang: localeOf(req),
      }),
    }),
    page({
      path: '/charts/organizations.svg', may: organizationPolicy.list, query: Asked,
      handle: async ({ query, req }) => {
        const lang = localeOf(req)
        const statistics = await organizations.statistics(query.by, await districts())
        const names = await areas.names()
        const body = await drawBars({
          categories: statistics.groups.map(group => say(groupWords(statistics.by, group, names), lang)),
          series: PARTS.map(part => ({ name: say({ key: partKey(part) }, lang), values: statistics.groups.map(({ parts }) => parts[part] ?? 0) })),
          unit: say({ key: 'registry.statistics.unit' }, lang), direction: statistics.by === 'year' ? 'up' : 'across', width: WIDTHS[query.size], height: heightOf(statistics),
        })
        return send({ name: 'organizations.svg', type: 'image/svg+xml', body, inline: true })
      },
    }),
  ]
}
