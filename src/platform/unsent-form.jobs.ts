import { z } from 'zod'
import { job } from '../kernel/job.ts'

/** Throws away what was typed and never sent, once nobody has touched it for long; it runs by itself, every hour. */
export const staleUnsentForms = job({ name: 'stale-unsent-forms', payload: z.object({}), key: () => 'all', everySeconds: 3_600 })
