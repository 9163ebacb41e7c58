import { expect } from 'chai'
import fc from 'fast-check'
import { drawOrder } from '../../src/kernel/draw.ts'

const aPool = fc.uniqueArray(fc.string(), { maxLength: 40 })

describe('drawing', () => {
  it('draws everybody exactly once', () => fc.assert(fc.property(aPool, fc.string(), (pool, seed) => {
    expect(drawOrder(pool, seed)).to.have.members(pool).and.have.length(pool.length)
  })))
  it('finds the same order again and leaves the pool as it was', () => fc.assert(fc.property(aPool, fc.string(), (pool, seed) => {
    const before = [...pool]
    expect(drawOrder(pool, seed)).to.deep.equal(drawOrder(pool, seed))
    expect(pool).to.deep.equal(before)
  })))
  it('favours no place', () => {
    const first = new Map<string, number>()
    for (let n = 0; n < 4000; n++) {
      const [drawn = ''] = drawOrder(['A', 'B', 'C', 'D'], `seed ${n}`)
      first.set(drawn, (first.get(drawn) ?? 0) + 1)
    }
    for (const [name, times] of first) expect(times, name).to.be.within(900, 1100)
    expect(first.size).to.equal(4)
  })
})
