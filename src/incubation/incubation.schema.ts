import { z } from 'zod'
import { Points } from '../kernel/ratio.ts'
import { Notice, Objection } from './notice.schema.ts'
import { Terms } from './site.schema.ts'

export const IncubationStatus = z.enum(['applied', 'accepted', 'refused', 'withdrawn', 'resident', 'graduated', 'left'])
export type IncubationStatus = z.infer<typeof IncubationStatus>

/** 萌芽期, 初创期, 成长期, 枢纽型: how far the organization has come when it applies. */
export const Stage = z.enum(['budding', 'starting', 'growing', 'hub'])

/** What a site does for those it incubates. */
export const Service = z.enum([
  'premises', 'registration', 'capacity', 'bookkeeping', 'project', 'supervision', 'resources', 'assessment', 'party', 'policy', 'showcase', 'grant',
])
export type Service = z.infer<typeof Service>

/** The capacity score card: six sides of 100 points each. */
export const SIDES = ['governance', 'staff', 'finance', 'project', 'resources', 'credibility'] as const
export type Side = (typeof SIDES)[number]

const By = z.object({ id: z.string(), name: z.string() })
const Side100 = Points.max(10_000).meta({ description: 'Hundredths of a point, of 100', input: 'points' })

export const Card = z.object(Object.fromEntries(SIDES.map(side => [side, Side100])) as Record<Side, typeof Side100>)
export type Card = z.infer<typeof Card>

export const Review = z.object({
  kind: z.enum(['entry', 'mid', 'final']), card: Card, score: Points, opinion: z.string(), by: By, at: z.date(),
  early: z.string().optional().meta({ description: 'Why the final review was made before its time' }),
})
export type Review = z.infer<typeof Review>

export const Goal = z.object({ service: Service, text: z.string().min(4).max(300), due: z.date() })
export type Goal = z.infer<typeof Goal>

export const ServiceRecord = z.object({
  on: z.date(), service: Service, hours: z.number().min(0).max(24).multipleOf(0.5), text: z.string(), by: By,
})
export type ServiceRecord = z.infer<typeof ServiceRecord>

export const FollowUp = z.object({ on: z.date(), text: z.string(), by: By })

/** The agreement of residence (入驻协议): offered by the site, in force when the organization has signed. */
export const Agreement = z.object({
  from: z.date(), to: z.date(), duties: z.string(), offeredBy: By, offeredAt: z.date(),
  signedBy: By.optional(), signedAt: z.date().optional(),
})
export type Agreement = z.infer<typeof Agreement>

/** One organization's way through one site, from its application to the follow-up after its exit. */
export const Incubation = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'FH-2026-0001, as quoted on paper' }),
  organizationId: z.string(),
  siteId: z.string(),
  callId: z.string().max(64).optional().meta({ description: 'The call that it answers; absent where the site takes applications at any time' }),
  areas: z.array(z.string()).meta({ description: 'Those of the site' }),
  mode: z.enum(['desk', 'virtual']).meta({ description: '实体入驻 takes a place; 虚拟孵化 takes none' }),
  stage: Stage,
  need: z.string().min(10).max(1_000),
  team: z.string().min(4).max(600),
  status: IncubationStatus.default('applied'),
  underWay: z.boolean().default(true).meta({ description: 'Applied, accepted or resident; an organization is so once at a time' }),
  terms: Terms.meta({ description: 'As they stood at the site when it was applied for' }),
  appliedBy: By,
  appliedAt: z.date(),
  agreement: Agreement.optional(),
  notice: Notice.optional().meta({ description: 'For how long the acceptance is announced' }),
  objections: z.array(Objection).default([]),
  enteredAt: z.date().optional(),
  endsOn: z.date().optional(),
  plan: z.array(Goal).default([]),
  records: z.array(ServiceRecord).default([]),
  reviews: z.array(Review).default([]),
  exitedAt: z.date().optional(),
  followUps: z.array(FollowUp).default([]),
  /** Accounts of the site that dealt with it; they may not judge it elsewhere (I2). */
  handlers: z.array(z.string()).default([]),
})
export type Incubation = z.infer<typeof Incubation>

const Step = z.object({ revision: z.int() })
const text = (shortest: number, longest: number) => z.string().min(shortest).max(longest)

export const Apply = Incubation.pick({ organizationId: true, callId: true, mode: true, stage: true, need: true, team: true })
export type Apply = z.infer<typeof Apply>

/** The offer with which the site accepts. */
export const Offer = Step.extend({ from: z.date(), months: z.int().min(1).max(24), duties: text(10, 2_000) })
export type Offer = z.infer<typeof Offer>

export const Plain = Step
export const Reasoned = Step.extend({ reason: text(4, 500) })
export const PlanGoals = Step.extend({ goals: z.array(Goal).min(1).max(12) })
export type PlanGoals = z.infer<typeof PlanGoals>
export const Note = Step.extend({ on: z.date(), service: Service, hours: ServiceRecord.shape.hours, text: text(4, 600) })
export type Note = z.infer<typeof Note>
export const Judge = Step.extend({ kind: Review.shape.kind, card: Card, opinion: text(10, 1_000), early: text(4, 500).optional() })
export type Judge = z.infer<typeof Judge>
export const Extend = Step.extend({ months: z.int().min(1).max(12), reason: text(4, 500) })
export type Extend = z.infer<typeof Extend>
export const Visit = Step.extend({ on: z.date(), text: text(4, 600) })
export type Visit = z.infer<typeof Visit>

export const IncubationFilter = z.object({
  siteId: z.string().optional(), status: IncubationStatus.optional(), organizationId: z.string().optional(), q: z.string().trim().max(60).optional(),
})
export type IncubationFilter = z.infer<typeof IncubationFilter>
