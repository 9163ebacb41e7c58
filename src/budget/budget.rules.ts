import { flow, follow } from '../kernel/flow.ts'
import { fen, share, type Money } from '../kernel/money.ts'
import { Invalid, RuleBroken } from '../kernel/refusal.ts'
import type { Balances, BudgetAccount, DraftLine, Entry, EntryKind, Line, LineStatus, Source, SourceName } from './budget.schema.ts'

export type LineAction = 'submit' | 'approve' | 'refuse' | 'revise'

export const lineFlow = flow<LineStatus, LineAction>({
  draft: { submit: 'submitted' },
  submitted: { approve: 'approved', refuse: 'refused' },
  refused: { revise: 'draft' },
  approved: {},
})

const SOURCES: SourceName[] = ['city', 'district', 'other']

/** Splits the amount by the ratio of the sources; every fen goes somewhere (市、区两级财政按比例直接核拨). */
export function splitSources(amount: Money, weights: DraftLine['weights']): Source[] {
  const used = SOURCES.filter(source => weights[source] > 0)
  if (used.length === 0) throw new Invalid('invalid-input', 'No source', { problems: [{ field: 'weights.city', code: 'source-needed' }] })
  const amounts = share(amount, used.map(source => weights[source]))
  return used.map((source, index) => ({ source, weight: weights[source], amount: amounts[index]! }))
}

export const nothing: Balances = { available: 0, reserved: 0, committed: 0, paid: 0 }

/** What each kind of movement moves: from where to where. */
const MOVES: Record<Exclude<EntryKind, 'release'>, [BudgetAccount, BudgetAccount]> = {
  allocate: ['appropriation', 'available'],
  reserve: ['available', 'reserved'],
  commit: ['reserved', 'committed'],
  pay: ['committed', 'paid'],
}

export type Movement = Pick<Entry, 'kind' | 'from' | 'to' | 'amount' | 'subject'>
export const movement = (kind: keyof typeof MOVES, amount: Money, subject: string): Movement => {
  const [from, to] = MOVES[kind]
  return { kind, from, to, amount, subject }
}
export const release = (from: 'reserved' | 'committed', amount: Money, subject: string): Movement =>
  ({ kind: 'release', from, to: 'available', amount, subject })

/** The balances that entries leave; all of a line's, or only those of one subject. */
export function balancesOf(entries: readonly Pick<Entry, 'from' | 'to' | 'amount'>[]): Balances {
  const balances: Record<BudgetAccount, number> = { appropriation: 0, ...nothing }
  for (const { from, to, amount } of entries) {
    balances[from] -= amount
    balances[to] += amount
  }
  const { appropriation: _, ...kept } = balances
  return kept
}

/** Adds movements to a line; none may take more than there is, nor may money be reserved before approval. */
export function post(line: Line, entries: readonly Entry[], movements: readonly Movement[]): Line {
  if (line.status !== 'approved') throw new RuleBroken('line-not-approved', 'The line is not approved', { reference: line.reference })
  const balances = balancesOf([...entries, ...movements])
  const short = (Object.keys(balances) as (keyof Balances)[]).find(account => balances[account] < 0)
  if (short) throw new RuleBroken('overspent', `Not enough is ${short}`, { reference: line.reference, left: balancesOf(entries)[short] })
  return { ...line, balances }
}

/** A reservation becomes a commitment of the contract's price, and the rest of it is free again. */
export function commitment(entries: readonly Entry[], subject: string, amount: Money): Movement[] {
  const { reserved } = balancesOf(entries.filter(entry => entry.subject === subject))
  if (reserved < amount) throw new RuleBroken('overspent', 'More is committed than was reserved', { reference: subject, left: reserved })
  return [
    movement('commit', amount, subject),
    ...(reserved > amount ? [release('reserved', fen(reserved - amount), subject)] : []),
  ]
}

/** Everything that a subject has still reserved or committed. */
export function releaseOf(entries: readonly Entry[], subject: string): Movement[] {
  const { reserved, committed } = balancesOf(entries.filter(entry => entry.subject === subject))
  return [
    ...(reserved > 0 ? [release('reserved', fen(reserved), subject)] : []),
    ...(committed > 0 ? [release('committed', fen(committed), subject)] : []),
  ]
}

/** The approver is another person than the drafter. */
export function approveLine(line: Line, approver: NonNullable<Line['approver']>): Line {
  if (line.drafter.accountId === approver.accountId) throw new RuleBroken('own-draft', 'Who drafted does not approve')
  return { ...line, status: follow(lineFlow, line.status, 'approve'), approver }
}
