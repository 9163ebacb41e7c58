import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { Source } from './line.schema.ts'

/** The four pots of a line, and the treasury that fills them; every entry takes from one what it gives to another. */
export const Account = z.enum(['treasury', 'available', 'reserved', 'committed', 'paid'])
export type Account = z.infer<typeof Account>

export const EntryKind = z.enum(['allocate', 'reserve', 'commit', 'pay', 'release', 'carry-out', 'carry-in'])
export type EntryKind = z.infer<typeof EntryKind>

export const SourcePart = z.object({ source: Source, amount: Money })
export type SourcePart = z.infer<typeof SourcePart>

/** A movement of money on a line. Entries are added and never changed. */
export const Entry = z.object({
  id: z.string(),
  revision: z.int().default(0),
  lineId: z.string(),
  seq: z.int().meta({ description: 'Place in the books of the line, from 1' }),
  kind: EntryKind,
  from: Account,
  to: Account,
  amount: Money.min(1),
  subject: z.string().optional().meta({ description: 'Id of the tender; the money of one purchase is one thread' }),
  parts: z.array(SourcePart).optional().meta({ description: 'Of a payment: how much of each source, exact to the fen' }),
  at: z.date(),
  actorId: z.string(),
  actorName: z.string(),
})
export type Entry = z.infer<typeof Entry>

/** An entry as the rules decide it, before it is written. */
export type Move = Pick<Entry, 'kind' | 'from' | 'to' | 'amount' | 'subject' | 'parts'>

/** What is in each pot, in fen. */
export const Balance = z.object({ available: Money, reserved: Money, committed: Money, paid: Money })
export type Balance = z.infer<typeof Balance>
