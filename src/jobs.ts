import { contractPdf, unprintedContracts } from './contract/index.ts'
import { scoreEvaluation, unscoredEvaluations } from './evaluation/index.ts'
import type { Job } from './kernel/job.ts'
import { dailyMail, dailyRounds, sendMail, tellEvents, unsentMails } from './people/index.ts'
import { staleUnsentForms } from './platform/unsent-form.jobs.ts'
import { staleUploads } from './platform/uploads.jobs.ts'
import { enterImport, recordResult, unfinishedImports } from './registry/index.ts'
import { closeDueTenders, staleBidDrafts } from './tender/index.ts'

/** All jobs that the domains declare; each has one file of its name in jobs/. */
export const jobs = [
  closeDueTenders, contractPdf, dailyMail, dailyRounds, enterImport, recordResult, scoreEvaluation, sendMail, staleBidDrafts, staleUnsentForms, staleUploads, tellEvents,
  unfinishedImports, unprintedContracts, unscoredEvaluations, unsentMails,
] as unknown as Job[]
