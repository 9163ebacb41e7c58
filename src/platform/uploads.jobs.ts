import { z } from 'zod'
import { job } from '../kernel/job.ts'

/** Removes what a crash left of uploads; it runs by itself, every hour, and first when the worker starts. */
export const staleUploads = job({ name: 'stale-uploads', payload: z.object({}), key: () => 'all', everySeconds: 3_600 })
