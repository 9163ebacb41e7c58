import { z } from 'zod'
import { PurchaseArea } from '../catalogue/item.schema.ts'
import { Money } from '../kernel/money.ts'

/** Who pays: the city's budget, the district's, or others such as the welfare lottery fund and donations. */
export const Source = z.enum(['city', 'district', 'other'])
export type Source = z.infer<typeof Source>

export const LineStatus = z.enum(['draft', 'submitted', 'approved', 'refused'])
export type LineStatus = z.infer<typeof LineStatus>

/** The ratio city : district : other, in whole numbers; 3 : 2 : 0 is 60% and 40%. */
export const Weights = z.object({
  city: z.int().min(0).max(1_000).default(0),
  district: z.int().min(0).max(1_000).default(0),
  other: z.int().min(0).max(1_000).default(0),
}).refine(({ city, district, other }) => city + district + other > 0, { message: 'weights-missing', path: ['city'] })
export type Weights = z.infer<typeof Weights>

export const SourceShare = z.object({ source: Source, weight: z.int(), amount: Money })
export type SourceShare = z.infer<typeof SourceShare>

/** An amount and a ratio as far as they are typed, to show the parts meanwhile. */
const Part = z.string().max(20).optional()
export const TypedSplit = z.object({ amount: Part, weights: z.object({ city: Part, district: Part, other: Part }).optional() })
export type TypedSplit = z.infer<typeof TypedSplit>

const Person = z.object({ accountId: z.string(), name: z.string() })
export type Person = z.infer<typeof Person>

/** What may be bought with how much: one line per year, area and item of the catalogue (令102 art. 14, 16). */
export const Line = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'As people quote it: BL-2026-0001' }),
  year: z.int().min(2013).max(2100),
  name: z.string().min(2).max(100),
  itemId: z.string().min(1).max(64),
  itemName: z.string().meta({ description: 'Code and name of the item when the line was drafted' }),
  purchaseArea: PurchaseArea,
  area: z.string().min(6).max(12).meta({ description: 'Code of the area that spends' }),
  areas: z.array(z.string()),
  amount: Money.min(1),
  sources: z.array(SourceShare).min(1).meta({ description: 'Parts of the amount; they add up to it' }),
  ground: z.string().min(10).max(1_000).meta({ description: 'Need, standard and arithmetic behind the amount' }),
  programme: z.string().max(64).optional().meta({ description: 'Id of the year\'s programme' }),
  status: LineStatus.default('draft'),
  drafter: Person,
  createdAt: z.date(),
  submittedAt: z.date().optional(),
  submitter: Person.optional().meta({ description: 'Who sent it for approval last' }),
  carried: z.array(z.object({ lineId: z.string(), reference: z.string(), amount: Money, at: z.date() })).optional()
    .meta({ description: 'What came from the lines of the year before; part of the amount' }),
  decision: z.object({ by: Person, at: z.date(), reason: z.string().optional() }).optional(),
})
export type Line = z.infer<typeof Line>

export const DraftLine = Line.pick({ year: true, name: true, itemId: true, area: true, amount: true, ground: true, programme: true })
  .extend({ weights: Weights })
export type DraftLine = z.infer<typeof DraftLine>

export const EditLine = DraftLine.extend({ revision: z.int() })
export type EditLine = z.infer<typeof EditLine>

export const LineFilter = z.object({
  year: z.int().optional(),
  area: z.string().max(12).optional(),
  purchaseArea: PurchaseArea.optional(),
  status: LineStatus.optional(),
  q: z.string().max(60).optional(),
})
export type LineFilter = z.infer<typeof LineFilter>

/** With the revision that was read. */
export const LineStep = z.object({ revision: z.int(), reason: z.string().max(500).optional() })
export type LineStep = z.infer<typeof LineStep>
export const CarryFilter = z.object({ area: z.string().max(12).optional() })
export type CarryFilter = z.infer<typeof CarryFilter>
export const RefuseLine = LineStep.extend({ reason: z.string().min(2).max(500) })
