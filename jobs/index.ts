import type { Work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'
import recordResult from './record-result.ts'

/** The work of all jobs. */
export const works: Work<Services>[] = [recordResult]
