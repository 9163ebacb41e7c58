import type { Actor } from '../kernel/actor.ts'
import type { Money } from '../kernel/money.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { turns } from '../platform/turns.ts'
import { allocate, balanceOf, carryIn, carryOut, commit, pay, release, reserve, unreserve, type Books } from './ledger.rules.ts'
import type { Balance, Entry, Move } from './ledger.schema.ts'
import type { Line } from './line.schema.ts'
import type { EntryStore, LineStore } from './line.store.ts'

type Deps = { lines: LineStore; entries: EntryStore; audit: Audit; transact: Transact; clock: Clock; newId: () => string }
/** `subject` is the tender's id from the reservation to the last payment. */
export type OfLine = { lineId: string; subject: string }
export type SumOfLine = OfLine & { amount: Money }

/**
 * The door for tenders and contracts, which ask their own policies who may. Each call joins the transaction under way.
 * Every movement takes the line first, so of two at once one is undone and tried again: nothing is overspent,
 * whatever runs at the same time.
 */
export const budgetService = ({ lines, entries, audit, transact, clock, newId }: Deps) => {
  const inTurn = turns()
  const post = (actor: Actor, lineId: string, decide: (line: Line, books: Books) => Move[]): Promise<Balance> => inTurn(lineId, () => transact(async () => {
    const line = await lines.take(lineId)
    const books = await entries.of(lineId)
    const moves = decide(line, books)
    if (moves.length === 0) return balanceOf(books)
    for (const [at, move] of moves.entries()) {
      await entries.add({ ...move, id: newId(), revision: 0, lineId, seq: books.length + at + 1, at: clock(), actorId: actor.id, actorName: actor.name })
    }
    await audit.record(actor, { kind: 'line', action: `line.${moves[0]!.kind}`, before: { ...line, revision: line.revision - 1 }, after: line })
    return balanceOf([...books, ...moves])
  }))

  return {
    line: (id: string): Promise<Line> => lines.get(id),
    entries: (lineId: string): Promise<Entry[]> => entries.of(lineId),
    balance: async (lineId: string): Promise<Balance> => balanceOf(await entries.of(lineId)),
    /** What may still be reserved on the line, in fen. */
    available: async (lineId: string): Promise<Money> => balanceOf(await entries.of(lineId)).available,

    /** Puts an approved amount into the line's books. */
    allocate: (actor: Actor, lineId: string): Promise<Balance> => post(actor, lineId, allocate),
    /** Takes what is available out of the books at the end of the year, and puts it into those of the next. */
    carryOut: (actor: Actor, lineId: string): Promise<Balance> => post(actor, lineId, carryOut),
    carryIn: (actor: Actor, lineId: string, amount: Money): Promise<Balance> => post(actor, lineId, () => carryIn(amount)),
    /** Throws RuleBroken `blocked` with `not-enough-available`, `line-not-approved`, `line-year-over` or `already-reserved` (预算法 art. 13). */
    reserve: (actor: Actor, { lineId, ...sum }: SumOfLine): Promise<Balance> =>
      post(actor, lineId, (line, books) => reserve(line, books, { ...sum, now: clock() })),
    /** Gives back what the purchase holds, reserved or bound, and has not paid; nothing held is no error. */
    release: (actor: Actor, { lineId, subject }: OfLine): Promise<Balance> => post(actor, lineId, (_, books) => release(books, { subject })),
    /** Gives back what the purchase has reserved, and leaves what is bound. */
    unreserve: (actor: Actor, { lineId, subject }: OfLine): Promise<Balance> => post(actor, lineId, (_, books) => unreserve(books, { subject })),
    /** Turns the reservation into a commitment of this amount and gives the rest back; throws `more-than-reserved`. */
    commit: (actor: Actor, { lineId, ...sum }: SumOfLine): Promise<Balance> => post(actor, lineId, (_, books) => commit(books, sum)),
    /** Pays out of the commitment; throws `more-than-committed`. */
    pay: (actor: Actor, { lineId, ...sum }: SumOfLine): Promise<Balance> => post(actor, lineId, (line, books) => pay(line, books, sum)),
  }
}
export type BudgetService = ReturnType<typeof budgetService>
