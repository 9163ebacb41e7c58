import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { StoredFile } from '../platform/files.schema.ts'
import { InArea } from '../registry/area.schema.ts'
import { Evaluated, Fact, IndicatorTree } from './indicator.schema.ts'
import { Rectification } from './rectification.schema.ts'

/** `open` waits for the supplier's report, `reported` for the experts, `rated` for the job that scores. */
export const EvaluationStatus = z.enum(['open', 'reported', 'rated', 'scored', 'published'])
export type EvaluationStatus = z.infer<typeof EvaluationStatus>

/** A quantity as people write it, such as 95.5; beyond a billion nothing is counted. */
const Counted = z.number().nonnegative().max(1_000_000_000)

/** One file that shows how far one indicator was reached. */
export const Evidence = z.object({ leafId: z.string(), file: StoredFile })
export type Evidence = z.infer<typeof Evidence>

/** What the supplier says it did, per output of the contract, with the evidence of each indicator (履约报告). */
export const DeliveryReport = z.object({
  summary: z.string().min(10).max(4_000),
  actuals: z.array(z.object({ leafId: z.string(), actual: Counted })),
  spent: Money.meta({ description: 'Money spent on the service so far, in fen', input: 'yuan' }),
  evidence: z.array(Evidence).default([]),
  files: z.array(StoredFile).default([]).meta({ description: 'Evidence that belongs to no single indicator' }),
  by: z.string(),
  at: z.date(),
})
export type DeliveryReport = z.infer<typeof DeliveryReport>

/** What an expert found of a reported quantity; without an own number the report stands. */
export const Finding = z.object({ leafId: z.string(), actual: Counted.optional(), note: z.string().max(300).optional() })
export type Finding = z.infer<typeof Finding>

/** One expert's sheet: every leaf that is judged, 0–100.00% reached, and what the evidence shows of each reported quantity. */
export const Rating = z.object({
  accountId: z.string(), name: z.string(), at: z.date(),
  bands: z.array(z.object({ leafId: z.string(), attainment: z.int().min(0).max(10_000).meta({ input: 'points' }) })),
  findings: z.array(Finding).default([]),
  rationale: z.string().min(10).max(2_000),
})
export type Rating = z.infer<typeof Rating>

const Choice = z.enum(['very-satisfied', 'satisfied', 'fair', 'dissatisfied', 'very-dissatisfied'])

/** What the survey came to; `counts` says how often each answer was given. */
export const Satisfaction = z.object({
  n: z.int(), index: z.int(), rate: z.int(), counts: z.array(z.object({ answer: Choice, count: z.int() })).default([]),
})

export const Evaluation = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'PJ-2026-0001' }),
  contractId: z.string(),
  contractReference: z.string(),
  title: z.string(),
  organizationId: z.string(),
  supplierName: z.string(),
  buyerName: z.string(),
  amount: Money,
  areas: z.array(z.string()),
  ruleSet: z.string(),
  scale: z.string().default('performance'),
  tree: IndicatorTree,
  status: EvaluationStatus.default('open'),
  openedAt: z.date(),
  experts: z.array(z.object({ accountId: z.string(), name: z.string() })),
  raters: z.array(z.string()).meta({ description: 'Accounts of the experts, for the policy' }),
  drawSeed: z.string(),
  surveySize: z.int().meta({ description: 'How many tokens were given out' }),
  report: DeliveryReport.optional(),
  ratings: z.array(Rating).default([]),
  facts: z.array(Fact).default([]),
  satisfaction: Satisfaction.optional(),
  result: Evaluated.optional(),
  scoredAt: z.date().optional(),
  publishedAt: z.date().optional(),
  published: z.boolean().default(false),
  rectification: Rectification.optional(),
})
export type Evaluation = z.infer<typeof Evaluation>

/** 非常满意, 满意, 一般, 不满意, 非常不满意; the values of case C12. */
export const ANSWERS = [
  { code: 'very-satisfied', value: 10_000, satisfied: true }, { code: 'satisfied', value: 8_000, satisfied: true },
  { code: 'fair', value: 6_000, satisfied: false }, { code: 'dissatisfied', value: 3_000, satisfied: false },
  { code: 'very-dissatisfied', value: 0, satisfied: false },
] as const

/**
 * A token by its digest, and whether it has answered; what it answered stands elsewhere, and nothing leads from one to the other.
 * All tokens of a survey are written when it is opened: written one by one as they answer, they would lie in the order of the answers.
 */
export const SurveyToken = z.object({ id: z.string(), revision: z.int().default(0), evaluationId: z.string(), used: z.boolean().default(false) })

/** One anonymous answer, under an id by chance. */
export const SurveyAnswer = z.object({
  id: z.string(), revision: z.int().default(0), evaluationId: z.string(),
  answer: Choice,
  comment: z.string().max(500).optional(),
})
export type SurveyAnswer = z.infer<typeof SurveyAnswer>

export const OpenEvaluation = z.object({ contractId: z.string().min(1), surveySize: z.int().min(1).max(500).default(30) })
export type OpenEvaluation = z.infer<typeof OpenEvaluation>

export const SendReport = DeliveryReport.pick({ summary: true, actuals: true, spent: true })
export type SendReport = z.infer<typeof SendReport>

/** For which indicator more evidence is given. */
export const SendEvidence = z.object({ leafId: z.string().min(1) })
export type SendEvidence = z.infer<typeof SendEvidence>

export const SendRating = Rating.pick({ bands: true, findings: true, rationale: true })
export type SendRating = z.infer<typeof SendRating>

export const Answer = SurveyAnswer.pick({ answer: true, comment: true })
export type Answer = z.infer<typeof Answer>

export const Publish = z.object({ revision: z.int() })
export const EvaluationFilter = InArea.extend({ status: EvaluationStatus.optional(), q: z.string().trim().max(60).optional() })
export type EvaluationFilter = z.infer<typeof EvaluationFilter>

/** What everybody may read of a published evaluation: scores and sources, not who rated how. */
export const EvaluationSeen = Evaluation.omit({ ratings: true, raters: true })
