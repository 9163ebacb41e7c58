import { z } from 'zod'
import { Stage } from './incubation.schema.ts'

export const CallStatus = z.enum(['draft', 'published', 'withdrawn'])
export type CallStatus = z.infer<typeof CallStatus>

/** A site's public call for organizations to incubate (招募公告), with the last day on which it is answered. */
export const Call = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'ZM-2026-0001, as quoted on paper' }),
  siteId: z.string(),
  areas: z.array(z.string()).meta({ description: 'Those of the site' }),
  title: z.string().min(6).max(80),
  asked: z.string().min(20).max(3_000).meta({ description: 'Who is looked for, what is offered, what is judged, whom to ask' }),
  stages: z.array(Stage).min(1),
  places: z.int().min(1).max(200).meta({ description: 'How many the site means to take in; the places themselves are the site\'s' }),
  until: z.date(),
  status: CallStatus.default('draft'),
  publishedAt: z.date().optional(),
})
export type Call = z.infer<typeof Call>

export const DraftCall = Call.pick({ title: true, asked: true, stages: true, places: true, until: true })
export type DraftCall = z.infer<typeof DraftCall>
export const EditCall = DraftCall.extend({ revision: z.int() })
export type EditCall = z.infer<typeof EditCall>
