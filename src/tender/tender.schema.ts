import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { Points, Rate } from '../kernel/ratio.ts'
import { LowPriceRates, Method } from '../kernel/ruleset.ts'
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

export const FileRef = z.object({
  id: z.string(), name: z.string().max(200), type: z.string(), size: z.int().meta({ description: 'Bytes' }),
  sha256: z.string().meta({ description: 'Of the plain content, in hex' }),
})
export type FileRef = z.infer<typeof FileRef>

export const Buyer = z.object({
  name: z.string().min(2).max(80),
  areaCode: z.string(),
  contact: z.string().min(2).max(40),
  phone: z.string().regex(/^[\d\s()+-]{7,20}$/, 'not-a-phone'),
})

/** A factor relates to quality and is quantified; anchors say what earns how much (令87 art. 55). */
export const TenderFactor = Factor.extend({
  name: z.string().min(2).max(60),
  max: TypedPoints.min(1),
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

/** The two halves of the opening key. `openedWith` is the key itself, kept after the opening so that anybody can check it. */
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
  lineId: z.string(),
  area: z.string(),
  areas: z.array(z.string()),
  buyer: Buyer,
  drafter: Person,
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

  lowPrice: LowPriceRates,
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
  documents: z.array(FileRef).max(20).default([]),
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
