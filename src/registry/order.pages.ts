import type { Actor } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import type { Clock } from '../platform/clock.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import { OrderAction, orderBody } from './order.schema.ts'
import { orderForm } from './order.view.ts'
import type { OrganizationService } from './organization.service.ts'
import { organizationPolicy } from './registry.policy.ts'

/** The decisions that stop or end a registration, each looked at once more before it is given. */
export const orderPages = ({ organizations, clock }: { organizations: OrganizationService; clock: Clock }): AnyPage[] => OrderAction.options.flatMap(action => {
  const path = `/organizations/:id/${action}`
  const asking = async (actor: Actor, id: string) => {
    const organization = await organizations.see(actor, id)
    permit(organizationPolicy.decide, actor, organization)
    return show(orderForm, organization, action, clock())
  }
  return [
    page({ path, may: organizationPolicy.decide, params: Id, handle: ({ actor, params }) => asking(actor, params.id) }),
    form({
      path, may: organizationPolicy.decide, params: Id, body: orderBody[action], binds: `organization.${action}`,
      handle: async ({ actor, params, body }) => {
        await organizations.order(actor, params.id, action, body)
        return goTo(`/organizations/${params.id}`, `registry.flash.${action}`)
      },
      again: ({ actor, params }) => asking(actor, params.id),
    }),
  ]
})
