import { z } from 'zod'
import { commentCalls } from '../platform/comment.api.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Sentence } from '../kernel/policy.ts'
import { incubationDiscussion, incubationPolicy, sitePolicy } from './incubation.policy.ts'
import { Apply, Extend, Incubation, IncubationFilter, Judge, Note, Offer, Plain, PlanGoals, Reasoned, Visit } from './incubation.schema.ts'
import { callApi } from './call.api.ts'
import type { CallService } from './call.service.ts'
import type { IncubationService } from './incubation.service.ts'
import { noticeApi } from './notice.api.ts'
import { AnswerObjection } from './notice.schema.ts'
import type { NoticeService } from './notice.service.ts'
import { EditSite, OpenSite, Site } from './site.schema.ts'
import type { SiteService } from './site.service.ts'

const SiteReply = Site.meta({ id: 'IncubationSite' })
const Reply = Incubation.omit({ handlers: true, objections: true }).meta({ id: 'Incubation' })

type Step<B extends z.ZodType> = {
  name: string; may: Sentence; summary: string; body: B; act: (actor: Actor, id: string, body: z.output<B>) => Promise<Incubation>
}
const step = <B extends z.ZodType>({ name, may, summary, body, act }: Step<B>) => endpoint({
  method: 'post', path: `/incubations/:id/${name}`, may, summary, params: Id, body, reply: Reply,
  handle: ({ actor, params, body: said }) => act(actor, params.id, said),
})

export const incubationApi = ({ sites, calls, incubations, notices, comments }: { sites: SiteService; calls: CallService; incubations: IncubationService; notices: NoticeService; comments: CommentService }): AnyEndpoint[] => {
  const { guide, sign, apply } = incubationPolicy
  return [
    ...callApi({ calls }), ...noticeApi({ notices }),
    endpoint({
      method: 'get', path: '/incubation-sites', may: sitePolicy.see, summary: 'Where organizations are incubated, with the places',
      reply: z.object({ sites: z.array(SiteReply) }), handle: async () => ({ sites: await sites.list() }),
    }),
    endpoint({
      method: 'post', path: '/incubation-sites', may: sitePolicy.open, summary: 'Open a centre or a station',
      body: OpenSite, reply: SiteReply, status: 201, handle: ({ actor, body }) => sites.open(actor, body),
    }),
    endpoint({
      method: 'put', path: '/incubation-sites/:id', may: sitePolicy.open, summary: 'Change what a site offers',
      params: Id, body: EditSite, reply: SiteReply, handle: ({ actor, params, body }) => sites.edit(actor, params.id, body),
    }),
    endpoint({
      method: 'post', path: '/incubation-sites/:id/applications', may: apply, summary: 'Apply to a site for an own organization',
      params: Id, body: Apply, reply: Reply, status: 201, handle: ({ actor, params, body }) => incubations.apply(actor, params.id, body),
    }),
    endpoint({
      method: 'get', path: '/incubations', may: incubationPolicy.see, summary: 'Incubations of the own area or organization',
      query: IncubationFilter, reply: z.object({ incubations: z.array(Reply) }),
      handle: async ({ actor, query }) => ({ incubations: (await incubations.list(actor, query)).map(({ incubation }) => incubation) }),
    }),
    endpoint({
      method: 'get', path: '/incubations/:id', may: incubationPolicy.see, summary: 'One incubation with its plan, records and reviews',
      params: Id, reply: Reply, handle: ({ actor, params }) => incubations.see(actor, params.id),
    }),
    ...commentCalls({ comments, path: '/incubations/:id', may: incubationPolicy.comment, of: async (actor, id) => incubationDiscussion(await incubations.see(actor, id)) }),
    step({ name: 'accept', may: guide, summary: 'Accept with the agreement to sign once the notice is over; holds a place', body: Offer, act: incubations.accept }),
    step({ name: 'refuse', may: guide, summary: 'Refuse an application, or take an acceptance back before it is signed, with the reason', body: Reasoned, act: incubations.refuse }),
    step({ name: 'withdraw', may: apply, summary: 'Take an application back', body: Reasoned, act: incubations.withdraw }),
    step({ name: 'answer', may: guide, summary: 'Answer an objection; a founded one keeps the agreement from being signed', body: AnswerObjection, act: notices.answer }),
    step({ name: 'sign', may: sign, summary: 'Sign the agreement of residence', body: Plain, act: incubations.sign }),
    step({ name: 'enter', may: guide, summary: 'Take in, once the agreement is signed', body: Plain, act: incubations.enter }),
    step({ name: 'plan', may: guide, summary: 'Set the goals of the residence', body: PlanGoals, act: incubations.plan }),
    step({ name: 'notes', may: guide, summary: 'Record a service given', body: Note, act: incubations.note }),
    step({ name: 'reviews', may: guide, summary: 'Fill in the capacity score card', body: Judge, act: incubations.review }),
    step({ name: 'extend', may: guide, summary: 'Extend the residence, with the reason', body: Extend, act: incubations.extend }),
    step({ name: 'graduate', may: guide, summary: 'Let graduate, once the final review is passed', body: Plain, act: incubations.graduate }),
    step({ name: 'leave', may: guide, summary: 'End the residence without graduation, with the reason', body: Reasoned, act: incubations.leave }),
    step({ name: 'follow-ups', may: guide, summary: 'Record a visit after graduation', body: Visit, act: incubations.followUp }),
  ]
}
