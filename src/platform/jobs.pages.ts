import { form, goTo, page, show, type AnyPage } from './page.ts'
import { jobPolicy } from './jobs.policy.ts'
import { RetryJob } from './jobs.schema.ts'
import type { JobService } from './jobs.service.ts'
import { jobsPage } from './jobs.view.ts'

export const jobPages = ({ jobs }: { jobs: JobService }): AnyPage[] => [
  page({
    path: '/jobs', may: jobPolicy.see, nav: { text: 'portal.nav.jobs', icon: 'gear', order: 96 },
    handle: async ({ actor }) => show(jobsPage, await jobs.see(actor)),
  }),
  form({
    path: '/jobs/retry', may: jobPolicy.retry, body: RetryJob,
    handle: async ({ actor, body }) => {
      await jobs.retry(actor, body)
      return goTo('/jobs', 'job.flash.retried')
    },
    again: async ({ actor }) => show(jobsPage, await jobs.see(actor)),
  }),
]
