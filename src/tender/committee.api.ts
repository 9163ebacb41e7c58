import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { committeePolicy } from './committee.policy.ts'
import { seenBy } from './committee.rules.ts'
import { CommitteeSeen, Declare, DrawCommittee, Recuse } from './committee.schema.ts'
import type { CommitteeService } from './committee.service.ts'

export const committeeApi = ({ evaluationCommittees }: { evaluationCommittees: CommitteeService }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/tenders/:id/committee', may: committeePolicy.see, summary: 'The committee; names are given when the result is announced',
    params: Id, reply: CommitteeSeen,
    handle: async ({ actor, params }) => {
      const { committee, tender } = await evaluationCommittees.desk(actor, params.id)
      return committee ? seenBy(committee, actor.id, { announced: tender.award?.announcedAt !== undefined })
        : { size: 0, formedAt: null, vacancies: 0, members: [], draws: [], left: 0 }
    },
  }),
  endpoint({
    method: 'post', path: '/tenders/:id/committee', may: committeePolicy.draw, summary: 'Draw the committee by lot, or fill its vacancies',
    params: Id, body: DrawCommittee, reply: CommitteeSeen, status: 201,
    handle: async ({ actor, params, body }) => seenBy(await evaluationCommittees.draw(actor, params.id, body), actor.id, { announced: false }),
  }),
  endpoint({
    method: 'post', path: '/tenders/:id/committee/declare', may: committeePolicy.sit, summary: 'Declare, as a member, to be free of conflicts',
    params: Id, body: Declare, reply: CommitteeSeen,
    handle: async ({ actor, params }) => seenBy(await evaluationCommittees.declare(actor, params.id), actor.id, { announced: false }),
  }),
  endpoint({
    method: 'post', path: '/tenders/:id/committee/recuse', may: committeePolicy.sit, summary: 'Step back from the committee, with the reason',
    params: Id, body: Recuse, reply: CommitteeSeen,
    handle: async ({ actor, params, body }) => seenBy(await evaluationCommittees.recuse(actor, params.id, body), actor.id, { announced: false }),
  }),
]
