import type { Work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'
import closeDueTenders from './close-due-tenders.ts'
import contractPdf from './contract-pdf.ts'
import enterImport from './enter-import.ts'
import recordResult from './record-result.ts'
import scoreEvaluation from './score-evaluation.ts'
import staleBidDrafts from './stale-bid-drafts.ts'
import staleUploads from './stale-uploads.ts'
import unfinishedImports from './unfinished-imports.ts'
import unprintedContracts from './unprinted-contracts.ts'
import unscoredEvaluations from './unscored-evaluations.ts'

/** The work of all jobs. */
export const works: Work<Services>[] = [
  closeDueTenders, contractPdf, enterImport, recordResult, scoreEvaluation, staleBidDrafts, staleUploads, unfinishedImports, unprintedContracts, unscoredEvaluations,
]
