import type { RequestHandler } from 'express'
import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { Day } from '../kernel/period.ts'
import type { Sentence } from '../kernel/policy.ts'
import { commentCalls } from '../platform/comment.api.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { filesOf } from '../platform/upload.ts'
import { challengeDiscussion, challengePolicy } from './challenge.policy.ts'
import { Challenge, ChallengeStep, DetachEvidence, DraftChallenge, EditChallenge, ForOrganization, HoldSigning, ReplySeen, ReplyToChallenge } from './challenge.schema.ts'
import type { ChallengeService } from './challenge.service.ts'
import { Step } from './tender.schema.ts'

const Reply = Challenge.meta({ id: 'Challenge' })
const Answer = ReplySeen.meta({ id: 'ChallengeAnswer' })
const Windows = z.object({ steps: z.array(z.object({ step: ChallengeStep, last: Day.nullable(), blockers: z.array(z.object({ code: z.string(), law: z.string().optional() })) })) })
  .meta({ id: 'ChallengePeriods' })

export const challengeApi = ({ challenges, comments, receiveGrievanceFiles }: { challenges: ChallengeService; comments: CommentService; receiveGrievanceFiles: RequestHandler }): AnyEndpoint[] => {
  const { write, send, open, reply, hold, explain } = challengePolicy
  const step = <B extends z.ZodType>(name: string, may: Sentence, { summary, body, act }: { summary: string; body: B; act: (actor: Actor, id: string, body: z.output<B>) => Promise<Challenge> }) => endpoint({
    method: 'post', path: `/challenges/:id/${name}`, may, summary, params: Id, body, reply: Reply, handle: ({ actor, params, body: said }) => act(actor, params.id, said),
  })
  return [
    ...commentCalls({ comments, path: '/challenges/:id', may: challengePolicy.confer, of: async (actor, id) => challengeDiscussion(await challenges.see(actor, id)) }),
    endpoint({
      method: 'get', path: '/challenges', may: open, summary: 'Challenges that the caller may see, and the answers to others that concern it',
      reply: z.object({ challenges: z.array(Reply), answers: z.array(Answer) }),
      handle: async ({ actor }) => ({ challenges: await challenges.list(actor), answers: await challenges.replies(actor) }),
    }),
    endpoint({
      method: 'get', path: '/tenders/:id/challenges', may: explain, summary: 'Until when each step may be challenged, and why the caller cannot',
      params: Id, query: ForOrganization, reply: Windows, handle: async ({ actor, params, query }) => challenges.desk(actor, params.id, query.organizationId),
    }),
    endpoint({
      method: 'get', path: '/challenges/:id', may: open, summary: 'One challenge; another bidder gets the answer alone', params: Id, reply: z.union([Reply, Answer]),
      handle: async ({ actor, params }) => {
        const seen = await challenges.read(actor, params.id)
        return 'reply' in seen ? seen.reply : seen.challenge
      },
    }),
    endpoint({
      method: 'post', path: '/tenders/:id/challenges', may: write, summary: 'Draft a challenge; nobody else sees it before it is sent',
      params: Id, body: DraftChallenge, reply: Reply, status: 201, handle: ({ actor, params, body }) => challenges.draft(actor, params.id, body, async () => []),
    }),
    endpoint({
      method: 'put', path: '/challenges/:id', may: write, summary: 'Change a draft', params: Id, body: EditChallenge, reply: Reply,
      handle: ({ actor, params, body }) => challenges.edit(actor, params.id, body),
    }),
    endpoint({
      method: 'post', path: '/challenges/:id/files', may: write, summary: 'Add evidence to a draft', params: Id, query: Step, upload: { fields: ['files'], receive: receiveGrievanceFiles }, reply: Reply,
      handle: async ({ actor, params, query, req }) => {
        const { step: about, facts, basis, request } = await challenges.see(actor, params.id)
        return challenges.edit(actor, params.id, { step: about, facts, basis, request, ...query }, () => filesOf(req, 'files'))
      },
    }),
    step('files/remove', write, { summary: 'Take a file out of a draft', body: DetachEvidence, act: challenges.detach }),
    step('send', send, { summary: 'Sign and send, within seven workdays of when the harm should be known', body: Step, act: challenges.send }),
    step('withdraw', write, { summary: 'Withdraw it, or throw a draft away', body: Step, act: challenges.withdraw }),
    step('hold', hold, { summary: 'Make award and contract wait for the answer, with the reason', body: HoldSigning, act: challenges.hold }),
    step('reply', reply, { summary: 'Answer; what follows is named where the result is touched', body: ReplyToChallenge, act: challenges.reply }),
  ]
}
