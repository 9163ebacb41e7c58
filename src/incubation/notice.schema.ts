import { z } from 'zod'

const By = z.object({ id: z.string(), name: z.string() })

/** 公示: for so long everybody may object to who is to be taken in. */
export const Notice = z.object({ from: z.date(), until: z.date() })
export type Notice = z.infer<typeof Notice>

/** What somebody holds against it, and what the site answers; a founded one keeps the agreement from being signed. */
export const Objection = z.object({
  id: z.string(), by: By, at: z.date(), text: z.string().min(10).max(1_000),
  answer: z.object({ by: By, at: z.date(), founded: z.boolean(), text: z.string() }).optional(),
})
export type Objection = z.infer<typeof Objection>

export const Objecting = Objection.pick({ text: true })
export type Objecting = z.infer<typeof Objecting>
export const AnswerObjection = z.object({ revision: z.int(), objection: z.string().max(64), founded: z.enum(['yes', 'no']), text: z.string().min(4).max(1_000) })
export type AnswerObjection = z.infer<typeof AnswerObjection>

/** What everybody reads of who is to be taken in; nothing of the need, the team or the judgement. */
export const NoticeSeen = z.object({
  id: z.string(), reference: z.string(), organizationId: z.string(), organization: z.string(), siteId: z.string(), site: z.string(),
  from: z.date(), until: z.date(), isRunning: z.boolean().meta({ description: 'Objections are taken now' }),
}).meta({ id: 'IncubationNotice' })
export type NoticeSeen = z.infer<typeof NoticeSeen>
