import type { Queue } from 'bullmq'
import type { Actor } from '../kernel/actor.ts'
import type { JobState } from '../kernel/job.ts'
import { permit } from '../kernel/policy.ts'
import { NotFound, RuleBroken } from '../kernel/refusal.ts'
import type { Audit } from './audit.ts'
import type { Transact } from './database.ts'
import { refusedIn, stateOf, tryAgain } from './job-state.ts'
import { jobPolicy } from './jobs.policy.ts'
import type { FailedJob, Jobs, RetryJob } from './jobs.schema.ts'

type Deps = { queue: Pick<Queue, 'getJob' | 'getJobState' | 'getJobs' | 'getJobCounts'>; audit: Audit; transact: Transact }
const SHOWN = 50

/** All jobs of the platform, for its administrators. */
export const jobService = ({ queue, audit, transact }: Deps) => ({
  async see(actor: Actor): Promise<Jobs> {
    permit(jobPolicy.see, actor, {})
    const { waiting = 0, prioritized = 0, delayed = 0, active = 0, failed = 0 } = await queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active', 'failed')
    const failures = (await queue.getJobs(['failed'], 0, SHOWN - 1)).map((job): FailedJob => {
      const refused = refusedIn(job)
      return { id: job.id ?? '', name: job.name, failedAt: new Date(job.finishedOn ?? job.timestamp), tries: job.attemptsMade, ...(refused && { refused }) }
    })
    return { waiting: waiting + prioritized + delayed, active, failed, failures }
  },

  /** Lets a failed job begin anew, with all its tries. Throws NotFound, or RuleBroken `job-not-failed`. */
  async retry(actor: Actor, { id }: RetryJob): Promise<JobState> {
    permit(jobPolicy.retry, actor, {})
    const job = await queue.getJob(id)
    if (!job) throw new NotFound('job-not-found', `No job ${id}`)
    if (!await job.isFailed()) throw new RuleBroken('job-not-failed', `Job ${id} has not failed`)
    await transact(() => audit.record(actor, { kind: 'job', action: 'job.retry', before: null, after: { id, revision: job.attemptsMade } }))
    await tryAgain(job)
    return stateOf(queue, id)
  },
})
export type JobService = ReturnType<typeof jobService>
