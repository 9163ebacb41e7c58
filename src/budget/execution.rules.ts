import { add, fen, type Money } from '../kernel/money.ts'
import { dayOf } from '../kernel/period.ts'
import { scaled, WHOLE } from '../kernel/ratio.ts'
import type { Execution, ExecutionRow, Grouping } from './execution.schema.ts'
import { balanceOf, heldBy } from './ledger.rules.ts'
import type { Balance, Entry } from './ledger.schema.ts'
import type { Line } from './line.schema.ts'

export type LineWithBooks = { line: Line; entries: Entry[] }
type Sums = Balance & { budgeted: Money }

/** What the treasury gave a line, without what was carried away: the sum of its pots. */
const budgeted = (entries: Entry[]): Money => fen(-heldBy(entries, 'treasury'))

const sumOf = (all: Sums[]): Sums => ({
  budgeted: add(...all.map(each => each.budgeted)), available: add(...all.map(each => each.available)), reserved: add(...all.map(each => each.reserved)),
  committed: add(...all.map(each => each.committed)), paid: add(...all.map(each => each.paid)),
})

/** 预算执行率: what is paid of what is budgeted (财预〔2020〕10号), half-up to hundredths of a percent; nothing budgeted is nothing executed. */
const row = (key: string, sums: Sums): ExecutionRow =>
  ({ key, ...sums, rate: sums.budgeted === 0 ? 0 : scaled(sums.paid, WHOLE, sums.budgeted) })

/** The second of the codes is the district, county or zone; what the city spends itself stands under the city. */
const KEYS: Record<Exclude<Grouping, 'month'>, (line: Line) => string> = {
  district: ({ areas, area }) => areas[1] ?? area, purchaseArea: line => line.purchaseArea, item: line => line.itemName,
}
const MONTHS = Array.from({ length: 12 }, (_, at) => String(at + 1).padStart(2, '0'))

/** How far a year's approved lines are executed, in groups; by month, what each pot gained in it (paid out of the year's lines, whenever). */
export function executionOf(lines: readonly LineWithBooks[], { year, by }: { year: number; by: Grouping }): Execution {
  const all = lines.map(({ line, entries }) => ({ line, entries, sums: { budgeted: budgeted(entries), ...balanceOf(entries) } }))
  const total = row('total', sumOf(all.map(({ sums }) => sums)))
  if (by === 'month') return { year, by, total, rows: MONTHS.map(month => row(month, gainedIn(all.flatMap(({ entries }) => entries), `${year}-${month}`))) }
  const keys = [...new Set(all.map(({ line }) => KEYS[by](line)))].sort()
  return { year, by, total, rows: keys.map(key => row(key, sumOf(all.filter(({ line }) => KEYS[by](line) === key).map(({ sums }) => sums)))) }
}

/** What stands under the rows: the sum of a table by month is of what moved, any other is the total. */
export const footOf = ({ by, rows, total }: Execution): ExecutionRow => by === 'month' ? row('total', sumOf(rows)) : total

/** What went into each pot in a month, by the days of Shanghai; what came back to be available is not new money. */
function gainedIn(entries: Entry[], month: string): Sums {
  const then = entries.filter(({ at }) => dayOf(at).startsWith(month))
  const into = (kinds: Entry['kind'][]) => add(...then.filter(({ kind }) => kinds.includes(kind)).map(({ amount }) => amount))
  return { budgeted: into(['allocate', 'carry-in']), available: fen(0), reserved: into(['reserve']), committed: into(['commit']), paid: into(['pay']) }
}
