import type { Job, JobState } from '../kernel/job.ts'
import { view } from '../kernel/view.ts'
import { reasonsOf } from './jobs.view.ts'

type Asked = {
  id: string
  /** The page that waits for the job. */
  page: string
  /** Gives the progress alone (see progressPages). */
  href: string
  /** Where the form to try again is sent; null for those who may not. */
  retry: string | null
  /** What waits for the job, such as that a contract can be signed after it. */
  hint?: { key: string; params?: object }
  /** Counted by the thing itself, where it counts. */
  counted?: { done: number; total: number }
}

const STEPS = { none: 'waiting', waiting: 'waiting', active: 'active', done: 'waiting', failed: 'failed' } as const

/**
 * What the partial job-progress shows of the job that a thing waits for. A job that is done, or that nobody knows any more,
 * is still to be waited for as long as its thing waits: a sweep asks for it again.
 */
export function jobProgress({ name }: Pick<Job, 'name'>, job: JobState, { id, page, href, retry, hint, counted }: Asked) {
  const state = STEPS[job.state]
  const failed = state === 'failed'
  const step = state === 'waiting' && job.tries > 0 ? 'again' : state
  return {
    id, state, page, href: failed ? '' : href,
    text: { key: `job.progress.${step}`, params: { what: { key: `job.name.${name}` }, tries: job.tries } },
    hint: failed ? undefined : hint, ...(counted ?? { percent: job.percent }),
    reasons: failed ? reasonsOf(job) : [],
    retry: failed && retry ? { key: 'job.retry', href: retry, method: 'post', icon: 'arrow-repeat' } : null,
  }
}
export type JobProgress = ReturnType<typeof jobProgress>

/** The progress without a page around it. */
export const jobProgressAlone = view('platform/job-progress', (progress: JobProgress) => ({ layout: false, progress }))
