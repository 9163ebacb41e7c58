import { add, fen, share, subtract, type Money } from '../kernel/money.ts'
import { yearOf } from '../kernel/period.ts'
import { refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { Account, Balance, Move, SourcePart } from './ledger.schema.ts'
import type { Line, Source } from './line.schema.ts'

/** The books of one line, oldest entry first. */
export type Books = readonly Move[]
type OfSubject = { subject: string }
type Sum = OfSubject & { amount: Money }

const LAW = '预算法第十三条'

/** What an account holds; the treasury's is below zero by what it gave. */
export const heldBy = (books: Books, account: Account): number => books.reduce((sum, { from, to, amount }) =>
  sum + (to === account ? amount : 0) - (from === account ? amount : 0), 0)

/** The pots of a line, derived from its books; a pot below zero cannot be and throws. */
export const balanceOf = (books: Books): Balance => ({
  available: fen(heldBy(books, 'available')), reserved: fen(heldBy(books, 'reserved')),
  committed: fen(heldBy(books, 'committed')), paid: fen(heldBy(books, 'paid')),
})

/** The books of one purchase. Its `available` is what it took from the line, below zero; so only the other pots are asked. */
const threadOf = (books: Books, subject: string) => {
  const own = books.filter(entry => entry.subject === subject)
  return { reserved: fen(heldBy(own, 'reserved')), committed: fen(heldBy(own, 'committed')) }
}

/** What each purchase has taken from the line by now: reserved, bound and paid; one that gave all back is left out. */
export const takenBy = (books: Books): Sum[] => [...new Set(books.flatMap(({ subject }) => subject ?? []))]
  .map(subject => ({ subject, amount: fen(-heldBy(books.filter(entry => entry.subject === subject), 'available')) })).filter(({ amount }) => amount > 0)

/** Leaves out movements of nothing. */
const moves = (...all: Move[]): Move[] => all.filter(({ amount }) => amount > 0)

export const allocate = ({ amount }: Pick<Line, 'amount'>): Move[] => moves({ kind: 'allocate', from: 'treasury', to: 'available', amount })

/** Why an amount cannot be reserved (B2); tenders list these, `reserve` enforces them. */
export const reserveBlockers = (line: Pick<Line, 'status' | 'year'>, books: Books, { amount, now }: { amount: Money; now: Date }): Blocker[] => {
  const { available } = balanceOf(books)
  return [
    ...(line.status === 'approved' ? [] : [{ code: 'line-not-approved', law: LAW }]),
    ...(yearOf(now) <= line.year ? [] : [{ code: 'line-year-over', params: { year: line.year } }]),
    ...(amount <= available ? [] : [{ code: 'not-enough-available', law: LAW, params: { available, amount } }]),
  ]
}

/** Sets money aside for a purchase; one purchase holds one reservation at a time. */
export function reserve(line: Line, books: Books, { subject, amount, now }: Sum & { now: Date }): Move[] {
  const { reserved } = threadOf(books, subject)
  refuseIfBlocked([
    ...reserveBlockers(line, books, { amount, now }),
    ...(reserved === 0 ? [] : [{ code: 'already-reserved', params: { reserved } }]),
  ])
  return moves({ kind: 'reserve', from: 'available', to: 'reserved', amount, subject })
}

/** Binds the contract's sum out of the reservation and gives the rest of the reservation back. */
export function commit(books: Books, { subject, amount }: Sum): Move[] {
  const { reserved } = threadOf(books, subject)
  refuseIfBlocked(amount <= reserved ? [] : [{ code: 'more-than-reserved', params: { reserved, amount } }])
  return moves(
    { kind: 'commit', from: 'reserved', to: 'committed', amount, subject },
    { kind: 'release', from: 'reserved', to: 'available', amount: subtract(reserved, amount), subject },
  )
}

/** Gives back all that a purchase holds and has not paid: a failed tender's reservation, the rest of an ended contract. */
export function release(books: Books, { subject }: OfSubject): Move[] {
  const { reserved, committed } = threadOf(books, subject)
  return moves(
    { kind: 'release', from: 'reserved', to: 'available', amount: reserved, subject },
    { kind: 'release', from: 'committed', to: 'available', amount: committed, subject },
  )
}

/** Gives back a reservation alone: a supplement that is not signed, while its contract goes on. */
export function unreserve(books: Books, { subject }: OfSubject): Move[] {
  const { reserved } = threadOf(books, subject)
  return moves({ kind: 'release', from: 'reserved', to: 'available', amount: reserved, subject })
}

/** Pays out of what the contract bound; each source gives by what it still has to give. */
export function pay(line: Pick<Line, 'sources'>, books: Books, { subject, amount }: Sum): Move[] {
  const { committed } = threadOf(books, subject)
  refuseIfBlocked(amount <= committed ? [] : [{ code: 'more-than-committed', params: { committed, amount } }])
  return amount === 0 ? [] : [{ kind: 'pay', from: 'committed', to: 'paid', amount, subject, parts: drawn(line, books, amount) }]
}

/** Gives all that is available back to the treasury, to be carried into the next year; what purchases hold stays. */
export function carryOut(line: Pick<Line, 'sources'>, books: Books): Move[] {
  const { available } = balanceOf(books)
  return available === 0 ? [] : [{ kind: 'carry-out', from: 'available', to: 'treasury', amount: available, parts: drawn(line, books, available) }]
}

export const carryIn = (amount: Money): Move[] => moves({ kind: 'carry-in', from: 'treasury', to: 'available', amount })

/** What each source has given so far, to payments and back to the treasury, and what it still has to give. */
export const leftOf = ({ sources }: Pick<Line, 'sources'>, books: Books): { source: Source; given: Money; left: Money }[] =>
  sources.map(({ source, amount }) => {
    const given = add(...books.flatMap(({ parts = [] }) => parts.filter(part => part.source === source).map(part => part.amount)))
    return { source, given, left: subtract(amount, given) }
  })

/**
 * A sum by sources, in the ratio of what each has left: no source ever gives more than its part of the line,
 * and when the line is used up each has given exactly that.
 */
function drawn(line: Pick<Line, 'sources'>, books: Books, amount: Money): SourcePart[] {
  const left = leftOf(line, books)
  return share(amount, left.map(each => each.left)).map((part, at) => ({ source: left[at]!.source, amount: part })).filter(part => part.amount > 0)
}

/** The entries with what was in the pots after each, as in a passbook. */
export function runningBooks<E extends Move>(books: readonly E[]): { entry: E; after: Balance }[] {
  const held = { treasury: 0, available: 0, reserved: 0, committed: 0, paid: 0 }
  return books.map(entry => {
    held[entry.from] -= entry.amount
    held[entry.to] += entry.amount
    return { entry, after: { available: fen(held.available), reserved: fen(held.reserved), committed: fen(held.committed), paid: fen(held.paid) } }
  })
}
