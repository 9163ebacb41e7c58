import { expect } from 'chai'
import { openStory, unranked, type Story } from './ground.ts'

const REASON = '未提供法人登记证书'

/** Three tenders of 480,000 yuan each on one line of two million; each fails at another gate, and its money comes back. */
describe('tenders that fail', function () {
  this.timeout(60_000)
  this.bail(true)
  let story: Story
  let few = '', unfit = '', cheap = ''
  const names = ['大庆市晨曦服务中心', '大庆市暖阳服务中心', '大庆市安居服务中心'] as const

  before(async () => {
    story = await openStory('failing', ['晨曦', '暖阳', '安居'])
    ;[few, unfit, cheap] = [(await story.published()).id, (await story.published()).id, (await story.published()).id]
    for (const [place, yuan] of [452_000, 461_000].entries()) await story.bid(few, place, yuan)
    for (const [place, yuan] of [452_000, 461_000, 470_000].entries()) await story.bid(unfit, place, yuan)
    for (const [place, yuan] of [452_000, 461_000, 200_000].entries()) await story.bid(cheap, place, yuan)
  })
  after(() => story.world.stop())

  it('have their money reserved while they run', async () => {
    expect(await story.books()).to.include({ available: 560_000_00, reserved: 1_440_000_00, committed: 0, paid: 0 })
  })

  it('fail unopened when fewer than three have bid, and say so to everybody (令87 art. 41)', async () => {
    await story.pass('2026-03-24T01:30:01Z')
    const { on, people, world } = story
    const told = (await world.visitor().get(`/api/v1/tenders/${few}`)).body
    expect(told).to.include({ status: 'failed' })
    expect(told.failure.code).to.equal('too-few-bids')
    expect(told.failure.law).to.include('四十一')
    expect(await story.books()).to.include({ available: 1_040_000_00, reserved: 960_000_00, committed: 0, paid: 0 })
    expect((await story.at(few, 'opening', people.buyer, { passphrase: '不再需要的口令二零二六' })).status).to.equal(409)
    expect((await on.get(people.supervisor, `/tenders/${few}/opening`)).status).to.equal(404)
    for (const person of [people.buyer, people.supervisor, people.bureau, story.owner(1)]) {
      expect((await on.get(person, `/tenders/${few}/bids`)).body.bids ?? [], person.name).to.deep.equal([])
    }
    expect(JSON.stringify(told)).not.to.include(names[0])
    for (const place of [0, 1, 2]) expect(await story.told(place, ['tender-failed']), 'told alike, whether they bid or not').to.deep.equal(['tender-failed'])
  })

  it('are begun again once, by the buyer, and reserve nothing before they are submitted', async () => {
    const { people, on, bidders } = story
    expect(await story.refused(few, 'retender', { by: [bidders[0]!.owner, people.expert, people.finance, people.elsewhere], body: {} })).to.deep.equal([403])
    const again = await on.done(200, story.at(few, 'retender', people.buyer))
    expect(again).to.include({ status: 'draft', retenderOf: few })
    expect((await story.at(few, 'retender', people.buyer)).body.code).to.equal('nothing-to-retender')
    expect(await story.books()).to.include({ available: 1_040_000_00, reserved: 960_000_00 })
  })

  it('fail when a disqualification leaves two, each bidder told its own reason and no other', async () => {
    const { people, on, bidders } = story
    await story.open(unfit)
    const findings = await story.findings(unfit, { 2: REASON })
    expect(await story.refused(unfit, 'qualification', { by: [bidders[0]!.owner, people.expert, people.supervisor, people.elsewhere], body: findings })).to.deep.equal([403])
    expect(await on.done(200, story.at(unfit, 'qualification', people.buyer, findings))).to.include({ status: 'failed' })
    expect(await story.tender(unfit)).to.have.nested.property('failure.code', 'too-few-qualified')
    expect(await story.books()).to.include({ available: 1_520_000_00, reserved: 480_000_00, committed: 0, paid: 0 })
    const notice = await story.notice(unfit)
    expect(notice).to.deep.include({ winner: null, rows: [], excluded: 3, members: [] })
    expect(JSON.stringify(notice)).not.to.include(REASON).and.not.to.include(names[2])
    expect((await story.result(unfit, 2)).own).to.deep.equal([unranked(names[2], 'unqualified', REASON)])
    expect((await story.result(unfit, 0)).own).to.deep.equal([unranked(names[0], 'failed')])
    expect(JSON.stringify(await story.result(unfit, 0))).not.to.include(REASON)
    expect((await story.at(unfit, 'committee', people.buyer)).status).to.equal(409)
  })

  it('fail when a low price that nobody can explain leaves two (令87 art. 60)', async () => {
    const { people, on, bidders } = story
    await story.open(cheap)
    await story.scored(cheap)
    const { leader, other } = await story.members(cheap)
    const bid = (await story.bidsOf(cheap)).find(({ owner }) => owner === 2)!
    const early = await story.at(cheap, 'ranking', leader)
    expect([early.status, early.body.blockers[0].code]).to.deep.equal([409, 'low-price-undecided'])
    const decision = { bidId: bid.id, decision: 'not-justified', explanation: '称可由志愿者代为服务。', reason: '成本说明没有证明材料。' }
    expect(await story.refused(cheap, 'low-price', { by: [other, people.buyer, people.supervisor, bidders[0]!.owner], body: decision })).to.deep.equal([403])
    await on.done(200, story.at(cheap, 'low-price', leader, decision))
    expect(await on.done(200, story.at(cheap, 'ranking', leader))).to.include({ status: 'failed' })
    expect(await story.tender(cheap)).to.have.nested.property('failure.code', 'too-few-left')
    expect(await story.books()).to.include({ available: 2_000_000_00, reserved: 0, committed: 0, paid: 0 })
    expect((await story.result(cheap, 2)).own).to.deep.equal([unranked(names[2], 'low-price-not-justified')])
    expect((await story.result(cheap, 1)).own).to.deep.equal([unranked(names[1], 'failed')])
    expect(JSON.stringify(await story.notice(cheap))).not.to.include('证明材料').and.not.to.include(names[2])
    const awarded = await story.at(cheap, 'award', people.district, { bidId: bid.id })
    expect([awarded.status, awarded.body.code]).to.deep.equal([409, 'not-allowed-now'])
  })

  it('leave chains of events that hold', () => story.chainsHold())
})
