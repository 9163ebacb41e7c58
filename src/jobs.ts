import { contractPdf, unprintedContracts } from './contract/index.ts'
import { scoreEvaluation, unscoredEvaluations } from './evaluation/index.ts'
import type { Job } from './kernel/job.ts'
import { staleUploads } from './platform/uploads.jobs.ts'
import { enterImport, recordResult, unfinishedImports } from './registry/index.ts'
import { closeDueTenders, staleBidDrafts } from './tender/index.ts'

/** All jobs that the domains declare; each has one file of its name in jobs/. */
export const jobs = [
  closeDueTenders, contractPdf, enterImport, recordResult, scoreEvaluation, staleBidDrafts, staleUploads, unfinishedImports, unprintedContracts, unscoredEvaluations,
] as unknown as Job[]
