import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import { commentForms } from '../platform/comment.pages.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { Id } from '../platform/endpoint.ts'
import { bulkPages } from '../platform/bulk.pages.ts'
import { formatOf, listPage, type Format } from '../platform/list-page.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import type { Clock } from '../platform/clock.ts'
import type { AreaService } from './area.service.ts'
import type { ChangeService } from './change.service.ts'
import { Decide, OrganizationFilter, RegisterOrganization } from './organization.schema.ts'
import { organizationDossier } from './organization-dossier.pages.ts'
import type { OrganizationService } from './organization.service.ts'
import { orderPages } from './order.pages.ts'
import { organizationPage, type IncubationRow } from './organization.view.ts'
import { organizationDiscussion, organizationPolicy } from './registry.policy.ts'
import { organizationList, registerForm } from './roll.view.ts'

export type OrganizationPagesDeps = {
  areas: AreaService; organizations: OrganizationService; changes: ChangeService; comments: CommentService
  /** What the incubation, which the registry does not know, has to tell of an organization. */
  incubationsOf: (actor: Actor, organizationId: string) => Promise<IncubationRow[]>
  clock: Clock
}

/** The page of an organization, which every form about it comes back to. */
export const organizationShown = ({ areas, organizations, changes, comments, incubationsOf, clock }: OrganizationPagesDeps) => async (actor: Actor, id: string) => {
  const organization = await organizations.see(actor, id)
  const names = await areas.names()
  const events = await organizations.timeline(organization)
  return show(organizationPage, {
    organization, actor, now: clock(), areaName: (code: string) => names.get(code) ?? code, events,
    discussion: await comments.shown(actor, organizationDiscussion(organization), events),
    changes: may(organizationPolicy.inspect, actor, organization) ? await changes.of(actor, organization) : [],
    incubations: await incubationsOf(actor, id),
  })
}

export const organizationPages = (deps: OrganizationPagesDeps): AnyPage[] => {
  const { areas, organizations, comments, clock } = deps
  const one = organizationShown(deps)
  const choices = areas.places
  const step = (action: 'approve' | 'resume' | 'reapply' | 'refuse') => form({
    path: `/organizations/:id/${action}`, may: action === 'reapply' ? organizationPolicy.edit : organizationPolicy.decide, params: Id, body: Decide, binds: `organization.${action}`,
    handle: async ({ actor, params, body: said }) => {
      await organizations.decide(actor, params.id, action, said)
      return goTo(`/organizations/${params.id}`, `registry.flash.${action}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })
  /** A file holds all that was found, a page a part of it. */
  const found = async (actor: Actor, query: OrganizationFilter, format: Format | 'page') => {
    if (format === 'page') return organizations.list(actor, query)
    const all = await organizations.all(actor, query)
    return { organizations: all, count: all.length, next: null }
  }
  return [
    listPage({
      path: '/organizations', may: organizationPolicy.list, query: OrganizationFilter, nav: { text: 'registry.nav.organizations', icon: 'building', order: 10 },
      handle: async ({ actor, query, req }) => show(organizationList, {
        found: await found(actor, query, formatOf(req)), filter: query, areas: await areas.top(), names: await areas.names(), actor, now: clock(),
      }),
    }),
    ...bulkPages({
      path: '/organizations', act: 'approve', title: { key: 'registry.bulk.approve' }, list: { key: 'registry.list.title' }, may: organizationPolicy.decide,
      see: async (actor, id) => {
        const { revision, uscc, name } = await organizations.see(actor, id)
        return { id, revision, reference: uscc ?? '', name, href: `/organizations/${id}` }
      },
      foresee: organizations.foresee, run: (actor, id, revision) => organizations.decide(actor, id, 'approve', { revision }),
    }),
    page({ path: '/organizations/register', may: organizationPolicy.register, handle: async () => show(registerForm, await choices()) }),
    form({
      path: '/organizations', may: organizationPolicy.register, body: RegisterOrganization, binds: 'organization.register',
      handle: async ({ actor, body }) => goTo(`/organizations/${(await organizations.register(actor, body)).id}`, 'registry.flash.applied'),
      again: async () => show(registerForm, await choices()),
    }),
    page({ path: '/organizations/:id', may: organizationPolicy.list, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    organizationDossier(deps),
    ...commentForms({ comments, path: '/organizations/:id', may: organizationPolicy.comment, of: async (actor, id) => organizationDiscussion(await organizations.see(actor, id)), again: one }),
    step('approve'), step('resume'), step('reapply'), step('refuse'), ...orderPages(deps),
  ]
}
