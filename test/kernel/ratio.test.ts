import { expect } from 'chai'
import fc from 'fast-check'
import { exceedsPart, halfUp, isBelowPart, partOf, scaled, WHOLE } from '../../src/kernel/ratio.ts'

describe('rounding', () => {
  const table: [numerator: bigint, denominator: bigint, rounded: number][] = [
    [1n, 2n, 1], [-1n, 2n, -1], [149n, 100n, 1], [150n, 100n, 2], [250n, 100n, 3], [-250n, 100n, -3], [0n, 7n, 0], [2n, 3n, 1], [1n, 3n, 0],
  ]
  for (const [numerator, denominator, rounded] of table) {
    it(`${numerator} ÷ ${denominator} is ${rounded}`, () => expect(halfUp(numerator, denominator)).to.equal(rounded))
  }
  it('is never more than a half away', () => fc.assert(fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.bigInt({ min: 1n, max: 10n ** 6n }), (n, d) => {
    const twice = 2n * (BigInt(halfUp(n, d)) * d - n)
    expect(twice >= -d && twice <= d).to.equal(true)
  })))
  it('happens once, where floating point would be off by one', () => {
    expect(scaled(1005, 100, 1000)).to.equal(101)
    expect(Math.round(1.005 * 100)).to.equal(100)
  })
  it('does not overflow on the way', () => {
    expect(scaled(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).to.equal(Number.MAX_SAFE_INTEGER)
  })
  it('is refused for a division by nothing', () => expect(() => scaled(1, 1, 0)).to.throw(RangeError))
})

describe('comparing with a rate of a whole', () => {
  const [amount, whole, rate] = [fc.maxSafeNat(), fc.maxSafeNat(), fc.nat({ max: WHOLE })]

  it('is strict on both sides', () => fc.assert(fc.property(whole, rate, (of, share) => {
    const exact = BigInt(of) * BigInt(share)
    fc.pre(exact % BigInt(WHOLE) === 0n)
    const boundary = Number(exact / BigInt(WHOLE))
    expect(exceedsPart(boundary, of, share)).to.equal(false)
    expect(isBelowPart(boundary, share, { sum: of, count: 1 })).to.equal(false)
    expect(exceedsPart(boundary + 1, of, share)).to.equal(true)
  })))
  it('disagrees with the rounded part by at most its rounding', () => fc.assert(fc.property(amount, whole, rate, (given, of, share) => {
    if (exceedsPart(given, of, share)) expect(given).to.be.at.least(partOf(of, share))
    else expect(given).to.be.at.most(partOf(of, share))
  })))
})
