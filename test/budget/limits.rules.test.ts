import { expect } from 'chai'
import fc from 'fast-check'
import { currentRules } from '../../fixtures/rulesets.ts'
import { fen } from '../../src/kernel/money.ts'
import {
  additionBlockers, isAboveOpenTenderThreshold, isAboveProcurementThreshold, maxBidBond, maxPerformanceBond, reserveOf,
  closedSum, splittingBlockers, supplementBlockers, termBlockers,
} from '../../src/budget/limits.rules.ts'

const amount = fc.nat({ max: 1_000_000_000_00 }).map(fen)
const isBlocked = (blockers: unknown[]) => blockers.length > 0

describe('limits on money', () => {
  it('bid bonds at 2% of the budget and performance bonds at 10% of the contract', () => {
    expect(maxBidBond(fen(856_000_00), currentRules)).to.equal(17_120_00)
    expect(maxPerformanceBond(fen(100_000_00), currentRules)).to.equal(10_000_00)
  })
  it('allow supplements up to 10% in all, to the last fen, however they are cut', () => fc.assert(fc.property(amount, fc.array(fc.nat({ max: 100 }), { maxLength: 5 }), (contract, cuts) => {
    const limit = Math.floor(contract / 10)
    const agreed = cuts.map(cut => fen(Math.floor(limit * cut / 1000)))
    const rest = limit - agreed.reduce((sum, one) => sum + one, 0)
    expect(isBlocked(supplementBlockers({ contract, agreed, supplement: fen(rest) }, currentRules))).to.equal(false)
    expect(isBlocked(supplementBlockers({ contract, agreed, supplement: fen(rest + 1) }, currentRules))).to.equal(true)
  })))
  it('allow an addition from a single source up to 10%', () => {
    expect(isBlocked(additionBlockers(fen(99), fen(9), currentRules))).to.equal(false)
    expect(isBlocked(additionBlockers(fen(99), fen(10), currentRules))).to.equal(true)
  })
  it('reserve everything up to two million, above it 30% and 60% of that', () => {
    expect(reserveOf(fen(2_000_000_00), currentRules)).to.deep.equal({ reserved: 2_000_000_00, smallOrMicro: null })
    expect(reserveOf(fen(2_000_000_01), currentRules)).to.deep.equal({ reserved: 600_000_00, smallOrMicro: 360_000_00 })
  })
})

describe('thresholds', () => {
  it('include the amount itself', () => {
    const [under, at] = [fen(1_999_999_99), fen(2_000_000_00)]
    expect([under, at].map(given => isAboveOpenTenderThreshold(given, 'services', currentRules))).to.deep.equal([false, true])
    expect([299_999_99, 300_000_00].map(given => isAboveProcurementThreshold(fen(given), 'services', currentRules))).to.deep.equal([false, true])
    expect([599_999_99, 600_000_00].map(given => isAboveProcurementThreshold(fen(given), 'works', currentRules))).to.deep.equal([false, true])
  })
  it('are not known for open tenders of works', () => {
    expect(isAboveOpenTenderThreshold(fen(99_000_000_00), 'works', currentRules)).to.equal(false)
  })
  it('are not evaded by splitting a purchase', () => {
    const parts = (...amounts: number[]) => amounts.map(yuan => ({ method: 'consultation' as const, amount: fen(yuan * 100) }))
    const open = { method: 'open-tender' as const, amount: fen(1_500_000_00) }
    expect(isBlocked(splittingBlockers(parts(1_200_000, 800_000), 'services', currentRules))).to.equal(true)
    expect(isBlocked(splittingBlockers(parts(1_200_000, 799_999), 'services', currentRules))).to.equal(false)
    expect(isBlocked(splittingBlockers([...parts(1_200_000), open], 'services', currentRules))).to.equal(false)
    expect(isBlocked(splittingBlockers(parts(2_400_000), 'services', currentRules))).to.equal(false)
    expect(closedSum([...parts(1_200_000, 800_000), open], 'services', currentRules)).to.deep.include({ sum: 2_000_000_00, openTender: 2_000_000_00 })
  })
})

describe('the term of a service contract', () => {
  it('is one year, or three where it is continuous', () => {
    const years = [1, 2, 3, 4]
    expect(years.map(n => isBlocked(termBlockers(n, 'single', currentRules)))).to.deep.equal([false, true, true, true])
    expect(years.map(n => isBlocked(termBlockers(n, 'continuous', currentRules)))).to.deep.equal([false, false, false, true])
  })
})
