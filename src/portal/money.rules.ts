import { executionOf, type LineWithBooks } from '../budget/index.ts'
import type { Execution, ExecutionRow } from '../budget/execution.schema.ts'
import { Source } from '../budget/line.schema.ts'
import type { Contract } from '../contract/contract.schema.ts'
import { add, fen, subtract, type Money } from '../kernel/money.ts'

/** How many organizations have a row of their own; the others stand together. */
const NAMED = 10

export type SourceRow = { source: Source; budgeted: Money; paid: Money }
export type PayeeRow = { id: string; name: string; contracts: number; paid: Money }
export type GradeRow = { grade: string; contracts: number; amount: Money }

/** The public money of a city: every year in one row, and one year by where, for what, from whom and to whom. */
export type PublicMoney = {
  year: number
  /** With what each year left to the next, which is budgeted again there. */
  years: (ExecutionRow & { carried: Money })[]
  total: ExecutionRow
  districts: Execution; purchaseAreas: Execution
  sources: SourceRow[]; payees: PayeeRow[]; others: Omit<PayeeRow, 'id' | 'name'>; grades: GradeRow[]
}

/** What each source gives the lines without what was carried away, and what was paid of it; both add up to the year's. */
function sourcesOf(books: LineWithBooks[]): SourceRow[] {
  const moved = (source: Source, kind: 'pay' | 'carry-out') => add(...books.flatMap(({ entries }) => entries)
    .filter(entry => entry.kind === kind).flatMap(({ parts = [] }) => parts.filter(part => part.source === source).map(({ amount }) => amount)))
  return Source.options.map(source => ({
    source, paid: moved(source, 'pay'),
    budgeted: subtract(add(...books.flatMap(({ line }) => line.sources.filter(each => each.source === source).map(({ amount }) => amount))), moved(source, 'carry-out')),
  })).filter(({ budgeted, paid }) => budgeted > 0 || paid > 0)
}

const carriedOut = (books: LineWithBooks[]): Money => add(...books.flatMap(({ entries }) => entries.filter(({ kind }) => kind === 'carry-out').map(({ amount }) => amount)))

/** Who was paid, by the ledger: a payment belongs to the purchase, and by its contract to the organization. */
function payeesOf(books: LineWithBooks[], contracts: Contract[]): Pick<PublicMoney, 'payees' | 'others'> {
  const byPurchase = new Map(contracts.map(contract => [contract.tenderId, contract]))
  const all = new Map<string, PayeeRow & { of: Set<string> }>()
  for (const { kind, subject, amount } of books.flatMap(({ entries }) => entries)) {
    if (kind !== 'pay') continue
    const contract = byPurchase.get(subject ?? '')
    const id = contract?.organizationId ?? ''
    const row = all.get(id) ?? { id, name: contract?.supplier.name ?? '', contracts: 0, paid: fen(0), of: new Set<string>() }
    all.set(id, { ...row, paid: add(row.paid, amount), of: row.of.add(subject ?? '') })
  }
  const rows = [...all.values()].map(({ of, ...row }) => ({ ...row, contracts: of.size })).sort((a, b) => b.paid - a.paid || (a.id < b.id ? -1 : 1))
  const named = rows.filter(({ id }) => id !== '').slice(0, NAMED)
  const rest = rows.filter(row => !named.includes(row))
  return { payees: named, others: { contracts: rest.reduce((sum, { contracts }) => sum + contracts, 0), paid: add(...rest.map(({ paid }) => paid)) } }
}

/** Contracts on the year's lines by the published grade; `''` is not judged yet. */
function gradesOf(contracts: Contract[]): GradeRow[] {
  const grades = [...new Set(contracts.toSorted((a, b) => (b.grade?.score ?? -1) - (a.grade?.score ?? -1)).map(({ grade }) => grade?.grade ?? ''))]
  return grades.map(grade => {
    const those = contracts.filter(each => (each.grade?.grade ?? '') === grade)
    return { grade, contracts: those.length, amount: add(...those.map(({ amount }) => amount)) }
  })
}

/** Sums of the ledger by the rule that the budget's own execution goes by, so that they agree with it to the fen. */
export function moneyOf(books: LineWithBooks[], contracts: Contract[], { asked, now }: { asked: number | undefined; now: number }): PublicMoney {
  const known = [...new Set(books.map(({ line }) => line.year))].sort((a, b) => a - b)
  const year = asked ?? (known.includes(now) ? now : known.at(-1) ?? now)
  const ofYear = (wanted: number) => books.filter(({ line }) => line.year === wanted)
  const these = ofYear(year)
  const lines = new Set(these.map(({ line }) => line.id))
  const districts = executionOf(these, { year, by: 'district' })
  return {
    year, districts, total: districts.total, purchaseAreas: executionOf(these, { year, by: 'purchaseArea' }),
    years: known.map(each => ({ ...executionOf(ofYear(each), { year: each, by: 'district' }).total, key: String(each), carried: carriedOut(ofYear(each)) })),
    sources: sourcesOf(these), ...payeesOf(these, contracts),
    grades: gradesOf(contracts.filter(({ lineId, published }) => published && lines.has(lineId))),
  }
}
