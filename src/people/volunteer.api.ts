import { z } from 'zod'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { seenByAll } from './activity.rules.ts'
import { ActivityFilter, CancelActivity, CorrectHours, Enlist, PublicActivity, PublishActivity, RecordHours, SignUp } from './activity.schema.ts'
import type { ActivityService } from './activity.service.ts'
import { activityPolicy, volunteerPolicy } from './volunteer.policy.ts'
import { Certify, LeaveVolunteer, RegisterVolunteer, RollFilter, Volunteer } from './volunteer.schema.ts'
import type { VolunteerService } from './volunteer.service.ts'

const Own = Volunteer.meta({ id: 'Volunteer' })
const Listed = Volunteer.omit({ records: true, certificates: true })
const Reply = PublicActivity.meta({ id: 'Activity' })
const Nothing = z.object({})

export const volunteerApi = ({ volunteers, activities }: { volunteers: VolunteerService; activities: ActivityService }): AnyEndpoint[] => [
  endpoint({ method: 'get', path: '/volunteers', may: volunteerPolicy.roll, summary: 'The volunteers of the own area', query: RollFilter, reply: z.object({ volunteers: z.array(Listed), next: z.string().nullable() }), handle: ({ actor, query }) => volunteers.roll(actor, query) }),
  endpoint({ method: 'post', path: '/volunteers', may: volunteerPolicy.enter, summary: 'Enter a volunteer who signed a paper', body: RegisterVolunteer, reply: Own, status: 201, handle: ({ actor, body }) => volunteers.enter(actor, body) }),
  endpoint({ method: 'post', path: '/me/volunteer', may: volunteerPolicy.register, summary: 'Register oneself, or come back', body: RegisterVolunteer, reply: Own, status: 201, handle: ({ actor, body }) => volunteers.register(actor, body) }),
  endpoint({ method: 'post', path: '/me/volunteer/leave', may: volunteerPolicy.own, summary: 'Leave; the record stays', body: LeaveVolunteer, reply: Own, handle: ({ actor, body }) => volunteers.leave(actor, body) }),
  endpoint({ method: 'get', path: '/volunteers/:id', may: volunteerPolicy.see, summary: 'One volunteer with the record of service', params: Id, reply: Own, handle: ({ actor, params }) => volunteers.see(actor, params.id) }),
  endpoint({
    method: 'post', path: '/volunteers/:id/certificates', may: volunteerPolicy.see, summary: 'A numbered certificate of what one organization recorded', params: Id, body: Certify, reply: Own, status: 201,
    handle: ({ actor, params, body }) => volunteers.certify(actor, params.id, body),
  }),
  endpoint({
    method: 'get', path: '/activities', may: activityPolicy.see, summary: 'Activities that look for volunteers, the last first', query: ActivityFilter, reply: z.object({ activities: z.array(Reply), next: z.string().nullable() }),
    handle: async ({ query }) => { const { activities: found, next } = await activities.list(query); return { activities: found.map(seenByAll), next } },
  }),
  endpoint({ method: 'post', path: '/activities', may: activityPolicy.run, summary: 'Publish an activity', body: PublishActivity, reply: Reply, status: 201, handle: async ({ actor, body }) => seenByAll(await activities.publish(actor, body)) }),
  endpoint({ method: 'get', path: '/activities/:id', may: activityPolicy.see, summary: 'One activity', params: Id, reply: Reply, handle: async ({ params }) => seenByAll(await activities.see(params.id)) }),
  endpoint({
    method: 'get', path: '/activities/:id/participants', may: activityPolicy.run, summary: 'Who signed up, without phone numbers', params: Id, reply: z.object({ participants: z.array(SignUp.extend({ quarters: z.int().nullable() })) }),
    handle: async ({ actor, params }) => ({ participants: await activities.participants(actor, params.id) }),
  }),
  endpoint({ method: 'post', path: '/activities/:id/join', may: activityPolicy.join, summary: 'Sign up for an activity', params: Id, body: Nothing, reply: Reply, handle: async ({ actor, params }) => seenByAll(await activities.join(actor, params.id)) }),
  endpoint({ method: 'post', path: '/activities/:id/withdraw', may: activityPolicy.join, summary: 'Withdraw before it begins', params: Id, body: Nothing, reply: Reply, handle: async ({ actor, params }) => seenByAll(await activities.withdraw(actor, params.id)) }),
  endpoint({ method: 'post', path: '/activities/:id/enlist', may: activityPolicy.run, summary: 'Sign up those who signed a paper, by their numbers', params: Id, body: Enlist, reply: Reply, handle: async ({ actor, params, body }) => seenByAll(await activities.enlist(actor, params.id, body)) }),
  endpoint({ method: 'post', path: '/activities/:id/cancel', may: activityPolicy.run, summary: 'Cancel before it begins', params: Id, body: CancelActivity, reply: Reply, handle: async ({ actor, params, body }) => seenByAll(await activities.cancel(actor, params.id, body)) }),
  endpoint({ method: 'post', path: '/activities/:id/hours', may: activityPolicy.run, summary: 'Record hours of service, by volunteer', params: Id, body: RecordHours, reply: Reply, handle: async ({ actor, params, body }) => seenByAll(await activities.record(actor, params.id, body)) }),
  endpoint({ method: 'post', path: '/activities/:id/corrections', may: activityPolicy.run, summary: 'Correct hours, with the reason', params: Id, body: CorrectHours, reply: Reply, handle: async ({ actor, params, body }) => seenByAll(await activities.correct(actor, params.id, body)) }),
]
