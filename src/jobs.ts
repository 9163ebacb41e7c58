import type { Job } from './kernel/job.ts'
import { recordResult } from './registry/index.ts'

/** All jobs that the domains declare; each has one file of its name in jobs/. */
export const jobs: Job[] = [recordResult as never]
