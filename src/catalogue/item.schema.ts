import { z } from 'zod'
import { Money } from '../kernel/money.ts'

/** The nine purchase areas of the first city; the crosswalk to the province's guiding catalogue is by code. */
export const PurchaseArea = z.enum([
  'community', 'welfare', 'youth', 'health', 'employment', 'correction', 'disability', 'population', 'family',
])
export type PurchaseArea = z.infer<typeof PurchaseArea>

export const ItemStatus = z.enum(['draft', 'in-review', 'published', 'withdrawn'])
export type ItemStatus = z.infer<typeof ItemStatus>

export const Indicator = z.object({
  name: z.string().min(1).max(80),
  target: z.number().positive(),
  unit: z.string().min(1).max(20),
})
export type Indicator = z.infer<typeof Indicator>

const Drafter = z.object({ accountId: z.string(), name: z.string() })
export type Drafter = z.infer<typeof Drafter>

/** A service that the city may buy, in the guiding catalogue (指导性目录, 令102 art. 11–14). */
export const Item = z.object({
  id: z.string(),
  revision: z.int().default(0),
  code: z.string().regex(/^[AB]\d{2}(\d{2}){0,2}$/, 'catalogue-code').meta({ description: 'Three levels: A01, A0101, A010101' }),
  name: z.string().min(2).max(100),
  purchaseArea: PurchaseArea,
  description: z.string().min(10).max(2_000),
  standard: z.string().min(2).max(1_000).meta({ description: 'The service standard that is bought' }),
  unit: z.string().min(1).max(20),
  referencePrice: Money.meta({ description: 'Per unit, in fen' }),
  department: z.string().min(2).max(60),
  indicators: z.array(Indicator).min(1).max(20),
  validFrom: z.date(),
  validTo: z.date().optional(),
  source: z.string().max(200).optional().meta({ description: 'The document that the item comes from' }),
  onNegativeList: z.boolean().default(false).meta({ description: 'One of the six things that may never be bought as a service (令102 art. 10)' }),
  status: ItemStatus.default('draft'),
  version: z.int().default(1),
  inForce: z.int().optional().meta({ description: 'The version that may be bought by, also while the next is in work' }),
  drafters: z.array(Drafter).default([]).meta({ description: 'Who has written in the version in work: none of them publishes it' }),
  listed: z.boolean().default(false).meta({ description: 'Whether a version is in force, so that everybody sees it' }),
})
export type Item = z.infer<typeof Item>

/** A version as it was published; it never changes. */
export const ItemVersion = z.object({
  id: z.string(),
  revision: z.int().default(0),
  itemId: z.string(),
  version: z.int(),
  content: Item,
  publishedAt: z.date(),
  publishedBy: z.string(),
})
export type ItemVersion = z.infer<typeof ItemVersion>

/** What is typed; only a review publishes it. */
export const DraftItem = Item.omit({ id: true, revision: true, status: true, version: true, inForce: true, drafters: true, listed: true })
export type DraftItem = z.infer<typeof DraftItem>
export const EditItem = DraftItem.extend({ revision: z.int() })
export type EditItem = z.infer<typeof EditItem>

export const ItemFilter = z.object({
  area: PurchaseArea.optional(),
  status: ItemStatus.optional(),
  q: z.string().max(60).optional(),
})
export type ItemFilter = z.infer<typeof ItemFilter>

/** With the revision that was read, so that a form that was open too long is told. */
export const Step = z.object({ revision: z.int(), reason: z.string().max(500).optional() })
export type Step = z.infer<typeof Step>
/** Returning, withdrawing and revising are explained. */
export const ReasonedStep = Step.extend({ reason: z.string().min(2).max(500) })

/** Two versions to compare. */
export const CompareVersions = z.object({ from: z.int().optional(), to: z.int().optional() })

export const PLAIN_STEPS = ['submit', 'publish'] as const
export const REASONED_STEPS = ['return', 'withdraw', 'revise'] as const
