import { expect } from 'chai'
import fc from 'fast-check'
import { aLine, anEntry } from '../../fixtures/budget.ts'
import { aContractInForce } from '../../fixtures/contract.ts'
import { executionOf, type LineWithBooks } from '../../src/budget/index.ts'
import { Source } from '../../src/budget/line.schema.ts'
import { allocate, carryOut, commit, pay, release, reserve } from '../../src/budget/ledger.rules.ts'
import type { Move } from '../../src/budget/ledger.schema.ts'
import { fen, share } from '../../src/kernel/money.ts'
import { moneyOf } from '../../src/portal/money.rules.ts'

const now = new Date('2026-03-10T02:00:00Z')
const written = (line: ReturnType<typeof aLine>, moves: Move[]): LineWithBooks => ({
  line, entries: moves.map((move, at) => ({ ...move, id: `${line.id}-${at}`, revision: 0, lineId: line.id, seq: at + 1, at: now, actorId: 'a', actorName: 'a' })),
})

/** Books by the ledger's own rules: a purchase on a line, paid in part, the rest carried away. */
function books(id: string, { amount, weights, part, carried, year }: { amount: number; weights: number[]; part: number; carried: boolean; year: number }): LineWithBooks {
  const parts = share(fen(amount), weights)
  const line = aLine({
    id, year, amount: fen(amount), areas: ['230600', `23060${1 + amount % 3}`], purchaseArea: amount % 2 ? 'youth' : 'welfare',
    sources: parts.map((amount, at) => ({ source: Source.options[at]!, weight: weights[at]!, amount })),
  })
  const sum = (by: number) => fen(Math.floor(amount * by / 100))
  let moves: Move[] = allocate(line)
  const add = (more: Move[]) => { moves = [...moves, ...more] }
  const purchase = { subject: `tender-${id}` }
  add(reserve(line, moves, { ...purchase, amount: sum(80), now: new Date(`${year}-02-01T00:00:00Z`) }))
  add(commit(moves, { ...purchase, amount: sum(70) }))
  add(pay(line, moves, { ...purchase, amount: sum(70 * part / 100) }))
  if (carried) add([...release(moves, purchase), ...carryOut(line, [...moves, ...release(moves, purchase)])])
  return written(line, moves)
}

describe('the public money', () => {
  const drawn = fc.array(fc.record({
    amount: fc.integer({ min: 100, max: 9_000_000_00 }), weights: fc.tuple(fc.nat(9), fc.nat(9), fc.integer({ min: 1, max: 9 })), part: fc.nat(100),
    carried: fc.boolean(), year: fc.constantFrom(2025, 2026),
  }), { maxLength: 14 })

  it('agrees with the execution of the budget to the fen, however it is divided', () => fc.assert(fc.property(drawn, lines => {
    const all = lines.map((line, at) => books(`l${at}`, line))
    // Every second purchase has no public contract: what it was paid is counted, and nobody is named.
    const contracts = all.filter((_, at) => at % 2 === 0).map(({ line }, at) => aContractInForce({ id: `c${at}`, tenderId: `tender-${line.id}`, lineId: line.id, organizationId: `o${at % 12}` }))
    const { total, years, sources, payees, others, districts, purchaseAreas, grades } = moneyOf(all, contracts, { asked: 2026, now: 2026 })
    const execution = executionOf(all.filter(({ line }) => line.year === 2026), { year: 2026, by: 'item' })
    const sum = <T>(rows: T[], of: (row: T) => number) => rows.reduce((one, row) => one + of(row), 0)
    expect(total).to.deep.equal(execution.total)
    for (const of of ['budgeted', 'reserved', 'committed', 'paid'] as const) {
      expect([sum(districts.rows, row => row[of]), sum(purchaseAreas.rows, row => row[of])]).to.deep.equal([total[of], total[of]])
    }
    expect([sum(sources, row => row.budgeted), sum(sources, row => row.paid)]).to.deep.equal([total.budgeted, total.paid])
    expect(sum(payees, row => row.paid) + others.paid).to.equal(total.paid)
    expect(payees.length).to.be.at.most(10)
    expect(years.find(({ key }) => key === '2026')?.paid ?? 0).to.equal(total.paid)
    // All that was ever given in a year is still there, or went to the next.
    for (const { key, budgeted, carried } of years) expect(budgeted + carried).to.equal(sum(all.filter(({ line }) => String(line.year) === key), ({ line }) => line.amount))
    expect(sum(grades, row => row.contracts)).to.equal(contracts.filter(({ lineId }) => all.some(({ line }) => line.id === lineId && line.year === 2026)).length)
  })))

  it('shows this year, or the last of which something is known', () => {
    const one = [written(aLine({ year: 2024 }), [anEntry('allocate', 100)])]
    expect([moneyOf(one, [], { asked: undefined, now: 2026 }).year, moneyOf([], [], { asked: undefined, now: 2026 }).year, moneyOf(one, [], { asked: 2025, now: 2026 }).year]).to.deep.equal([2024, 2026, 2025])
  })

  it('names nobody for a payment without a public contract', () => {
    const { payees, others } = moneyOf([books('l1', { amount: 1_000_00, weights: [1, 1, 0], part: 50, carried: false, year: 2026 })], [], { asked: 2026, now: 2026 })
    expect([payees, others]).to.deep.equal([[], { contracts: 1, paid: 350_00 }])
  })
})
