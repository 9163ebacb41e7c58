import type { JobState } from '../kernel/job.ts'
import type { Blocker, Problem } from '../kernel/refusal.ts'
import { view } from '../kernel/view.ts'
import type { FailedJob, Jobs } from './jobs.schema.ts'

/** Why a job failed, as a refusal on a page would say it: the sentence, then what stands in the way. */
export function reasonsOf({ refused }: Pick<JobState, 'refused'>): { key: string; params?: object }[] {
  if (!refused) return [{ key: 'job.gave-up' }]
  const { code, details } = refused
  return [
    { key: `refusal.${code}`, params: details },
    ...((details.blockers ?? []) as Blocker[]).map(({ code, params }) => ({ key: `blocker.${code}`, params: params ?? {} })),
    ...((details.problems ?? []) as Problem[]).map(({ code, params }) => ({ key: `problem.${code}`, params: params ?? {} })),
  ]
}

export const jobsPage = view('platform/jobs', ({ waiting, active, failed, failures }: Jobs) => ({
  title: { key: 'job.title' }, more: failures.length < failed ? failed : 0,
  actions: [{ key: 'job.board', href: '/jobs/board', icon: 'bar-chart' }],
  figures: [
    { label: { key: 'job.state.waiting' }, value: waiting, type: 'number' }, { label: { key: 'job.state.active' }, value: active, type: 'number' },
    { label: { key: 'job.state.failed' }, value: failed, type: 'number', tone: failed > 0 ? 'bad' : 'good' },
  ],
  failures: failures.map((each: FailedJob) => ({
    name: { key: `job.name.${each.name}` }, id: each.id, at: each.failedAt, tries: each.tries, reasons: reasonsOf(each),
    retry: { key: 'job.retry', href: '/jobs/retry', method: 'post', icon: 'arrow-repeat', name: 'id', value: each.id },
  })),
}))
