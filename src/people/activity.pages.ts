import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../platform/clock.ts'
import { drawBars } from '../platform/chart.ts'
import { Id } from '../platform/endpoint.ts'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, send, show, type AnyPage } from '../platform/page.ts'
import { localeOf, translator } from '../platform/text.ts'
import type { AreaService, OrganizationService } from '../registry/index.ts'
import { ActivitySearch, CancelActivity, CorrectHours, Enlist, HoursPicture, PublishActivity, RecordHours } from './activity.schema.ts'
import type { ActivityService } from './activity.service.ts'
import { activityForm, activityList, activityPage, hoursBars } from './activity.view.ts'
import { activityPolicy } from './volunteer.policy.ts'
import type { VolunteerService } from './volunteer.service.ts'

type Deps = {
  activities: ActivityService; volunteers: VolunteerService; clock: Clock
  areas: Pick<AreaService, 'places' | 'top' | 'names' | 'nameOf'>; organizations: Pick<OrganizationService, 'names'>
}
const RUN = ['owner', 'editor']

export const activityPages = ({ activities, volunteers, areas, organizations, clock }: Deps): AnyPage[] => {
  const choices = async () => (await areas.places()).map(({ id, name }) => ({ value: id, text: name }))
  const drafting = async (actor: Actor) => {
    const own = actor.grants.flatMap(({ role, organizationId }) => RUN.includes(role) && organizationId ? [organizationId] : [])
    return show(activityForm, [...await organizations.names([...new Set(own)])].map(([value, text]) => ({ value, text })), await choices())
  }
  const one = async (actor: Actor, id: string) => {
    const activity = await activities.see(id)
    return show(activityPage, {
      activity, areaName: await areas.nameOf(activity.area), actor, volunteer: await volunteers.mine(actor), others: await activities.signedBy(actor),
      run: activities.mayRun(actor, activity) ? { participants: await activities.participants(actor, id), events: await activities.timeline(activity) } : null,
      now: clock(),
    })
  }
  type Step = 'join' | 'withdraw' | 'enlist' | 'cancel' | 'hours' | 'corrections'
  const step = <B extends z.ZodType>(name: Step, body: B, act: (actor: Actor, id: string, body: z.output<B>) => Promise<unknown>) => form({
    path: `/activities/:id/${name}`, may: name === 'join' || name === 'withdraw' ? activityPolicy.join : activityPolicy.run, params: Id, body, ...(name === 'cancel' && { binds: 'activity.cancel' }),
    handle: async ({ actor, params, body: said }) => {
      await act(actor, params.id, said)
      return goTo(`/activities/${params.id}`, `activity.flash.${name}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })
  return [
    listPage({
      path: '/activities', may: activityPolicy.see, query: ActivitySearch, nav: { text: 'activity.nav', icon: 'heart', order: 16 },
      handle: async ({ actor, query, req }) => {
        const top = (await areas.top()).filter(({ kind }) => kind !== 'city').map(({ id }) => id)
        return show(activityList, {
          activities: await activities.found(query), filter: query, areas: await choices(), names: await areas.names(), totals: await volunteers.totals(top, query.year), actor, lang: localeOf(req), now: clock(),
        })
      },
    }),
    page({
      path: '/charts/volunteer-hours.svg', may: activityPolicy.see, query: HoursPicture,
      handle: async ({ query, req }) => {
        const bars = hoursBars(await volunteers.totals([], query.year), query.size, translator(localeOf(req)))
        return send({ name: 'volunteer-hours.svg', type: 'image/svg+xml', body: await drawBars(bars), inline: true })
      },
    }),
    page({ path: '/activities/new', may: activityPolicy.run, handle: ({ actor }) => drafting(actor) }),
    form({
      path: '/activities', may: activityPolicy.run, body: PublishActivity, binds: 'activity.publish',
      handle: async ({ actor, body }) => goTo(`/activities/${(await activities.publish(actor, body)).id}`, 'activity.flash.published'),
      again: ({ actor }) => drafting(actor),
    }),
    page({ path: '/activities/:id', may: activityPolicy.see, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    step('join', z.object({}), (actor, id) => activities.join(actor, id)),
    step('withdraw', z.object({}), (actor, id) => activities.withdraw(actor, id)),
    step('enlist', Enlist, activities.enlist),
    step('cancel', CancelActivity, activities.cancel),
    step('hours', RecordHours, activities.record),
    step('corrections', CorrectHours, activities.correct),
  ]
}
