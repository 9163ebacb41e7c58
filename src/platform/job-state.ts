import type { Job as QueueJob, Queue } from 'bullmq'
import type { z } from 'zod'
import type { Job, JobState, Watch } from '../kernel/job.ts'
import type { Refusal } from '../kernel/refusal.ts'

/** BullMQ forbids ':' in the id of a job. */
export const jobId = <P extends z.ZodObject>(job: Job<string, P>, payload: z.infer<P>): string =>
  `${job.name}-${job.key(payload)}`

type Refused = NonNullable<JobState['refused']>

/** A refusal as a job keeps it: in place of its progress, since the queue keeps only a sentence of an error. */
export const refusedWith = ({ code, details }: Refusal): { refused: Refused } =>
  ({ refused: { code, details: JSON.parse(JSON.stringify(details)) as Refused['details'] } })

/** The refusal that ended a job, its dates being dates again; undefined where it failed of a fault. */
export function refusedIn({ progress }: Pick<QueueJob, 'progress'>): Refused | undefined {
  const { refused } = (typeof progress === 'object' ? progress : {}) as { refused?: Refused }
  return refused && { code: refused.code, details: revived(refused.details) as Refused['details'] }
}

function revived(value: unknown): unknown {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? new Date(value) : value
  if (Array.isArray(value)) return value.map(revived)
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, revived(each)])) : value
}

/** A failed job begins anew, with all its tries. */
export const tryAgain = (failed: QueueJob): Promise<void> => failed.retry('failed', { resetAttemptsMade: true })

type Read = Pick<Queue, 'getJob' | 'getJobState'>

/** The state is read before the job: a job that ended stands whole, with its tries and its refusal, once its state says so. */
export async function stateOf(queue: Read, id: string): Promise<JobState> {
  const state = await queue.getJobState(id)
  const job = await queue.getJob(id) as QueueJob | undefined
  if (!job) return { state: 'none', percent: 0, tries: 0 }
  const percent = typeof job.progress === 'number' ? Math.round(job.progress) : 0
  const refused = refusedIn(job)
  switch (state) {
    case 'completed': return { state: 'done', percent: 100, tries: job.attemptsMade }
    case 'failed': return { state: 'failed', percent, tries: job.attemptsMade, ...(refused && { refused }) }
    case 'active': return { state: 'active', percent, tries: job.attemptsMade }
    default: return { state: 'waiting', percent, tries: job.attemptsMade }
  }
}

/** Tells how far a job of this key is. */
export const watchOn = (queue: Read): Watch => (job, payload) => stateOf(queue, jobId(job, payload))
