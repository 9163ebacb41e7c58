import { expect } from 'chai'
import { drawOrder } from '../../src/kernel/draw.ts'
import { openStory, unranked, type Story } from './ground.ts'

type Ranked = { result: { lowPrice: { triggered: { bidId: string; triggers: string[] }[] }; base: number; draws: { rank: number; seed: string; order: string[] }[]; rows: { bidId: string; rank: number; place: number; total: number }[] } }
const NAMES = ['晨曦', '暖阳', '安居', '同行']
const nameOf = (place: number) => `大庆市${NAMES[place]}服务中心`

describe('rankings that are not plain', function () {
  this.timeout(60_000)
  this.bail(true)
  let story: Story
  let equal = '', low = ''

  before(async () => {
    story = await openStory('ranking', NAMES)
    ;[equal, low] = [(await story.published()).id, (await story.published()).id]
    for (const [place, yuan] of [452_000, 452_000, 470_000, 475_000].entries()) await story.bid(equal, place, yuan)
    for (const [place, yuan] of [452_000, 461_000, 470_000, 200_000].entries()) await story.bid(low, place, yuan)
    await story.pass('2026-03-24T01:30:01Z')
  })
  after(() => story.world.stop())

  it('place equal totals by the lower price, and equal prices by a draw that anybody can repeat (令87 art. 57, 68)', async () => {
    const { on, people } = story
    await story.open(equal)
    // 20 × 452,000 ÷ 470,000 is 19.23, so 60.77 besides make the same 80.00 as the two lower prices have with 60.
    await story.scored(equal, { 2: [3_077, 2_000, 1_000] })
    const { leader, other } = await story.members(equal)
    expect(await story.refused(equal, 'ranking', { by: [other, people.buyer, people.district, story.owner(0)], body: {} })).to.deep.equal([403])
    await on.done(200, story.at(equal, 'ranking', leader))
    const { result } = await on.done<Ranked>(200, on.get(people.buyer, `/tenders/${equal}/ranking`))
    const bids = await story.bidsOf(equal)
    const ownerOf = (id: string) => bids.find(bid => bid.id === id)!.owner
    const joint = bids.filter(({ owner }) => owner < 2).map(({ id }) => id).toSorted()
    const [draw] = result.draws
    expect(result.draws).to.have.length(1)
    expect(draw!.order).to.deep.equal(drawOrder(joint, draw!.seed))
    expect(result.rows.map(({ bidId, rank, place, total }) => [ownerOf(bidId), rank, place, total])).to.deep.equal([
      [ownerOf(draw!.order[0]!), 1, 1, 8_000], [ownerOf(draw!.order[1]!), 1, 2, 8_000], [2, 3, 3, 8_000], [3, 4, 4, 7_903],
    ])

    const [first, second] = draw!.order as [string, string]
    const passedOver = await story.at(equal, 'award', people.district, { bidId: second })
    expect([passedOver.status, passedOver.body.problems[0].code]).to.deep.equal([422, 'reason-of-passing-over'])
    expect(await story.refused(equal, 'award', { by: [people.buyer, people.elsewhere, leader, story.owner(0)], body: { bidId: first } })).to.deep.equal([403])
    await on.done(200, story.at(equal, 'award', people.district, { bidId: first }))
    expect((await story.notice(equal)).winner).to.include({ name: nameOf(ownerOf(first)), amount: 452_000_00 })
    const own = { priceScore: 2_000, nonPrice: 6_000, total: 8_000, reason: null, rank: 1 }
    expect((await story.result(equal, ownerOf(first))).own).to.deep.equal([{ organizationName: nameOf(ownerOf(first)), outcome: 'won', ...own }])
    expect((await story.result(equal, ownerOf(second))).own).to.deep.equal([{ organizationName: nameOf(ownerOf(second)), outcome: 'ranked', ...own }])
    expect((await story.result(equal, 2)).own).to.deep.equal([
      { organizationName: nameOf(2), outcome: 'ranked', priceScore: 1_923, nonPrice: 6_077, total: 8_000, reason: null, rank: 3 },
    ])
  })

  it('leave out a low price that was not explained, and count from the next', async () => {
    const { on, people } = story
    await story.open(low)
    // The best of all but for its price, of which the committee is not convinced.
    await story.scored(low, { 3: [4_000, 2_500, 1_500] })
    const { leader, other } = await story.members(low)
    const refused = (await story.bidsOf(low)).find(({ owner }) => owner === 3)!
    const early = await story.at(low, 'ranking', leader)
    expect([early.status, early.body.blockers[0].code]).to.deep.equal([409, 'low-price-undecided'])
    const decision = { bidId: refused.id, decision: 'not-justified', explanation: '称已有设备，不计折旧。', reason: '人员成本低于当地最低工资标准。' }
    const silent = await story.at(low, 'low-price', leader, { ...decision, reason: '' })
    expect([silent.status, silent.body.problems[0].field]).to.deep.equal([422, 'reason'])
    expect(await story.refused(low, 'low-price', { by: [other, people.buyer, people.bureau, story.owner(3)], body: decision })).to.deep.equal([403])
    await on.done(200, story.at(low, 'low-price', leader, decision))
    await on.done(200, story.at(low, 'ranking', leader))

    const { result } = await on.done<Ranked>(200, on.get(people.buyer, `/tenders/${low}/ranking`))
    // Below half of the second-lowest (226,000) and below 45 % of the ceiling (216,000), but not below half of the average (197,875).
    expect(result.lowPrice.triggered).to.deep.equal([{ bidId: refused.id, triggers: ['second-lowest', 'ceiling'] }])
    expect(result.base).to.equal(452_000_00)
    expect(result.rows.map(({ rank, total }) => [rank, total])).to.deep.equal([[1, 8_000], [2, 7_961], [3, 7_923]])
    const excluded = await story.at(low, 'award', people.district, { bidId: refused.id, reason: '其报价最低。' })
    expect([excluded.status, excluded.body.blockers[0].code]).to.deep.equal([409, 'not-a-candidate'])
    await on.done(200, story.at(low, 'award', people.district, { bidId: result.rows[0]!.bidId }))
    const notice = await story.notice(low)
    expect(notice.rows.map(({ name }) => name)).to.deep.equal([0, 1, 2].map(nameOf))
    expect(notice.excluded).to.equal(1)
    expect(JSON.stringify(notice)).not.to.include(nameOf(3)).and.not.to.include('最低工资')
    expect((await story.result(low, 3)).own).to.deep.equal([unranked(nameOf(3), 'low-price-not-justified')])
    expect((await story.result(low, 1)).own).to.deep.equal([
      { organizationName: nameOf(1), outcome: 'ranked', priceScore: 1_961, nonPrice: 6_000, total: 7_961, reason: null, rank: 2 },
    ])
  })

  it('keep the ceilings reserved until there is a contract, and leave chains of events that hold', async () => {
    expect(await story.books()).to.include({ available: 1_040_000_00, reserved: 960_000_00, committed: 0, paid: 0 })
    await story.chainsHold()
  })
})
