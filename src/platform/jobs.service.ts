import type { Job, Queue } from 'bullmq'
import type { Actor } from '../kernel/actor.ts'
import type { JobState } from '../kernel/job.ts'
import { permit } from '../kernel/policy.ts'
import { NotFound, RuleBroken, type Refusal } from '../kernel/refusal.ts'
import type { Audit } from './audit.ts'
import type { Transact } from './database.ts'
import { refusedIn, stateOf, tryAgain } from './job-state.ts'
import { jobPolicy } from './jobs.policy.ts'
import type { FailedJob, Jobs, RetryJob } from './jobs.schema.ts'

type Deps = { queue: Pick<Queue, 'getJob' | 'getJobState' | 'getJobs' | 'getJobCounts'>; audit: Audit; transact: Transact }
const SHOWN = 50

const failureOf = (job: Job): FailedJob => {
  const refused = refusedIn(job)
  return { id: job.id ?? '', name: job.name, failedAt: new Date(job.finishedOn ?? job.timestamp), tries: job.attemptsMade, ...(refused && { refused }) }
}
const refusal = async (job: Job): Promise<Refusal | null> => await job.isFailed() ? null : new RuleBroken('job-not-failed', `Job ${job.id} has not failed`)

/** All jobs of the platform, for its administrators. */
export const jobService = ({ queue, audit, transact }: Deps) => {
  async function known(actor: Actor, id: string): Promise<Job> {
    permit(jobPolicy.retry, actor, {})
    const job = await queue.getJob(id) as Job | undefined
    if (!job) throw new NotFound('job-not-found', `No job ${id}`)
    return job
  }
  return {
    async see(actor: Actor): Promise<Jobs> {
      permit(jobPolicy.see, actor, {})
      const { waiting = 0, prioritized = 0, delayed = 0, active = 0, failed = 0 } = await queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active', 'failed')
      const failures = (await queue.getJobs(['failed'], 0, SHOWN - 1)).map(failureOf)
      return { waiting: waiting + prioritized + delayed, active, failed, failures }
    },
    /** All that failed and are still kept, the latest first. */
    async failures(actor: Actor): Promise<FailedJob[]> {
      permit(jobPolicy.see, actor, {})
      return (await queue.getJobs(['failed'])).map(failureOf)
    },
    /** Any job as a failure would show it, whatever has become of it since. */
    failure: async (actor: Actor, id: string): Promise<FailedJob> => failureOf(await known(actor, id)),
    /** What would refuse to let it begin anew. */
    foresee: async (actor: Actor, id: string): Promise<Refusal | null> => refusal(await known(actor, id)),

    /** Lets a failed job begin anew, with all its tries. Throws NotFound, or RuleBroken `job-not-failed`, or `changed-meanwhile` where it has failed once more since it was seen. */
    async retry(actor: Actor, { id }: RetryJob, seen?: number): Promise<JobState> {
      const job = await known(actor, id)
      const refused = await refusal(job)
      if (refused) throw refused
      if (seen !== undefined && failureOf(job).failedAt.getTime() !== seen) throw new RuleBroken('changed-meanwhile', `Job ${id} has failed again`)
      await transact(() => audit.record(actor, { kind: 'job', action: 'job.retry', before: null, after: { id, revision: job.attemptsMade } }))
      await tryAgain(job)
      return stateOf(queue, id)
    },
  }
}
export type JobService = ReturnType<typeof jobService>
