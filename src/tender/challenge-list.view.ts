import { view } from '../kernel/view.ts'
import { challengeChip, complaintChip, stepText } from './challenge.view.ts'
import type { Challenge, ChallengeFilter, ReplySeen } from './challenge.schema.ts'
import type { Complaint } from './complaint.schema.ts'

type Listed = { challenges: Challenge[]; replies: ReplySeen[]; complaints: Complaint[]; filter: ChallengeFilter }

/** Challenges, complaints and answers in one list; visitors find the decisions on complaints here (令101 art. 3). */
export const challengeList = view('tender/challenge-list', ({ challenges, replies, complaints, filter }: Listed) => {
  const one = (kind: 'challenge' | 'answer' | 'complaint', each: Challenge | ReplySeen | Complaint, rest: { by: string; at: Date; due: Date | null; status: object }) => ({
    reference: each.reference, href: `/${kind === 'complaint' ? 'complaints' : 'challenges'}/${each.id}`, kind: { key: `challenge.kind.${kind}` }, title: each.tenderTitle,
    step: stepText(each.step), search: `${each.reference} ${each.tenderReference} ${each.tenderTitle} ${rest.by}`, of: kind, ...rest,
  })
  const due = (complaint: Complaint): Date | null =>
    complaint.status === 'filed' ? complaint.checkBy : complaint.status === 'accepted' ? complaint.decideBy : null
  const rows = [
    ...challenges.map(each => one('challenge', each, { by: each.organizationName, at: each.sentAt ?? each.createdAt, due: each.status === 'sent' ? each.replyBy ?? null : null, status: challengeChip(each) })),
    ...replies.map(each => one('answer', each, { by: '', at: each.reply.at, due: null, status: { key: `challenge.outcome-short.${each.reply.outcome}`, tone: 'done' } })),
    ...complaints.map(each => one('complaint', each, { by: each.organizationName, at: each.decision?.at ?? each.filedAt, due: due(each), status: complaintChip(each) })),
  ].filter(({ of, search }) => (!filter.kind || of === filter.kind) && (!filter.q || search.includes(filter.q))).toSorted((a, b) => b.at.getTime() - a.at.getTime())
  return {
    title: { key: 'challenge.list.title' },
    fields: [
      { name: 'q', label: { key: 'challenge.list.search' }, type: 'search', value: filter.q ?? '' },
      { name: 'kind', label: { key: 'challenge.kind.label' }, type: 'select', value: filter.kind ?? '', options: ['challenge', 'answer', 'complaint'].map(value => ({ value, key: `challenge.kind.${value}` })) },
    ],
    columns: [
      { name: 'reference', label: { key: 'challenge.reference' }, href: 'href', type: 'code' }, { name: 'kind', label: { key: 'challenge.kind.label' } },
      { name: 'title', label: { key: 'tender.field.title' } }, { name: 'step', label: { key: 'challenge.step.label' }, only: 'file' }, { name: 'by', label: { key: 'challenge.by' } },
      { name: 'at', label: { key: 'challenge.at' }, type: 'date' }, { name: 'due', label: { key: 'challenge.due' }, type: 'date' }, { name: 'status', label: { key: 'challenge.status.label' }, type: 'chip' },
    ],
    rows, empty: { title: { key: 'challenge.list.none' }, text: { key: 'challenge.list.none-text' }, icon: 'chat-left-text' },
  }
})
