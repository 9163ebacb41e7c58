import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import type { Clock } from '../platform/clock.ts'
import type { AreaService } from './area.service.ts'
import { Decide, DecideWithReason, OrganizationFilter, RegisterOrganization } from './organization.schema.ts'
import type { OrganizationService } from './organization.service.ts'
import { areaPolicy, organizationPolicy } from './registry.policy.ts'
import { areaPage, areaTree, organizationList, organizationPage, registerForm, type IncubationRow } from './registry.view.ts'

type Deps = {
  areas: AreaService
  organizations: OrganizationService
  /** What the incubation, which the registry does not know, has to tell of an organization. */
  incubationsOf: (actor: Actor, organizationId: string) => Promise<IncubationRow[]>
  clock: Clock
}

export const registryPages = ({ areas, organizations, incubationsOf, clock }: Deps): AnyPage[] => {
  const one = async (actor: Actor, id: string) => {
    const organization = await organizations.see(actor, id)
    return show(organizationPage, {
      organization, actor, now: clock(), areaName: await areas.nameOf(organization.area),
      events: await organizations.timeline(organization), incubations: await incubationsOf(actor, id),
    })
  }
  const choices = async () => [...await areas.top(), ...await areas.communities()]
  const decided = (action: 'approve' | 'resume') => form({
    path: `/organizations/:id/${action}`, may: organizationPolicy.decide, params: Id, body: Decide,
    handle: async ({ actor, params, body }) => {
      await organizations.decide(actor, params.id, action, body)
      return goTo(`/organizations/${params.id}`, `registry.flash.${action}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })
  const decidedWithReason = (action: 'refuse' | 'suspend' | 'cancel') => form({
    path: `/organizations/:id/${action}`, may: organizationPolicy.decide, params: Id, body: DecideWithReason,
    handle: async ({ actor, params, body }) => {
      await organizations.decide(actor, params.id, action, body)
      return goTo(`/organizations/${params.id}`, `registry.flash.${action}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })
  return [
    page({
      path: '/organizations', may: organizationPolicy.list, query: OrganizationFilter, nav: { text: 'registry.nav.organizations', icon: 'building', order: 10 },
      handle: async ({ actor, query }) => show(organizationList, await organizations.list(actor, query), query, await areas.top(), actor),
    }),
    page({ path: '/organizations/register', may: organizationPolicy.register, handle: async () => show(registerForm, await choices()) }),
    form({
      path: '/organizations', may: organizationPolicy.register, body: RegisterOrganization,
      handle: async ({ actor, body }) => goTo(`/organizations/${(await organizations.register(actor, body)).id}`, 'registry.flash.applied'),
      again: async () => show(registerForm, await choices()),
    }),
    page({ path: '/organizations/:id', may: organizationPolicy.list, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    decided('approve'), decided('resume'), decidedWithReason('refuse'), decidedWithReason('suspend'), decidedWithReason('cancel'),
    page({
      path: '/areas', may: areaPolicy.see, nav: { text: 'registry.nav.areas', icon: 'geo-alt', order: 80 },
      handle: async () => {
        const top = await areas.top()
        const communities = await areas.communities()
        const branches = top.filter(({ kind }) => kind !== 'city').map(area => ({ area, communities: communities.filter(({ parent }) => parent === area.id) }))
        return show(areaTree, top.find(({ kind }) => kind === 'city') ?? null, branches)
      },
    }),
    page({
      path: '/areas/:id', may: areaPolicy.see, params: z.object({ id: z.string().max(12) }),
      handle: async ({ params }) => show(areaPage, await areas.get(params.id), await areas.children(params.id), await areas.timeline(params.id)),
    }),
  ]
}
