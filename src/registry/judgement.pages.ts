import type { Actor } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import { judgeForm } from './judgement.view.ts'
import { JudgeSections } from './judgement.schema.ts'
import type { JudgementService } from './judgement.service.ts'
import type { OrganizationPagesDeps } from './organization.pages.ts'
import { organizationPolicy } from './registry.policy.ts'

type Deps = Pick<OrganizationPagesDeps, 'areas' | 'organizations' | 'changes'> & { judgements: JudgementService }
const path = '/organizations/:id/judgements'

/** The sections of an application, each to be found in order or to be corrected; saved as far as one has got. */
export const judgementPages = ({ areas, organizations, changes, judgements }: Deps): AnyPage[] => {
  const known = async (actor: Actor, id: string) => {
    const organization = await organizations.see(actor, id)
    permit(organizationPolicy.decide, actor, organization)
    return organization
  }
  const judging = async (actor: Actor, id: string) => {
    const organization = await known(actor, id)
    const names = await areas.names()
    return show(judgeForm, { organization, changes: await changes.of(actor, organization), areaName: (code: string) => names.get(code) ?? code })
  }
  return [
    page({
      path, may: organizationPolicy.decide, params: Id,
      // What is decided is no longer judged.
      handle: async ({ actor, params }) => (await known(actor, params.id)).status === 'applied' ? judging(actor, params.id) : goTo(`/organizations/${params.id}`),
    }),
    form({
      path, may: organizationPolicy.decide, params: Id, body: JudgeSections,
      handle: async ({ actor, params, body }) => {
        await judgements.judge(actor, params.id, body)
        return goTo(`/organizations/${params.id}`, 'registry.flash.judge')
      },
      again: ({ actor, params }) => judging(actor, params.id),
    }),
  ]
}
