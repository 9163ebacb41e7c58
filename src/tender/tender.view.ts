import type { Actor } from '../kernel/actor.ts'
import type { Money } from '../kernel/money.ts'
import { endOfDay, type Day } from '../kernel/period.ts'
import { may, mayAtAll } from '../kernel/policy.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Discussed } from '../platform/comment.service.ts'
import { discussionPart } from '../platform/comment.view.ts'
import { dossierAction } from '../platform/dossier.view.ts'
import { custodianRole, depositBlockers, openingBlockers } from './opening.rules.ts'
import type { OpeningShown } from './opening.service.ts'
import { documentOf } from './tender-document.view.ts'
import { mendedBeforePublishing, nextOf, type Readiness } from './tender-next.view.ts'
import { mended } from './tender-section.view.ts'
import { tenderPolicy } from './tender.policy.ts'
import { isOpenForBids, statusNow } from './tender.rules.ts'
import { FailTender, TenderStatus, type Tender, type TenderFilter } from './tender.schema.ts'

const TONE: Record<TenderStatus, string> = {
  draft: 'muted', submitted: 'waiting', approved: 'waiting', published: 'info', closed: 'waiting', opened: 'info', qualified: 'info',
  scoring: 'info', ranked: 'info', awarded: 'good', contracted: 'done', failed: 'bad', cancelled: 'done',
}
export const statusChip = (tender: Tender, now: Date) => {
  const status = statusNow(tender, now)
  return { key: `tender.status.${status}`, tone: TONE[status] }
}
const crumbs = (tender: Tender, ...more: { key: string }[]) =>
  [{ key: 'tender.list.title', href: '/tenders' }, { text: tender.reference, href: `/tenders/${tender.id}` }, ...more]

type Listed = { filter: TenderFilter; areas: { value: string; text: string }[]; actor: Actor; now: Date }
export const tenderList = view('tender/list', (tenders: Tender[], { filter, areas, actor, now }: Listed) => ({
  title: { key: 'tender.list.title' },
  actions: mayAtAll(tenderPolicy.draft, actor) ? [{ key: 'tender.new.title', href: '/tenders/new', tone: 'primary', icon: 'plus-lg' }] : [],
  fields: [
    { name: 'q', label: { key: 'tender.list.search' }, type: 'search', value: filter.q ?? '' },
    { name: 'status', label: { key: 'tender.field.status' }, type: 'select', value: filter.status ?? '',
      options: TenderStatus.options.map(value => ({ value, key: `tender.status.${value}` })) },
    { name: 'area', label: { key: 'registry.area.and-below' }, type: 'select', value: filter.area, options: areas },
  ],
  columns: [
    { name: 'reference', label: { key: 'tender.field.reference' } }, { name: 'title', label: { key: 'tender.field.title' }, href: 'href' },
    { name: 'buyer', label: { key: 'tender.field.buyer' } }, { name: 'ceiling', label: { key: 'tender.field.ceiling' }, type: 'money' },
    { name: 'deadline', label: { key: 'tender.field.deadline' }, type: 'datetime' }, { name: 'status', label: { key: 'tender.field.status' }, type: 'chip' },
  ],
  rows: tenders.map(tender => ({
    reference: tender.reference, title: tender.title, href: `/tenders/${tender.id}`, buyer: tender.buyer.name, ceiling: tender.ceiling,
    deadline: tender.bidDeadline ?? null, status: statusChip(tender, now),
  })),
  empty: { title: { key: 'tender.list.none' }, text: { key: 'tender.list.none-text' } },
}))

export type LineChoice = { id: string; text: string; available: Money }

export const tenderNew = view('tender/new', (lines: LineChoice[], chosen: string) => ({
  title: { key: 'tender.new.title' }, chosen,
  lines: lines.map(({ id, text, available }) => ({ value: id, key: 'tender.new.line', params: { line: text, available } })),
}))

/** Until when the document may be challenged, until when the purchase is suspended, and what makes its next step wait. */
export type Grievance = { last: Day | null; until: Date | null; waits: Blocker[] }
export type ShownTender = { tender: Tender; actor: Actor; now: Date; readiness: Readiness; events: TimelineEvent[]; discussion: Discussed | null; grievance: Grievance }

export const tenderPage = view('tender/show', ({ tender, actor, now, readiness, events, discussion, grievance }: ShownTender) => {
  const staff = may(tenderPolicy.work, actor, tender)
  const answers = may(tenderPolicy.answer, actor, tender)
  const open = isOpenForBids(tender, now)
  return {
    title: { text: tender.title }, id: tender.id, revision: tender.revision, reference: tender.reference, status: statusChip(tender, now),
    actions: [dossierAction(`/tenders/${tender.id}`)],
    breadcrumbs: [{ key: 'tender.list.title', href: '/tenders' }, { text: tender.reference }],
    next: nextOf(tender, actor, { now, readiness, waits: staff ? grievance.waits : [] }),
    challengeUntil: grievance.last ?? '', suspendedUntil: grievance.until,
    ...decisions({ tender, actor, readiness }),
    // What ended early has no dates to come.
    points: [
      { key: 'tender.line.published', at: tender.publishedAt ?? null }, { key: 'tender.line.notice', at: tender.noticeUntil ?? null },
      ...(grievance.last && tender.bidDeadline && endOfDay(grievance.last) < tender.bidDeadline ? [{ key: 'tender.line.challenge', at: endOfDay(grievance.last) }] : []),
      { key: 'tender.line.deadline', at: tender.bidDeadline ?? null }, { key: 'tender.line.opened', at: tender.openedAt ?? null },
      { key: 'tender.line.awarded', at: tender.award?.announcedAt ?? null },
    ].filter(({ at }) => at || !['failed', 'cancelled'].includes(tender.status)),
    failure: tender.failure ?? null, returned: tender.returned ?? null,
    retenderOf: tender.retenderOf ?? '', retenderedBy: tender.retenderedBy ?? '',
    document: documentOf(tender), amendments: tender.amendments,
    questions: tender.questions.map(each => ({ ...each, answer: each.answer ?? '', answeredAt: each.answeredAt ?? null, mayAnswer: answers && open && !each.answer })),
    mayAsk: open && may(tenderPolicy.ask, actor, tender) && !staff, announced: tender.announced,
    staff, events: staff ? timelineOf(events) : [], discussion: discussionPart(discussion),
    custodians: tender.custody.custodians.map(({ name, role, at }) => ({ name, role: { key: `tender.keys.role.${role}` }, at })),
    custodianColumns: [
      { name: 'name', label: { key: 'tender.keys.name' } }, { name: 'role', label: { key: 'tender.keys.role.label' } },
      { name: 'at', label: { key: 'tender.keys.at' }, type: 'datetime' },
    ],
  }
})

/** The decisions that are open to this person here, each with a form of its own. */
function decisions({ tender, actor, readiness }: Pick<ShownTender, 'tender' | 'actor' | 'readiness'>) {
  const decides = may(tenderPolicy.approve, actor, tender)
  const own = tender.drafter.accountId === actor.id
  return {
    mayApprove: tender.status === 'submitted' && decides && !own,
    warnings: !may(tenderPolicy.work, actor, tender) ? []
      : tender.status === 'draft' && may(tenderPolicy.draft, actor, tender) ? readiness.warnings.map(mended(tender)) : readiness.warnings,
    mayReturn: ['submitted', 'approved'].includes(tender.status) && decides,
    mayCancel: ['draft', 'submitted', 'approved', 'published'].includes(tender.status) && may(tenderPolicy.cancel, actor, tender),
    mayFail: ['closed', 'opened', 'qualified', 'scoring', 'ranked', 'awarded'].includes(tender.status) && may(tenderPolicy.fail, actor, tender),
    failCodes: FailTender.shape.code.options.map(value => ({ value, key: `tender.fail.${value}` })),
  }
}

export const publishPage = view('tender/publish', (tender: Tender, dates: { earliestDeadline: Day; noticeUntil: Day }, blockers: Blocker[], actor: Actor) => ({
  title: { key: 'tender.publish.title' }, tender, dates, blockers: blockers.map(mendedBeforePublishing(tender, actor)), breadcrumbs: crumbs(tender, { key: 'tender.publish.title' }),
  suggested: `${dates.earliestDeadline}T09:30`,
}))

export const keysPage = view('tender/keys', (tender: Tender, actor: Actor) => ({
  title: { key: 'tender.keys.title' }, tender, role: { key: `tender.keys.role.${custodianRole(actor)}` },
  blockers: depositBlockers(tender, actor), breadcrumbs: crumbs(tender, { key: 'tender.keys.title' }),
}))

export const amendPage = view('tender/amend', (tender: Tender, earliest: Day) => ({
  title: { key: 'tender.amend.title' }, tender, earliest, breadcrumbs: crumbs(tender, { key: 'tender.amend.title' }),
}))

/** The record once it is opened, the bids of it that this person may read, and what makes the opening wait before. */
export type ShownOpening = { tender: Tender; actor: Actor; record: OpeningShown | null; readable: string[]; waits: Blocker[] }

export const openingPage = view('tender/opening', ({ tender, actor, record, readable, waits }: ShownOpening) => ({
  title: { key: 'tender.opening.title' }, tender, breadcrumbs: crumbs(tender, { key: 'tender.opening.title' }),
  blockers: may(tenderPolicy.hold, actor, tender) ? [...openingBlockers(tender, actor), ...waits] : [],
  mayEnter: tender.status === 'closed' && may(tenderPolicy.hold, actor, tender), isSecond: Boolean(tender.custody.handedOver),
  record: record && {
    ...record, reference: tender.reference,
    facts: [
      { label: { key: 'tender.opening.at' }, value: record.at, type: 'datetime' }, { label: { key: 'tender.opening.place' }, value: record.place },
      { label: { key: 'tender.opening.by' }, value: record.by.join('、') }, { label: { key: 'tender.opening.received' }, value: record.received, type: 'number' },
      { label: { key: 'tender.field.ceiling' }, value: tender.ceiling, type: 'money' },
    ],
    rows: record.bids.map(bid => ({ ...bid, href: readable.includes(bid.id) ? `/bids/${bid.id}` : '' })),
  },
  bidColumns: [
    { name: 'organizationName', label: { key: 'tender.opening.bidder' }, href: 'href' }, { name: 'uscc', label: { key: 'tender.opening.uscc' }, type: 'code' },
    { name: 'price', label: { key: 'tender.opening.price' }, type: 'money' }, { name: 'priceWords', label: { key: 'tender.opening.words' } },
    { name: 'receivedAt', label: { key: 'tender.opening.received-at' }, type: 'datetime' }, { name: 'receipt', label: { key: 'tender.opening.receipt' } },
  ],
}))
