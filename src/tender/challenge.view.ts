import type { Actor } from '../kernel/actor.ts'
import { endOfDay } from '../kernel/period.ts'
import { may, mayAtAll } from '../kernel/policy.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Discussed } from '../platform/comment.service.ts'
import { discussionPart } from '../platform/comment.view.ts'
import type { StoredFile } from '../platform/files.schema.ts'
import { challengePolicy } from './challenge.policy.ts'
import { replyBlockers } from './challenge.rules.ts'
import type { ChallengeStep} from './challenge.schema.ts';
import { ReplyOutcome, type Challenge, type Remedy, type RemedyKind, type ReplySeen } from './challenge.schema.ts'
import type { ChallengeDesk, StepDesk } from './challenge.service.ts'
import type { Complaint } from './complaint.schema.ts'
import { complaintPolicy } from './complaint.policy.ts'
import { isSettled } from './remedy.rules.ts'
import type { Tender } from './tender.schema.ts'

const TONE = { draft: 'muted', sent: 'waiting', answered: 'good', withdrawn: 'done' } as const
export const challengeChip = ({ status }: Pick<Challenge, 'status'>) => ({ key: `challenge.status.${status}`, tone: TONE[status] })
export const stepText = (step: ChallengeStep) => ({ key: `challenge.step.${step}` })
export const challengeCrumbs = (tender: Pick<Tender, 'id' | 'reference'>, ...more: object[]) => [
  { key: 'tender.list.title', href: '/tenders' }, { text: tender.reference, href: `/tenders/${tender.id}` },
  { key: 'challenge.title', href: `/tenders/${tender.id}/challenges` }, ...more,
]
const ofTender = ({ tenderId: id, tenderReference: reference }: Pick<Challenge, 'tenderId' | 'tenderReference'>) => ({ id, reference })

/** Where what must follow is done: by the purchase's own step. */
export function remedyPart(remedy: Remedy | undefined, tender: Tender, mayFollow: boolean) {
  if (!remedy) return null
  const settled = isSettled(remedy, tender)
  const at = `/tenders/${tender.id}`
  const way = { amend: `${at}/amend`, 'next-candidate': `${at}/award`, restart: at, annul: `/contracts/${tender.award?.contractId}`, damages: '' }[remedy.kind]
  return {
    text: { key: `challenge.remedy-says.${remedy.kind}` }, settled: { key: `challenge.follows.${remedy.kind === 'damages' ? 'none' : settled ? 'done' : 'open'}`, tone: remedy.kind === 'damages' ? 'muted' : settled ? 'good' : 'waiting' },
    ...(!settled && mayFollow && { action: { key: `challenge.follows.${remedy.kind}`, href: way, tone: 'primary' } }),
  }
}

export const filesShown = (files: StoredFile[], at: string) => files.map(({ name, size, sha256, key }) => ({ name, size, hash: sha256, href: `${at}/files/${key}` }))

/** The state of one step for who might challenge it. */
function stepRow({ step, known, last, blockers, earlier }: StepDesk, { tenderId, now, asks, acting }: { tenderId: string; now: Date; asks: boolean; acting: string }) {
  const over = last !== null && now > endOfDay(last)
  const open = known !== null && !over
  return {
    step: stepText(step), last: last ? endOfDay(last) : null,
    state: { key: `challenge.window.${over ? 'over' : open ? 'open' : 'ahead'}`, tone: over ? 'done' : open ? 'info' : 'muted' },
    blockers: open && asks ? blockers : [], law: { key: `challenge.counted.${step}` },
    ...(open && asks && blockers.length === 0 && { action: { key: 'challenge.write', href: `/tenders/${tenderId}/challenges/new?step=${step}${acting}`, tone: 'primary', icon: 'pen' } }),
    again: earlier.some(({ sent }) => sent),
  }
}

type ShownDesk = ChallengeDesk & { challenges: Challenge[]; complaints: Complaint[]; suspendedUntil: Date | null; actor: Actor; now: Date }
/** What may be challenged of a purchase and until when, what a challenge is, and those that this person may see. */
export const challengesPage = view('tender/challenges', ({ tender, organizations, organizationId, steps, challenges, complaints, suspendedUntil, actor, now }: ShownDesk) => {
  const asks = mayAtAll(challengePolicy.write, actor)
  const several = organizations.length > 1
  const acting = several ? `&organizationId=${organizationId}` : ''
  return {
    title: { key: 'challenge.title' }, lead: tender.title, reference: tender.reference, suspendedUntil, asks,
    // Each of them has its own periods and challenges.
    acting: several ? organizations.map(({ id, name }) => ({ text: name, href: `/tenders/${tender.id}/challenges?organizationId=${id}`, current: id === organizationId })) : [],
    breadcrumbs: challengeCrumbs(tender).slice(0, 2).concat({ key: 'challenge.title' } as never),
    steps: steps.map(each => stepRow(each, { tenderId: tender.id, now, asks, acting })),
    contact: { name: tender.buyer.name, person: tender.buyer.contact, phone: tender.buyer.phone },
    columns: [
      { name: 'reference', label: { key: 'challenge.reference' }, href: 'href', type: 'code' }, { name: 'kind', label: { key: 'challenge.kind.label' } },
      { name: 'step', label: { key: 'challenge.step.label' } }, { name: 'organization', label: { key: 'challenge.by' } }, { name: 'status', label: { key: 'challenge.status.label' }, type: 'chip' },
    ],
    rows: [
      ...challenges.map(each => ({ reference: each.reference, href: `/challenges/${each.id}`, kind: { key: 'challenge.kind.challenge' }, step: stepText(each.step), organization: each.organizationName, status: challengeChip(each) })),
      ...complaints.map(each => ({ reference: each.reference, href: `/complaints/${each.id}`, kind: { key: 'challenge.kind.complaint' }, step: stepText(each.step), organization: each.organizationName, status: complaintChip(each) })),
    ],
  }
})

type Asked = ChallengeDesk & { challenge: Challenge | null; step: ChallengeStep; now: Date }
export const challengeForm = view('tender/challenge-form', ({ tender, steps, organizations, organizationId, challenge, step, now }: Asked) => ({
  title: { key: challenge ? 'challenge.edit' : 'challenge.new' }, lead: tender.title, reference: challenge?.reference ?? tender.reference,
  organizationName: challenge?.organizationName ?? organizations.find(({ id }) => id === organizationId)?.name ?? '', organizationId,
  organizations: challenge || organizations.length < 2 ? [] : organizations.map(({ id, name }) => ({ value: id, text: name })),
  breadcrumbs: challengeCrumbs(tender, { key: challenge ? 'challenge.edit' : 'challenge.new' }),
  was: challenge ?? { facts: '', basis: '', request: '', step }, step: challenge?.step ?? step, revision: challenge?.revision ?? 0,
  options: steps.filter(({ known, last, step: each }) => each === (challenge?.step ?? step) || (known && last && now <= endOfDay(last))).map(({ step: value, last }) => ({
    value, ...stepText(value), ...(last && { hint: { key: 'challenge.until', params: { last } } }),
  })),
  warnAgain: steps.some(each => each.step === step && each.earlier.some(({ id, sent }) => sent && id !== challenge?.id)),
  action: challenge ? `/challenges/${challenge.id}` : `/tenders/${tender.id}/challenges`, back: challenge ? `/challenges/${challenge.id}` : `/tenders/${tender.id}/challenges`,
  files: (challenge?.files ?? []).map(({ name, size, key }) => ({ name, size, key, href: `/challenges/${challenge!.id}/files/${key}` })), remove: challenge ? `/challenges/${challenge.id}/files/remove` : '',
}))

export const receiptPage = view('tender/challenge-receipt', (challenge: Challenge) => ({
  title: { key: 'challenge.receipt.title' }, breadcrumbs: challengeCrumbs(ofTender(challenge), { text: challenge.reference, href: `/challenges/${challenge.id}` }, { key: 'challenge.receipt.title' }),
  challenge, facts: [
    { label: { key: 'tender.field.title' }, value: challenge.tenderTitle }, { label: { key: 'challenge.by' }, value: challenge.organizationName },
    { label: { key: 'challenge.step.label' }, value: stepText(challenge.step) }, { label: { key: 'challenge.sent-by' }, value: challenge.sentBy?.name ?? '' },
    { label: { key: 'challenge.reply-by' }, value: challenge.replyBy ?? null, type: 'date' },
    { label: { key: 'challenge.files' }, value: challenge.files.map(({ name }) => name), type: 'list' },
  ],
}))

type Shown = {
  challenge: Challenge; tender: Tender; complaint: Complaint | null; actor: Actor; now: Date; events: TimelineEvent[]; discussion: Discussed | null
  sendBlockers: Blocker[]; complaintBlockers: Blocker[]; complainUntil: string | null; again: boolean
}
export const challengePage = view('tender/challenge', (shown: Shown) => {
  const { challenge, tender, complaint, actor, events, complaintBlockers, complainUntil } = shown
  const at = `/challenges/${challenge.id}`
  return {
    title: { key: 'challenge.one', params: { title: challenge.tenderTitle } }, reference: challenge.reference, status: challengeChip(challenge), challenge,
    breadcrumbs: challengeCrumbs(ofTender(challenge), { text: challenge.reference }), next: nextOf(shown),
    facts: [
      { label: { key: 'challenge.tender' }, value: challenge.tenderReference, href: `/tenders/${challenge.tenderId}` },
      { label: { key: 'challenge.by' }, value: challenge.organizationName }, { label: { key: 'challenge.step.label' }, value: stepText(challenge.step) },
      ...(challenge.sentAt ? [
        { label: { key: 'challenge.sent-at' }, value: challenge.sentAt, type: 'datetime', hint: { text: challenge.sentBy?.name ?? '' } },
        { label: { key: 'challenge.reply-by' }, value: challenge.replyBy ?? null, type: 'date' },
      ] : []),
    ],
    said: grievanceRows(challenge), files: filesShown(challenge.files, at),
    line: challenge.sentAt && challenge.status !== 'withdrawn' ? [
      { key: 'challenge.sent-at', at: challenge.sentAt }, challenge.reply ? { key: 'challenge.line.answered', at: challenge.reply.at } : { key: 'challenge.reply-by', at: challenge.replyBy },
      ...(complainUntil ? [{ key: 'challenge.line.complain-until', at: endOfDay(complainUntil) }] : []),
    ] : [],
    hold: challenge.hold ? { reason: challenge.hold.reason, name: challenge.hold.by.name, at: challenge.hold.at, over: challenge.status !== 'sent' } : null,
    reply: challenge.reply ? { ...challenge.reply, outcome: { key: `challenge.outcome.${challenge.reply.outcome}` } } : null,
    remedy: remedyPart(challenge.remedy, tender, may(challengePolicy.reply, actor, challenge)), again: shown.again && may(challengePolicy.reply, actor, challenge),
    holding: challenge.status === 'sent' && !challenge.hold && may(challengePolicy.hold, actor, challenge) ? {
      href: `${at}/hold`, open: { key: 'challenge.hold.open' }, title: { key: 'challenge.hold.title' }, text: { key: 'challenge.hold.text' }, reason: { key: 'challenge.hold.reason' },
      submit: { key: 'challenge.hold.open' }, tone: 'quiet', fields: [{ name: 'revision', value: challenge.revision }],
    } : null,
    withdrawing: withdrawing(challenge, actor, at),
    complaint: complaint ? { reference: complaint.reference, href: `/complaints/${complaint.id}`, status: complaintChip(complaint) } : null,
    complaining: !complaint && challenge.sent && challenge.status !== 'withdrawn' && may(complaintPolicy.file, actor, challenge)
      ? { blockers: complaintBlockers, until: complainUntil ?? '', action: { key: 'challenge.complain', href: `${at}/complain`, icon: 'flag' } } : null,
    events: timelineOf(events), discussion: discussionPart(shown.discussion),
  }
})

/** Facts, basis and request, as they stand in a challenge and in a complaint. */
export const grievanceRows = ({ facts, basis, request }: Pick<Challenge, 'facts' | 'basis' | 'request'>) => [
  { label: { key: 'challenge.facts' }, value: facts || '—' }, { label: { key: 'challenge.basis' }, value: basis || '—' }, { label: { key: 'challenge.request' }, value: request || '—' },
]

function withdrawing(challenge: Challenge, actor: Actor, at: string) {
  const sentence = challenge.sent ? challengePolicy.send : challengePolicy.write
  if (!['draft', 'sent'].includes(challenge.status) || !may(sentence, actor, challenge)) return null
  const word = challenge.sent ? 'withdraw' : 'discard'
  return {
    href: `${at}/withdraw`, open: { key: `challenge.${word}.open` }, title: { key: `challenge.${word}.title` }, text: { key: `challenge.${word}.text` },
    submit: { key: `challenge.${word}.open` }, fields: [{ name: 'revision', value: challenge.revision }],
  }
}

/** Whose turn it is, and what this person can do. */
function nextOf({ challenge, tender, complaint, actor, sendBlockers, complaintBlockers }: Shown) {
  const at = `/challenges/${challenge.id}`
  const closed = complaint !== null || complaintBlockers.length > 0
  const signs = may(challengePolicy.send, actor, challenge)
  const replies = may(challengePolicy.reply, actor, challenge)
  const own = may(challengePolicy.write, actor, challenge)
  const blocked = replies && challenge.status === 'sent' ? replyBlockers(tender, actor.id) : []
  return {
    status: challengeChip(challenge), text: { key: `challenge.next.${challenge.status === 'answered' && closed ? 'closed' : challenge.status}` },
    who: challenge.status === 'draft' ? { key: 'challenge.who.signatory' } : challenge.status === 'sent' ? { key: 'challenge.who.buyer' } : '',
    due: challenge.status === 'sent' ? challenge.replyBy ?? null : null,
    actions: [
      ...(challenge.status === 'draft' && signs && sendBlockers.length === 0
        ? [{ key: 'challenge.send', href: `${at}/send`, method: 'post', name: 'revision', value: String(challenge.revision), tone: 'primary', icon: 'pen' }] : []),
      ...(challenge.status === 'draft' && own ? [{ key: 'challenge.edit', href: `${at}/edit`, icon: 'pencil' }] : []),
      ...(challenge.status === 'sent' && replies && blocked.length === 0 ? [{ key: 'challenge.reply.open', href: `${at}/reply`, tone: 'primary', icon: 'pen' }] : []),
      ...(challenge.sent && own ? [{ key: 'challenge.receipt.open', href: `${at}/receipt`, icon: 'printer' }] : []),
    ],
    blockers: challenge.status === 'draft' && own ? sendBlockers : blocked,
  }
}

/** The answer as the other bidders read it. */
export const answerPage = view('tender/challenge-answer', ({ id: _, reference, tenderId, tenderReference, tenderTitle, step, reply, remedy }: ReplySeen) => ({
  title: { key: 'challenge.answer.title' }, reference, breadcrumbs: challengeCrumbs({ id: tenderId, reference: tenderReference }, { text: reference }),
  facts: [
    { label: { key: 'challenge.tender' }, value: tenderReference, href: `/tenders/${tenderId}`, hint: { text: tenderTitle } }, { label: { key: 'challenge.step.label' }, value: stepText(step) },
    { label: { key: 'challenge.outcome.label' }, value: { key: `challenge.outcome.${reply.outcome}` } }, { label: { key: 'challenge.replied-at' }, value: reply.at, type: 'datetime' },
    ...(remedy ? [{ label: { key: 'challenge.remedy.label' }, value: { key: `challenge.remedy-says.${remedy.kind}` } }] : []),
  ],
  text: reply.text,
}))

export const replyForm = view('tender/challenge-reply', (challenge: Challenge, remedies: RemedyKind[], blockers: Blocker[]) => ({
  title: { key: 'challenge.reply.open' }, reference: challenge.reference, lead: challenge.tenderTitle, breadcrumbs: challengeCrumbs(ofTender(challenge), { text: challenge.reference, href: `/challenges/${challenge.id}` }, { key: 'challenge.reply.open' }),
  challenge, said: grievanceRows(challenge), files: filesShown(challenge.files, `/challenges/${challenge.id}`), blockers, open: challenge.status === 'sent' && blockers.length === 0,
  outcomes: ReplyOutcome.options.map(value => ({ value, key: `challenge.outcome.${value}`, hint: { key: `challenge.outcome-hint.${value}` } })),
  remedies: remedies.map(value => ({ value, key: `challenge.remedy.${value}` })),
  text: challenge.step === 'document' ? 'challenge.reply.alone' : 'challenge.reply.others', action: `/challenges/${challenge.id}/reply`, back: `/challenges/${challenge.id}`,
}))

const COMPLAINT_TONE = { filed: 'waiting', correction: 'waiting', accepted: 'info', dismissed: 'done', upheld: 'good', refused: 'bad', withdrawn: 'done' } as const
export const complaintChip = ({ status }: Pick<Complaint, 'status'>) => ({ key: `challenge.complaint-status.${status}`, tone: COMPLAINT_TONE[status] })
