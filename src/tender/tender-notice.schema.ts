import { z } from 'zod'
import { Step } from './tender.schema.ts'

export const AskQuestion = z.object({ text: z.string().min(4).max(1_000) })
export type AskQuestion = z.infer<typeof AskQuestion>

export const AnswerQuestion = Step.extend({ questionId: z.string().max(64), answer: z.string().min(2).max(2_000) })
export type AnswerQuestion = z.infer<typeof AnswerQuestion>

/** `affectsBids`: it may affect how bids are made, so fifteen days must be left (令87 art. 27). */
export const AmendTender = Step.extend({
  text: z.string().min(10).max(4_000), affectsBids: z.boolean().default(false), bidDeadline: z.date().optional(),
})
export type AmendTender = z.infer<typeof AmendTender>
