import { z } from 'zod'
import { page, show, type AnyPage } from '../platform/page.ts'
import type { AreaService } from './area.service.ts'
import { areaPage, areaTree } from './area.view.ts'
import { areaPolicy } from './registry.policy.ts'

export const areaPages = ({ areas }: { areas: AreaService }): AnyPage[] => [
  page({
    path: '/areas', may: areaPolicy.see, nav: { text: 'registry.nav.areas', icon: 'geo-alt', order: 80 },
    handle: async () => {
      const top = await areas.top()
      const communities = await areas.communities()
      const branches = top.filter(({ kind }) => kind !== 'city').map(area => ({ area, communities: communities.filter(({ parent }) => parent === area.id) }))
      return show(areaTree, top.find(({ kind }) => kind === 'city') ?? null, branches)
    },
  }),
  page({
    path: '/areas/:id', may: areaPolicy.see, params: z.object({ id: z.string().max(12) }),
    handle: async ({ params }) => show(areaPage, await areas.get(params.id), await areas.children(params.id), await areas.timeline(params.id)),
  }),
]
