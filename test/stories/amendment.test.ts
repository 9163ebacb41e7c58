import { expect } from 'chai'
import { openStory, type Story } from './ground.ts'

const TEXT = '助餐服务改为每人每周不少于四次，请据此调整方案和报价。'
const OLD = '2026-03-24T01:30:00.000Z', NEW = '2026-04-03T01:30:00.000Z'

describe('a tender that is amended while bids come in', function () {
  this.timeout(60_000)
  this.bail(true)
  let story: Story
  let id = ''
  const sealed = async (place: number) => (await story.on.get(story.owner(place), `/tenders/${id}/bid`)).body.receipt as { receipt: string } | null

  before(async () => {
    story = await openStory('amended', ['晨曦', '暖阳', '安居'])
    ;({ id } = await story.published())
    await story.bid(id, 0, 452_000)
    await story.bid(id, 1, 461_000)
    story.world.clock.set(new Date('2026-03-18T01:00:00Z'))
  })
  after(() => story.world.stop())

  it('is amended by its buyer only, with fifteen days left after a change that may affect bids (条例 art. 31)', async () => {
    const { people, on } = story
    const change = { text: TEXT, affectsBids: true, bidDeadline: NEW }
    expect(await story.refused(id, 'amend', { by: [story.owner(0), people.supervisor, people.finance, people.expert, people.elsewhere], body: change })).to.deep.equal([403])
    expect((await story.world.visitor().post(`/api/v1/tenders/${id}/amend`).send(change)).status).to.equal(401)
    const codes = async (body: object) => {
      const answer = await story.at(id, 'amend', people.buyer, { ...change, ...body })
      return [answer.status, (answer.body.blockers as { code: string; params?: object }[])?.map(({ code }) => code)]
    }
    expect(await codes({ bidDeadline: undefined })).to.deep.equal([409, ['amendment-too-late']])
    expect(await codes({ bidDeadline: '2026-04-01T01:30:00Z' })).to.deep.equal([409, ['amendment-too-late']])
    expect(await codes({ bidDeadline: '2026-03-23T01:30:00Z', affectsBids: false })).to.deep.equal([409, ['deadline-brought-forward']])
    expect(await codes({ bidDeadline: '2026-04-04T01:30:00Z' })).to.deep.equal([409, ['deadline-on-day-off']])
    const amended = await on.done(200, story.at(id, 'amend', people.buyer, change))
    expect(amended).to.include({ status: 'published', bidDeadline: NEW })
  })

  it('tells everybody what changed and until when, and nobody who has bid', async () => {
    const { body } = await story.world.visitor().get(`/api/v1/tenders/${id}`)
    expect(body).to.include({ bidDeadline: NEW })
    expect(body.amendments).to.have.length(1)
    expect(body.amendments[0]).to.include({ seq: 1, text: TEXT, affectsBids: true, deadlineBefore: OLD, deadlineAfter: NEW })
    expect(JSON.stringify(body)).not.to.include('晨曦').and.not.to.include('暖阳')
    // The third has not bid yet: that all alike are told says nothing of who has.
    for (const place of [0, 1, 2]) expect(await story.told(place, ['tender-deadline-moved', 'tender-amended'])).to.deep.equal(['tender-deadline-moved'])
    const page = (await story.world.visitor().get(`/tenders/${id}?lang=en`)).text
    expect(page).to.include(TEXT)
  })

  it('does not close at the old deadline; bids that were sealed hold, may be replaced, and others still come', async () => {
    const kept = await sealed(1)
    const first = await sealed(0)
    const asks = async (n: number) => (await (await story.world.page(story.owner(n))).get(`/tenders/${id}/bid`)).text.includes('#amendments')
    expect(await asks(1)).to.equal(true)
    await story.pass('2026-03-24T01:30:01Z')
    expect(await story.tender(id)).to.include({ status: 'published' })
    expect((await story.at(id, 'opening', story.people.buyer, { passphrase: '还没有到开标的时候呢' })).status).to.equal(409)
    await story.bid(id, 0, 466_000)
    await story.bid(id, 2, 470_000)
    expect(await sealed(1)).to.deep.equal(kept)
    expect(await asks(0), 'sealed after it').to.equal(false)
    expect((await sealed(0))!.receipt).to.be.a('string').and.not.equal(first!.receipt)
  })

  it('closes at the new deadline, and opens the bid that replaced the first', async () => {
    await story.pass('2026-04-03T01:30:01Z')
    expect(await story.tender(id)).to.include({ status: 'closed' })
    const late = await story.at(id, 'amend', story.people.buyer, { text: TEXT, affectsBids: false })
    expect([late.status, late.body.blockers[0].code]).to.deep.equal([409, 'bidding-not-open'])
    const withdrawn = await story.on.post(story.owner(2), `/tenders/${id}/bid/withdraw`)
    expect(withdrawn.status).to.equal(409)
    await story.open(id)
    const { bids } = (await story.world.visitor().get(`/api/v1/tenders/${id}/opening`)).body as { bids: { organizationName: string; price: number }[] }
    expect(bids.map(({ price }) => price)).to.have.members([461_000_00, 466_000_00, 470_000_00])
    expect(await story.books()).to.include({ available: 1_520_000_00, reserved: 480_000_00, committed: 0, paid: 0 })
  })

  it('leaves chains of events that hold', () => story.chainsHold())
})
