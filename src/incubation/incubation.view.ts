import type { Actor } from '../kernel/actor.ts'
import { openActions } from '../kernel/flow.ts'
import { may } from '../kernel/policy.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Discussed } from '../platform/comment.service.ts'
import { discussionPart } from '../platform/comment.view.ts'
import type { Call } from './call.schema.ts'
import { home } from './call.view.ts'
import { noticeBlockers } from './notice.rules.ts'
import { objectionPart } from './notice.view.ts'
import { incubationPolicy } from './incubation.policy.ts'
import { acceptBlockers, answerDue, enterBlockers, entryDue, followUpEnd, incubationFlow, finalReviewFrom, midReviewDue, residenceEnd, reviewBlockers, type IncubationAction } from './incubation.rules.ts'
import { Review, Service, SIDES, type Incubation } from './incubation.schema.ts'
import { statusChip } from './site.view.ts'
import type { Site } from './site.schema.ts'

const OF_THE_ORGANIZATION: IncubationAction[] = ['sign', 'withdraw']
/** Done on the public notice, and at each objection. */
const ELSEWHERE: IncubationAction[] = ['object', 'answer']
/** Steps with a form of their own. */
export const FORMS = ['accept', 'plan', 'note', 'review', 'extend', 'follow-up'] as const
export type FormStep = (typeof FORMS)[number]
const isForm = (action: IncubationAction): action is FormStep => FORMS.includes(action as FormStep)
/** Steps that ask for a reason first. */
const REASONED: IncubationAction[] = ['refuse', 'withdraw', 'leave']
/** Steps that bind and are not taken back: they say so and ask once more. */
const BINDING: IncubationAction[] = ['sign', 'graduate']
const FORWARD: IncubationAction[] = ['accept', 'enter']

const services = Service.options.map(value => ({ value, key: `incubation.service.${value}` }))
const kinds = Review.shape.kind.options.map(value => ({ value, key: `incubation.review-kind.${value}` }))
/** The reviews that can be made now. */
const reviewsNow = (incubation: Incubation, now: Date) => kinds.filter(({ value }) => reviewBlockers(incubation, value, { now, early: 'asked for' }).length === 0)

type Shown = {
  incubation: Incubation; site: Site; call: Call | null; organizationName: string; standing: Blocker[]; graduateBlockers: Blocker[]
  events: TimelineEvent[]; discussion: Discussed | null; actor: Actor; now: Date
}

/** What happens next, and whose turn it is. */
function nextStep(incubation: Incubation, now: Date): { step: string; who: string; due?: Date | null | undefined } | null {
  const { status, agreement, reviews, plan } = incubation
  const end = residenceEnd(incubation)
  const has = (kind: string) => reviews.some(each => each.kind === kind)
  if (status === 'applied') return { step: has('entry') ? 'decide' : 'entry', who: 'centre', due: answerDue(incubation) }
  if (status === 'accepted' && !agreement?.signedAt && noticeBlockers(incubation, now).length > 0) {
    return { step: incubation.objections.length > 0 ? 'objection' : 'notice', who: 'centre', due: incubation.notice?.until }
  }
  if (status === 'accepted') return agreement?.signedAt ? { step: 'enter', who: 'centre', due: entryDue(incubation) } : { step: 'sign', who: 'owner', due: entryDue(incubation) }
  const followed = followUpEnd(incubation)
  if (status === 'graduated') return followed && now <= followed ? { step: 'follow-up', who: 'centre', due: followed } : null
  if (status !== 'resident') return null
  return plan.length === 0 ? { step: 'plan', who: 'centre' }
    : has('final') ? { step: 'exit', who: 'centre', due: end }
      : has('mid') ? { step: 'final', who: 'centre', due: end } : { step: 'mid', who: 'centre', due: midReviewDue(incubation) }
}

/** What an action waits for; the same lists refuse it. */
const blockersOf = ({ incubation, site, standing, graduateBlockers, now }: Shown, action: IncubationAction): Blocker[] =>
  action === 'accept' ? acceptBlockers(incubation, site, standing)
    : action === 'sign' ? noticeBlockers(incubation, now)
    : action === 'enter' ? enterBlockers(incubation, now, standing)
      : action === 'graduate' ? graduateBlockers : []

export const incubationPage = view('incubation/show', (shown: Shown) => {
  const { incubation, site, call, organizationName, events, actor, now } = shown
  const at = `/incubation/${incubation.id}`
  const open = openActions(incubationFlow, incubation.status)
    .filter(action => may(action === 'sign' ? incubationPolicy.sign : action === 'withdraw' ? incubationPolicy.apply : incubationPolicy.guide, actor, incubation))
    .filter(action => !ELSEWHERE.includes(action) && (action !== 'sign' || !incubation.agreement?.signedAt) && (action !== 'refuse' || !incubation.agreement?.signedAt))
    .filter(action => action !== 'review' || reviewsNow(incubation, now).length > 0)
  const steps = open.filter(action => !REASONED.includes(action)).map(action => ({
    id: action, blockers: blockersOf(shown, action),
    action: {
      key: `incubation.do.${action}`, href: `${at}/${action}`, tone: FORWARD.includes(action) ? 'primary' : 'quiet',
      ...(!isForm(action) && { method: 'post', name: 'revision', value: String(incubation.revision) }),
    },
  }))
  const isOpen = (action: IncubationAction) => REASONED.includes(action) || (BINDING.includes(action) && steps.some(({ id, blockers }) => id === action && blockers.length === 0))
  const next = nextStep(incubation, now)
  const { agreement, reviews, exitedAt } = incubation
  return {
    title: { text: organizationName }, ref: incubation.reference, status: statusChip(incubation), incubation,
    next: next && { text: { key: `incubation.next.${next.step}` }, who: { key: `role.${next.who}` }, due: next.due ?? null },
    steps: steps.filter(({ id, blockers }) => blockers.length === 0 && !BINDING.includes(id)), blocked: steps.filter(({ blockers }) => blockers.length > 0),
    asks: open.filter(isOpen).map(action => ({
      href: `${at}/${action}`, open: { key: `incubation.do.${action}` }, title: { key: `incubation.ask.${action}` }, text: { key: `incubation.ask-text.${action}` },
      submit: { key: `incubation.do.${action}` }, fields: [{ name: 'revision', value: incubation.revision }],
      ...(BINDING.includes(action) ? { tone: 'primary', icon: 'check-circle' } : { reason: { key: 'incubation.reason' } }),
    })),
    byOrganization: open.some(action => OF_THE_ORGANIZATION.includes(action)),
    facts: [
      { label: { key: 'incubation.organization' }, value: organizationName, href: `/organizations/${incubation.organizationId}` },
      { label: { key: 'incubation.site.label' }, value: site.name, href: `/incubation/sites/${site.id}` },
      ...(call ? [{ label: { key: 'incubation.call.label' }, value: call.title, href: `/incubation/calls/${call.id}` }] : []),
      { label: { key: 'incubation.mode.label' }, value: { key: `incubation.mode.${incubation.mode}` } },
      { label: { key: 'incubation.stage.label' }, value: { key: `incubation.stage.${incubation.stage}` } },
      { label: { key: 'incubation.need' }, value: incubation.need }, { label: { key: 'incubation.team' }, value: incubation.team },
    ],
    breadcrumbs: [home, { text: incubation.reference }],
    // What was not reached before the end is no step any more.
    line: [
      { key: 'incubation.line.applied', at: incubation.appliedAt }, ...(incubation.notice ? [{ key: 'incubation.line.noticed', at: incubation.notice.until }] : []), { key: 'incubation.line.signed', at: agreement?.signedAt ?? null },
      { key: 'incubation.line.entered', at: incubation.enteredAt ?? null },
      { key: 'incubation.line.mid', at: reviews.find(({ kind }) => kind === 'mid')?.at ?? (exitedAt ? null : midReviewDue(incubation)) },
      { key: exitedAt ? 'incubation.line.exited' : 'incubation.line.ends', at: exitedAt ?? residenceEnd(incubation) },
    ].filter(({ at }) => at !== null || incubation.underWay),
    notice: incubation.notice ? { key: 'incubation.notice.link', href: `/incubation/notices/${incubation.id}`, icon: 'megaphone' } : null,
    ...objectionPart(incubation, actor),
    agreement: agreement ? [
      { label: { key: 'incubation.agreement.from' }, value: agreement.from, type: 'date' }, { label: { key: 'incubation.agreement.to' }, value: agreement.to, type: 'date' },
      { label: { key: 'incubation.agreement.duties' }, value: agreement.duties }, { label: { key: 'incubation.agreement.offered-by' }, value: agreement.offeredBy.name },
      { label: { key: 'incubation.agreement.signed-by' }, value: agreement.signedBy?.name }, { label: { key: 'incubation.agreement.signed-at' }, value: agreement.signedAt, type: 'datetime' },
    ] : null,
    plan: incubation.plan.map(({ service, text, due }) => ({ service: { key: `incubation.service.${service}` }, text, due })),
    planColumns: [
      { name: 'service', label: { key: 'incubation.service.label' } }, { name: 'text', label: { key: 'incubation.plan.text' } }, { name: 'due', label: { key: 'incubation.plan.due' }, type: 'date' },
    ],
    records: incubation.records.map(({ on, service, hours, text, by }) => ({ on, service: { key: `incubation.service.${service}` }, hours, text, by: by.name })).reverse(),
    recordColumns: [
      { name: 'on', label: { key: 'incubation.record.on' }, type: 'date' }, { name: 'service', label: { key: 'incubation.service.label' } },
      { name: 'hours', label: { key: 'incubation.record.hours' }, type: 'number' }, { name: 'text', label: { key: 'incubation.record.text' } }, { name: 'by', label: { key: 'incubation.record.by' } },
    ],
    card: SIDES.map(side => ({
      side: { key: `incubation.side.${side}` }, ...Object.fromEntries(incubation.reviews.map(({ kind, card }) => [kind, card[side]])),
    })),
    cardTotals: { side: { key: 'incubation.review.score' }, ...Object.fromEntries(incubation.reviews.map(({ kind, score }) => [kind, score])) },
    cardColumns: [{ name: 'side', label: { key: 'incubation.side.label' } },
      ...incubation.reviews.map(({ kind }) => ({ name: kind, label: { key: `incubation.review-kind.${kind}` }, type: 'score' }))],
    reviews: incubation.reviews.map(({ kind, opinion, by, at: on, early }) => ({
      label: { key: `incubation.review-kind.${kind}` }, value: opinion, hint: { key: early ? 'incubation.review.by-early' : 'incubation.review.by', params: { name: by.name, on, early } },
    })),
    visits: incubation.followUps.map(({ on, text, by }) => ({ on, text, by: by.name })),
    visitColumns: [{ name: 'on', label: { key: 'incubation.record.on' }, type: 'date' }, { name: 'text', label: { key: 'incubation.record.text' } }, { name: 'by', label: { key: 'incubation.record.by' } }],
    events: timelineOf(events), discussion: discussionPart(shown.discussion),
  }
})

const when = { name: 'on', label: { key: 'incubation.record.on' }, type: 'date', required: true, narrow: true }
const said = { name: 'text', label: { key: 'incubation.record.text' }, type: 'textarea', rows: 4, required: true, max: 600 }
const months = (incubation: Incubation) => ({ name: 'months', label: { key: 'incubation.months' }, type: 'number', value: incubation.terms.months, required: true, narrow: true })

/** Would the final review be made before its time? Then it says why. */
const isEarlyFinal = (incubation: Incubation, now: Date): boolean => reviewsNow(incubation, now).some(({ value }) => value === 'final') && reviewBlockers(incubation, 'final', { now }).length > 0

const GOALS = 5
/** The questions of each step, drawn one below the other. */
const QUESTIONS: Record<FormStep, (incubation: Incubation, now: Date) => object[]> = {
  accept: (incubation, now) => [
    {
      name: 'from', label: { key: 'incubation.agreement.from' }, type: 'date', value: incubation.terms.noticeWorkdays > 0 ? null : now, required: true, narrow: true,
      ...(incubation.terms.noticeWorkdays > 0 && { hint: { key: 'incubation.agreement.from-hint', params: { days: incubation.terms.noticeWorkdays } } }),
    }, months(incubation),
    { name: 'duties', label: { key: 'incubation.agreement.duties' }, hint: { key: 'incubation.agreement.duties-hint' }, type: 'textarea', rows: 6, required: true, max: 2_000 },
  ],
  plan: ({ plan }) => Array.from({ length: Math.max(GOALS, plan.length + 1) }, (_, n) => [
    { select: true, name: `goals.${n}.service`, label: { key: 'incubation.plan.service', params: { n: n + 1 } }, options: services, value: plan[n]?.service, blank: { key: 'incubation.plan.none' }, narrow: true },
    { name: `goals.${n}.text`, label: { key: 'incubation.plan.text' }, value: plan[n]?.text },
    { name: `goals.${n}.due`, label: { key: 'incubation.plan.due' }, type: 'date', value: plan[n]?.due, narrow: true },
  ]).flat(),
  note: (_, now) => [
    { ...when, value: now }, { select: true, name: 'service', label: { key: 'incubation.service.label' }, options: services, required: true, narrow: true },
    { name: 'hours', label: { key: 'incubation.record.hours' }, type: 'number', value: 1, required: true, narrow: true }, said,
  ],
  review: (incubation, now) => [
    { select: true, name: 'kind', label: { key: 'incubation.review.kind' }, options: reviewsNow(incubation, now), required: true, narrow: true },
    ...SIDES.map(side => ({ name: `card.${side}`, label: { key: `incubation.side.${side}` }, hint: { key: `incubation.side-hint.${side}` }, type: 'points', required: true, narrow: true })),
    { name: 'opinion', label: { key: 'incubation.review.opinion' }, type: 'textarea', rows: 5, required: true, max: 1_000 },
    ...(isEarlyFinal(incubation, now) ? [{ name: 'early', label: { key: 'incubation.review.early' }, hint: { key: 'incubation.review.early-hint', params: { from: finalReviewFrom(incubation) } }, type: 'textarea', rows: 2, max: 500 }] : []),
  ],
  extend: incubation => [{ ...months(incubation), value: 6 }, { name: 'reason', label: { key: 'incubation.reason' }, type: 'textarea', rows: 3, required: true }],
  'follow-up': (_, now) => [{ ...when, value: now }, said],
}

export const stepForm = view('incubation/step', (step: FormStep, incubation: Incubation, organizationName: string, now: Date) => ({
  title: { key: `incubation.do.${step}` }, lead: { text: `${incubation.reference} ${organizationName}` }, incubation,
  action: `/incubation/${incubation.id}/${step}`, back: `/incubation/${incubation.id}`, submit: { key: `incubation.do.${step}` },
  breadcrumbs: [home, { text: incubation.reference, href: `/incubation/${incubation.id}` }, { key: `incubation.do.${step}` }], hint: { key: `incubation.step-hint.${step}` }, questions: QUESTIONS[step](incubation, now),
}))
