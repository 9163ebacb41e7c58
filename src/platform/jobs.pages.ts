import type { Actor } from '../kernel/actor.ts'
import { bulkPages } from './bulk.pages.ts'
import { listPage } from './list-page.ts'
import { form, goTo, show, type AnyPage } from './page.ts'
import { jobPolicy } from './jobs.policy.ts'
import { FailureFilter, RetryJob } from './jobs.schema.ts'
import type { JobService } from './jobs.service.ts'
import { jobsPage } from './jobs.view.ts'

export const jobPages = ({ jobs }: { jobs: JobService }): AnyPage[] => {
  const all = async (actor: Actor, filter: FailureFilter) => show(jobsPage, await jobs.see(actor), await jobs.failures(actor), filter)
  return [
    listPage({
      path: '/jobs', may: jobPolicy.see, query: FailureFilter, nav: { text: 'portal.nav.jobs', icon: 'gear', order: 96 },
      handle: ({ actor, query }) => all(actor, query),
    }),
    form({
      path: '/jobs/retry', may: jobPolicy.retry, body: RetryJob,
      handle: async ({ actor, body }) => {
        await jobs.retry(actor, body)
        return goTo('/jobs', 'job.flash.retried')
      },
      again: ({ actor }) => all(actor, {}),
    }),
    ...bulkPages({
      path: '/jobs', act: 'retry', title: { key: 'job.bulk' }, list: { key: 'job.title' }, may: jobPolicy.retry,
      see: async (actor, id) => {
        const { name, failedAt } = await jobs.failure(actor, id)
        return { id, revision: failedAt.getTime(), reference: id, name: { key: `job.name.${name}`, params: {} }, href: `/jobs?q=${encodeURIComponent(id)}` }
      },
      foresee: jobs.foresee, run: (actor, id, seen) => jobs.retry(actor, { id }, seen),
    }),
  ]
}
