import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { JudgementsSeen, JudgeSections } from './judgement.schema.ts'
import { judgementsSeen, type JudgementService } from './judgement.service.ts'
import { organizationPolicy } from './registry.policy.ts'

export const judgementApi = ({ judgements }: { judgements: JudgementService }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/organizations/:id/judgements', may: organizationPolicy.inspect,
    summary: 'What the authority found of each section of an application; its applicant reads it once it is decided',
    params: Id, reply: JudgementsSeen, handle: ({ actor, params }) => judgements.see(actor, params.id),
  }),
  endpoint({
    method: 'put', path: '/organizations/:id/judgements', may: organizationPolicy.decide,
    summary: 'Judge sections of an application, some or all; it is approved when all are in order and refused when one is to be corrected',
    params: Id, body: JudgeSections, reply: JudgementsSeen,
    handle: async ({ actor, params, body }) => judgementsSeen(actor, await judgements.judge(actor, params.id, body)),
  }),
]
