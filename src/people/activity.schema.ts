import { z } from 'zod'
import { Volunteer } from './volunteer.schema.ts'

export const ActivityStatus = z.enum(['published', 'recorded', 'cancelled'])
export type ActivityStatus = z.infer<typeof ActivityStatus>

export const SignUp = z.object({ volunteerId: z.string(), reference: z.string(), name: z.string(), at: z.date() })
export type SignUp = z.infer<typeof SignUp>

/** Something for which an organization looks for volunteers; what is said of it must be true and complete. */
export const Activity = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'HD-2026-0001' }),
  organizationId: z.string(),
  organizationName: z.string(),
  title: z.string().min(4).max(60),
  area: z.string(),
  areas: z.array(z.string()),
  place: z.string().min(2).max(100),
  from: z.date(),
  to: z.date(),
  order: z.string().meta({ description: 'When it begins, then its reference: no two are equal' }),
  places: z.int().min(1).max(500),
  asked: z.string().min(10).max(2_000).meta({ description: 'What is done, what is asked, what can go wrong' }),
  training: z.string().max(300).optional().meta({ description: 'What training is given before; none where empty' }),
  status: ActivityStatus.default('published'),
  signed: z.array(SignUp).default([]),
})
export type Activity = z.infer<typeof Activity>

/** What everybody sees: how many signed up, not who. */
export const PublicActivity = Activity.omit({ signed: true, order: true }).extend({ taken: z.int() })
export type PublicActivity = z.infer<typeof PublicActivity>

export const PublishActivity = Activity.pick({ title: true, area: true, place: true, from: true, to: true, places: true, asked: true, training: true })
  .extend({ organizationId: z.string().min(1).max(64) })
export type PublishActivity = z.infer<typeof PublishActivity>

export const CancelActivity = z.object({ revision: z.int(), reason: z.string().min(2).max(300) })
export type CancelActivity = z.infer<typeof CancelActivity>
/** Signed up on paper, by their numbers. */
export const Enlist = z.object({ references: z.array(z.string().min(1).max(20)).min(1).max(100) })
export type Enlist = z.infer<typeof Enlist>

export const Hours = z.number().min(0).max(24).refine(hours => Number.isInteger(hours * 4), 'not-quarters')
export const RecordHours = z.object({ hours: z.record(Volunteer.shape.id, Hours) })
export type RecordHours = z.infer<typeof RecordHours>
export const CorrectHours = z.object({ volunteerId: z.string().min(1).max(64), corrected: Hours, reason: z.string().min(2).max(300) })
export type CorrectHours = z.infer<typeof CorrectHours>

/** How it stands to a reader: it fills, begins and ends by itself. */
export const ActivityState = z.enum(['open', 'full', 'begun', 'over', 'recorded', 'cancelled'])
export type ActivityState = z.infer<typeof ActivityState>

export const ActivityFilter = z.object({
  area: z.string().max(20).optional(), since: z.iso.date().optional(), until: z.iso.date().optional(), after: z.string().max(60).optional(), year: z.int().optional(),
})
export const ActivitySearch = ActivityFilter.omit({ after: true }).extend({ q: z.string().trim().max(60).optional(), state: ActivityState.optional() })
export type ActivitySearch = z.infer<typeof ActivitySearch>
export const HoursPicture = ActivityFilter.pick({ year: true }).extend({ lang: z.string().optional(), size: z.enum(['wide', 'narrow']).default('wide') })
export type ActivityFilter = z.infer<typeof ActivityFilter>
