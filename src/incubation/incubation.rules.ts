import { flow, follow } from '../kernel/flow.ts'
import { addDays, dayOf, endOfDay, startOfDay, type Day } from '../kernel/period.ts'
import { scaled, total, type Points } from '../kernel/ratio.ts'
import { Invalid, refuseIfBlocked, RuleBroken, type Blocker, type Problem } from '../kernel/refusal.ts'
import { SIDES, type Apply, type Card, type Extend, type Incubation, type IncubationStatus, type Judge, type Note, type Offer, type PlanGoals, type Visit } from './incubation.schema.ts'
import { noticeBlockers } from './notice.rules.ts'
import type { Notice } from './notice.schema.ts'
import type { Site } from './site.schema.ts'

export type IncubationAction =
  'accept' | 'refuse' | 'withdraw' | 'sign' | 'enter' | 'plan' | 'note' | 'review' | 'extend' | 'graduate' | 'leave' | 'follow-up' | 'object' | 'answer'

/** 申请 → 评审 → 公示 → 签协议 → 入壳 → 培育 → 评估 → 出壳; what is done in a state without leaving it leads back to it. */
export const incubationFlow = flow<IncubationStatus, IncubationAction>({
  applied: { review: 'applied', accept: 'accepted', refuse: 'refused', withdraw: 'withdrawn' },
  accepted: { object: 'accepted', answer: 'accepted', sign: 'accepted', enter: 'resident', refuse: 'refused', withdraw: 'withdrawn' },
  refused: {},
  withdrawn: {},
  resident: { plan: 'resident', note: 'resident', review: 'resident', extend: 'resident', graduate: 'graduated', leave: 'left' },
  graduated: { 'follow-up': 'graduated' },
  left: {},
})

type Person = { id: string; name: string }
export type Done = { by: Person; now: Date }
/** With what stands against the organization at the registry then: on a list, suspended, cancelled. */
type Entering = Done & { standing?: Blocker[] }

/** The same day so many months on, or the month's last day where it is shorter. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(date, last))
  return first.toISOString().slice(0, 10)
}
/** The last day of so many months that begin on a day. */
const endAfter = (from: Date, months: number): Date => startOfDay(addDays(addMonths(dayOf(from), months), -1))
export const isHandled = (incubation: Incubation, { id }: Person): Incubation =>
  incubation.handlers.includes(id) ? incubation : { ...incubation, handlers: [...incubation.handlers, id] }
export const move = (incubation: Incubation, action: IncubationAction): Incubation => {
  const status = follow(incubationFlow, incubation.status, action)
  return { ...incubation, status, underWay: ['applied', 'accepted', 'resident'].includes(status) }
}

/** Why an organization cannot apply: not in order at the registry (`standing`), the site shut, or on its way already. */
export const applyBlockers = (site: Site, standing: Blocker[], others: Incubation[]): Blocker[] => [
  ...standing,
  ...(site.open ? [] : [{ code: 'site-shut' }]),
  ...(others.some(({ underWay }) => underWay) ? [{ code: 'already-incubated' }] : []),
]

type Given = Done & { id: string; reference: string; site: Site; blockers: Blocker[] }
export function apply(draft: Apply, { id, reference, site, blockers, by, now }: Given): Incubation {
  refuseIfBlocked(blockers)
  return {
    ...draft, id, reference, revision: 0, siteId: site.id, areas: site.areas, terms: site.terms, status: 'applied', underWay: true, appliedBy: by, appliedAt: now,
    objections: [], plan: [], records: [], reviews: [], followUps: [], handlers: [],
  }
}

/** Why nobody can say yes yet: the application has not been judged. */
const unjudged = ({ reviews }: Pick<Incubation, 'reviews'>): Blocker[] => reviews.some(({ kind }) => kind === 'entry') ? [] : [{ code: 'entry-review-missing' }]
const full = ({ mode }: Pick<Incubation, 'mode'>, { places, taken }: Pick<Site, 'places' | 'taken'>): Blocker[] =>
  mode === 'desk' && taken >= places ? [{ code: 'site-full', params: { places } }] : []

/** Why the site cannot take it in: not in order at the registry any more, not judged yet, or a desk is asked for and none is free. */
export const acceptBlockers = (incubation: Pick<Incubation, 'mode' | 'reviews'>, site: Pick<Site, 'places' | 'taken'>, standing: Blocker[] = []): Blocker[] =>
  [...standing, ...unjudged(incubation), ...full(incubation, site)]

/** Holds a place for a desk; refused when the last one is gone. */
export function takePlace<S extends Pick<Site, 'places' | 'taken'>>(site: S, incubation: Pick<Incubation, 'mode'>): S {
  refuseIfBlocked(full(incubation, site))
  return incubation.mode === 'desk' ? { ...site, taken: site.taken + 1 } : site
}
export const freePlace = <S extends Pick<Site, 'taken'>>(site: S, { mode }: Pick<Incubation, 'mode'>): S =>
  mode === 'desk' ? { ...site, taken: Math.max(0, site.taken - 1) } : site

/** Does this step hold a place, give one back, or neither? */
export const placeOf = ({ status }: Incubation, action: IncubationAction): 'taken' | 'freed' | null =>
  action === 'accept' ? 'taken'
    : action === 'graduate' || action === 'leave' || (['withdraw', 'refuse'].includes(action) && status === 'accepted') ? 'freed' : null

/** Accepts, for everybody to read first, with the agreement that the organization is then asked to sign. */
export function accept(incubation: Incubation, { from, months, duties }: Offer, { by, now, notice, standing = [] }: Entering & { notice: Notice | null }): Incubation {
  const accepted = move(incubation, 'accept')
  refuseIfBlocked([...standing, ...unjudged(incubation)])
  const problems: Problem[] = [
    ...(dayOf(from) < dayOf(now) ? [{ field: 'from', code: 'in-the-past' }]
      : notice && from <= notice.until ? [{ field: 'from', code: 'within-notice', params: { until: dayOf(notice.until) } }] : []),
    ...(months > incubation.terms.monthsAtMost ? [{ field: 'months', code: 'too-big-number', params: { maximum: incubation.terms.monthsAtMost } }] : []),
  ]
  if (problems.length > 0) throw new Invalid('invalid-input', 'The offer needs correcting', { problems })
  return isHandled({ ...accepted, ...(notice && { notice }), agreement: { from, to: endAfter(from, months), duties, offeredBy: by, offeredAt: now } }, by)
}

/** Refuses an application, or takes an acceptance back as long as nothing is signed. */
export function refuse(incubation: Incubation, { by }: Done): Incubation {
  const refused = move(incubation, 'refuse')
  refuseIfBlocked(incubation.agreement?.signedAt ? [{ code: 'agreement-signed' }] : [])
  return isHandled(refused, by)
}
export const withdraw = (incubation: Incubation): Incubation => move(incubation, 'withdraw')

/** The organization signs what was offered, once the notice is over and what was held against it is settled. */
export function sign(incubation: Incubation, { by, now }: Done): Incubation {
  const { agreement, ...rest } = move(incubation, 'sign')
  if (!agreement || agreement.signedAt) throw new RuleBroken('nothing-to-sign', 'There is no agreement that waits for a signature')
  refuseIfBlocked(noticeBlockers(incubation, now))
  return { ...rest, agreement: { ...agreement, signedBy: by, signedAt: now } }
}

/** I1: no entry without a signed agreement, nor before its first day; nor of an organization that a list has caught meanwhile. */
export const enterBlockers = ({ agreement }: Incubation, now: Date, standing: Blocker[] = []): Blocker[] => [
  ...standing,
  ...(agreement?.signedAt ? [] : [{ code: 'agreement-unsigned' }]),
  ...(agreement && dayOf(now) < dayOf(agreement.from) ? [{ code: 'agreement-not-begun', params: { from: dayOf(agreement.from) } }] : []),
]
export function enter(incubation: Incubation, { by, now, standing }: Entering): Incubation {
  const resident = move(incubation, 'enter')
  refuseIfBlocked(enterBlockers(incubation, now, standing))
  return isHandled({ ...resident, enteredAt: now, endsOn: incubation.agreement?.to }, by)
}

export const plan = (incubation: Incubation, { goals }: PlanGoals, { by }: Done): Incubation =>
  isHandled({ ...move(incubation, 'plan'), plan: goals }, by)

/** Keeps what was done; neither before the entry nor in the future. */
export function note(incubation: Incubation, { on, service, hours, text }: Note, { by, now }: Done): Incubation {
  const resident = move(incubation, 'note')
  const early = incubation.enteredAt && dayOf(on) < dayOf(incubation.enteredAt)
  if (early || dayOf(on) > dayOf(now)) throw wrongDay(early ? 'before-entry' : 'in-the-future')
  return isHandled({ ...resident, records: [...incubation.records, { on, service, hours, text, by }] }, by)
}
const wrongDay = (code: string) => new Invalid('invalid-input', 'The day is wrong', { problems: [{ field: 'on', code }] })

/** The mean of the six sides, half-up to hundredths. */
export const cardScore = (card: Card): Points => scaled(total(SIDES.map(side => card[side])), 1, SIDES.length)

type Reviewed = Pick<Incubation, 'status' | 'reviews' | 'enteredAt' | 'endsOn' | 'terms'>
/** The application is judged before it is accepted (入驻评审), the resident in the middle and at the end, each once, in this order and at its time. */
export const reviewBlockers = (incubation: Reviewed, kind: Judge['kind'], { now, early }: { now: Date; early?: string | undefined }): Blocker[] => [
  ...stageBlockers(incubation, kind), ...(kind === 'final' && early ? [] : dayBlockers(incubation, kind, now)),
]
/** Before its day a stage is not reviewed: nobody can enter, be reviewed and graduate on one day. The final review may come early with a reason. */
function dayBlockers(incubation: Reviewed, kind: Judge['kind'], now: Date): Blocker[] {
  const from = kind === 'mid' ? midReviewFrom(incubation) : kind === 'final' ? finalReviewFrom(incubation) : null
  return from && now < from ? [{ code: `${kind}-review-early`, params: { from: dayOf(from) } }] : []
}
const stageBlockers = ({ status, reviews }: Reviewed, kind: Judge['kind']): Blocker[] => [
  ...((kind === 'entry') === (status === 'applied') ? [] : [{ code: 'review-not-now' }]),
  ...(reviews.some(each => each.kind === kind) ? [{ code: 'reviewed-already' }] : []),
  ...(kind === 'final' && !reviews.some(each => each.kind === 'mid') ? [{ code: 'mid-review-missing' }] : []),
]
export function review(incubation: Incubation, { kind, card, opinion, early }: Judge, { by, now }: Done): Incubation {
  const judged = move(incubation, 'review')
  refuseIfBlocked(reviewBlockers(incubation, kind, { now, early }))
  const isEarly = kind === 'final' && dayBlockers(incubation, kind, now).length > 0
  return isHandled({ ...judged, reviews: [...incubation.reviews, { kind, card, score: cardScore(card), opinion, by, at: now, ...(isEarly && { early }) }] }, by)
}

/** The period may grow up to what the terms allow, counted from its first day. */
export function extend(incubation: Incubation, { months }: Extend, { by }: Done): Incubation {
  const resident = move(incubation, 'extend')
  const from = incubation.agreement?.from ?? incubation.appliedAt
  const endsOn = endAfter(startOfDay(addDays(dayOf(incubation.endsOn ?? from), 1)), months)
  refuseIfBlocked(endsOn > endAfter(from, incubation.terms.monthsAtMost)
    ? [{ code: 'longer-than-allowed', params: { months: incubation.terms.monthsAtMost } }] : [])
  return isHandled({ ...resident, endsOn }, by)
}

type Team = { registered: boolean; staff: number; socialWorkers: number }
/** I1: what still stands between a resident and its graduation; the page lists it, `graduate` enforces it. */
export function graduateBlockers({ reviews, terms }: Incubation, { registered, staff, socialWorkers }: Team): Blocker[] {
  const final = reviews.find(({ kind }) => kind === 'final')
  return [
    ...(final ? [] : [{ code: 'final-review-missing' }]),
    ...(final && final.score < terms.passScore ? [{ code: 'final-score-low', params: { score: final.score, pass: terms.passScore } }] : []),
    ...(registered ? [] : [{ code: 'organization-not-registered' }]),
    ...(staff < terms.staff ? [{ code: 'too-few-staff', params: { staff: terms.staff } }] : []),
    ...(socialWorkers < terms.socialWorkers ? [{ code: 'too-few-social-workers', params: { socialWorkers: terms.socialWorkers } }] : []),
  ]
}
export function graduate(incubation: Incubation, team: Team, { by, now }: Done): Incubation {
  const graduated = move(incubation, 'graduate')
  refuseIfBlocked(graduateBlockers(incubation, team))
  return isHandled({ ...graduated, exitedAt: now }, by)
}
export const leave = (incubation: Incubation, { by, now }: Done): Incubation =>
  isHandled({ ...move(incubation, 'leave'), exitedAt: now }, by)

export function followUp(incubation: Incubation, { on, text }: Visit, { by, now }: Done): Incubation {
  const graduated = move(incubation, 'follow-up')
  if (dayOf(on) > dayOf(now)) throw wrongDay('in-the-future')
  return isHandled({ ...graduated, followUps: [...incubation.followUps, { on, text, by }] }, by)
}

/** The last moment to answer an application, by the terms of the site. */
export const answerDue = ({ appliedAt, terms }: Incubation): Date => endOfDay(addDays(dayOf(appliedAt), terms.answerDays))
/** The end of the agreement's first day: by then it is signed and the organization is in. */
export const entryDue = ({ agreement }: Incubation): Date | null => agreement ? endOfDay(dayOf(agreement.from)) : null
/** The day so many hundredths of the residence are over. */
const dayAt = ({ enteredAt, endsOn }: Pick<Incubation, 'enteredAt' | 'endsOn'>, hundredths: number): Day | null =>
  enteredAt && endsOn ? dayOf(new Date(enteredAt.getTime() + (endsOn.getTime() - enteredAt.getTime()) * hundredths / 100)) : null
/** So long after it may first be made, the mid-term review is due: about a month of a year. */
const MID_WINDOW = 10
/** The first and the last moment for the mid-term review. */
export function midReviewFrom(incubation: Pick<Incubation, 'enteredAt' | 'endsOn' | 'terms'>): Date | null {
  const day = dayAt(incubation, incubation.terms.midFrom)
  return day === null ? null : startOfDay(day)
}
export function midReviewDue(incubation: Pick<Incubation, 'enteredAt' | 'endsOn' | 'terms'>): Date | null {
  const day = dayAt(incubation, incubation.terms.midFrom + MID_WINDOW)
  return day === null ? null : endOfDay(day)
}
/** The first moment for the final review: so many days before the end. */
export const finalReviewFrom = ({ endsOn, terms }: Pick<Incubation, 'endsOn' | 'terms'>): Date | null =>
  endsOn ? startOfDay(addDays(dayOf(endsOn), -terms.finalDays)) : null
/** The last moment of the residence: the end of its last day. */
export const residenceEnd = ({ endsOn }: Incubation): Date | null => endsOn ? endOfDay(dayOf(endsOn)) : null
/** How long a graduate is looked after (跟踪回访); null where the terms ask for none. */
export const followUpEnd = ({ exitedAt, terms }: Incubation): Date | null =>
  exitedAt && terms.followUpMonths > 0 ? endOfDay(addMonths(dayOf(exitedAt), terms.followUpMonths)) : null

/** Has this account dealt with the organization as its incubator in the last three years? Then it may not judge it (I2). */
export const hasIncubated = (incubations: Incubation[], accountId: string, now: Date): boolean =>
  incubations.some(({ handlers, exitedAt, underWay }) => handlers.includes(accountId)
    && (underWay || (exitedAt !== undefined && addMonths(dayOf(exitedAt), 36) > dayOf(now))))
