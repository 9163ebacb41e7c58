import { z } from 'zod'
import { job } from '../kernel/job.ts'
import { PurchaseResult } from './organization.schema.ts'

/** Carries the result of an evaluation into the organization's record; asked by the evaluation, which the registry does not know. */
export const recordResult = job({
  name: 'record-result',
  payload: z.object({ organizationId: z.string(), result: PurchaseResult.extend({ at: z.coerce.date() }) }),
  key: ({ result }) => result.contractId,
})
