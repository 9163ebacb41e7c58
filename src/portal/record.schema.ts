import { z } from 'zod'
import { PurchaseArea } from '../catalogue/item.schema.ts'
import { Money } from '../kernel/money.ts'
import { Points } from '../kernel/ratio.ts'

/** What became of purchases, as everybody reads it: who was chosen, what was signed, how it was done. */
export const RecordKind = z.enum(['award', 'contract', 'result'])
export type RecordKind = z.infer<typeof RecordKind>

/** One line of a public list. It is picked field by field, so that nothing that is not public can slip in. */
export const PublicRecord = z.object({
  id: z.string(), href: z.string(), reference: z.string(), title: z.string(), buyer: z.string(),
  organization: z.object({ id: z.string(), name: z.string() }),
  amount: Money,
  score: Points.nullable().meta({ description: 'Of an award the winner\'s total, of a result the score of the work' }),
  grade: z.string().nullable(),
  status: z.string().nullable(),
  at: z.date().meta({ description: 'When it became public' }),
  district: z.string().meta({ description: 'Code of the district, or of the city for what it buys itself' }),
  areas: z.array(z.string()),
  purchaseArea: PurchaseArea.nullable(),
})
export type PublicRecord = z.infer<typeof PublicRecord>

export const RecordSort = z.enum(['at', '-at', 'amount', '-amount', 'score', '-score'])
export type RecordSort = z.infer<typeof RecordSort>

export const RecordFilter = z.object({
  q: z.string().trim().max(60).optional(), year: z.int().optional(), area: z.string().max(12).optional(), purchaseArea: PurchaseArea.optional(),
  grade: z.string().max(20).optional(), sort: RecordSort.default('-at'),
  after: z.string().max(200).optional().meta({ description: 'Cursor of the page before' }),
})
export type RecordFilter = z.infer<typeof RecordFilter>
