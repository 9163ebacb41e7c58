import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { Points, Rate } from '../kernel/ratio.ts'
import { Method } from '../kernel/ruleset.ts'
import { StoredFile } from '../platform/files.schema.ts'
import { InArea } from '../registry/area.schema.ts'
import { CommitteeMember } from './composition.rules.ts'
import { Factor, RankingInput, RankingResult } from './scoring.schema.ts'

/** The life of a tender; `failed` is 废标 or fewer than three, `cancelled` an end before it. */
export const TenderStatus = z.enum([
  'draft', 'submitted', 'approved', 'published', 'closed', 'opened', 'qualified', 'scoring', 'ranked', 'awarded',
  'contracted', 'failed', 'cancelled',
])
export type TenderStatus = z.infer<typeof TenderStatus>

/** Points and percents are typed with two decimals and kept in hundredths. */
const TypedPoints = Points.max(10_000).meta({ description: 'Hundredths of a point; 3000 is 30 points', input: 'points' })
const TypedRate = Rate.meta({ description: 'Hundredths of a percent; 3000 is 30%', input: 'points' })

export const Person = z.object({ accountId: z.string(), name: z.string() })
export type Person = z.infer<typeof Person>

export const Buyer = z.object({
  name: z.string().min(2).max(80),
  areaCode: z.string(),
  contact: z.string().min(2).max(40),
  phone: z.string().regex(/^[\d\s()+-]{7,20}$/, 'not-a-phone'),
})

/** A factor relates to quality and is quantified; anchors say what earns how much (令87 art. 55). */
export const TenderFactor = Factor.extend({
  name: z.string().min(2).max(60),
  max: TypedPoints,
  anchors: z.string().max(600).optional().meta({ description: 'What earns how many points, level by level' }),
})
export type TenderFactor = z.infer<typeof TenderFactor>

export const QualificationTerm = z.object({ id: z.string(), text: z.string().min(4).max(300) })
export type QualificationTerm = z.infer<typeof QualificationTerm>

/** The five grounds for not reserving a project for small and medium enterprises (财库〔2020〕46号 art. 6). */
export const SmeGround = z.enum(['non-enterprise', 'irreplaceable', 'too-few', 'framework', 'provincial'])

/** Reserving excludes every social organization, since none is an enterprise; so it is a decision with a ground. */
export const SmeDecision = z.object({ reserved: z.enum(['yes', 'no']), ground: SmeGround.optional() })
export type SmeDecision = z.infer<typeof SmeDecision>

export const TenderIndicator = z.object({
  name: z.string().min(2).max(80), target: z.number().positive(), unit: z.string().min(1).max(20), weight: TypedRate,
})
export type TenderIndicator = z.infer<typeof TenderIndicator>

/** The condition is the only one: none may be added later (财库〔2019〕38号 三). */
export const PaymentTerm = z.object({
  condition: z.string().min(2).max(200), percent: TypedRate,
  onAcceptance: z.boolean().default(false).meta({ description: 'Is paid only when its work has been accepted (条例 art. 45; 22号 art. 24)' }),
  gradeLinked: z.boolean().default(false).meta({ description: 'Its amount depends on the grade of the evaluation' }),
})
export type PaymentTerm = z.infer<typeof PaymentTerm>

/** The part of the grade-linked payment that a grade earns; `grade` is a code of the rule set's scale. */
export const GradeEffect = z.object({ grade: z.string(), percent: TypedRate })

/** A person who keeps half of the key; the private key is stored only wrapped under a passphrase. */
export const TenderCustodian = Person.extend({
  role: z.enum(['buyer', 'supervisor']), publicKey: z.string(), wrappedKey: z.string(), at: z.date(),
})
export type TenderCustodian = z.infer<typeof TenderCustodian>

/** The two halves of the opening key. `openedWith` is the key itself, kept after the opening so that it can be checked. */
export const Custody = z.object({
  custodians: z.array(TenderCustodian).max(2).default([]),
  publicKey: z.string().optional(),
  check: z.string().optional(),
  shares: z.array(z.string()).default([]).meta({ description: 'In the order of the custodians' }),
  handedOver: z.object({ by: z.string(), at: z.date(), sealed: z.string() }).optional(),
  openedWith: z.string().optional(),
})
export type Custody = z.infer<typeof Custody>

/** What was found when the box was opened (令87 art. 41); the bids themselves stand beside it. */
export const OpeningRecord = z.object({
  at: z.date(), place: z.string(), by: z.array(Person), received: z.int(),
  unreadable: z.array(z.object({ receipt: z.string(), code: z.string() })),
  damagedFiles: z.array(z.object({ receipt: z.string(), name: z.string() })).default([]),
  altered: z.boolean().default(false).meta({ description: 'The box was touched past the platform' }),
})
export type OpeningRecord = z.infer<typeof OpeningRecord>

/** Who asked is not kept: it would name somebody who means to bid (令87 art. 28). */
export const Question = z.object({
  id: z.string(), text: z.string(), askedAt: z.date(), answer: z.string().optional(), answeredAt: z.date().optional(),
})
export type Question = z.infer<typeof Question>

/** A clarification or change after publication; the object and the qualification may not change (令87 art. 27). */
export const Amendment = z.object({
  seq: z.int(), at: z.date(), text: z.string(), affectsBids: z.boolean(), deadlineBefore: z.date(), deadlineAfter: z.date(),
  by: Person,
})
export type Amendment = z.infer<typeof Amendment>

export const Committee = z.object({
  members: z.array(CommitteeMember.extend({ name: z.string(), employer: z.string().default('') })),
  leaderId: z.string().nullable(),
  pool: z.array(z.string()).default([]).meta({ description: 'Sorted account ids that were drawn from' }),
  seed: z.string().nullable().meta({ description: 'Published, so that the draw can be replayed' }),
  drawnAt: z.date(),
})
export type Committee = z.infer<typeof Committee>

export const Award = z.object({
  bidId: z.string(), organizationId: z.string(), organizationName: z.string(), amount: Money,
  determinedAt: z.date(), determinedBy: Person, announcedAt: z.date().optional(), contractId: z.string().optional(),
  contractEnded: z.object({ at: z.date(), how: z.enum(['completed', 'terminated']) }).optional().meta({ description: 'Told by its contract, when there is nothing left of it to stop' }),
  reason: z.string().optional().meta({ description: 'Why a candidate before was passed over (条例 art. 49)' }),
  instead: z.object({ organizationName: z.string(), at: z.date() }).optional().meta({ description: 'The award before, that a challenge or complaint undid (令94 art. 16, 32)' }),
})
export type Award = z.infer<typeof Award>

export const Failure = z.object({ reason: z.string(), code: z.string(), law: z.string(), at: z.date() })
export type Failure = z.infer<typeof Failure>

/** One purchase by open tender. What is fixed in it before the opening holds to the end (令87 art. 20, 55). */
export const Tender = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'As quoted on paper: CG-2026-0001' }),
  status: TenderStatus.default('draft'),
  announced: z.boolean().default(false).meta({ description: 'Published once; from then on everybody may read it' }),
  title: z.string().min(4).max(120),
  itemId: z.string(),
  itemName: z.string().default('').meta({ description: 'Code and name in the catalogue, as they were when it was drafted' }),
  lineId: z.string(),
  area: z.string(),
  areas: z.array(z.string()),
  buyer: Buyer,
  drafter: Person,
  submitter: Person.optional().meta({ description: 'Who sent it for approval last' }),
  approver: Person.optional(),
  returned: z.object({ reason: z.string(), by: Person, at: z.date() }).optional(),
  createdAt: z.date(),
  intendedOn: z.date().optional().meta({ description: 'When the intention was published (采购意向公开)' }),

  need: z.string().max(4_000).default('').meta({ description: 'The needs survey: who was asked, how, and what was found (22号 art. 10–11)' }),
  description: z.string().max(8_000).default('').meta({ description: 'What is done for whom, how much of it and how well' }),
  method: Method.default('open-tender'),
  ceiling: Money.meta({ description: '最高限价, in fen', input: 'yuan' }),
  budgetAmount: Money.meta({ description: 'Amount of the budget line, published with the notice', input: 'yuan' }),
  priceWeight: TypedPoints.default(1_000),
  factors: z.array(TenderFactor).max(20).default([]),
  qualification: z.array(QualificationTerm).max(20).default([]),
  sme: SmeDecision.optional(),
  deduction: TypedRate.default(1_000).meta({ description: 'Off the scored price of small and micro enterprises (财库〔2022〕19号)', input: 'points' }),
  indicators: z.array(TenderIndicator).max(20).default([]),
  term: z.object({ from: z.date(), to: z.date() }),
  continuity: z.string().max(500).optional().meta({ description: 'Why more than a year: the four conditions (令102 art. 24)' }),
  payments: z.array(PaymentTerm).max(8).default([]),
  gradeEffects: z.array(GradeEffect).max(8).default([]),

  lowPrice: z.object({ average: TypedRate, secondLowest: TypedRate, ceiling: TypedRate }),
  aggregation: z.enum(['mean']).default('mean'),
  decimals: z.int().min(2).max(2).default(2),
  tieBreak: z.enum(['bid-price', 'evaluation-price']).default('bid-price'),
  candidates: z.int().min(1).max(5).default(3),
  complex: z.boolean().default(false).meta({ description: 'Technically complex or of large social impact: seven members (令87 art. 47)' }),
  ruleSet: z.string().meta({ description: 'In force on the day of publication' }),

  publishedAt: z.date().optional(),
  noticeUntil: z.date().optional().meta({ description: 'End of the notice period (T04)' }),
  bidDeadline: z.date().optional(),
  openingPlace: z.string().max(120).default(''),
  custody: Custody.prefault({}),
  documents: z.array(StoredFile).max(20).default([]),
  questions: z.array(Question).default([]),
  amendments: z.array(Amendment).default([]),

  closedAt: z.date().optional(),
  openedAt: z.date().optional(),
  opening: OpeningRecord.optional(),
  evaluators: z.array(z.string()).default([]).meta({ description: 'Accounts of the committee; they read the bids' }),
  committee: Committee.optional(),
  ranking: z.object({ at: z.date(), input: RankingInput, result: RankingResult }).optional(),
  award: Award.optional(),
  failure: Failure.optional(),
  retenderOf: z.string().optional(),
  retenderedBy: z.string().optional(),
})
export type Tender = z.infer<typeof Tender>

const TypedBuyer = Buyer.omit({ areaCode: true })

/** What a purchase begins with; item, area and money come from the budget line. */
export const DraftTender = Tender.pick({ title: true, lineId: true, ceiling: true, term: true }).extend({ buyer: TypedBuyer })
export type DraftTender = z.infer<typeof DraftTender>

/** The document in sections, each a form of its own; factors and terms get their ids by their place. */
export const sections = {
  basics: Tender.pick({ title: true, ceiling: true, term: true, continuity: true, intendedOn: true, complex: true }).extend({ buyer: TypedBuyer }),
  need: Tender.pick({ need: true, description: true }),
  scoring: Tender.pick({ priceWeight: true, lowPrice: true, deduction: true, tieBreak: true, candidates: true })
    .extend({ factors: z.array(TenderFactor.omit({ id: true })).max(20) }),
  conditions: Tender.pick({ sme: true }).extend({ qualification: z.array(QualificationTerm.omit({ id: true })).max(20) }),
  results: Tender.pick({ indicators: true }),
  payment: Tender.pick({ payments: true, gradeEffects: true }),
  opening: Tender.pick({ openingPlace: true }),
} as const
export const SectionName = z.enum(['basics', 'need', 'scoring', 'conditions', 'results', 'payment', 'opening'])
export type SectionName = z.infer<typeof SectionName>

/** As forms ask: the part that each grade earns by the grade's name; a grade that is left out has no effect. */
export const sectionForms = {
  ...sections,
  payment: sections.payment.extend({
    gradeEffects: z.record(z.string(), TypedRate).transform(given => Object.entries(given).map(([grade, percent]) => ({ grade, percent }))),
  }),
}

type Sections = { [Name in SectionName]: z.infer<(typeof sections)[Name]> }
/** Any of the sections' fields, with the revision that was read. */
export type EditTender = { revision: number } & Partial<
  Sections['basics'] & Sections['need'] & Sections['scoring'] & Sections['conditions'] & Sections['results'] & Sections['payment'] & Sections['opening']
>
/** What is not given stays as it is, so defaults must not stand in for it. */
export const EditTender = z.object({
  revision: z.int(), ...Object.fromEntries(Object.values(sections).flatMap(({ shape }) => Object.entries<z.ZodType>(shape))
    .map(([name, field]) => [name, (field instanceof z.ZodDefault ? field.unwrap() as z.ZodType : field).optional()])),
}) as unknown as z.ZodType<EditTender>

/** With the revision that was read, so that a form that was open too long is told. */
export const Step = z.object({ revision: z.int() })
export const ReasonedStep = Step.extend({ reason: z.string().min(4).max(500) })
export type ReasonedStep = z.infer<typeof ReasonedStep>

/** What ends a tender by decision (法 art. 36; the keys: 令87 art. 39). */
export const FailTender = ReasonedStep.extend({ code: z.enum(['too-few-left', 'unlawful-acts', 'all-above-budget', 'task-cancelled', 'keys-lost']) })
export type FailTender = z.infer<typeof FailTender>

/** `warningsRead`: the approver has weighed what the program only suspects. */
export const ApproveTender = Step.extend({ warningsRead: z.boolean().default(false) })
export type ApproveTender = z.infer<typeof ApproveTender>

export const PublishTender = Step.extend({ bidDeadline: z.date() })
export type PublishTender = z.infer<typeof PublishTender>

export const DetachDocument = Step.extend({ key: z.string().max(64) })
export type DetachDocument = z.infer<typeof DetachDocument>

export const TenderFilter = InArea.extend({ status: TenderStatus.optional(), q: z.string().max(60).optional() })
export type TenderFilter = z.infer<typeof TenderFilter>

/** What everybody may read of a published tender; keys, people and findings stay inside. */
export const TenderNotice = Tender.pick({
  id: true, reference: true, status: true, title: true, itemId: true, itemName: true, area: true, buyer: true, need: true, description: true, method: true,
  ceiling: true, budgetAmount: true, priceWeight: true, factors: true, qualification: true, sme: true, deduction: true, indicators: true,
  term: true, continuity: true, payments: true, gradeEffects: true, lowPrice: true, aggregation: true, decimals: true, tieBreak: true,
  candidates: true, ruleSet: true, publishedAt: true, noticeUntil: true, bidDeadline: true, openingPlace: true, documents: true,
  questions: true, amendments: true, closedAt: true, openedAt: true, failure: true, retenderOf: true, retenderedBy: true,
})
export type TenderNotice = z.infer<typeof TenderNotice>
