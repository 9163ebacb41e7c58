import type { Clock } from '../platform/clock.ts'
import { listPage } from '../platform/list-page.ts'
import { show, type AnyPage } from '../platform/page.ts'
import type { AreaService } from './area.service.ts'
import { proposalList } from './proposal.view.ts'
import { organizationPolicy } from './registry.policy.ts'
import { ProposalFilter } from './standing.schema.ts'
import type { StandingService } from './standing.service.ts'

export const proposalPages = ({ standing, areas, clock }: { standing: StandingService; areas: AreaService; clock: Clock }): AnyPage[] => [
  listPage({
    path: '/organizations/proposals', may: organizationPolicy.decide, query: ProposalFilter,
    handle: async ({ actor, query }) => show(proposalList, { ...await standing.proposals(actor, query), filter: query, areas: await areas.top(), names: await areas.names(), now: clock() }),
  }),
]
