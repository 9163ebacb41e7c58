import { contractPdf, unprintedContracts } from './contract/index.ts'
import { scoreEvaluation, unscoredEvaluations } from './evaluation/index.ts'
import type { Job } from './kernel/job.ts'
import { recordResult } from './registry/index.ts'
import { closeDueTenders } from './tender/index.ts'

/** All jobs that the domains declare; each has one file of its name in jobs/. */
export const jobs = [
  closeDueTenders, contractPdf, recordResult, scoreEvaluation, unprintedContracts, unscoredEvaluations,
] as unknown as Job[]
