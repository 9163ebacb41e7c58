import type { Actor } from '../kernel/actor.ts'
import type { z } from 'zod'
import { permit } from '../kernel/policy.ts'
import { Invalid } from '../kernel/refusal.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import { judgedSections, openSections } from './judgement.rules.ts'
import { JudgeSections, Section } from './judgement.schema.ts'
import type { JudgementService } from './judgement.service.ts'
import { judgeForm, judgeSectionForm } from './judgement.view.ts'
import type { OrganizationPagesDeps } from './organization.pages.ts'
import type { Organization } from './organization.schema.ts'
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
  const read = async (actor: Actor, organization: Organization) => {
    const names = await areas.names()
    return { organization, changes: await changes.of(actor, organization), areaName: (code: string) => names.get(code) ?? code }
  }
  const judging = async (actor: Actor, id: string) => show(judgeForm, await read(actor, await known(actor, id)))
  const one = Id.extend({ section: Section })
  const judgingOne = async (actor: Actor, { id, section }: z.output<typeof one>) => {
    const organization = await known(actor, id)
    // What is decided, or is not filled, is not judged.
    if (organization.status !== 'applied') return goTo(`/organizations/${id}`)
    return judgedSections(organization).includes(section) ? show(judgeSectionForm, await read(actor, organization), section) : goTo(`/organizations/${id}/judgements`)
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
    page({ path: `${path}/:section`, may: organizationPolicy.decide, params: one, handle: ({ actor, params }) => judgingOne(actor, params) }),
    form({
      path: `${path}/:section`, may: organizationPolicy.decide, params: one, body: JudgeSections,
      handle: async ({ actor, params: { id, section }, body }) => {
        if (!body.judgements[section]?.verdict) throw new Invalid('invalid-input', 'Nothing is judged', { problems: [{ field: `judgements.${section}.verdict`, code: 'required' }] })
        const judged = await judgements.judge(actor, id, body)
        const [open, asked] = [openSections(judged), judgedSections(judged)]
        const next = open.find(each => asked.indexOf(each) > asked.indexOf(section)) ?? open[0]
        return goTo(`/organizations/${id}/judgements${next ? `/${next}` : ''}`, 'registry.flash.judge')
      },
      again: ({ actor, params }) => judgingOne(actor, params),
    }),
  ]
}
