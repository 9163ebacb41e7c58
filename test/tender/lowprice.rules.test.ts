import { expect } from 'chai'
import fc from 'fast-check'
import { currentRules, ruleSets } from '../../fixtures/rulesets.ts'
import { fen } from '../../src/kernel/money.ts'
import { lowPriceCheck } from '../../src/tender/lowprice.rules.ts'
import type { LowPriceDecision, LowPriceTrigger } from '../../src/tender/scoring.schema.ts'

const bids = (...prices: number[]) => prices.map((price, at) => ({ id: `B${at + 1}`, price: fen(price) }))
const check = (prices: number[], ceiling: number, decisions: LowPriceDecision[] = []) =>
  lowPriceCheck(bids(...prices), { ceiling: fen(ceiling), rates: currentRules.lowPrice.rates }, decisions)
const triggersOfFirst = (prices: number[], ceiling: number): LowPriceTrigger[] => check(prices, ceiling).triggered.find(({ bidId }) => bidId === 'B1')?.triggers ?? []

describe('an abnormally low price', () => {
  const table: [why: string, prices: number[], ceiling: number, triggers: LowPriceTrigger[]][] = [
    ['exactly half of the average', [400, 800, 1200], 800, []],
    ['one fen under half of the average', [399, 799, 1202], 800, ['average', 'second-lowest']],
    ['exactly half of the second-lowest', [400, 800, 800], 800, []],
    ['exactly half of the second-lowest, which is not the second bid', [350, 800, 700], 700, []],
    ['just under half of the second-lowest', [349, 800, 700], 700, ['second-lowest']],
    ['exactly 45% of the ceiling', [450, 500, 600], 1000, []],
    ['one fen under 45% of the ceiling', [449, 500, 600], 1000, ['ceiling']],
    ['all three', [100, 900, 900], 1000, ['average', 'second-lowest', 'ceiling']],
    ['the only bid', [500], 1000, []],
    ['a price of nothing', [0, 900, 900], 1000, ['average', 'second-lowest', 'ceiling']],
  ]
  for (const [why, prices, ceiling, triggers] of table) {
    it(`${triggers.length > 0 ? `triggers ${triggers.join(', ')}` : 'triggers nothing'}: ${why}`, () => {
      expect(triggersOfFirst(prices, ceiling)).to.deep.equal(triggers)
    })
  }
  it('may be found by the committee alone', () => {
    expect(check([700, 900, 900], 1000, [{ bidId: 'B1', decision: 'not-justified' }]).triggered)
      .to.deep.equal([{ bidId: 'B1', triggers: ['committee'] }])
  })
  it('called for no numbers before 1 February 2026', () => {
    const { triggered } = lowPriceCheck(bids(1, 900, 900), { ceiling: fen(1000), rates: ruleSets[0]!.lowPrice.rates }, [])
    expect(triggered).to.deep.equal([])
  })
  it('is the same in any order and never the highest of several', () => fc.assert(fc.property(
    fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 2, maxLength: 20 }), prices => {
      const ceiling = Math.max(...prices)
      const given = check(prices, ceiling)
      const priceOf = (id: string) => prices[Number(id.slice(1)) - 1]!
      expect(given.triggered.map(({ bidId }) => priceOf(bidId))).not.to.include(ceiling)
      expect(check(prices.toReversed(), ceiling).triggered).to.have.length(given.triggered.length)
    })))
})
