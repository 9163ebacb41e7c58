import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import type { ChangeService } from './change.service.ts'
import { sectionForm } from './change.view.ts'
import { organizationShown, type OrganizationPagesDeps } from './organization.pages.ts'
import { Listing } from './organization.schema.ts'
import { organizationPolicy } from './registry.policy.ts'
import { DecideChange, editOf, RefuseChange, type Section } from './section.schema.ts'
import { needsApproval, sections } from './section.rules.ts'
import { Assess, ConcludeReport, Delist, Enlist, FileReport, MarkCharity } from './standing.schema.ts'
import type { StandingService } from './standing.service.ts'
import { assessForm, charityForm, concludeForm, delistForm, enlistForm, reportForm } from './standing.view.ts'

type Deps = OrganizationPagesDeps & { changes: ChangeService; standing: StandingService }

/** Forms about one organization: the sections of its profile, the changes that wait, its reports, grade and lists. */
export const profilePages = (deps: Deps): AnyPage[] => [...sections.flatMap(section => sectionPages(deps, section)), ...changePages(deps), ...standingPages(deps)]

function sectionPages({ areas, organizations, changes }: Deps, section: Section): AnyPage[] {
  const path = `/organizations/:id/sections/${section}`
  const asking = async (actor: Actor, id: string) => {
    const organization = await organizations.see(actor, id)
    permit(organizationPolicy.edit, actor, organization)
    return show(sectionForm, {
      organization, section, areas: section === 'place' ? await areas.places() : [],
      blockers: await changes.blockers(organization, section),
    })
  }
  return [
    page({ path, may: organizationPolicy.edit, params: Id, handle: ({ actor, params }) => asking(actor, params.id) }),
    form({
      path, may: organizationPolicy.edit, params: Id, body: editOf(section),
      // What is not registered yet is only saved.
      binds: async ({ actor, params }) => needsApproval(await organizations.see(actor, params.id), section) ? 'organization.change' : null,
      handle: async ({ actor, params, body: { revision, reason, document, ...values } }) => {
        const change = await changes.edit(actor, params.id, section, { revision, reason, document, values })
        return goTo(`/organizations/${params.id}`, change ? 'registry.flash.change-asked' : 'registry.flash.saved')
      },
      again: ({ actor, params }) => asking(actor, params.id),
    }),
  ]
}

function changePages(deps: Deps): AnyPage[] {
  const one = organizationShown(deps)
  const params = Id.extend({ change: z.string().max(64) })
  const step = (action: 'approve' | 'refuse' | 'withdraw', body: typeof DecideChange | typeof RefuseChange) => form({
    path: `/organizations/:id/changes/:change/${action}`, may: action === 'withdraw' ? organizationPolicy.edit : organizationPolicy.decide, params, body, ...(action !== 'withdraw' && { binds: `organization.change-${action}` }),
    handle: async ({ actor, params: { id, change }, body: said }) => {
      await deps.changes[action](actor, change, said)
      return goTo(`/organizations/${id}`, `registry.flash.change-${action}`)
    },
    again: ({ actor, params: { id } }) => one(actor, id),
  })
  return [step('approve', DecideChange), step('refuse', RefuseChange), step('withdraw', RefuseChange)]
}

function standingPages({ organizations, standing, clock }: Deps): AnyPage[] {
  const { decide, edit } = organizationPolicy
  const known = async (actor: Actor, id: string, policy: typeof decide) => {
    const organization = await organizations.see(actor, id)
    permit(policy, actor, organization)
    return organization
  }
  const back = (id: string, done: string) => goTo(`/organizations/${id}`, `registry.flash.${done}`)
  const ofYear = Id.extend({ year: z.coerce.number().int() })
  const ofList = Id.extend({ list: Listing.shape.list })
  const reporting = async (actor: Actor, id: string) => show(reportForm, await known(actor, id, edit), clock())
  const concluding = async (actor: Actor, { id, year }: z.output<typeof ofYear>) => show(concludeForm, await known(actor, id, decide), year)
  const assessing = async (actor: Actor, id: string) => show(assessForm, await known(actor, id, decide), clock())
  const marking = async (actor: Actor, id: string) => show(charityForm, await known(actor, id, decide))
  const listing = async (actor: Actor, { id, list }: z.output<typeof ofList>) => show(enlistForm, await known(actor, id, decide), list, clock())
  const lifting = async (actor: Actor, { id, list }: z.output<typeof ofList>) => show(delistForm, await known(actor, id, decide), list, clock())
  return [
    page({ path: '/organizations/:id/report', may: edit, params: Id, handle: ({ actor, params }) => reporting(actor, params.id) }),
    form({
      path: '/organizations/:id/report', may: edit, params: Id, body: FileReport, binds: 'organization.report',
      handle: async ({ actor, params, body }) => back((await standing.fileReport(actor, params.id, body)).id, 'report'), again: ({ actor, params }) => reporting(actor, params.id),
    }),
    page({ path: '/organizations/:id/reports/:year', may: decide, params: ofYear, handle: ({ actor, params }) => concluding(actor, params) }),
    form({
      path: '/organizations/:id/reports/:year', may: decide, params: ofYear, body: ConcludeReport.omit({ year: true }), binds: 'organization.conclude',
      handle: async ({ actor, params: { id, year }, body }) => back((await standing.concludeReport(actor, id, { ...body, year })).id, 'conclude'), again: ({ actor, params }) => concluding(actor, params),
    }),
    page({ path: '/organizations/:id/assess', may: decide, params: Id, handle: ({ actor, params }) => assessing(actor, params.id) }),
    form({
      path: '/organizations/:id/assess', may: decide, params: Id, body: Assess, binds: 'organization.assess',
      handle: async ({ actor, params, body }) => back((await standing.assess(actor, params.id, body)).id, 'assess'), again: ({ actor, params }) => assessing(actor, params.id),
    }),
    page({ path: '/organizations/:id/charity', may: decide, params: Id, handle: ({ actor, params }) => marking(actor, params.id) }),
    form({
      path: '/organizations/:id/charity', may: decide, params: Id, body: MarkCharity, binds: 'organization.charity',
      handle: async ({ actor, params, body }) => back((await standing.markCharity(actor, params.id, body)).id, 'charity'), again: ({ actor, params }) => marking(actor, params.id),
    }),
    page({ path: '/organizations/:id/enlist/:list', may: decide, params: ofList, handle: ({ actor, params }) => listing(actor, params) }),
    form({
      path: '/organizations/:id/enlist/:list', may: decide, params: ofList, body: Enlist.omit({ list: true }), binds: 'organization.enlist',
      handle: async ({ actor, params: { id, list }, body }) => back((await standing.enlist(actor, id, { ...body, list })).id, 'enlist'), again: ({ actor, params }) => listing(actor, params),
    }),
    page({ path: '/organizations/:id/delist/:list', may: decide, params: ofList, handle: ({ actor, params }) => lifting(actor, params) }),
    form({
      path: '/organizations/:id/delist/:list', may: decide, params: ofList, body: Delist.omit({ list: true }), binds: 'organization.delist',
      handle: async ({ actor, params: { id, list }, body }) => back((await standing.delist(actor, id, { ...body, list })).id, 'delist'), again: ({ actor, params }) => lifting(actor, params),
    }),
  ]
}
