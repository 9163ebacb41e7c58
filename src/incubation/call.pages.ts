import type { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../platform/clock.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import { DraftCall, EditCall } from './call.schema.ts'
import type { CallService } from './call.service.ts'
import { callForm, callPage } from './call.view.ts'
import { sitePolicy } from './incubation.policy.ts'
import { Plain, Reasoned } from './incubation.schema.ts'
import type { SiteService } from './site.service.ts'

export const callPages = ({ calls, sites, clock }: { calls: CallService; sites: SiteService; clock: Clock }): AnyPage[] => {
  const { open: may } = sitePolicy
  const at = (id: string) => `/incubation/calls/${id}`
  const one = async (actor: Actor, id: string) => {
    const call = await calls.see(actor, id)
    return show(callPage, {
      call, site: await sites.see(call.siteId), events: await calls.timeline(call), actor, mayRun: calls.mayRun(actor, call), now: clock(),
    })
  }
  const editing = async (actor: Actor, id: string) => {
    const call = await calls.see(actor, id)
    return show(callForm, call, await sites.see(call.siteId))
  }
  const step = <B extends z.ZodType>(name: 'publish' | 'withdraw', body: B, act: (actor: Actor, id: string, body: z.output<B>) => Promise<unknown>) => form({
    path: `/incubation/calls/:id/${name}`, may, params: Id, body, binds: `call.${name}`,
    handle: async ({ actor, params, body: said }) => {
      await act(actor, params.id, said)
      return goTo(at(params.id), `incubation.flash.call-${name}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })
  return [
    page({ path: '/incubation/sites/:id/calls/new', may, params: Id, handle: async ({ params }) => show(callForm, null, await sites.see(params.id)) }),
    form({
      path: '/incubation/sites/:id/calls', may, params: Id, body: DraftCall,
      handle: async ({ actor, params, body }) => goTo(at((await calls.draft(actor, params.id, body)).id), 'incubation.flash.call-draft'),
      again: async ({ params }) => show(callForm, null, await sites.see(params.id)),
    }),
    page({ path: '/incubation/calls/:id', may: sitePolicy.see, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    page({ path: '/incubation/calls/:id/edit', may, params: Id, handle: ({ actor, params }) => editing(actor, params.id) }),
    form({
      path: '/incubation/calls/:id', may, params: Id, body: EditCall,
      handle: async ({ actor, params, body }) => goTo(at((await calls.edit(actor, params.id, body)).id), 'incubation.flash.call-draft'),
      again: ({ actor, params }) => editing(actor, params.id),
    }),
    step('publish', Plain, calls.publish),
    step('withdraw', Reasoned, calls.withdraw),
  ]
}
