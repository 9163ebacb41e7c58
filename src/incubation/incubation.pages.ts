import { z } from 'zod'
import { organizationsOf, type Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import { commentForms } from '../platform/comment.pages.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { Id } from '../platform/endpoint.ts'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import type { Clock } from '../platform/clock.ts'
import type { Call } from './call.schema.ts'
import type { CallService } from './call.service.ts'
import { callPages } from './call.pages.ts'
import { incubationDiscussion, incubationPolicy, sitePolicy } from './incubation.policy.ts'
import { Apply, Extend, IncubationFilter, Judge, Note, Offer, Plain, PlanGoals, Reasoned, Visit } from './incubation.schema.ts'
import type { IncubationService } from './incubation.service.ts'
import { incubationPage, stepForm, type FormStep } from './incubation.view.ts'
import { noticePages } from './notice.pages.ts'
import { AnswerObjection } from './notice.schema.ts'
import type { NoticeService } from './notice.service.ts'
import { EditSite, OpenSite } from './site.schema.ts'
import type { SiteService } from './site.service.ts'
import { applyForm, incubationOverview, siteForm, sitePage, stayRow } from './site.view.ts'

type Area = { id: string; name: string }
type Deps = {
  sites: SiteService; calls: CallService; incubations: IncubationService; notices: NoticeService; comments: CommentService
  areas: { nameOf: (code: string) => Promise<string>; places: () => Promise<Area[]> }
  organizations: { names: (ids: string[]) => Promise<Map<string, string>> }
  clock: Clock
}

/** What both sides are held to from then on; plans, notes and visits are only written down. */
const BINDING: FormStep[] = ['accept', 'review', 'extend']

/** What the registry's page of an organization shows of its stays. */
export const stayRows = ({ incubations }: Pick<Deps, 'incubations'>) => async (actor: Actor, organizationId: string) =>
  (await incubations.staysOf(actor, organizationId)).map(row => stayRow(row, incubation => may(incubationPolicy.see, actor, incubation)))

export const incubationPages = (deps: Deps): AnyPage[] => [...sitePages(deps), ...callPages(deps), ...noticePages(deps), ...stepPages(deps)]

function sitePages({ sites, calls, notices, incubations, areas, organizations, clock }: Deps): AnyPage[] {
  const choices = async () => (await areas.places()).map(({ id, name }) => ({ value: id, text: name }))
  const applying = async (actor: Actor, id: string, callId?: string) => {
    const site = await sites.see(id)
    const own = [...await organizations.names(organizationsOf(actor))].map(([value, text]) => ({ value, text }))
    const [only] = own
    return show(applyForm, {
      site, organizations: own, calls: await calls.open(id), callId, blockers: only && own.length === 1 ? await incubations.applyBlockers(site, only.value) : [],
    })
  }
  const ofSites = async (found: Call[]) => {
    const known = await sites.named([...new Set(found.map(({ siteId }) => siteId))])
    return found.map(call => ({ ...call, siteName: known.get(call.siteId)?.name ?? '' }))
  }
  const siteId = z.object({ id: z.string().max(64) })
  return [
    listPage({
      path: '/incubation', may: sitePolicy.see, query: IncubationFilter, nav: { text: 'incubation.nav', icon: 'egg', order: 15 },
      handle: async ({ actor, query }) => show(incubationOverview, {
        calls: await ofSites(await calls.list(actor)), notices: await notices.running(), now: clock(), sites: await Promise.all((await sites.list()).map(async site => ({ ...site, areaName: await areas.nameOf(site.area) }))),
        rows: await incubations.list(actor, query), filter: query, actor,
      }),
    }),
    page({ path: '/incubation/sites/new', may: sitePolicy.open, handle: async () => show(siteForm, null, await choices()) }),
    form({
      path: '/incubation/sites', may: sitePolicy.open, body: OpenSite,
      handle: async ({ actor, body }) => goTo(`/incubation/sites/${(await sites.open(actor, body)).id}`, 'incubation.flash.opened'),
      again: async () => show(siteForm, null, await choices()),
    }),
    page({
      path: '/incubation/sites/:id', may: sitePolicy.see, params: siteId,
      handle: async ({ actor, params }) => {
        const site = await sites.see(params.id)
        return show(sitePage, {
          calls: await ofSites(await calls.list(actor, site.id)), now: clock(), site, areaName: await areas.nameOf(site.area), rows: await incubations.list(actor, { siteId: site.id }),
          events: await sites.timeline(site), actor, mayEdit: sites.mayEdit(actor, site),
        })
      },
    }),
    page({
      path: '/incubation/sites/:id/edit', may: sitePolicy.open, params: siteId,
      handle: async ({ params }) => show(siteForm, await sites.see(params.id), []),
    }),
    form({
      path: '/incubation/sites/:id', may: sitePolicy.open, params: siteId, body: EditSite,
      handle: async ({ actor, params, body }) => goTo(`/incubation/sites/${(await sites.edit(actor, params.id, body)).id}`, 'incubation.flash.edited'),
      again: async ({ params }) => show(siteForm, await sites.see(params.id), []),
    }),
    page({
      path: '/incubation/sites/:id/apply', may: incubationPolicy.apply, params: siteId, query: z.object({ call: z.string().max(64).optional() }),
      handle: ({ actor, params, query }) => applying(actor, params.id, query.call),
    }),
    form({
      path: '/incubation/sites/:id/apply', may: incubationPolicy.apply, params: siteId, body: Apply, binds: 'incubation.apply',
      handle: async ({ actor, params, body }) => goTo(`/incubation/${(await incubations.apply(actor, params.id, body)).id}`, 'incubation.flash.apply'),
      again: ({ actor, params }) => applying(actor, params.id),
    }),
  ]
}

function stepPages({ sites, calls, notices, incubations, comments, organizations, clock }: Deps): AnyPage[] {
  const nameOf = async (id: string) => (await organizations.names([id])).get(id) ?? ''
  const one = async (actor: Actor, id: string) => {
    const incubation = await incubations.see(actor, id)
    const events = await incubations.timeline(actor, incubation)
    return show(incubationPage, {
      incubation, site: await sites.see(incubation.siteId), call: incubation.callId ? await calls.answered(incubation.callId) : null, organizationName: await nameOf(incubation.organizationId),
      standing: await incubations.standing(incubation), graduateBlockers: await incubations.graduateBlockers(incubation), events, actor, now: clock(),
      discussion: await comments.shown(actor, incubationDiscussion(incubation), events),
    })
  }
  const asking = (step: FormStep) => async (actor: Actor, id: string) => {
    const incubation = await incubations.see(actor, id)
    return show(stepForm, step, incubation, await nameOf(incubation.organizationId), clock())
  }
  type Act<B> = (actor: Actor, id: string, body: B) => Promise<unknown>
  /** A button, or a question for a reason, on the page itself. */
  const button = <B extends z.ZodType>(step: string, policy: typeof incubationPolicy.guide, body: B, act: Act<z.output<B>>) => form({
    path: `/incubation/:id/${step}`, may: policy, params: Id, body, binds: `incubation.${step}`,
    handle: async ({ actor, params, body: said }) => {
      await act(actor, params.id, said)
      return goTo(`/incubation/${params.id}`, `incubation.flash.${step}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })
  /** A step with a form of its own. */
  const formed = <B extends z.ZodType>(step: FormStep, body: B, act: Act<z.output<B>>) => [
    page({ path: `/incubation/:id/${step}`, may: incubationPolicy.guide, params: Id, handle: ({ actor, params }) => asking(step)(actor, params.id) }),
    form({
      path: `/incubation/:id/${step}`, may: incubationPolicy.guide, params: Id, body, ...(BINDING.includes(step) && { binds: `incubation.${step}` }),
      handle: async ({ actor, params, body: said }) => {
        await act(actor, params.id, said)
        return goTo(`/incubation/${params.id}`, `incubation.flash.${step}`)
      },
      again: ({ actor, params }) => asking(step)(actor, params.id),
    }),
  ]
  return [
    page({ path: '/incubation/:id', may: incubationPolicy.see, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    ...commentForms({ comments, path: '/incubation/:id', may: incubationPolicy.comment, of: async (actor, id) => incubationDiscussion(await incubations.see(actor, id)), again: one }),
    ...formed('accept', Offer, incubations.accept),
    ...formed('plan', PlanGoals, incubations.plan),
    ...formed('note', Note, incubations.note),
    ...formed('review', Judge, incubations.review),
    ...formed('extend', Extend, incubations.extend),
    ...formed('follow-up', Visit, incubations.followUp),
    button('answer', incubationPolicy.guide, AnswerObjection, notices.answer),
    button('sign', incubationPolicy.sign, Plain, incubations.sign),
    button('enter', incubationPolicy.guide, Plain, incubations.enter),
    button('graduate', incubationPolicy.guide, Plain, incubations.graduate),
    button('refuse', incubationPolicy.guide, Reasoned, incubations.refuse),
    button('withdraw', incubationPolicy.apply, Reasoned, incubations.withdraw),
    button('leave', incubationPolicy.guide, Reasoned, incubations.leave),
  ]
}
