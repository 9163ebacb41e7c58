import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import { challengePolicy } from './challenge.policy.ts'
import type { Challenge, RemedyKind } from './challenge.schema.ts'
import { challengeCrumbs, complaintChip, filesShown, grievanceRows, remedyPart, stepText } from './challenge.view.ts'
import { complaintPolicy } from './complaint.policy.ts'
import { decideBlockers } from './complaint.rules.ts'
import type { Complaint } from './complaint.schema.ts'
import { isSuspending } from './remedy.rules.ts'
import type { Tender } from './tender.schema.ts'

const crumbs = (complaint: Complaint, ...more: object[]) =>
  challengeCrumbs({ id: complaint.tenderId, reference: complaint.tenderReference }, { text: complaint.reference, ...(more.length > 0 && { href: `/complaints/${complaint.id}` }) }, ...more)

export const complaintForm = view('tender/complaint-form', (challenge: Challenge, blockers: Blocker[], complaint: Complaint | null) => ({
  title: { key: complaint ? 'challenge.complaint.correct' : 'challenge.complaint.new' }, reference: complaint?.reference ?? challenge.reference, lead: challenge.tenderTitle,
  breadcrumbs: challengeCrumbs({ id: challenge.tenderId, reference: challenge.tenderReference }, { text: challenge.reference, href: `/challenges/${challenge.id}` }, { key: complaint ? 'challenge.complaint.correct' : 'challenge.complaint.new' }),
  blockers, asked: complaint?.correction?.text ?? '', revision: complaint?.revision ?? null, was: complaint ?? challenge, files: complaint ? filesShown(complaint.files, `/complaints/${complaint.id}`) : [],
  reply: challenge.reply?.text ?? '', action: complaint ? `/complaints/${complaint.id}/correct` : `/challenges/${challenge.id}/complaints`, back: complaint ? `/complaints/${complaint.id}` : `/challenges/${challenge.id}`,
}))

type Shown = { complaint: Complaint; tender: Tender; whole: boolean; actor: Actor; now: Date; events: TimelineEvent[]; lastDay: string }
/** The whole complaint, or for everybody the decision. */
export const complaintPage = view('tender/complaint', (shown: Shown) => {
  const { complaint, tender, whole, actor, now, events, lastDay } = shown
  const at = `/complaints/${complaint.id}`
  const handles = may(complaintPolicy.handle, actor, complaint)
  const revision = [{ name: 'revision', value: complaint.revision }]
  const asking = (word: string, path: string, more: object = {}) =>
    ({ href: `${at}/${path}`, open: { key: `challenge.${word}.open` }, title: { key: `challenge.${word}.title` }, text: { key: `challenge.${word}.text` }, reason: { key: 'challenge.why' }, submit: { key: `challenge.${word}.open` }, fields: revision, ...more })
  const running = ['filed', 'correction', 'accepted'].includes(complaint.status)
  return {
    title: { key: 'challenge.complaint.one', params: { title: complaint.tenderTitle } }, reference: complaint.reference, status: complaintChip(complaint), complaint, whole,
    breadcrumbs: crumbs(complaint), next: whole ? nextOf(shown) : null,
    facts: [
      { label: { key: 'challenge.tender' }, value: complaint.tenderReference, href: `/tenders/${complaint.tenderId}` }, { label: { key: 'challenge.complaint.by' }, value: complaint.organizationName },
      { label: { key: 'challenge.complaint.respondent' }, value: complaint.buyerName }, { label: { key: 'challenge.step.label' }, value: stepText(complaint.step) },
      ...(whole ? [
        { label: { key: 'challenge.kind.challenge' }, value: complaint.challengeReference, href: `/challenges/${complaint.challengeId}` },
        { label: { key: 'challenge.complaint.filed-at' }, value: complaint.filedAt, type: 'datetime', hint: { text: complaint.filedBy.name } },
        ...(complaint.acceptedAt ? [{ label: { key: 'challenge.complaint.accepted-at' }, value: complaint.acceptedAt, type: 'datetime' }] : []),
        ...(running ? [{ label: { key: 'challenge.complaint.decide-by' }, value: complaint.decideBy, type: 'date' }] : []),
      ] : [{ label: { key: 'challenge.request' }, value: complaint.request }]),
    ],
    said: whole ? grievanceRows(complaint) : [], files: whole ? filesShown(complaint.files, at) : [],
    correction: whole ? complaint.correction ?? null : null, response: whole ? complaint.response ?? null : null, ended: complaint.ended ?? null,
    line: whole && (running || complaint.decision) ? [
      { key: 'challenge.complaint.filed-at', at: complaint.filedAt },
      complaint.acceptedAt ? { key: 'challenge.complaint.accepted-at', at: complaint.acceptedAt } : { key: 'challenge.line.check-by', at: complaint.checkBy },
      ...(complaint.response ? [{ key: 'challenge.line.responded', at: complaint.response.at }] : complaint.respondBy && !complaint.decision ? [{ key: 'challenge.line.respond-by', at: complaint.respondBy }] : []),
      complaint.decision ? { key: 'challenge.line.decided', at: complaint.decision.at } : { key: 'challenge.complaint.decide-by', at: complaint.decideBy },
    ] : [],
    suspension: complaint.suspension ? { ...complaint.suspension, liftedAt: complaint.suspension.liftedAt ?? null, inForce: isSuspending(complaint, now) } : null,
    decision: complaint.decision ?? null, remedy: remedyPart(complaint.remedy, tender, may(challengePolicy.reply, actor, { ...complaint, sent: true })),
    asks: [
      ...(handles && complaint.status === 'filed' ? [...(complaint.correction ? [] : [asking('to-correct', 'ask-correction', { tone: 'quiet' })]), asking('refuse', 'refuse')] : []),
      ...(handles && complaint.status === 'correction' ? [asking('refuse', 'refuse')] : []),
      ...(running && may(complaintPolicy.file, actor, complaint) ? [asking('withdraw-complaint', 'withdraw')] : []),
    ],
    responding: complaint.status === 'accepted' && !complaint.response && may(complaintPolicy.respond, actor, complaint) ? `${at}/respond` : '',
    suspending: complaint.status === 'accepted' && handles && !complaint.suspension ? { action: `${at}/suspend`, lastDay } : null,
    events: timelineOf(events),
  }
})

function nextOf({ complaint, actor, now }: Shown) {
  const at = `/complaints/${complaint.id}`
  const handles = may(complaintPolicy.handle, actor, complaint)
  const button = (word: string) => ({ key: `challenge.${word}`, href: `${at}/${word}`, method: 'post', name: 'revision', value: String(complaint.revision) })
  const { status } = complaint
  const blockers = status === 'accepted' && handles ? decideBlockers(complaint, now) : []
  const who = { filed: 'supervisor', correction: 'complainant', accepted: complaint.response ? 'supervisor' : 'respondent' }[status as string]
  return {
    status: complaintChip(complaint), text: { key: `challenge.complaint-next.${status === 'accepted' && !complaint.response ? 'copied' : status}` }, who: who ? { key: `challenge.who.${who}` } : '',
    due: status === 'filed' ? complaint.checkBy : status === 'accepted' ? (complaint.response || handles ? complaint.decideBy : complaint.respondBy ?? null) : null,
    actions: [
      ...(handles && status === 'filed' ? [{ ...button('accept'), tone: 'primary', icon: 'check-circle' }] : []),
      ...(handles && status === 'accepted' && blockers.length === 0 ? [{ key: 'challenge.decide.open', href: `${at}/decide`, tone: 'primary', icon: 'hammer' }] : []),
      ...(handles && isSuspending(complaint, now) ? [{ ...button('lift') }] : []),
      ...(status === 'correction' && may(complaintPolicy.file, actor, complaint) ? [{ key: 'challenge.complaint.correct', href: `${at}/correct`, tone: 'primary', icon: 'pencil' }] : []),
    ],
    blockers,
  }
}

export const decideForm = view('tender/complaint-decide', (complaint: Complaint, remedies: RemedyKind[], blockers: Blocker[]) => ({
  title: { key: 'challenge.decide.open' }, reference: complaint.reference, lead: complaint.tenderTitle, breadcrumbs: crumbs(complaint, { key: 'challenge.decide.open' }), complaint,
  said: grievanceRows(complaint), response: complaint.response ?? null, blockers, open: complaint.status === 'accepted' && blockers.length === 0,
  outcomes: ['dismissed', 'upheld'].map(value => ({ value, key: `challenge.complaint-status.${value}`, hint: { key: `challenge.decide.${value}` } })),
  remedies: remedies.map(value => ({ value, key: `challenge.remedy.${value}` })), action: `/complaints/${complaint.id}/decide`, back: `/complaints/${complaint.id}`,
}))
