import { z } from 'zod'
import { job } from '../kernel/job.ts'

/** Prints a contract that was drawn up. */
export const contractPdf = job({
  name: 'contract-pdf',
  payload: z.object({ contractId: z.string() }),
  key: ({ contractId }) => contractId,
})

/** Asks again for contracts whose printing a crash lost. */
export const unprintedContracts = job({
  name: 'unprinted-contracts',
  payload: z.object({}),
  key: () => 'all',
  everySeconds: 60,
})
