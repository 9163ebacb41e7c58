import type { Contract } from '../contract/contract.schema.ts'
import type { Evaluation } from '../evaluation/evaluation.schema.ts'
import { visitor } from '../kernel/actor.ts'
import { page, show, type AnyPage } from '../platform/page.ts'
import { everybody } from '../platform/route.ts'
import type { Tender } from '../tender/tender.schema.ts'
import { frontPage } from './front.view.ts'

type Deps = {
  tenders: { list: (actor: typeof visitor, filter: object) => Promise<Tender[]> }
  organizations: { count: () => Promise<number> }
  contracts: { published: () => Promise<Contract[]> }
  evaluations: { published: () => Promise<Evaluation[]> }
}

/** What everybody sees first: figures, and what is open for bids. */
export const frontPages = ({ tenders, organizations, contracts, evaluations }: Deps): AnyPage[] => [
  page({
    path: '/', may: everybody,
    handle: async () => show(frontPage, {
      notices: await tenders.list(visitor, { status: 'published' }), organizations: await organizations.count(),
      contracts: await contracts.published(), results: await evaluations.published(),
    }),
  }),
]
