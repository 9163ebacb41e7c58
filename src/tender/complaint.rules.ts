import { flow, follow } from '../kernel/flow.ts'
import { addWorkdays, dayOf, deadline, endOfDay, workdaysBetween, type Day } from '../kernel/period.ts'
import { Invalid, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import { periodOf } from '../kernel/ruleset.ts'
import type { Terms } from './challenge.rules.ts'
import type { Challenge } from './challenge.schema.ts'
import type { Complaint, ComplaintStatus, CorrectComplaint, DecideComplaint, FileComplaint } from './complaint.schema.ts'
import { remediesOf, remedyFor } from './remedy.rules.ts'
import type { Person, Tender } from './tender.schema.ts'

export type ComplaintAction = 'accept' | 'ask-correction' | 'correct' | 'refuse' | 'respond' | 'suspend' | 'lift' | 'dismiss' | 'uphold' | 'withdraw'
/** 提起 → 审查（一次补正）→ 受理 → 答复、暂停 → 决定 (令94 art. 21–32). */
export const complaintFlow = flow<ComplaintStatus, ComplaintAction>({
  filed: { accept: 'accepted', 'ask-correction': 'correction', refuse: 'refused', withdraw: 'withdrawn' },
  correction: { correct: 'filed', refuse: 'refused', withdraw: 'withdrawn' },
  accepted: { respond: 'accepted', suspend: 'accepted', lift: 'accepted', dismiss: 'dismissed', uphold: 'upheld', withdraw: 'withdrawn' },
  dismissed: {},
  upheld: {},
  refused: {},
  withdrawn: {},
})

const endOf = (from: Date, period: string, { rules, calendar }: Terms): Date => endOfDay(deadline(calendar, dayOf(from), periodOf(rules, period)))

/**
 * The last day for a complaint (T20): fifteen workdays after the end of the time for the reply, or after a reply that came later, since
 * a buyer's delay must not cost the supplier its right.
 */
export function lastDayToComplain({ replyBy, reply }: Pick<Challenge, 'replyBy' | 'reply'>, { rules, calendar }: Terms): Day | null {
  if (!replyBy) return null
  const from = reply && reply.at > replyBy ? reply.at : replyBy
  return deadline(calendar, dayOf(from), periodOf(rules, 'T20'))
}

/** Why the challenger cannot complain now: a complaint comes after a challenge, its reply or the time for it (法 art. 55; 令94 art. 17, 19). */
export function complaintBlockers(challenge: Challenge, terms: Terms, now: Date): Blocker[] {
  const { status, replyBy } = challenge
  if (!replyBy || status === 'withdrawn') return [{ code: 'complaint-without-challenge', law: '财政部令第94号第十九条' }]
  if (status === 'sent' && now <= replyBy) return [{ code: 'complaint-before-reply', law: '政府采购法第五十五条；财政部令第94号第十七条', params: { until: dayOf(replyBy) } }]
  const last = lastDayToComplain(challenge, terms)!
  return dayOf(now) <= last ? [] : [{ code: 'complaint-too-late', law: '政府采购法第五十五条；财政部令第94号第十七条', params: { last } }]
}

type Filing = { id: string; reference: string; challenge: Challenge; tender: Tender; by: Person; files: Complaint['files']; terms: Terms; now: Date }
export const fileComplaint = (typed: FileComplaint, { id, reference, challenge, tender, by, files, terms, now }: Filing): Complaint => ({
  ...typed, id, reference, revision: 0, status: 'filed', copied: false, decided: false,
  tenderId: tender.id, tenderReference: tender.reference, tenderTitle: tender.title, buyerName: tender.buyer.name, areas: tender.areas,
  challengeId: challenge.id, challengeReference: challenge.reference, step: challenge.step,
  organizationId: challenge.organizationId, organizationName: challenge.organizationName, files, filedBy: by, filedAt: now,
  checkBy: endOf(now, 'T21a', terms), decideBy: endOf(now, 'T21', terms),
})

type Said = { text: string; by: Person; now: Date }

/** Once: what is not put right then is not accepted (令94 art. 21). */
export function askCorrection(complaint: Complaint, { text, by, now }: Said): Complaint {
  const status = follow(complaintFlow, complaint.status, 'ask-correction')
  refuseIfBlocked(complaint.correction ? [{ code: 'corrected-once', law: '财政部令第94号第二十一条' }] : [])
  return { ...complaint, status, correction: { text, by, at: now } }
}

/** The time that the correction took is not counted (令94 art. 27). */
export function correct(complaint: Complaint, { revision: _, ...typed }: CorrectComplaint, { files, terms, now }: { files: Complaint['files']; terms: Terms; now: Date }): Complaint {
  const status = follow(complaintFlow, complaint.status, 'correct')
  const correction = complaint.correction!
  const taken = workdaysBetween(terms.calendar, dayOf(correction.at), dayOf(now))
  return {
    ...complaint, ...typed, status, files: [...complaint.files, ...files].slice(-10), correction: { ...correction, doneAt: now }, checkBy: endOf(now, 'T21a', terms),
    decideBy: endOfDay(addWorkdays(terms.calendar, dayOf(complaint.decideBy), taken)),
  }
}

/** Its copy goes to the buyer at once, who answers within five workdays (令94 art. 21, 22). */
export const accept = (complaint: Complaint, { terms, now }: { terms: Terms; now: Date }): Complaint =>
  ({ ...complaint, status: follow(complaintFlow, complaint.status, 'accept'), copied: true, acceptedAt: now, respondBy: endOf(now, 'T21d', terms) })

export const refuse = (complaint: Complaint, reason: string, now: Date): Complaint =>
  ({ ...complaint, status: follow(complaintFlow, complaint.status, 'refuse'), ended: { reason, at: now } })
export const withdraw = (complaint: Complaint, reason: string, now: Date): Complaint =>
  ({ ...complaint, status: follow(complaintFlow, complaint.status, 'withdraw'), ended: { reason, at: now } })

export function respond(complaint: Complaint, { text, by, now }: Said): Complaint {
  const status = follow(complaintFlow, complaint.status, 'respond')
  refuseIfBlocked(complaint.response ? [{ code: 'responded-already' }] : [])
  return { ...complaint, status, response: { text, by, at: now } }
}

/** The last day to which a purchase may be suspended from now on (T22). */
export const lastDayOfSuspension = ({ rules, calendar }: Terms, now: Date): Day => deadline(calendar, dayOf(now), periodOf(rules, 'T22'))

type Suspending = { reason: string; until: Date; by: Person; terms: Terms; now: Date }
/** For at most thirty days, once (法 art. 57; 令94 art. 28). */
export function suspend(complaint: Complaint, { reason, until, by, terms, now }: Suspending): Complaint {
  const status = follow(complaintFlow, complaint.status, 'suspend')
  refuseIfBlocked(complaint.suspension ? [{ code: 'suspended-once', law: '政府采购法第五十七条；财政部令第94号第二十八条' }] : [])
  const [day, last] = [dayOf(until), lastDayOfSuspension(terms, now)]
  if (day < dayOf(now)) throw new Invalid('invalid-input', 'The last day has passed', { problems: [{ field: 'until', code: 'in-the-past' }] })
  if (day > last) throw new Invalid('invalid-input', 'Longer than thirty days', { problems: [{ field: 'until', code: 'suspension-too-long', params: { last } }] })
  return { ...complaint, status, suspension: { reason, by, at: now, until: endOfDay(day) } }
}

export function lift(complaint: Complaint, now: Date): Complaint {
  const status = follow(complaintFlow, complaint.status, 'lift')
  refuseIfBlocked(complaint.suspension && !complaint.suspension.liftedAt ? [] : [{ code: 'not-suspended' }])
  return { ...complaint, status, suspension: { ...complaint.suspension!, liftedAt: now } }
}

/** The buyer is heard first, unless its time is over (令94 art. 22). */
export const decideBlockers = ({ response, respondBy }: Pick<Complaint, 'response' | 'respondBy'>, now: Date): Blocker[] =>
  response || !respondBy || now > respondBy ? [] : [{ code: 'response-awaited', law: '财政部令第94号第二十二条', params: { until: dayOf(respondBy) } }]

export function decide(complaint: Complaint, { outcome, text, remedy }: Omit<DecideComplaint, 'revision'>, { tender, by, now }: { tender: Tender; by: Person; now: Date }): Complaint {
  const status = follow(complaintFlow, complaint.status, outcome === 'upheld' ? 'uphold' : 'dismiss')
  refuseIfBlocked(decideBlockers(complaint, now))
  const follows = outcome === 'upheld' && remedy ? remedyFor(tender, remedy, { among: remediesOf(tender, complaint.step, now), now }) : undefined
  return { ...complaint, status, decided: true, decision: { text, by, at: now }, ...(follows && { remedy: follows }) }
}
