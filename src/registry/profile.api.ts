import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Sentence } from '../kernel/policy.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import type { ChangeService } from './change.service.ts'
import { OrganizationSeen, type Organization } from './organization.schema.ts'
import type { OrganizationService } from './organization.service.ts'
import { organizationPolicy } from './registry.policy.ts'
import { Change, ChangeFilter, DecideChange, editOf, RefuseChange, type Section } from './section.schema.ts'
import { sections } from './section.rules.ts'
import { Assess, ConcludeReport, Delist, Enlist, FileReport, MarkCharity, ProposalFilter, ProposalSeen } from './standing.schema.ts'
import type { StandingService } from './standing.service.ts'

const Reply = OrganizationSeen
const ChangeReply = Change.meta({ id: 'OrganizationChange' })
type Deps = { organizations: OrganizationService; changes: ChangeService; standing: StandingService }

const sectionCall = ({ changes }: Deps, section: Section): AnyEndpoint => endpoint({
  method: 'put', path: `/organizations/:id/sections/${section}`, may: organizationPolicy.edit,
  summary: `Change the section ${section}: at once, or asked of the authority where its items are registered`,
  params: Id, body: editOf(section),
  reply: z.object({ change: ChangeReply.nullable() }),
  handle: async ({ actor, params, body: { revision, reason, document, ...values } }) =>
    ({ change: await changes.edit(actor, params.id, section, { revision, reason, document, values }) }),
})

type Act<B> = { path: string; may: Sentence; summary: string; body: B }
const about = <B extends z.ZodType>({ path, may, summary, body }: Act<B>, act: (actor: Actor, id: string, body: z.output<B>) => Promise<Organization>) => endpoint({
  method: 'post', path: `/organizations/:id/${path}`, may, summary, params: Id, body, reply: Reply, handle: ({ actor, params, body: said }) => act(actor, params.id, said),
})

export const profileApi = (deps: Deps): AnyEndpoint[] => {
  const { organizations, changes, standing } = deps
  const { decide, edit, inspect } = organizationPolicy
  return [
    ...sections.map(section => sectionCall(deps, section)),
    endpoint({
      method: 'get', path: '/organizations/:id/changes', may: inspect, summary: 'Changes asked for, with the old and the new values',
      params: Id, reply: z.object({ changes: z.array(ChangeReply) }),
      handle: async ({ actor, params }) => ({ changes: await changes.of(actor, await organizations.see(actor, params.id)) }),
    }),
    endpoint({
      method: 'get', path: '/organization-changes', may: decide, summary: 'Changes that wait for the caller to decide, the oldest first', query: ChangeFilter,
      reply: z.object({ changes: z.array(ChangeReply) }), handle: async ({ actor, query }) => ({ changes: (await changes.waiting(actor, query)).map(({ change }) => change) }),
    }),
    endpoint({
      method: 'post', path: '/organization-changes/:id/approve', may: decide, summary: 'Approve a change of the register',
      params: Id, body: DecideChange, reply: ChangeReply, handle: ({ actor, params, body }) => changes.approve(actor, params.id, body),
    }),
    endpoint({
      method: 'post', path: '/organization-changes/:id/refuse', may: decide, summary: 'Refuse a change, with the reason',
      params: Id, body: RefuseChange, reply: ChangeReply, handle: ({ actor, params, body }) => changes.refuse(actor, params.id, body),
    }),
    endpoint({
      method: 'post', path: '/organization-changes/:id/withdraw', may: edit, summary: 'Take back a change that was asked for',
      params: Id, body: RefuseChange, reply: ChangeReply, handle: ({ actor, params, body }) => changes.withdraw(actor, params.id, body),
    }),
    endpoint({
      method: 'get', path: '/organization-proposals', may: decide, summary: 'Who belongs on a list by what is known here: missing reports, two years on the abnormal list, stopped or struck off; entering it is the authority’s',
      query: ProposalFilter, reply: z.object({ unknown: z.int().meta({ description: 'Taken over and without a report here: nothing is proposed of them' }), proposals: z.array(ProposalSeen) }),
      handle: async ({ actor, query }) => {
        const { proposed, unknown } = await standing.proposals(actor, query)
        return { unknown, proposals: proposed.map(({ organization: { id, name }, proposal, due }) => ({ organizationId: id, name, ...proposal, due })) }
      },
    }),
    about({ path: 'reports', may: edit, summary: 'File the yearly work report', body: FileReport }, standing.fileReport),
    about({ path: 'conclusions', may: decide, summary: 'Conclude the inspection of a year', body: ConcludeReport }, standing.concludeReport),
    about({ path: 'grades', may: decide, summary: 'Record a grade, valid for five years', body: Assess }, standing.assess),
    about({ path: 'enlistings', may: decide, summary: 'Put on the abnormal or the serious list', body: Enlist }, standing.enlist),
    about({ path: 'delistings', may: decide, summary: 'Take off a list', body: Delist }, standing.delist),
    about({ path: 'charity', may: decide, summary: 'Mark as a charity, or no longer', body: MarkCharity }, standing.markCharity),
  ]
}
