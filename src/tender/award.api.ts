import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { awardPolicy } from './award.policy.ts'
import { AwardTender, ResultNotice } from './award.schema.ts'
import type { AwardService } from './award.service.ts'
import { TenderState } from './qualification.schema.ts'

export const awardApi = ({ awards }: { awards: AwardService }): AnyEndpoint[] => [
  endpoint({
    method: 'post', path: '/tenders/:id/award', may: awardPolicy.award, summary: 'Determine the winner and announce the result',
    params: Id, body: AwardTender, reply: TenderState, handle: ({ actor, params, body }) => awards.award(actor, params.id, body),
  }),
  endpoint({
    method: 'get', path: '/tenders/:id/result', may: awardPolicy.notice, summary: 'The result notice; bidders also get their own score, rank and reason',
    params: Id, reply: ResultNotice, handle: ({ actor, params }) => awards.notice(actor, params.id),
  }),
]
