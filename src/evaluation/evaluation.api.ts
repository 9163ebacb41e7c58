import type { RequestHandler } from 'express'
import { z } from 'zod'
import { JobState } from '../kernel/job.ts'
import { commentCalls } from '../platform/comment.api.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { filesOf } from '../platform/upload.ts'
import { evaluationDiscussion, evaluationPolicy } from './evaluation.policy.ts'
import { Answer, EvaluationFilter, EvaluationSeen, OpenEvaluation, Publish, SendEvidence, SendRating, SendReport } from './evaluation.schema.ts'
import type { EvaluationService } from './evaluation.service.ts'
import { seenBy } from './evaluation.view.ts'
import { rectificationCalls } from './rectification.api.ts'
import type { RectificationService } from './rectification.service.ts'

const Reply = EvaluationSeen.meta({ id: 'Evaluation' })

export const evaluationApi = ({ evaluations, rectifications, comments, receiveEvidence }: { evaluations: EvaluationService; rectifications: RectificationService; comments: CommentService; receiveEvidence: RequestHandler }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/evaluations', may: evaluationPolicy.list, summary: 'Evaluations that the caller may see',
    query: EvaluationFilter, reply: z.object({ evaluations: z.array(Reply) }),
    handle: async ({ actor, query }) => ({ evaluations: (await evaluations.list(actor, query)).map(each => seenBy(actor, each)) }),
  }),
  endpoint({
    method: 'post', path: '/evaluations', may: evaluationPolicy.open, summary: 'Open the evaluation of a contract; its experts are drawn',
    body: OpenEvaluation, reply: Reply, status: 201, handle: async ({ actor, body }) => seenBy(actor, await evaluations.open(actor, body)),
  }),
  endpoint({
    method: 'get', path: '/evaluations/:id', may: evaluationPolicy.list, summary: 'One evaluation with every number\'s source',
    params: Id, reply: Reply, handle: async ({ actor, params }) => seenBy(actor, await evaluations.see(actor, params.id)),
  }),
  endpoint({
    method: 'get', path: '/evaluations/:id/scoring', may: evaluationPolicy.list, summary: 'How far the scoring is; null before all have rated and somebody has answered, and once it is scored',
    params: Id, reply: z.object({ scoring: JobState.nullable() }),
    handle: async ({ actor, params }) => ({ scoring: await evaluations.scoring(actor, params.id) }),
  }),
  endpoint({
    method: 'post', path: '/evaluations/:id/scoring', may: evaluationPolicy.publish, summary: 'Ask again for a scoring that failed',
    params: Id, reply: JobState, handle: ({ actor, params }) => evaluations.retryScoring(actor, params.id),
  }),
  endpoint({
    method: 'post', path: '/evaluations/:id/report', may: evaluationPolicy.report, summary: 'Report the delivery',
    params: Id, body: SendReport, reply: Reply, handle: async ({ actor, params, body }) => seenBy(actor, await evaluations.report(actor, params.id, body)),
  }),
  endpoint({
    method: 'post', path: '/evaluations/:id/evidence', may: evaluationPolicy.supplement, summary: 'Add evidence for one indicator of the report, until the first expert has signed',
    params: Id, query: SendEvidence, upload: { fields: ['more'], receive: receiveEvidence }, reply: Reply,
    handle: async ({ actor, params, query, req }) => seenBy(actor, await evaluations.addEvidence(actor, params.id, query, () => filesOf(req, 'more'))),
  }),
  endpoint({
    method: 'post', path: '/evaluations/:id/rate', may: evaluationPolicy.rate, summary: 'Rate what is judged, alone and once',
    params: Id, body: SendRating, reply: Reply, handle: async ({ actor, params, body }) => seenBy(actor, await evaluations.rate(actor, params.id, body)),
  }),
  endpoint({
    method: 'post', path: '/evaluations/:id/publish', may: evaluationPolicy.publish, summary: 'Publish the score into the contract and the record',
    params: Id, body: Publish, reply: Reply, handle: ({ actor, params, body }) => evaluations.publish(actor, params.id, body.revision),
  }),
  endpoint({
    method: 'get', path: '/evaluations/:id/survey-links', may: evaluationPolicy.publish, summary: 'The anonymous survey links, for the buyer to hand out',
    params: Id, reply: z.object({ links: z.array(z.string()) }),
    handle: async ({ actor, params }) => ({ links: (await evaluations.surveyTokens(actor, params.id)).map(token => `/surveys/${token}`) }),
  }),
  ...rectificationCalls({ rectifications, reply: Reply }),
  ...commentCalls({ comments, path: '/evaluations/:id', may: evaluationPolicy.comment, of: async (actor, id) => evaluationDiscussion(await evaluations.see(actor, id)) }),
  endpoint({
    method: 'post', path: '/surveys/:token', may: evaluationPolicy.answer, summary: 'Answer a survey; one anonymous answer per token',
    params: z.object({ token: z.string().max(80) }), body: Answer, reply: z.object({ answered: z.boolean() }), status: 201,
    handle: async ({ params, body }) => {
      await evaluations.answer(params.token, body)
      return { answered: true }
    },
  }),
]
