import { z } from 'zod'
import { Step, TenderStatus } from './tender.schema.ts'

/** What was found on one bid; who fails is told why (令87 art. 69). */
export const Verdict = z.object({ passed: z.enum(['yes', 'no']), reason: z.string().max(500).optional() })
export type Verdict = z.infer<typeof Verdict>

/** The findings of one gate by bid, all at once; the revision is the tender's. */
export const JudgeBids = Step.extend({ findings: z.record(z.string(), Verdict) })
export type JudgeBids = z.infer<typeof JudgeBids>

/** How a tender stands after a step of its evaluation. */
export const TenderState = z.object({ id: z.string(), reference: z.string(), status: TenderStatus, revision: z.int() }).meta({ id: 'TenderState' })
