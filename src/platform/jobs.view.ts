import type { JobState } from '../kernel/job.ts'
import type { Blocker, Problem } from '../kernel/refusal.ts'
import { view } from '../kernel/view.ts'
import { FailureCause, type FailedJob, type FailureFilter, type Jobs } from './jobs.schema.ts'

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
const causeOf = ({ refused }: FailedJob): FailureCause => refused ? 'refused' : 'fault'

export const jobsPage = view('platform/jobs', ({ waiting, active, failed }: Omit<Jobs, 'failures'>, failures: FailedJob[], filter: FailureFilter) => ({
  title: { key: 'job.title' }, lead: { key: 'job.lead' },
  actions: [{ key: 'job.board', href: '/jobs/board', icon: 'bar-chart' }],
  figures: [
    { label: { key: 'job.state.waiting' }, value: waiting, type: 'number' }, { label: { key: 'job.state.active' }, value: active, type: 'number' },
    { label: { key: 'job.state.failed' }, value: failed, type: 'number', tone: failed > 0 ? 'bad' : 'good' },
  ],
  list: {
    title: { key: 'job.failures' }, bulk: [{ key: 'job.bulk', href: '/jobs/bulk/retry' }],
    fields: [
      { name: 'name', label: { key: 'job.what' }, type: 'select', value: filter.name,
        options: [...new Set(failures.map(({ name }) => name))].sort().map(value => ({ value, key: `job.name.${value}` })) },
      { name: 'cause', label: { key: 'job.cause.label' }, type: 'select', value: filter.cause, options: FailureCause.options.map(value => ({ value, key: `job.cause.${value}` })) },
      { name: 'q', label: { key: 'job.id' }, type: 'search', value: filter.q },
    ],
    columns: [
      { name: 'name', label: { key: 'job.what' } }, { name: 'number', label: { key: 'job.id' } }, { name: 'reasons', label: { key: 'job.why' }, type: 'list' },
      { name: 'at', label: { key: 'job.at' }, type: 'datetime' }, { name: 'tries', label: { key: 'job.tries' }, type: 'number', only: 'file' as const },
      { name: 'retry', label: { key: 'job.do' }, type: 'action', only: 'page' as const },
    ],
    rows: failures.filter(each => (!filter.name || each.name === filter.name) && (!filter.cause || causeOf(each) === filter.cause) && (!filter.q || each.id.includes(filter.q))).map(each => ({
      id: each.id, name: { key: `job.name.${each.name}` }, number: each.id, at: each.failedAt, tries: each.tries, reasons: reasonsOf(each),
      retry: { key: 'job.retry', href: '/jobs/retry', method: 'post', icon: 'arrow-repeat', name: 'id', value: each.id },
    })),
    empty: failures.length > 0 ? { title: { key: 'job.none-found' }, text: { key: 'job.none-found-text' } } : { title: { key: 'job.none' }, text: { key: 'job.none-text' } },
  },
}))
