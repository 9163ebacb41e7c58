import { z } from 'zod'
import { JobState } from '../kernel/job.ts'

/** A job that failed for good. */
export const FailedJob = JobState.pick({ tries: true, refused: true }).extend({
  id: z.string(),
  name: z.string().meta({ description: 'Which work it is, such as contract-pdf' }),
  failedAt: z.date(),
})
export type FailedJob = z.infer<typeof FailedJob>

export const Jobs = z.object({
  waiting: z.int().meta({ description: 'Jobs that wait for the worker or for their next try' }),
  active: z.int(),
  failed: z.int(),
  /** The latest first, fifty at most. */
  failures: z.array(FailedJob),
}).meta({ id: 'Jobs' })
export type Jobs = z.infer<typeof Jobs>

/** Why a job failed: a rule that will refuse it again, or a fault. */
export const FailureCause = z.enum(['refused', 'fault'])
export type FailureCause = z.infer<typeof FailureCause>

export const FailureFilter = z.object({ name: z.string().max(60).optional(), cause: FailureCause.optional(), q: z.string().trim().max(80).optional() })
export type FailureFilter = z.infer<typeof FailureFilter>

export const RetryJob = z.object({ id: z.string().min(1).max(200) })
export type RetryJob = z.infer<typeof RetryJob>
