import { flow, follow } from '../kernel/flow.ts'
import { dayOf, deadline, endOfDay, type Calendar, type Day } from '../kernel/period.ts'
import { Invalid, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import { periodOf, type RuleSet } from '../kernel/ruleset.ts'
import { hasNotice } from './award.rules.ts'
import { remediesOf, remedyFor } from './remedy.rules.ts'
import type { Challenge, ChallengeStatus, ChallengeStep, DraftChallenge, ReplyToChallenge } from './challenge.schema.ts'
import type { Person, Tender } from './tender.schema.ts'

export type ChallengeAction = 'edit' | 'send' | 'withdraw' | 'hold' | 'reply'
/** 起草 → 提出 → 答复; while it waits for its answer, signing may be made to wait too (条例 art. 54). */
export const challengeFlow = flow<ChallengeStatus, ChallengeAction>({
  draft: { edit: 'draft', send: 'sent', withdraw: 'withdrawn' },
  sent: { hold: 'sent', reply: 'answered', withdraw: 'withdrawn' },
  answered: {},
  withdrawn: {},
})

export type Terms = { rules: RuleSet; calendar: Calendar }
const LAW = {
  when: '政府采购法第五十二条；财政部令第94号第十条', who: '财政部令第94号第十一条', content: '财政部令第94号第十二条', reply: '财政部令第94号第十四条',
}
const later = (a: Day, b: Day): Day => a > b ? a : b

/**
 * The day from which harm is or should be known (条例 art. 53): of the document the end of its notice, or the last change of it if that
 * came later; of the process the end of the step; of the result the end of its announcement. Null while there is nothing to challenge.
 */
export function knownOn(tender: Tender, step: ChallengeStep, { rules, calendar }: Terms): Day | null {
  const { announced, noticeUntil, amendments, openedAt, ranking, award, failure } = tender
  switch (step) {
    case 'document': {
      const changed = amendments.at(-1)
      return announced && noticeUntil ? later(dayOf(noticeUntil), changed ? dayOf(changed.at) : '') : null
    }
    case 'opening': return openedAt ? dayOf(openedAt) : null
    case 'evaluation': {
      const ended = ranking?.at ?? (openedAt ? failure?.at : undefined)
      return ended ? dayOf(ended) : null
    }
    case 'result': {
      const at = award?.announcedAt ?? failure?.at
      return hasNotice(tender) && at ? deadline(calendar, dayOf(at), periodOf(rules, 'T12')) : null
    }
  }
}

/** The last day on which this step may be challenged (T18); null before it. Throws RuleBroken `calendar-unknown`. */
export function lastDayFor(tender: Tender, step: ChallengeStep, terms: Terms): Day | null {
  const known = knownOn(tender, step, terms)
  return known && deadline(terms.calendar, known, periodOf(terms.rules, 'T18'))
}

type Asking = { step: ChallengeStep; took: boolean; barred: Blocker[]; terms: Terms; now: Date }
/** Why this organization cannot challenge this step now. `took`: its bid was opened; `barred`: why it could not bid. */
export function stepBlockers(tender: Tender, { step, took, barred, terms, now }: Asking): Blocker[] {
  const last = lastDayFor(tender, step, terms)
  if (!last) return [{ code: 'challenge-step-ahead', law: LAW.who }]
  return [
    ...(dayOf(now) <= last ? [] : [{ code: 'challenge-too-late', law: LAW.when, params: { last } }]),
    ...(step === 'document' ? barred : took ? [] : [{ code: 'challenge-not-a-bidder', law: LAW.who }]),
  ]
}

const LEAST = { facts: 20, basis: 4, request: 4 }
/** Without facts, legal basis and request it is no challenge (令94 art. 12). */
export const contentBlockers = (challenge: Pick<Challenge, 'facts' | 'basis' | 'request'>): Blocker[] => [
  ...(challenge.facts.length >= LEAST.facts ? [] : [{ code: 'challenge-facts-missing', field: 'facts', law: LAW.content, params: { minimum: LEAST.facts } }]),
  ...(challenge.basis.length >= LEAST.basis ? [] : [{ code: 'challenge-basis-missing', field: 'basis', law: LAW.content }]),
  ...(challenge.request.length >= LEAST.request ? [] : [{ code: 'challenge-request-missing', field: 'request', law: LAW.content }]),
]

type Beginning = { id: string; reference: string; tender: Tender; organization: { id: string; name: string }; files: Challenge['files']; now: Date }
export const draftChallenge = ({ step, facts = '', basis = '', request = '' }: DraftChallenge, { id, reference, tender, organization, files, now }: Beginning): Challenge => ({
  id, reference, revision: 0, status: 'draft', sent: false, tenderId: tender.id, tenderReference: tender.reference, tenderTitle: tender.title, areas: tender.areas,
  organizationId: organization.id, organizationName: organization.name, step, facts, basis, request, files: withinLimit(files), createdAt: now, concerned: [],
})

export const editChallenge = (challenge: Challenge, { step, facts = '', basis = '', request = '' }: DraftChallenge, files: Challenge['files']): Challenge =>
  ({ ...challenge, status: follow(challengeFlow, challenge.status, 'edit'), step, facts, basis, request, files: withinLimit([...challenge.files, ...files]) })

export const withoutFile = (challenge: Challenge, key: string): Challenge =>
  ({ ...challenge, status: follow(challengeFlow, challenge.status, 'edit'), files: challenge.files.filter(file => file.key !== key) })

const MOST_FILES = 10
function withinLimit(files: Challenge['files']): Challenge['files'] {
  if (files.length > MOST_FILES) throw new Invalid('invalid-input', 'Too many files', { problems: [{ field: 'files', code: 'too-many-files', params: { maximum: MOST_FILES } }] })
  return files
}

/** Signed and sent; the buyer answers within seven workdays (T19). */
export function send(challenge: Challenge, { by, now, terms }: { by: Person; now: Date; terms: Terms }, blockers: Blocker[]): Challenge {
  const status = follow(challengeFlow, challenge.status, 'send')
  refuseIfBlocked([...contentBlockers(challenge), ...blockers])
  return { ...challenge, status, sent: true, sentBy: by, sentAt: now, replyBy: endOfDay(deadline(terms.calendar, dayOf(now), periodOf(terms.rules, 'T19'))) }
}

export const withdraw = (challenge: Challenge, now: Date): Challenge =>
  ({ ...challenge, status: follow(challengeFlow, challenge.status, 'withdraw'), withdrawnAt: now })

/** It may touch the result, so signing waits (条例 art. 54). */
export function hold(challenge: Challenge, { reason, by, now }: { reason: string; by: Person; now: Date }): Challenge {
  const status = follow(challengeFlow, challenge.status, 'hold')
  refuseIfBlocked(challenge.hold ? [{ code: 'held-already' }] : [])
  return { ...challenge, status, hold: { reason, by, at: now } }
}

/** Who judged the bids may help with the answer and does not give it (令94 art. 14). */
export const replyBlockers = ({ evaluators }: Pick<Tender, 'evaluators'>, accountId: string): Blocker[] =>
  evaluators.includes(accountId) ? [{ code: 'evaluator-replies', law: LAW.reply }] : []

type Replying = { tender: Tender; by: Person; concerned: string[]; now: Date }
/** Throws Invalid when the result is touched and nothing follows, or what cannot follow here (令94 art. 16). */
export function reply(challenge: Challenge, { outcome, text, remedy }: Omit<ReplyToChallenge, 'revision'>, { tender, by, concerned, now }: Replying): Challenge {
  const status = follow(challengeFlow, challenge.status, 'reply')
  refuseIfBlocked(replyBlockers(tender, by.accountId))
  const follows = outcome === 'affects' ? remedyFor(tender, remedy, { among: remediesOf(tender, challenge.step, now), now }) : undefined
  return { ...challenge, status, reply: { outcome, text, by, at: now }, ...(follows && { remedy: follows }), concerned }
}
