import { z } from 'zod'
import { job } from '../kernel/job.ts'

/** Closes what is past its deadline; it runs by itself, so a deadline that passed while nothing ran is made up for. */
export const closeDueTenders = job({ name: 'close-due-tenders', payload: z.object({}), key: () => 'all', everySeconds: 15 })
