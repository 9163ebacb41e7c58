import { flow, follow } from '../kernel/flow.ts'
import type { Money } from '../kernel/money.ts'
import { total, WHOLE } from '../kernel/ratio.ts'
import { Invalid, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { DraftTender, EditTender, FailTender, Failure, Person, Tender, TenderStatus } from './tender.schema.ts'

export type TenderAction =
  | 'submit' | 'return' | 'approve' | 'publish' | 'close' | 'open' | 'qualify' | 'score' | 'rank' | 'award' | 'contract'
  | 'fail' | 'cancel'

/**
 * The open tender of 令87 from draft to contract. From the deadline on it ends by contract, or fails at any gate
 * (法 art. 36); a task that is dropped is cancelled until then, and fails afterwards. It is awarded again only where a founded
 * challenge or complaint has set the winner aside (令94 art. 16, 32).
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
  awarded: { contract: 'contracted', award: 'awarded', fail: 'failed' },
  contracted: {},
  failed: {},
  cancelled: {},
})

/** The budget line a tender spends from, as far as a tender needs it. */
export type LineOfTender = { id: string; itemId: string; area: string; areas: string[]; amount: Money }

type Beginning = { id: string; reference: string; line: LineOfTender & { itemName: string }; drafter: Person; rules: RuleSet; now: Date }

export const draftTender = (draft: DraftTender, { id, reference, line, drafter, rules, now }: Beginning): Tender => ({
  ...draft,
  id, reference, revision: 0, status: 'draft', announced: false,
  itemId: line.itemId, itemName: line.itemName, lineId: line.id, area: line.area, areas: line.areas, budgetAmount: line.amount,
  buyer: { ...draft.buyer, areaCode: line.area }, drafter, createdAt: now,
  need: '', description: '', method: 'open-tender', priceWeight: rules.priceWeight.tender.services.min, factors: [], qualification: [],
  deduction: rules.deduction.smallOrMicro.min, indicators: [], payments: [], gradeEffects: [],
  lowPrice: rules.lowPrice.rates, aggregation: 'mean', decimals: 2, tieBreak: 'bid-price', candidates: 3, complex: false,
  ruleSet: rules.id, openingPlace: '', custody: { custodians: [], shares: [] }, documents: [], questions: [], amendments: [], evaluators: [],
})

/** A draft may still have no instalments, but those that it has total the price. */
function refuseOtherThanWhole(payments: Tender['payments']): void {
  const points = total(payments.map(({ percent }) => percent))
  if (payments.length === 0 || points === WHOLE) return
  const field = `payments.${payments.length - 1}.percent`
  throw new Invalid('invalid-input', 'The instalments are not the whole price', { problems: [{ field, code: 'payments-not-whole', params: { points } }] })
}

/** Only a draft is edited; factors and terms are numbered by their place, since nothing refers to them yet. */
export function editTender(tender: Tender, { buyer, factors, qualification, ...changes }: Omit<EditTender, 'revision'>): Tender {
  refuseIfBlocked(tender.status === 'draft' ? [] : [{ code: 'tender-not-draft' }])
  refuseOtherThanWhole(changes.payments ?? [])
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as typeof changes
  return {
    ...tender, ...given,
    ...(buyer && { buyer: { ...buyer, areaCode: tender.area } }),
    ...(factors && { factors: factors.map((factor, index) => ({ ...factor, id: `f${index + 1}` })) }),
    ...(qualification && { qualification: qualification.map((term, index) => ({ ...term, id: `q${index + 1}` })) }),
  }
}

/** Attachments are part of the document, so they change only with a draft. */
export function withDocuments(tender: Tender, documents: Tender['documents']): Tender {
  refuseIfBlocked([
    ...(tender.status === 'draft' ? [] : [{ code: 'tender-not-draft' }]),
    ...(documents.length <= 20 ? [] : [{ code: 'too-many-documents', params: { maximum: 20 } }]),
  ])
  return { ...tender, documents }
}

export function submit(tender: Tender, by: Person, blockers: Blocker[]): Tender {
  const status = follow(tenderFlow, tender.status, 'submit')
  refuseIfBlocked(blockers)
  return { ...tender, status, submitter: by, returned: undefined }
}

/** Back to the drafter; the keys that were deposited are void, since the document may change. */
export const sendBack = (tender: Tender, reason: string, { by, now }: { by: Person; now: Date }): Tender => ({
  ...tender, status: follow(tenderFlow, tender.status, 'return'), approver: undefined,
  custody: { custodians: [], shares: [] }, returned: { reason, by, at: now },
})

/** Who drafted or submitted does not approve (内控: 不相容岗位分离); suspected conditions must have been weighed (S4). */
export const approveBlockers = (tender: Tender, by: Person, { warnings, warningsRead }: { warnings: Blocker[]; warningsRead: boolean }): Blocker[] => [
  ...([tender.drafter.accountId, tender.submitter?.accountId].includes(by.accountId) ? [{ code: 'own-draft', law: '财库〔2016〕99号' }] : []),
  ...(warnings.length > 0 && !warningsRead ? [{ code: 'warnings-unread', field: 'warningsRead', law: '财库〔2019〕38号 一' }] : []),
]

export function approve(tender: Tender, by: Person, blockers: Blocker[]): Tender {
  const status = follow(tenderFlow, tender.status, 'approve')
  refuseIfBlocked(blockers)
  return { ...tender, status, approver: by }
}

type Publication = { bidDeadline: Date; noticeUntil: Date; rules: RuleSet; now: Date }

export function publish(tender: Tender, { bidDeadline, noticeUntil, rules, now }: Publication, blockers: Blocker[]): Tender {
  const status = follow(tenderFlow, tender.status, 'publish')
  refuseIfBlocked(blockers)
  return { ...tender, status, announced: true, publishedAt: now, noticeUntil, bidDeadline, ruleSet: rules.id }
}

/** Is a bid in time? What arrives at the deadline itself is late: 截止时间前 (令87 art. 33). */
export const isOpenForBids = ({ status, bidDeadline }: Pick<Tender, 'status' | 'bidDeadline'>, now: Date): boolean =>
  status === 'published' && bidDeadline !== undefined && now < bidDeadline

export const isDue = ({ status, bidDeadline }: Pick<Tender, 'status' | 'bidDeadline'>, now: Date): boolean =>
  status === 'published' && bidDeadline !== undefined && now >= bidDeadline

/** What a reader is told: past its deadline a tender counts as closed, also before the sweep has come by. */
export const statusNow = (tender: Pick<Tender, 'status' | 'bidDeadline'>, now: Date): TenderStatus =>
  isDue(tender, now) ? 'closed' : tender.status

export function close(tender: Tender, now: Date): Tender {
  refuseIfBlocked(isDue(tender, now) || tender.status !== 'published' ? [] : [{ code: 'deadline-ahead', law: '财政部令第87号第三十九条' }])
  return { ...tender, status: follow(tenderFlow, tender.status, 'close'), closedAt: now }
}

const FAILURE_LAW: Record<FailTender['code'], string> = {
  'too-few-left': '政府采购法第三十六条第（一）项', 'unlawful-acts': '政府采购法第三十六条第（二）项', 'all-above-budget': '政府采购法第三十六条第（三）项',
  'task-cancelled': '政府采购法第三十六条第（四）项', 'keys-lost': '财政部令第87号第三十九条',
}
/** A failure by decision, with the article that its code rests on. */
export const failureOf = ({ code, reason }: Pick<FailTender, 'code' | 'reason'>, now: Date): Failure => ({ code, reason, law: FAILURE_LAW[code], at: now })

export const fail = (tender: Tender, failure: Failure): Tender =>
  ({ ...tender, status: follow(tenderFlow, tender.status, 'fail'), failure })

export const cancel = (tender: Tender, { reason, now }: { reason: string; now: Date }): Tender => ({
  ...tender, status: follow(tenderFlow, tender.status, 'cancel'),
  failure: { code: 'task-cancelled', reason, law: '政府采购法第三十六条第（四）项', at: now },
})

/** Too few envelopes at the deadline: they stay sealed (令87 art. 41). */
export const tooFewBids = ({ received, min, now }: { received: number; min: number; now: Date }): Failure | null =>
  received >= min ? null
    : { code: 'too-few-bids', reason: `${received} < ${min}`, law: '财政部令第87号第四十一条；政府采购法第三十六条第（一）项', at: now }

/** Begun again once: what failed, or whose contract was terminated. */
export const mayBeginAgain = ({ status, award, retenderedBy }: Pick<Tender, 'status' | 'award' | 'retenderedBy'>): boolean =>
  !retenderedBy && (status === 'failed' || award?.contractEnded?.how === 'terminated')

/** A failed tender begins again as a draft with the same document; dates, keys and bids begin anew (法 art. 37). */
export const retenderDraft = (failed: Tender, fresh: { id: string; reference: string; drafter: Person; now: Date }): Tender => ({
  ...failed,
  id: fresh.id, reference: fresh.reference, drafter: fresh.drafter, createdAt: fresh.now,
  revision: 0, status: 'draft', announced: false, submitter: undefined, approver: undefined, returned: undefined,
  publishedAt: undefined, noticeUntil: undefined, bidDeadline: undefined, closedAt: undefined, openedAt: undefined,
  custody: { custodians: [], shares: [] }, opening: undefined, evaluators: [], committee: undefined, ranking: undefined, award: undefined,
  failure: undefined, questions: [], amendments: [], retenderOf: failed.id, retenderedBy: undefined,
})
