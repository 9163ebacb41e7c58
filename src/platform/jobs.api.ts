import { JobState } from '../kernel/job.ts'
import { endpoint, type AnyEndpoint } from './endpoint.ts'
import { jobPolicy } from './jobs.policy.ts'
import { Jobs, RetryJob } from './jobs.schema.ts'
import type { JobService } from './jobs.service.ts'

export const jobApi = ({ jobs }: { jobs: JobService }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/jobs', may: jobPolicy.see, summary: 'How many jobs wait, work and have failed, and why the latest failed',
    reply: Jobs, handle: ({ actor }) => jobs.see(actor),
  }),
  endpoint({
    method: 'post', path: '/jobs/retry', may: jobPolicy.retry, summary: 'Let a failed job begin anew',
    body: RetryJob, reply: JobState, handle: ({ actor, body }) => jobs.retry(actor, body),
  }),
]
