import { expect } from 'chai'
import { gap } from '../../src/platform/chance.ts'

describe('a moment by chance', () => {
  const drawn = Array.from({ length: 20_000 }, () => gap(1_000))
  const share = (is: (at: number) => boolean) => drawn.filter(is).length / drawn.length
  it('comes after the mean gap on average, and says by its coming nothing of the next', () => {
    expect(drawn.reduce((sum, each) => sum + each, 0) / drawn.length).to.be.within(950, 1_050)
    // Without memory: who has waited for a second waits as long again as who has just come.
    const rest = drawn.filter(each => each > 1_000).map(each => each - 1_000)
    expect(rest.reduce((sum, each) => sum + each, 0) / rest.length).to.be.within(900, 1_100)
    expect(share(each => each < 100)).to.be.within(0.08, 0.11)
  })
})
