import { z } from 'zod'
import { Money } from '../kernel/money.ts'

export const LineStatus = z.enum(['draft', 'submitted', 'approved', 'refused'])
export type LineStatus = z.infer<typeof LineStatus>

export const SourceName = z.enum(['city', 'district', 'other'])
export type SourceName = z.infer<typeof SourceName>

/** Where the money comes from, by ratio; the parts total the line to the fen (B3). */
export const Source = z.object({ source: SourceName, weight: z.int().nonnegative().max(1_000), amount: Money })
export type Source = z.infer<typeof Source>

/** The balances of a line, derived from its entries; the line carries them so that a list need not add up. */
export const Balances = z.object({ available: z.int(), reserved: z.int(), committed: z.int(), paid: z.int() })
export type Balances = z.infer<typeof Balances>

/** Money for one catalogue item in one area and year (预算法 art. 13: what is not budgeted is not spent). */
export const Line = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'BL-2026-0001' }),
  year: z.int().min(2000).max(2100),
  name: z.string().min(4).max(100),
  itemId: z.string(),
  itemName: z.string(),
  area: z.string(),
  areas: z.array(z.string()),
  amount: Money,
  sources: z.array(Source).min(1),
  status: LineStatus.default('draft'),
  drafter: z.object({ accountId: z.string(), name: z.string() }),
  approver: z.object({ accountId: z.string(), name: z.string(), at: z.date() }).optional(),
  refusal: z.string().optional(),
  balances: Balances,
  createdAt: z.date(),
})
export type Line = z.infer<typeof Line>

export const EntryKind = z.enum(['allocate', 'reserve', 'commit', 'pay', 'release'])
export type EntryKind = z.infer<typeof EntryKind>

export const BudgetAccount = z.enum(['appropriation', 'available', 'reserved', 'committed', 'paid'])
export type BudgetAccount = z.infer<typeof BudgetAccount>

/** One movement, from one account to another; entries are added, never changed. */
export const Entry = z.object({
  id: z.string(),
  revision: z.int().default(0),
  lineId: z.string(),
  seq: z.int(),
  kind: EntryKind,
  from: BudgetAccount,
  to: BudgetAccount,
  amount: Money,
  subject: z.string().meta({ description: 'The tender whose money it is; the line itself for its allocation' }),
  at: z.date(),
  by: z.string(),
})
export type Entry = z.infer<typeof Entry>

const Weights = z.object({
  city: z.int().nonnegative().max(1_000).default(0),
  district: z.int().nonnegative().max(1_000).default(0),
  other: z.int().nonnegative().max(1_000).default(0),
})

export const DraftLine = z.object({
  year: Line.shape.year, name: Line.shape.name, itemId: z.string().min(1), area: z.string().min(1),
  amount: Money.meta({ input: 'yuan' }), weights: Weights,
})
export type DraftLine = z.infer<typeof DraftLine>

export const Step = z.object({ revision: z.int() })
export const Refuse = Step.extend({ reason: z.string().min(4).max(300) })

export const LineFilter = z.object({ year: z.int().optional(), status: LineStatus.optional() })
export type LineFilter = z.infer<typeof LineFilter>
