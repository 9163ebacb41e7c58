import type { Actor } from '../kernel/actor.ts'
import { may, permit } from '../kernel/policy.ts'
import { Invalid, refuseIfBlocked } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Transact } from '../platform/database.ts'
import { sitePolicy } from './incubation.policy.ts'
import type { SiteStore } from './incubation.store.ts'
import type { EditSite, OpenSite, Site } from './site.schema.ts'

type Deps = {
  sites: SiteStore
  pathOf: (area: string) => Promise<string[]>
  audit: Audit; transact: Transact; newId: () => string
}
const taken = () => new Invalid('invalid-input', 'A site has this name', { problems: [{ field: 'name', code: 'taken' }] })

export const siteService = ({ sites, pathOf, audit, transact, newId }: Deps) => ({
  see: (id: string): Promise<Site> => sites.get(id),
  list: (): Promise<Site[]> => sites.all(),
  named: async (ids: string[]): Promise<Map<string, Site>> => new Map((await sites.named(ids)).map(site => [site.id, site])),
  timeline: ({ id }: Site) => audit.timeline('site', id),
  mayEdit: (actor: Actor, site: Site): boolean => may(sitePolicy.open, actor, site),

  async open(actor: Actor, draft: OpenSite): Promise<Site> {
    const areas = await pathOf(draft.area)
    permit(sitePolicy.open, actor, { areas })
    return transact(async () => {
      if (await sites.withName(draft.name)) throw taken()
      const site = await sites.insert({ ...draft, id: newId(), revision: 0, areas, taken: 0, open: true })
      await audit.record(actor, { kind: 'site', action: 'site.open', before: null, after: site })
      return site
    })
  },

  /** Changes what a site offers; never below the places that are held. */
  async edit(actor: Actor, id: string, { revision, ...changes }: EditSite): Promise<Site> {
    return transact(async () => {
      const before = await sites.get(id)
      permit(sitePolicy.open, actor, before)
      refuseIfBlocked(changes.places < before.taken ? [{ code: 'places-held', params: { taken: before.taken } }] : [])
      const withName = await sites.withName(changes.name)
      if (withName && withName.id !== id) throw taken()
      const after = await sites.save({ ...before, ...changes, revision })
      await audit.record(actor, { kind: 'site', action: 'site.edit', before, after })
      return after
    })
  },
})
export type SiteService = ReturnType<typeof siteService>
