import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../platform/clock.ts'
import { Id } from '../platform/endpoint.ts'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, send, show, type AnyPage } from '../platform/page.ts'
import { print } from '../platform/print.ts'
import type { AreaService } from '../registry/index.ts'
import type { ActivityService } from './activity.service.ts'
import { volunteerPolicy } from './volunteer.policy.ts'
import { Certify, LeaveVolunteer, RegisterVolunteer, RollSearch } from './volunteer.schema.ts'
import type { VolunteerService } from './volunteer.service.ts'
import { certificatePrint, volunteerForm, volunteerPage, volunteerRoll } from './volunteer.view.ts'

type Deps = { volunteers: VolunteerService; activities: Pick<ActivityService, 'ahead'>; areas: Pick<AreaService, 'places' | 'names' | 'nameOf'>; clock: Clock }

export const volunteerPages = ({ volunteers, activities, areas, clock }: Deps): AnyPage[] => {
  const choices = async () => (await areas.places()).map(({ id, name }) => ({ value: id, text: name }))
  const one = async (actor: Actor, id: string) => {
    const volunteer = await volunteers.see(actor, id)
    return show(volunteerPage, { volunteer, areaName: await areas.nameOf(volunteer.area), coming: await activities.ahead(id), events: await volunteers.timeline(volunteer), actor, now: clock() })
  }
  const registering = async (actor: Actor) => show(volunteerForm, 'own', await choices(), { name: actor.name, was: await volunteers.mine(actor) })
  const entering = async () => show(volunteerForm, 'paper', await choices(), { name: '', was: null })
  return [
    listPage({
      path: '/volunteers', may: volunteerPolicy.roll, query: RollSearch, nav: { text: 'volunteer.roll', icon: 'people', order: 17 },
      handle: async ({ actor, query }) => show(volunteerRoll, { volunteers: await volunteers.wholeRoll(actor, query), filter: query, names: await areas.names(), areas: await choices() }),
    }),
    page({ path: '/volunteers/new', may: volunteerPolicy.enter, handle: entering }),
    form({
      path: '/volunteers', may: volunteerPolicy.enter, body: RegisterVolunteer,
      handle: async ({ actor, body }) => goTo(`/volunteers/${(await volunteers.enter(actor, body)).id}`, 'volunteer.flash.entered'), again: entering,
    }),
    page({
      path: '/volunteers/me', may: volunteerPolicy.register,
      handle: async ({ actor }) => (await volunteers.mine(actor))?.status === 'active' ? goTo(`/volunteers/${actor.id}`) : registering(actor),
    }),
    form({
      path: '/volunteers/me', may: volunteerPolicy.register, body: RegisterVolunteer,
      handle: async ({ actor, body }) => goTo(`/volunteers/${(await volunteers.register(actor, body)).id}`, 'volunteer.flash.registered'),
      again: ({ actor }) => registering(actor),
    }),
    form({
      path: '/volunteers/me/leave', may: volunteerPolicy.own, body: LeaveVolunteer,
      handle: async ({ actor, body }) => goTo(`/volunteers/${(await volunteers.leave(actor, body)).id}`, 'volunteer.flash.left'),
    }),
    page({ path: '/volunteers/:id', may: volunteerPolicy.see, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    form({
      path: '/volunteers/:id/certificates', may: volunteerPolicy.see, params: Id, body: Certify, binds: 'volunteer.certify',
      handle: async ({ actor, params, body }) => {
        await volunteers.certify(actor, params.id, body)
        return goTo(`/volunteers/${params.id}#certificates`, 'volunteer.flash.certified')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
    page({
      path: '/volunteers/:id/certificates/:reference', may: volunteerPolicy.see, params: Id.extend({ reference: z.string().max(20) }),
      handle: async ({ actor, params }) => {
        const { volunteer, certificate } = await volunteers.certificate(actor, params.id, params.reference)
        return send({ name: `${certificate.reference}.pdf`, type: 'application/pdf', body: await print(certificatePrint(volunteer, certificate)), inline: true })
      },
    }),
  ]
}
