import type { Money } from '../kernel/money.ts'
import { addYears, dayOf, deadline, isWorkday, type Calendar, type Day } from '../kernel/period.ts'
import { total, WHOLE } from '../kernel/ratio.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { periodOf, type RuleSet } from '../kernel/ruleset.ts'
import { hardConditionBlockers } from './conditions.rules.ts'
import { deductionBlockers, scoringBlockers } from './scoring.rules.ts'
import type { ScoringTerms } from './scoring.schema.ts'
import type { OrganizationType } from '../registry/organization.schema.ts'
import type { Tender } from './tender.schema.ts'

const LAW = {
  need: '财库〔2021〕22号第十条、第十一条；政府采购法实施条例第十五条',
  factors: '财政部令第87号第五十五条；政府采购法实施条例第三十四条',
  ceiling: '财政部令第87号第十二条；预算法第十三条',
  sme: '财库〔2020〕46号第六条、第七条',
  qualification: '政府采购法第二十二条',
  results: '财政部令第102号第二十条至第二十三条',
  payment: '财政部令第102号第二十三条、第二十五条；财库〔2019〕38号三',
  term: '财政部令第102号第二十四条',
  opening: '财政部令第87号第三十九条',
}

/** What the tender document fixes for the ranking. */
export const scoringTerms = (tender: Tender, { gates }: RuleSet): ScoringTerms => ({
  budget: tender.budgetAmount, ceiling: tender.ceiling, priceWeight: tender.priceWeight,
  factors: tender.factors.map(({ id, kind, max }) => ({ id, kind, max })),
  gates: gates[tender.method] ?? { minStarters: 3, minBidders: 3, minContinue: 3 },
  lowPrice: tender.lowPrice, tieBreak: tender.tieBreak,
})

type Around = { available: Money; buyerIs?: OrganizationType | null }
/**
 * Why a tender cannot be submitted yet; the page lists these, `submit` enforces them. `available` is left on the budget line;
 * `buyerIs` is what the register has under the buyer's name.
 */
export const submitBlockers = (tender: Tender, rules: RuleSet, { available, buyerIs = null }: Around): Blocker[] => [
  ...buyerBlockers(buyerIs),
  ...contentBlockers(tender),
  ...moneyBlockers(tender, available),
  ...scoringBlockers({ method: tender.method, kind: 'services', terms: scoringTerms(tender, rules) }, rules),
  ...factorBlockers(tender),
  ...deductionBlockers('small-or-micro', tender.deduction, rules),
  ...smeBlockers(tender),
  ...hardConditionBlockers(tender),
  ...resultBlockers(tender, rules),
  ...termBlockers(tender, rules),
]

/** State organs buy; who stands in the register may at most be bought from, and some never either (B5). */
const buyerBlockers = (type: OrganizationType | null): Blocker[] =>
  type ? [{ code: 'buyer-not-lawful', field: 'buyer.name', law: '财政部令第102号第五条、第八条', params: { type } }] : []

const contentBlockers = ({ need, description, qualification, method, openingPlace }: Tender): Blocker[] => [
  ...(need.length >= 20 ? [] : [{ code: 'need-missing', field: 'need', law: LAW.need }]),
  ...(description.length >= 20 ? [] : [{ code: 'description-missing', field: 'description', law: '财政部令第87号第十一条' }]),
  ...(qualification.length > 0 ? [] : [{ code: 'qualification-missing', field: 'qualification', law: LAW.qualification }]),
  ...(openingPlace ? [] : [{ code: 'opening-place-missing', field: 'openingPlace', law: LAW.opening }]),
  ...(method === 'open-tender' ? [] : [{ code: 'method-not-offered', field: 'method' }]),
]

/** The ceiling above the budget is found by the scoring blockers; here, what the line still has. */
const moneyBlockers = ({ ceiling, budgetAmount }: Tender, available: Money): Blocker[] => [
  ...(ceiling > 0 ? [] : [{ code: 'ceiling-missing', field: 'ceiling', law: LAW.ceiling }]),
  ...(ceiling <= available || ceiling > budgetAmount ? [] : [{ code: 'ceiling-above-available', field: 'ceiling', law: LAW.ceiling, params: { available, ceiling } }]),
]

const factorBlockers = ({ factors }: Tender): Blocker[] => [
  ...(factors.length > 0 ? [] : [{ code: 'factors-missing', field: 'factors', law: LAW.factors }]),
  ...factors.flatMap(({ anchors, name }, index) =>
    anchors ? [] : [{ code: 'factor-not-quantified', field: `factors.${index}.anchors`, law: LAW.factors, params: { name } }]),
]

/** Every project says whether it is reserved for small and medium enterprises, and if not, on which ground (S2). */
const smeBlockers = ({ sme }: Tender): Blocker[] =>
  !sme ? [{ code: 'sme-undecided', field: 'sme.reserved', law: LAW.sme }]
    : sme.reserved === 'no' && !sme.ground ? [{ code: 'sme-ground-missing', field: 'sme.ground', law: LAW.sme }] : []

function resultBlockers({ indicators, payments, gradeEffects }: Tender, { scales }: RuleSet): Blocker[] {
  const linked = payments.filter(({ gradeLinked }) => gradeLinked)
  const weights = total(indicators.map(({ weight }) => weight))
  const parts = total(payments.map(({ percent }) => percent))
  const graded = new Set(gradeEffects.map(({ grade }) => grade))
  const covered = scales.some(({ grades }) => grades.every(({ code }) => graded.has(code)))
  return [
    ...(weights === WHOLE ? [] : [{ code: 'indicators-not-100', field: 'indicators', law: LAW.results, params: { points: weights } }]),
    ...(parts === WHOLE ? [] : [{ code: 'payments-not-100', field: 'payments', law: LAW.payment, params: { points: parts } }]),
    ...(linked.length > 1 ? [{ code: 'grade-linked-twice', field: 'payments', law: LAW.payment }] : []),
    ...(linked.length > 0 && !covered ? [{ code: 'grade-effects-missing', field: 'gradeEffects', law: LAW.payment }] : []),
    ...(linked.length === 0 && gradeEffects.length > 0 ? [{ code: 'grade-effects-unlinked', field: 'payments', law: LAW.payment }] : []),
  ]
}

function termBlockers({ term, continuity }: Tender, { limits }: RuleSet): Blocker[] {
  const [from, to] = [dayOf(term.from), dayOf(term.to)]
  const years = continuity ? limits.yearsIfContinuous : limits.years
  return [
    ...(from < to ? [] : [{ code: 'term-ends-first', field: 'term.to', law: LAW.term }]),
    ...(to <= addYears(from, years) ? [] : [{ code: 'service-term-too-long', field: 'term.to', law: LAW.term, params: { years } }]),
  ]
}

/** The dates of a publication on this day (T02, T04). Throws RuleBroken `calendar-unknown` where a year is not confirmed (Z2). */
export const noticeDates = (now: Date, rules: RuleSet, calendar: Calendar) => ({
  earliestDeadline: deadline(calendar, dayOf(now), periodOf(rules, 'T02')),
  noticeUntil: deadline(calendar, dayOf(now), periodOf(rules, 'T04')),
})

type Publishing = { bidDeadline: Date; now: Date; rules: RuleSet; calendar: Calendar }

/** Why a tender cannot be published with this deadline; the service adds what blocks its content. */
export function publishBlockers(tender: Tender, { bidDeadline, now, rules, calendar }: Publishing): Blocker[] {
  const { earliestDeadline } = noticeDates(now, rules, calendar)
  const day = dayOf(bidDeadline)
  return [
    ...preparationBlockers(tender),
    ...(day >= earliestDeadline ? [] : [{ code: 'deadline-too-soon', field: 'bidDeadline', law: '政府采购法第三十五条；财政部令第87号第八十五条', params: { earliest: earliestDeadline } }]),
    ...(isWorkday(calendar, day) ? [] : [{ code: 'deadline-on-day-off', field: 'bidDeadline', law: '财政部令第87号第八十五条', params: { day } }]),
    ...termAfter(tender, day),
  ]
}

/** The service begins after the day on which bids close. */
const termAfter = ({ term }: Tender, day: Day): Blocker[] =>
  dayOf(term.from) > day ? [] : [{ code: 'term-before-deadline', field: 'bidDeadline', params: { day, from: dayOf(term.from) } }]

/** What is to be prepared before a deadline is chosen, for the page that asks for it. */
export const preparationBlockers = (tender: Tender): Blocker[] => [
  ...keyBlockers(tender),
  ...(tender.openingPlace ? [] : [{ code: 'opening-place-missing', field: 'openingPlace', law: LAW.opening }]),
]

/** Nothing is published before two people hold the halves of its key: a bid could not be sealed. */
const keyBlockers = ({ custody }: Tender): Blocker[] =>
  custody.publicKey && custody.shares.length === 2 ? [] : [{ code: 'keys-missing', law: '财政部令第87号第三十三条', params: { deposited: custody.custodians.length } }]

/** The first day on which bids may close after a change made now that may affect them (T05). Throws RuleBroken `calendar-unknown`. */
export const earliestAfterChange = (now: Date, rules: RuleSet, calendar: Calendar) => deadline(calendar, dayOf(now), periodOf(rules, 'T05'))

/** Why the deadline cannot be this after a change made now that may affect bids (T05). */
export function amendmentBlockers(
  tender: Tender, { affectsBids, bidDeadline, now, rules, calendar }: Publishing & { affectsBids: boolean },
): Blocker[] {
  const earliest = earliestAfterChange(now, rules, calendar)
  const day = dayOf(bidDeadline)
  const before = tender.bidDeadline ?? bidDeadline
  return [
    ...(bidDeadline >= before ? [] : [{ code: 'deadline-brought-forward', field: 'bidDeadline', law: '财政部令第87号第二十七条' }]),
    ...(affectsBids && day < earliest ? [{ code: 'amendment-too-late', field: 'bidDeadline', law: '政府采购法实施条例第三十一条；财政部令第87号第二十七条', params: { earliest } }] : []),
    ...(isWorkday(calendar, day) ? [] : [{ code: 'deadline-on-day-off', field: 'bidDeadline', law: '财政部令第87号第八十五条', params: { day } }]),
    ...termAfter(tender, day),
  ]
}
