import { z } from 'zod'
import { job } from '../kernel/job.ts'

/** Throws away drafts of bids that nobody touches any more; it runs by itself, every hour. */
export const staleBidDrafts = job({ name: 'stale-bid-drafts', payload: z.object({}), key: () => 'all', everySeconds: 3_600 })
