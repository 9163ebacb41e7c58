import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { evaluationPolicy } from './evaluation.policy.ts'
import type { EvaluationSeen } from './evaluation.schema.ts'
import { seenBy } from './evaluation.view.ts'
import { Confirm, Demand, Rectify, Reject } from './rectification.schema.ts'
import type { RectificationService } from './rectification.service.ts'

export const rectificationCalls = ({ rectifications, reply }: { rectifications: RectificationService; reply: typeof EvaluationSeen }): AnyEndpoint[] => [
  endpoint({
    method: 'post', path: '/evaluations/:id/rectification', may: evaluationPolicy.demand, summary: 'Say what a published result shows to be put right, and by when',
    params: Id, body: Demand, reply, handle: async ({ actor, params, body }) => seenBy(actor, await rectifications.demand(actor, params.id, body)),
  }),
  endpoint({
    method: 'post', path: '/evaluations/:id/rectification/report', may: evaluationPolicy.rectify, summary: 'Report what was put right',
    params: Id, body: Rectify, reply, handle: async ({ actor, params, body }) => seenBy(actor, await rectifications.rectify(actor, params.id, body)),
  }),
  endpoint({
    method: 'post', path: '/evaluations/:id/rectification/confirm', may: evaluationPolicy.demand, summary: 'Confirm that it was put right',
    params: Id, body: Confirm, reply, handle: async ({ actor, params, body }) => seenBy(actor, await rectifications.confirm(actor, params.id, body.revision)),
  }),
  endpoint({
    method: 'post', path: '/evaluations/:id/rectification/return', may: evaluationPolicy.demand, summary: 'Send the report back with what is still to be put right',
    params: Id, body: Reject, reply, handle: async ({ actor, params, body }) => seenBy(actor, await rectifications.reject(actor, params.id, body)),
  }),
]
