import { expect } from 'chai'
import fc from 'fast-check'
import { fen } from '../../src/kernel/money.ts'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { evaluationPriceOf, priceScoreOf, rank } from '../../src/tender/ranking.rules.ts'
import { RankingResult, type RankingInput } from '../../src/tender/scoring.schema.ts'
import { evaluators, someRanking, someTerms } from './ranking-input.ts'

const three = [{ id: 'B1', yuan: 900_000 }, { id: 'B2', yuan: 800_000 }, { id: 'B3', yuan: 850_000 }]
const order = ({ rows }: RankingResult) => rows.map(({ bidId, rank: of, place }) => [bidId, of, place])

/** Any tender that can be ranked: prices high enough that none must be explained. */
const aRanking = fc.array(fc.record({
  yuan: fc.integer({ min: 600_000, max: 999_999 }),
  plan: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: evaluators.length, maxLength: evaluators.length }),
  record: fc.integer({ min: 0, max: 30 }),
  deduction: fc.constantFrom(0, 0, 500, 1500),
}), { minLength: 3, maxLength: 12 }).map(offers => someRanking(offers.map((offer, at) => ({ id: `B${at}`, ...offer }))))

describe('ranking', () => {
  it('gives a result of the declared shape', () => fc.assert(fc.property(aRanking, input => {
    expect(RankingResult.parse(rank(input)).outcome).to.equal('ranked')
  })))
  it('adds up to what it shows', () => fc.assert(fc.property(aRanking, input => {
    for (const row of rank(input).rows) {
      expect(row.total).to.equal(row.priceScore + row.nonPrice)
      expect(Math.abs(row.nonPrice * evaluators.length - row.evaluatorTotals.reduce((sum, one) => sum + one, 0)) * 2).to.be.at.most(evaluators.length)
      expect(row.priceScore).to.equal(priceScoreOf(row.base, row.evaluationPrice, row.priceWeight))
    }
  })))
  it('gives the full price score to the lowest evaluation price alone', () => fc.assert(fc.property(aRanking, input => {
    const { rows, base } = rank(input)
    expect(base).to.equal(Math.min(...rows.map(({ evaluationPrice }) => evaluationPrice)))
    for (const { evaluationPrice, priceScore, priceWeight } of rows) {
      expect(priceScore).to.be.within(1, priceWeight)
      if (evaluationPrice === base) expect(priceScore).to.equal(priceWeight)
    }
  })))
  it('places everybody once, best first, and awards the first at the price of the bid', () => fc.assert(fc.property(aRanking, input => {
    const { rows, winner } = rank(input)
    expect(rows.map(({ place }) => place)).to.deep.equal(rows.map((_, at) => at + 1))
    rows.slice(1).forEach((row, at) => expect(rows[at]!.total).to.be.at.least(row.total))
    expect(winner).to.deep.equal({ bidId: rows[0]!.bidId, amount: input.bids.find(({ id }) => id === rows[0]!.bidId)!.price })
  })))
  it('does not depend on the order of bids, sheets or names of factors', () => fc.assert(fc.property(aRanking, input => {
    const shuffled: RankingInput = { ...input, bids: input.bids.toReversed(), sheets: input.sheets.toReversed() }
    expect(rank(shuffled).rows).to.deep.equal(rank(input).rows)
  })))
  it('never sets a bid back for a better score', () => fc.assert(fc.property(aRanking, fc.nat(), (input, at) => {
    const chosen = input.sheets[at % input.sheets.length]!
    const better = input.sheets.map(sheet => sheet === chosen ? { ...sheet, scores: { ...sheet.scores, plan: 6000 } } : sheet)
    const placeOf = (given: RankingInput) => rank(given).rows.find(({ bidId }) => bidId === chosen.bidId)!.place!
    expect(placeOf({ ...input, sheets: better })).to.be.at.most(placeOf(input))
  })))
  it('is not touched by the price of a bid that does not count', () => fc.assert(fc.property(aRanking, fc.integer({ min: 0, max: 999_999 }), (input, yuan) => {
    const stranger = { id: 'X', price: fen(yuan * 100), deduction: 0, unqualified: 'on the list of serious breaches' }
    expect(rank({ ...input, bids: [...input.bids, stranger] }).rows).to.deep.equal(rank(input).rows)
  })))
})

describe('the gates of a ranking', () => {
  const outcomes: [when: string, input: RankingInput, outcome: RankingResult['outcome'], remaining: string[]][] = [
    ['fewer bids than three at the deadline', someRanking(three.slice(0, 2)), 'not-opened', ['B1', 'B2']],
    ['fewer than three qualified', someRanking([{ ...three[0]!, unqualified: 'no licence' }, ...three.slice(1)]), 'failed', ['B2', 'B3']],
    ['fewer than three conforming', someRanking([{ ...three[0]!, nonconforming: 'not signed' }, ...three.slice(1)]), 'failed', ['B2', 'B3']],
    ['all prices above the budget', someRanking(three.map(bid => ({ ...bid, yuan: 1_000_001 }))), 'failed', []],
    ['three, one at the budget itself', someRanking([{ id: 'B1', yuan: 1_000_000 }, ...three.slice(1)]), 'ranked', ['B1', 'B2', 'B3']],
    ['a ceiling below the budget', someRanking(three, { terms: someTerms({ ceiling: fen(850_000_00) }) }), 'failed', ['B2', 'B3']],
    ['a consultation begun with two suppliers', someRanking(three.slice(0, 2), { startedWith: 2, terms: someTerms({ gates: { minStarters: 3, minBidders: 2, minContinue: 2 } }) }), 'not-opened', ['B1', 'B2']],
    ['a consultation that one of three left', someRanking(three.slice(0, 2), { startedWith: 3, terms: someTerms({ gates: { minStarters: 3, minBidders: 2, minContinue: 2 } }) }), 'ranked', ['B1', 'B2']],
    ['a low price without a decision', someRanking([...three, { id: 'B4', yuan: 300_000 }]), 'low-price-undecided', ['B1', 'B2', 'B3', 'B4']],
    ['a decision that a price without a trigger is too low', someRanking([...three, { id: 'B4', yuan: 700_000 }], { lowPriceDecisions: [{ bidId: 'B4', decision: 'not-justified' }] }), 'ranked', ['B1', 'B2', 'B3']],
    ['a tie without a seed', someRanking(three.map(bid => ({ ...bid, yuan: 900_000 })), { drawSeed: null }), 'draw-required', ['B1', 'B2', 'B3']],
  ]
  for (const [when, input, outcome, remaining] of outcomes) {
    it(`${outcome}: ${when}`, () => {
      const result = rank(input)
      expect(result.outcome).to.equal(outcome)
      expect(result.remaining).to.have.members(remaining)
      if (outcome !== 'ranked') expect(result.winner).to.equal(null)
    })
  }
  it('keep the reason and the law of every exclusion', () => {
    const { exclusions } = rank(someRanking([
      ...three, { id: 'B4', yuan: 1_200_000 }, { id: 'B5', yuan: 700_000, unqualified: 'no licence' }, { id: 'B6', yuan: 1_200_000, nonconforming: 'not signed' },
    ]))
    expect(exclusions.map(({ bidId, code, reason, law }) => [bidId, code, reason, law])).to.deep.equal([
      ['B5', 'unqualified', 'no licence', '财政部令第87号第四十四条'],
      ['B6', 'nonconforming', 'not signed', '财政部令第87号第五十条、第六十三条'],
      ['B4', 'price-above-ceiling', null, '财政部令第87号第六十三条第（四）项'],
    ])
  })
})

describe('a tie', () => {
  const deducted = [
    { id: 'B1', yuan: 800_000, plan: 50 }, { id: 'B2', yuan: 900_000, plan: 50.1, deduction: 1000 }, { id: 'B3', yuan: 990_000, plan: 10 },
  ]
  it('goes to the lower price of the bid, or of the evaluation where the document says so', () => {
    const terms = someTerms({ priceWeight: 1000 })
    expect(order(rank(someRanking(deducted, { terms })))).to.deep.equal([['B1', 1, 1], ['B2', 2, 2], ['B3', 3, 3]])
    const even = deducted.map(bid => bid.id === 'B2' ? { ...bid, yuan: 880_000 } : bid)
    const tied = even.map(bid => bid.id === 'B1' ? { ...bid, plan: 50.2 } : bid)
    const byBid = rank(someRanking(tied))
    const byEvaluation = rank(someRanking(tied, { terms: someTerms({ tieBreak: 'evaluation-price' }) }))
    expect(byBid.rows[0]!.total).to.equal(byBid.rows[1]!.total)
    expect([byBid.winner!.bidId, byEvaluation.winner!.bidId]).to.deep.equal(['B1', 'B2'])
  })
  it('in price too is joint, and the draw that places it can be repeated', () => {
    const same = three.map(bid => ({ ...bid, yuan: 900_000 }))
    const first = rank(someRanking([...same, { id: 'B4', yuan: 950_000 }]))
    expect(first.draws).to.have.length(1)
    expect(first.draws[0]!.order).to.have.members(['B1', 'B2', 'B3'])
    expect(order(first).slice(0, 3)).to.deep.equal(first.draws[0]!.order.map((id, at) => [id, 1, at + 1]))
    expect(order(first)[3]).to.deep.equal(['B4', 4, 4])
    expect(rank(someRanking([...same.toReversed(), { id: 'B4', yuan: 950_000 }])).draws).to.deep.equal(first.draws)
  })
  it('behind a clear winner leaves the winner known while the draw is still due', () => {
    const { outcome, winner, rows } = rank(someRanking([{ id: 'B1', yuan: 800_000 }, { id: 'B2', yuan: 900_000 }, { id: 'B3', yuan: 900_000 }], { drawSeed: null }))
    expect([outcome, winner?.bidId]).to.deep.equal(['draw-required', 'B1'])
    expect(rows.map(({ place }) => place)).to.deep.equal([1, null, null])
  })
})

describe('sheets that cannot be added up', () => {
  const input = someRanking(three)
  const problemsOf = (sheets: RankingInput['sheets']) => {
    try {
      rank({ ...input, sheets })
    } catch (error) {
      expect(error).to.be.instanceOf(RuleBroken).with.property('code', 'scores-incomplete')
      return (error as RuleBroken).details.blockers as { code: string }[]
    }
    return []
  }
  const spoiled = (scores: Record<string, number>) => input.sheets.map((sheet, at) => at === 0 ? { ...sheet, scores } : sheet)
  const table: [code: string, sheets: RankingInput['sheets']][] = [
    ['sheet-missing', input.sheets.slice(1)],
    ['sheet-twice', [...input.sheets, input.sheets[0]!]],
    ['score-missing', spoiled({ record: 2000 })],
    ['score-out-of-range', spoiled({ plan: 6001, record: 2000 })],
    ['score-unknown-factor', spoiled({ plan: 5000, record: 2000, size: 100 })],
    ['objective-differs', spoiled({ plan: 5000, record: 1900 })],
  ]
  for (const [code, sheets] of table) it(`are refused: ${code}`, () => expect(problemsOf(sheets).map(problem => problem.code)).to.deep.equal([code]))

  it('do not include those of a member who was replaced, nor of a bid that is out', () => {
    const replaced = { evaluatorId: 'E9', bidId: 'B1', scores: { plan: 0, record: 0 } }
    expect(rank({ ...input, sheets: [...input.sheets, replaced] }).rows).to.deep.equal(rank(input).rows)
    const out = someRanking([...three, { id: 'B4', yuan: 700_000, unqualified: 'no licence' }])
    const half = out.sheets.map(sheet => sheet.bidId === 'B4' ? { ...sheet, scores: {} } : sheet)
    expect(rank({ ...out, sheets: half }).rows).to.deep.equal(rank(input).rows)
  })
})

describe('the price score', () => {
  it('is half-up on the exact quotient, where floating point is not', () => {
    expect(priceScoreOf(fen(498_000_00), fen(540_000_00), 1000)).to.equal(922)
    expect(priceScoreOf(fen(2001), fen(4000), 1000)).to.equal(500)
    expect(priceScoreOf(fen(2002), fen(4000), 1000)).to.equal(501)
  })
  it('is full for a price of nothing', () => expect(priceScoreOf(fen(0), fen(0), 1000)).to.equal(1000))
  it('uses the deducted price', () => expect(evaluationPriceOf({ price: fen(745_000_00), deduction: 1500 })).to.equal(633_250_00))
})
