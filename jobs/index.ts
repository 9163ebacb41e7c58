import type { Work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'
import closeDueTenders from './close-due-tenders.ts'
import contractPdf from './contract-pdf.ts'
import dailyMail from './daily-mail.ts'
import dailyRounds from './daily-rounds.ts'
import enterImport from './enter-import.ts'
import recordResult from './record-result.ts'
import scoreEvaluation from './score-evaluation.ts'
import sendMail from './send-mail.ts'
import staleBidDrafts from './stale-bid-drafts.ts'
import staleUnsentForms from './stale-unsent-forms.ts'
import staleUploads from './stale-uploads.ts'
import tellEvents from './tell-events.ts'
import unfinishedImports from './unfinished-imports.ts'
import unprintedContracts from './unprinted-contracts.ts'
import unscoredEvaluations from './unscored-evaluations.ts'
import unsentMails from './unsent-mails.ts'

/** The work of all jobs. */
export const works: Work<Services>[] = [
  closeDueTenders, contractPdf, dailyMail, dailyRounds, enterImport, recordResult, scoreEvaluation, sendMail, staleBidDrafts, staleUnsentForms, staleUploads, tellEvents,
  unfinishedImports, unprintedContracts, unscoredEvaluations, unsentMails,
]
