import { expect } from 'chai'
import fc from 'fast-check'
import { add, fen, inWords, parseWords, parseYuan, portion, share, subtract, yuan } from '../../src/kernel/money.ts'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { readByClerk } from './words.ts'

const anAmount = fc.oneof(fc.nat({ max: 1_000_00 }), fc.maxSafeNat()).map(fen)

describe('money', () => {
  it('is whole fen and never below zero', () => {
    expect(() => fen(0.5)).to.throw()
    expect(() => fen(-1)).to.throw()
    expect(() => subtract(fen(1), fen(2))).to.throw()
    expect(add(fen(1), fen(2), fen(3))).to.equal(6)
  })
  it('takes a rate of an amount half-up to the fen', () => {
    expect(portion(fen(812_345_67), 1000)).to.equal(812_345_7)
    expect(portion(fen(5), 1000)).to.equal(1)
    expect(portion(fen(4), 1000)).to.equal(0)
  })
})

describe('sharing an amount', () => {
  const weights = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 12 }).filter(given => given.some(weight => weight > 0))

  it('gives parts that add up to it', () => fc.assert(fc.property(anAmount, weights, (amount, given) => {
    expect(add(...share(amount, given))).to.equal(amount)
  })))
  it('gives each part its exact share, to less than a fen', () => fc.assert(fc.property(anAmount, weights, (amount, given) => {
    const all = BigInt(given.reduce((sum, weight) => sum + weight, 0))
    share(amount, given).forEach((part, at) => {
      const distance = BigInt(part) * all - BigInt(amount) * BigInt(given[at]!)
      expect(distance > -all && distance < all, `part ${at}`).to.equal(true)
    })
  })))
  it('gives nothing for no weight', () => fc.assert(fc.property(anAmount, weights, (amount, given) => {
    expect(share(amount, [...given, 0]).at(-1)).to.equal(0)
  })))
  it('gives the odd fen to the larger weight, then to the earlier', () => {
    expect(share(fen(1), [1, 1])).to.deep.equal([1, 0])
    expect(share(fen(2), [1, 3])).to.deep.equal([0, 2])
    expect(share(fen(100), [1, 1, 1])).to.deep.equal([34, 33, 33])
  })
  it('is refused without weights', () => {
    for (const given of [[], [0, 0], [2, -1]]) expect(() => share(fen(100), given)).to.throw(RuleBroken).with.property('code', 'weights-missing')
  })
})

describe('yuan as text', () => {
  const read: [text: string, amount: number | null][] = [
    ['1234.56', 123456], ['1,234.56', 123456], ['¥1,234.5', 123450], ['¥ 0.07', 7], ['１２３４．５６', 123456], ['300000元', 30000000],
    [' 12 ', 1200], ['0', 0], ['90071992547409.91', Number.MAX_SAFE_INTEGER],
    ['', null], ['1.234', null], ['1,23.00', null], ['12,34', null], ['-5', null], ['1e3', null], ['1.', null], ['.5', null], ['壹元', null],
    ['90071992547409.92', null], ['99999999999999999999', null],
  ]
  for (const [text, amount] of read) it(`reads '${text}' as ${amount}`, () => expect(parseYuan(text)).to.equal(amount))

  it('is written with separators and two decimals', () => {
    expect([0, 7, 100, 99999, 123456789].map(amount => yuan(fen(amount)))).to.deep.equal(['0.00', '0.07', '1.00', '999.99', '1,234,567.89'])
  })
  it('is read back as it was written', () => fc.assert(fc.property(anAmount, amount => {
    expect(parseYuan(yuan(amount))).to.equal(amount)
    expect(parseYuan(`¥${yuan(amount).replaceAll(',', '')}`)).to.equal(amount)
  })))
})

describe('an amount in capital characters', () => {
  const table: [amount: number, words: string][] = [
    [123456789, '壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分'],
    [0, '零元整'], [5, '伍分'], [50, '伍角整'], [55, '伍角伍分'], [100, '壹元整'], [1000, '壹拾元整'], [503, '伍元零叁分'],
    [32504, '叁佰贰拾伍元零肆分'], [140950, '壹仟肆佰零玖元伍角整'], [600714, '陆仟零柒元壹角肆分'], [168032, '壹仟陆佰捌拾元叁角贰分'],
    [10700053, '壹拾万柒仟元伍角叁分'], [1640902, '壹万陆仟肆佰零玖元零贰分'], [100030050, '壹佰万零叁佰元伍角整'],
    [10010000000, '壹亿零壹拾万元整'], [10500000000, '壹亿零伍佰万元整'], [1000000500, '壹仟万零伍元整'], [1000000000000, '壹佰亿元整'],
    [Number.MAX_SAFE_INTEGER, '玖拾万零柒佰壹拾玖亿玖仟贰佰伍拾肆万柒仟肆佰零玖元玖角壹分'],
  ]
  for (const [amount, words] of table) it(`${yuan(fen(amount))} is ${words}`, () => expect(inWords(fen(amount))).to.equal(words))

  it('is read by a clerk as the same amount', () => fc.assert(fc.property(anAmount, amount => {
    expect(readByClerk(inWords(amount))).to.equal(amount)
  }), { numRuns: 1000 }))
  it('is parsed as the same amount', () => fc.assert(fc.property(anAmount, amount => {
    expect(parseWords(`人民币${inWords(amount)}`)).to.equal(amount)
  }), { numRuns: 1000 }))
  it('never doubles or trails a 零', () => fc.assert(fc.property(anAmount, amount => {
    expect(inWords(amount)).not.to.match(/零零|零[亿万拾佰仟角分整]|[亿万]零元/)
  })))
  it('may be written in the forms that the rules leave free', () => {
    for (const words of ['壹仟陆佰捌拾元零叁角贰分', '人民币壹仟陆佰捌拾圆叁角贰分', '壹仟陆佰捌拾元叁角贰分']) expect(parseWords(words), words).to.equal(168032)
    for (const words of ['壹拾万零柒仟元伍角叁分', '壹拾万柒仟元零伍角叁分']) expect(parseWords(words), words).to.equal(10700053)
    for (const words of ['叁拾万元整', '叁拾万圆正', '人民币 叁拾万元']) expect(parseWords(words), words).to.equal(300_000_00)
  })
  it('is not guessed when malformed', () => {
    const malformed = ['', '拾万元整', '叁拾万', '一百元', '壹佰叁元整', '壹百元整', '叁拾万元整整', '元整', '壹佰零零叁元整', '壹元贰元', '伍元叁分', '万元整', '300000']
    for (const words of malformed) expect(parseWords(words), words).to.equal(null)
  })
})
