import { expect } from 'chai'
import { fen } from '../../src/kernel/money.ts'
import { Invalid } from '../../src/kernel/refusal.ts'
import { correctedPrice, StatedPrice, type Correction } from '../../src/tender/price.rules.ts'

type Rule = Correction['rule']

describe('a price whose statements differ', () => {
  const table: [what: string, stated: Record<string, unknown>, price: number, rules: Rule[]][] = [
    ['nothing differs', { openingSheet: 48600000, openingSheetWords: '肆拾捌万陆仟元整', detailTotal: 48600000, unitPriceTotal: 48600000 }, 48600000, []],
    ['the details differ', { openingSheet: 48600000, detailTotal: 47860000 }, 48600000, ['opening-sheet-over-details']],
    ['the words differ', { openingSheet: 48600000, openingSheetWords: '人民币肆拾捌万捌仟元整' }, 48800000, ['words-over-figures']],
    ['the unit prices differ', { openingSheet: 48600000, detailTotal: 48600000, unitPriceTotal: 48500000 }, 48500000, ['unit-prices-over-total']],
    ['a decimal point slipped', { openingSheet: 48600000, unitPriceTotal: 4860000, slip: 'decimal-point' }, 48600000, ['slip-corrected']],
    ['words and details differ', { openingSheet: 48600000, openingSheetWords: '肆拾捌万捌仟元整', detailTotal: 48600000 }, 48800000,
      ['opening-sheet-over-details', 'words-over-figures']],
    ['details and unit prices differ', { openingSheet: 48600000, detailTotal: 47860000, unitPriceTotal: 47860000 }, 48600000, ['opening-sheet-over-details']],
  ]
  for (const [what, stated, price, rules] of table) {
    it(`is ${price / 100} yuan when ${what}`, () => {
      const corrected = correctedPrice(StatedPrice.parse(stated))
      expect(corrected.price).to.equal(price)
      expect(corrected.corrections.map(({ rule }) => rule)).to.deep.equal(rules)
      expect(corrected.needsConfirmation).to.equal(rules.length > 0)
    })
  }
  it('is not guessed from malformed words', () => {
    expect(() => correctedPrice({ openingSheet: fen(10000000), openingSheetWords: '拾万元整' })).to.throw(Invalid).with.property('code', 'price-words-malformed')
  })
})
