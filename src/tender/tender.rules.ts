import { flow } from '../kernel/flow.ts'
import type { TenderStatus } from './tender.schema.ts'

export type TenderAction =
  | 'submit' | 'return' | 'approve' | 'publish' | 'close' | 'open' | 'qualify' | 'score' | 'rank' | 'award' | 'contract'
  | 'fail' | 'cancel'

/**
 * The open tender of 令87 from draft to contract. From the deadline on it ends by contract, or fails at any gate
 * (法 art. 36); a task that is dropped is cancelled until then, and fails afterwards.
 */
export const tenderFlow = flow<TenderStatus, TenderAction>({
  draft: { submit: 'submitted', cancel: 'cancelled' },
  submitted: { approve: 'approved', return: 'draft', cancel: 'cancelled' },
  approved: { publish: 'published', return: 'draft', cancel: 'cancelled' },
  published: { close: 'closed', fail: 'failed', cancel: 'cancelled' },
  closed: { open: 'opened', fail: 'failed' },
  opened: { qualify: 'qualified', fail: 'failed' },
  qualified: { score: 'scoring', fail: 'failed' },
  scoring: { rank: 'ranked', fail: 'failed' },
  ranked: { award: 'awarded', fail: 'failed' },
  awarded: { contract: 'contracted', fail: 'failed' },
  contracted: {},
  failed: {},
  cancelled: {},
})
