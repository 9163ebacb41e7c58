import { z } from 'zod'
import { StoredFile } from '../platform/files.schema.ts'

/** `asked`: the supplier puts right; `reported`: the buyer looks; `done` when it is right. */
export const RectificationStatus = z.enum(['asked', 'reported', 'done'])
export type RectificationStatus = z.infer<typeof RectificationStatus>

const Text = z.string().min(10).max(2_000)

/** What a result showed to be put right (财预〔2020〕10号：评价结果应用), until when, what was done for it and what the buyer found. */
export const Rectification = z.object({
  status: RectificationStatus,
  demand: Text.meta({ description: 'What is to be put right; published with the result' }),
  by: z.string(), at: z.date(),
  dueBy: z.date().meta({ description: 'End of the last day for putting it right' }),
  reports: z.array(z.object({ text: Text, files: z.array(StoredFile), by: z.string(), at: z.date() })).default([]),
  returned: z.array(z.object({ reason: z.string(), by: z.string(), at: z.date() })).default([]).meta({ description: 'Why a report was not enough' }),
  confirmed: z.object({ by: z.string(), at: z.date() }).optional(),
})
export type Rectification = z.infer<typeof Rectification>

const Step = z.object({ revision: z.int() })
export const Demand = Step.extend({ demand: Text, dueBy: z.date() })
export type Demand = z.infer<typeof Demand>
export const Rectify = Step.extend({ done: Text.meta({ description: 'What was done' }) })
export type Rectify = z.infer<typeof Rectify>
export const Confirm = Step
export const Reject = Step.extend({ reason: z.string().min(4).max(500) })
export type Reject = z.infer<typeof Reject>
