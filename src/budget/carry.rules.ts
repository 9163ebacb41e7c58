import { add, type Money } from '../kernel/money.ts'
import { yearOf } from '../kernel/period.ts'
import { RuleBroken, type Blocker } from '../kernel/refusal.ts'
import type { Balance, SourcePart } from './ledger.schema.ts'
import type { Line, Person } from './line.schema.ts'

export type Carried = { line: Line; balance: Balance; next: Line | null }

/** Why what a line has left cannot be carried into the next year (结转); the page lists these, the service enforces them. */
export const carryBlockers = ({ line, balance, next }: Carried, now: Date): Blocker[] => [
  ...(line.status === 'approved' ? [] : [{ code: 'line-not-approved' }]),
  ...(yearOf(now) > line.year ? [] : [{ code: 'line-year-not-over', params: { year: line.year } }]),
  ...(balance.available > 0 ? [] : [{ code: 'nothing-to-carry' }]),
  ...(!next || next.status === 'approved' ? [] : [{ code: 'next-line-undecided', params: { reference: next.reference } }]),
]

/** The line itself stays as it is, so that nothing is saved that would be refused for an old revision. */
export function refuseIfChanged({ id, revision }: Line, seen: number | undefined): void {
  if (seen !== undefined && seen !== revision) throw new RuleBroken('changed-meanwhile', `Someone else changed line ${id}`, { id })
}

type Arriving = { from: Line; parts: readonly SourcePart[]; now: Date }
const sumOf = (parts: readonly SourcePart[]): Money => add(...parts.map(({ amount }) => amount))
const record = ({ from, parts, now }: Arriving) => ({ lineId: from.id, reference: from.reference, amount: sumOf(parts), at: now })

/** The next year's line made of what was carried; the money was approved a year ago, so it is not approved again. */
export function lineOfCarried(arriving: Arriving, { id, reference, by }: { id: string; reference: string; by: Person }): Line {
  const { from, parts, now } = arriving
  return {
    ...from, id, reference, revision: 0, year: from.year + 1, amount: sumOf(parts), status: 'approved', drafter: from.drafter, createdAt: now,
    submittedAt: now, decision: { by, at: now }, carried: [record(arriving)], programme: undefined,
    sources: parts.map(({ source, amount }) => ({ source, amount, weight: from.sources.find(each => each.source === source)?.weight ?? 1 })),
  }
}

/** An approved line of the next year grows by what was carried, source by source. */
export function withCarried(next: Line, arriving: Arriving): Line {
  const { from, parts } = arriving
  const grown = next.sources.map(each => ({ ...each, amount: add(each.amount, ...parts.filter(({ source }) => source === each.source).map(({ amount }) => amount)) }))
  const added = parts.filter(({ source }) => !next.sources.some(each => each.source === source))
    .map(({ source, amount }) => ({ source, amount, weight: from.sources.find(each => each.source === source)?.weight ?? 1 }))
  return { ...next, amount: add(next.amount, sumOf(parts)), sources: [...grown, ...added], carried: [...next.carried ?? [], record(arriving)] }
}
