import { expect } from 'chai'
import fc from 'fast-check'
import { aLine, anEntry } from '../../fixtures/budget.ts'
import { executionOf, footOf, type LineWithBooks } from '../../src/budget/execution.rules.ts'
import { Grouping } from '../../src/budget/execution.schema.ts'
import type { Entry, Move } from '../../src/budget/ledger.schema.ts'

const entry = (move: Move, at: string): Entry => ({ ...move, id: 'e', revision: 0, lineId: 'l', seq: 1, at: new Date(at), actorId: 'a', actorName: 'a' })
const MARCH = '2026-03-10T02:00:00Z'
const bought = (changes: Parameters<typeof aLine>[0], [allocated, reserved, committed, paid]: [number, number, number, number]): LineWithBooks => ({
  line: aLine(changes),
  entries: [anEntry('allocate', allocated), ...(reserved ? [anEntry('reserve', reserved)] : []), ...(committed ? [anEntry('commit', committed)] : []), ...(paid ? [anEntry('pay', paid)] : [])].map(move => entry(move, MARCH)),
})

describe('the execution of a year', () => {
  const lines = [
    bought({ areas: ['230600', '230604', '230604001'], area: '230604001', purchaseArea: 'welfare' }, [1_000, 900, 800, 300]),
    bought({ areas: ['230600', '230604'], purchaseArea: 'youth' }, [500, 0, 0, 0]),
    bought({ areas: ['230600'], area: '230600', purchaseArea: 'welfare' }, [300, 200, 200, 100]),
  ]
  it('counts the lines of a community under its district, and what the city spends itself under the city', () => {
    const { rows, total } = executionOf(lines, { year: 2026, by: 'district' })
    expect(rows).to.deep.equal([
      { key: '230600', budgeted: 300, available: 100, reserved: 0, committed: 100, paid: 100, rate: 3_333 },
      { key: '230604', budgeted: 1_500, available: 600, reserved: 100, committed: 500, paid: 300, rate: 2_000 },
    ])
    expect(total).to.deep.equal({ key: 'total', budgeted: 1_800, available: 700, reserved: 100, committed: 600, paid: 400, rate: 2_222 })
  })
  it('counts what moved in each month by the days of Shanghai', () => {
    const late = { line: aLine(), entries: [entry(anEntry('allocate', 1_000), '2026-01-05T02:00:00Z'), entry(anEntry('reserve', 400), '2026-03-31T15:59:00Z'), entry(anEntry('reserve', 500), '2026-03-31T16:00:00Z')] }
    const { rows } = executionOf([late], { year: 2026, by: 'month' })
    expect(rows).to.have.length(12)
    expect(rows.filter(({ reserved }) => reserved > 0).map(({ key, reserved }) => [key, reserved])).to.deep.equal([['03', 400], ['04', 500]])
    expect(rows[0]?.budgeted).to.equal(1_000)
    expect(footOf(executionOf([late], { year: 2026, by: 'month' }))).to.include({ budgeted: 1_000, reserved: 900, paid: 0 })
  })
  it('is nothing where nothing is budgeted', () => {
    expect(executionOf([], { year: 2026, by: 'item' })).to.deep.include({ rows: [], total: { key: 'total', budgeted: 0, available: 0, reserved: 0, committed: 0, paid: 0, rate: 0 } })
  })
  it('adds up to the same total, however it is grouped', () => fc.assert(fc.property(
    fc.array(fc.record({ district: fc.constantFrom('230602', '230604'), purchaseArea: fc.constantFrom('welfare', 'youth' as const), sums: fc.array(fc.nat({ max: 250 }), { minLength: 4, maxLength: 4 }) }), { maxLength: 20 }),
    drawn => {
      const all = drawn.map(({ district, purchaseArea, sums: [a = 0, b = 0, c = 0, d = 0] }) =>
        bought({ areas: ['230600', district], area: district, purchaseArea }, [a + b + c + d + 1, a + b + c, a + b, a]))
      const totals = Grouping.options.map(by => executionOf(all, { year: 2026, by }).total)
      for (const total of totals) expect(total).to.deep.equal(totals[0])
      for (const by of ['district', 'purchaseArea', 'item'] as const) {
        const { rows, total } = executionOf(all, { year: 2026, by })
        for (const sum of ['budgeted', 'available', 'reserved', 'committed', 'paid'] as const) expect(rows.reduce((one, each) => one + each[sum], 0)).to.equal(total[sum])
        for (const { budgeted, available, reserved, committed, paid } of rows) expect(available + reserved + committed + paid).to.equal(budgeted)
      }
    },
  )))
})
