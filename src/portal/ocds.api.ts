import type { Clock } from '../platform/clock.ts'
import { endpoint, type AnyEndpoint } from '../platform/endpoint.ts'
import { everybody } from '../platform/route.ts'
import { packageOf, paymentsOf } from './ocds.rules.ts'
import { OpenFilter, ReleasePackage } from './ocds.schema.ts'
import type { PublishedService } from './published.service.ts'

type Deps = { published: PublishedService; areas: { top: () => Promise<{ name: string; kind: string }[]> }; config: { PUBLIC_URL: string }; clock: Clock }

/** Public purchases for whoever counts and compares, in the form that other cities and countries use. */
export const openDataApi = ({ published, areas, config, clock }: Deps): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/open/releases', may: everybody, summary: 'Open data: public purchases with awards, contracts and payments (OCDS 1.1)',
    query: OpenFilter, reply: ReleasePackage,
    handle: async ({ query }) => {
      const [{ tenders, contracts }, books, places] = await Promise.all([published.all(), published.books(), areas.top()])
      const payments = paymentsOf(books)
      const purchases = tenders.filter(({ publishedAt }) => publishedAt !== undefined).map(tender =>
        ({ tender, contract: contracts.find(({ tenderId }) => tenderId === tender.id) ?? null, payments: payments.get(tender.id) ?? [] }))
      const publisher = `${places.find(({ kind }) => kind === 'city')?.name ?? ''}民政局`
      return packageOf(purchases, { asked: query, site: config.PUBLIC_URL, publisher, now: clock() })
    },
  }),
]
