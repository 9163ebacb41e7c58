import type { ExecutionService, LineWithBooks } from '../budget/index.ts'
import type { Contract } from '../contract/contract.schema.ts'
import type { Evaluation } from '../evaluation/evaluation.schema.ts'
import type { Complaint } from '../tender/complaint.schema.ts'
import type { Tender } from '../tender/tender.schema.ts'
import type { Published } from './record.rules.ts'

type Deps = {
  tenders: { announced: () => Promise<Tender[]> }
  contracts: { published: () => Promise<Contract[]> }
  evaluations: { published: () => Promise<Evaluation[]> }
  complaints: { decided: () => Promise<Complaint[]> }
  executions: Pick<ExecutionService, 'approved' | 'books'>
}

/** What the domains have made public, gathered by their own doors: the portal decides nothing about what may be read. */
export const publishedService = ({ tenders, contracts, evaluations, complaints, executions }: Deps) => ({
  async all(): Promise<Published> {
    const [announced, signed, judged, decided, lines] = await Promise.all([tenders.announced(), contracts.published(), evaluations.published(), complaints.decided(), executions.approved()])
    return { tenders: announced, contracts: signed, evaluations: judged, complaints: decided, lines }
  },
  /** The ledger of what was approved; only sums of it, and payments of public contracts, are shown. */
  books: (): Promise<LineWithBooks[]> => executions.books(),
  contracts: (): Promise<Contract[]> => contracts.published(),
})
export type PublishedService = ReturnType<typeof publishedService>
