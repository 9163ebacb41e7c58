import type { Work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'

/** The work of all jobs. */
export const works: Work<Services>[] = []
