import { refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import { isOpenForBids } from './tender.rules.ts'
import type { Person, Tender } from './tender.schema.ts'

/** Questions end with the deadline. */
export function ask(tender: Tender, text: string, { id, now }: { id: string; now: Date }): Tender {
  refuseIfBlocked(isOpenForBids(tender, now) ? [] : [{ code: 'bidding-not-open', law: '财政部令第87号第二十七条' }])
  return { ...tender, questions: [...tender.questions, { id, text, askedAt: now }] }
}

/** An answer is read by everybody at once, so that nobody knows more than another (法 art. 3). */
export function answer(tender: Tender, { questionId, answer: text }: { questionId: string; answer: string }, now: Date): Tender {
  const known = tender.questions.some(({ id, answer: given }) => id === questionId && given === undefined)
  refuseIfBlocked(known ? [] : [{ code: 'no-open-question' }])
  return { ...tender, questions: tender.questions.map(each => each.id === questionId ? { ...each, answer: text, answeredAt: now } : each) }
}

type Change = { text: string; affectsBids: boolean; bidDeadline: Date; by: Person; now: Date }

export function amend(tender: Tender, { text, affectsBids, bidDeadline, by, now }: Change, blockers: Blocker[]): Tender {
  refuseIfBlocked([...(isOpenForBids(tender, now) ? [] : [{ code: 'bidding-not-open', law: '财政部令第87号第二十七条' }]), ...blockers])
  const amendment = { seq: tender.amendments.length + 1, at: now, text, affectsBids, deadlineBefore: tender.bidDeadline!, deadlineAfter: bidDeadline, by }
  return { ...tender, bidDeadline, amendments: [...tender.amendments, amendment] }
}
