import { add } from '../kernel/money.ts'
import { Invalid } from '../kernel/refusal.ts'
import type { Balance } from './ledger.schema.ts'
import type { Line } from './line.schema.ts'
import type { Programme, ProgrammeSums } from './programme.schema.ts'

/** A line belongs to a programme of its own year, and of its area or one above it. */
export function refuseElsewhere(programme: Programme | null, { year, areas }: Pick<Line, 'year' | 'areas'>): void {
  if (programme?.year === year && areas.includes(programme.area)) return
  throw new Invalid('invalid-input', 'The programme is of another year or area', { problems: [{ field: 'programme', code: 'programme-elsewhere' }] })
}

/** What the lines of a programme come to; only approved money counts. */
export function sumsOf(listed: readonly { line: Line; balance: Balance }[]): ProgrammeSums {
  const sum = (pot: keyof Balance) => add(...listed.map(({ balance }) => balance[pot]))
  return {
    lines: listed.length, approved: add(...listed.filter(({ line }) => line.status === 'approved').map(({ line }) => line.amount)),
    available: sum('available'), reserved: sum('reserved'), committed: sum('committed'), paid: sum('paid'),
  }
}
