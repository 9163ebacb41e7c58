import { z } from 'zod'
import type { Item } from '../catalogue/item.schema.ts'
import type { Actor } from '../kernel/actor.ts'
import { page, show, type AnyPage } from '../platform/page.ts'
import { everybody } from '../platform/route.ts'
import type { Tender } from '../tender/tender.schema.ts'
import { searchPage, type Found } from './search.view.ts'

type Asked = { q: string }
type Deps = {
  tenders: { list: (actor: Actor, filter: Asked) => Promise<Tender[]> }
  organizations: { list: (actor: Actor, filter: Asked) => Promise<Found['organizations']> }
  items: { list: (actor: Actor, filter: Asked) => Promise<Item[]> }
}

/** One search over what a person may read: notices, organizations and the catalogue. */
export const searchPages = ({ tenders, organizations, items }: Deps): AnyPage[] => [
  page({
    path: '/search', may: everybody, query: z.object({ q: z.string().trim().max(60).default('') }),
    handle: async ({ actor, query: { q } }) => {
      if (q === '') return show(searchPage, { q, tenders: [], organizations: { organizations: [], count: 0 }, items: [] })
      const [notices, register, catalogue] = await Promise.all([tenders.list(actor, { q }), organizations.list(actor, { q }), items.list(actor, { q })])
      return show(searchPage, { q, tenders: notices, organizations: register, items: catalogue })
    },
  }),
]
