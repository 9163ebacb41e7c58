import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { qualificationPolicy } from './qualification.policy.ts'
import { JudgeBids, TenderState } from './qualification.schema.ts'
import type { QualificationService } from './qualification.service.ts'

export const qualificationApi = ({ qualifications }: { qualifications: QualificationService }): AnyEndpoint[] => [
  endpoint({
    method: 'post', path: '/tenders/:id/qualification', may: qualificationPolicy.judge,
    summary: 'Judge who may take part; with fewer than three left the tender fails',
    params: Id, body: JudgeBids, reply: TenderState, handle: ({ actor, params, body }) => qualifications.judge(actor, params.id, body),
  }),
  endpoint({
    method: 'post', path: '/tenders/:id/conformity', may: qualificationPolicy.conform,
    summary: 'Judge, as the leader of the committee, which bids answer the document',
    params: Id, body: JudgeBids, reply: TenderState, handle: ({ actor, params, body }) => qualifications.conform(actor, params.id, body),
  }),
]
