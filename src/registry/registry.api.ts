import { z } from 'zod'
import { commentCalls } from '../platform/comment.api.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { Area, DefineArea, EditArea } from './area.schema.ts'
import type { AreaService } from './area.service.ts'
import type { ChangeService } from './change.service.ts'
import { Decide, OrganizationFilter, OrganizationSeen, RegisterOrganization } from './organization.schema.ts'
import type { OrganizationService } from './organization.service.ts'
import { judgementApi } from './judgement.api.ts'
import type { JudgementService } from './judgement.service.ts'
import { importApi } from './import.api.ts'
import type { ImportPagesDeps } from './import.pages.ts'
import { profileApi } from './profile.api.ts'
import { areaPolicy, organizationDiscussion, organizationPolicy } from './registry.policy.ts'
import { By, Statistics } from './statistics.rules.ts'
import { OrderAction, orderBody } from './order.schema.ts'
import type { StandingService } from './standing.service.ts'

const Reply = OrganizationSeen
type Deps = ImportPagesDeps & { areas: AreaService; organizations: OrganizationService; changes: ChangeService; standing: StandingService; judgements: JudgementService; comments: CommentService }
const ORDERS: Record<OrderAction, string> = {
  suspend: 'Order to stop its activities, for a time or until resumed (限期停止活动)', cancel: 'Cancel at its own wish (注销)',
  revoke: 'Revoke the registration (撤销登记)', 'withdraw-certificate': 'Withdraw the certificate as a penalty (吊销登记证书)',
}
const AreaReply = Area.meta({ id: 'Area' })

export const registryApi = ({ areas, organizations, changes, standing, judgements, comments, ...importing }: Deps): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/areas', may: areaPolicy.see, summary: 'City, districts, counties, zones and their communities',
    reply: z.object({ areas: z.array(AreaReply) }), handle: async () => ({ areas: await areas.places() }),
  }),
  endpoint({
    method: 'post', path: '/areas', may: areaPolicy.define, summary: 'Define an area below an existing one',
    body: DefineArea, reply: AreaReply, status: 201, handle: ({ actor, body }) => areas.define(actor, body),
  }),
  endpoint({
    method: 'put', path: '/areas/:id', may: areaPolicy.define, summary: 'Change the name, figures or standing of an area',
    params: Id, body: EditArea, reply: AreaReply, handle: ({ actor, params, body }) => areas.edit(actor, params.id, body),
  }),
  endpoint({
    method: 'get', path: '/organizations', may: organizationPolicy.list, summary: 'Organizations by part of the name, initials or code',
    query: OrganizationFilter, reply: z.object({ organizations: z.array(Reply), count: z.int(), next: z.string().nullable() }),
    handle: ({ actor, query }) => organizations.list(actor, query),
  }),
  endpoint({
    method: 'post', path: '/organizations', may: organizationPolicy.register, summary: 'Apply for the register; the caller becomes its owner',
    body: RegisterOrganization, reply: Reply, status: 201, handle: ({ actor, body }) => organizations.register(actor, body),
  }),
  endpoint({
    method: 'get', path: '/organizations/figures', may: organizationPolicy.list, summary: 'Registered organizations by type, district or year of founding',
    query: z.object({ by: By.default('type') }), reply: Statistics.meta({ id: 'OrganizationStatistics' }),
    handle: async ({ query }) => organizations.statistics(query.by, (await areas.top()).filter(({ kind }) => kind !== 'city').map(({ id }) => id)),
  }),
  endpoint({
    method: 'get', path: '/organizations/:id', may: organizationPolicy.list, summary: 'One organization with its record',
    params: Id, reply: Reply, handle: ({ actor, params }) => organizations.see(actor, params.id),
  }),
  ...commentCalls({ comments, path: '/organizations/:id', may: organizationPolicy.comment, of: async (actor, id) => organizationDiscussion(await organizations.see(actor, id)) }),
  ...importApi(importing),
  ...judgementApi({ judgements }),
  ...profileApi({ organizations, changes, standing }),
  endpoint({
    method: 'post', path: '/organizations/:id/reapply', may: organizationPolicy.edit, summary: 'Apply again after a refusal',
    params: Id, body: Decide, reply: Reply, handle: ({ actor, params, body }) => organizations.decide(actor, params.id, 'reapply', body),
  }),
  ...OrderAction.options.map(action => endpoint({
    method: 'post', path: `/organizations/:id/${action}`, may: organizationPolicy.decide, summary: ORDERS[action],
    params: Id, body: orderBody[action], reply: Reply, handle: ({ actor, params, body }) => organizations.order(actor, params.id, action, body),
  })),
  endpoint({
    method: 'post', path: '/organizations/:id/:action', may: organizationPolicy.decide, summary: 'Approve, refuse, or resume after a suspension',
    params: Id.extend({ action: z.enum(['approve', 'refuse', 'resume']) }), body: Decide, reply: Reply,
    handle: ({ actor, params, body }) => organizations.decide(actor, params.id, params.action, body),
  }),
]
