import { z } from 'zod'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import type { Clock } from '../platform/clock.ts'
import type { Actor } from '../kernel/actor.ts'
import { areasFound, TOP } from './area.rules.ts'
import { AreaFilter, DefineArea, EditArea, type Area } from './area.schema.ts'
import type { AreaService } from './area.service.ts'
import { areaForm, areaPage, areaTree } from './area.view.ts'
import { areaPolicy } from './registry.policy.ts'

const Code = z.object({ id: z.string().max(12) })
const Parent = z.object({ parent: z.string().max(12) })

export const areaPages = ({ areas, clock }: { areas: AreaService; clock: Clock }): AnyPage[] => {
  const within = (communities: Area[], id: string) => communities.filter(each => each.areas.includes(id))
  const one = async (actor: Actor, id: string) => {
    const area = await areas.get(id)
    const above = await Promise.all(area.areas.slice(0, -1).map(areas.get))
    return show(areaPage, { area, above, children: await areas.children(id), communities: within(await areas.communities(), id), events: await areas.timeline(id), actor })
  }
  return [
    listPage({
      path: '/areas', may: areaPolicy.see, query: AreaFilter, nav: { text: 'registry.nav.areas', icon: 'geo-alt', order: 80 },
      handle: async ({ query }) => {
        const all = await areas.all()
        const communities = all.filter(({ kind }) => kind === 'community')
        const found = areasFound(all, query).filter(({ kind }) => query.q || query.kind || TOP.includes(kind))
        return show(areaTree, { all, branches: found.map(area => ({ area, communities: within(communities, area.id) })), filter: query })
      },
    }),
    page({ path: '/areas/new', may: areaPolicy.define, query: Parent, handle: async ({ query }) => show(areaForm, null, await areas.get(query.parent), clock()) }),
    form({
      path: '/areas', may: areaPolicy.define, body: DefineArea,
      handle: async ({ actor, body }) => goTo(`/areas/${(await areas.define(actor, body)).id}`, 'registry.flash.area-defined'),
      again: async ({ req }) => show(areaForm, null, await areas.get(String((req.body as { parent?: string }).parent)), clock()),
    }),
    page({ path: '/areas/:id', may: areaPolicy.see, params: Code, handle: ({ actor, params }) => one(actor, params.id) }),
    page({ path: '/areas/:id/edit', may: areaPolicy.define, params: Code, handle: async ({ params }) => show(areaForm, await areas.get(params.id), null, clock()) }),
    form({
      path: '/areas/:id', may: areaPolicy.define, params: Code, body: EditArea,
      handle: async ({ actor, params, body }) => goTo(`/areas/${(await areas.edit(actor, params.id, body)).id}`, 'registry.flash.saved'),
      again: async ({ params }) => show(areaForm, await areas.get(params.id), null, clock()),
    }),
  ]
}
