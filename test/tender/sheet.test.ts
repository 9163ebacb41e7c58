import { expect } from 'chai'
import { aLine } from '../../fixtures/budget.ts'
import { lineStore } from '../../src/budget/index.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { bidStore, tenderStore } from '../../src/tender/index.ts'
import type { World } from '../support/world.ts'
import { atOpening, bidId, FOUR, nameOf, placed, type Priced, type Walk } from './evaluation.ts'

const codes = ({ body }: { body: { blockers?: { code: string }[] } }) => (body.blockers ?? []).map(({ code }) => code)

describe('scoring and ranking', function () {
  this.timeout(120_000)
  let world: World
  let on: Walk
  let clerk: Actor
  let experts: Actor[]

  before(async () => {
    ;({ world, experts, on, clerk } = await atOpening('sheet', 5))
  })
  after(() => world.stop())

  /** A tender at its scoring, with the committee formed and conformity judged. */
  async function scored(id: string, bids: Priced[] = FOUR, failing: Record<string, string> = {}): Promise<Actor[]> {
    await placed(id, bids)
    await on.qualify(clerk, id)
    await on.draw(clerk, id)
    await on.declareAll(id)
    const judged = await on.conform(id, failing)
    if (judged.status !== 200) throw new Error(JSON.stringify(judged.body))
    return on.members(id)
  }
  const put = async (member: Actor, id: string, organization: string, body: object) =>
    (await world.as(member)).put(`/api/v1/tenders/${id}/sheet/${bidId(id, organization)}`).send(body)

  describe('a sheet', () => {
    const id = 'sheet001'
    let first: Actor, second: Actor
    before(async () => { [first, second] = await scored(id) as [Actor, Actor] })

    it('takes no score above the factor, below nothing, or for a factor that is not there', async () => {
      const answer = await put(first, id, 'one', { revision: 0, scores: { f1: 4_001, f9: 100 } })
      expect(answer.status).to.equal(422)
      expect((answer.body.problems as { field: string; code: string }[]).map(({ field, code }) => [field, code])).to.deep.equal([['scores.f1', 'score-out-of-range'], ['scores.f9', 'score-unknown-factor']])
      expect((await put(first, id, 'one', { revision: 0, scores: { f1: -1 } })).status).to.equal(422)
      expect((await put(first, id, 'one', { revision: 0, scores: { f1: 12.5 } })).status).to.equal(422)
    })

    it('keeps a draft, tells an older copy of it, and is not signed before it is complete', async () => {
      expect((await put(first, id, 'one', { revision: 0, scores: { f1: 3_000 } })).body.revision).to.equal(1)
      const stale = await put(first, id, 'one', { revision: 0, scores: { f1: 100 } })
      expect([stale.status, stale.body.code]).to.deep.equal([409, 'changed-meanwhile'])
      expect((await on.get(first, id, 'sheet')).body.sheet.bids[bidId(id, 'one')].scores).to.deep.equal({ f1: 3_000 })
      const early = await on.sign(first, id)
      expect([early.status, codes(early)]).to.deep.equal([409, ['sheet-incomplete', 'sheet-incomplete', 'sheet-incomplete', 'sheet-incomplete']])
    })

    it('needs a rationale for every bid', async () => {
      await on.score(first, id)
      const { body } = await on.get(first, id, 'sheet')
      await put(first, id, 'two', { revision: body.sheet.revision, scores: { f1: 3_000, f2: 2_000, f3: 1_000 } })
      expect((await on.get(first, id, 'sheet')).body.bids.map(({ missing }: { missing: number }) => missing).sort()).to.deep.equal([0, 0, 0, 1])
      expect(codes(await on.sign(first, id))).to.deep.equal(['sheet-incomplete'])
    })

    it('is no one else’s: not to read, not to write', async () => {
      expect((await on.get(second, id, 'sheet')).body.sheet.bids).to.deep.equal({})
      expect((await on.get(clerk, id, 'sheet')).status).to.equal(403)
      expect((await put(clerk, id, 'one', { revision: 0, scores: {} })).status).to.equal(403)
      expect((await on.get(second, id, 'sheets')).status).to.equal(403)
      expect(JSON.stringify((await on.get(second, id, 'ranking')).body)).not.to.contain('3000')
    })
  })

  it('makes a bid above the ceiling invalid by rule, unjudged', async () => {
    const id = 'ceiling1'
    await scored(id, [...FOUR, { organizationId: 'five', yuan: 480_000.01 }])
    const five = (await bidStore.ofTender(id)).find(({ organizationId }) => organizationId === 'five')!
    expect([five.status, five.conformity?.reason]).to.deep.equal(['invalid', 'price-above-ceiling'])
    expect((await on.get(experts[0]!, id, 'sheet')).body.bids).to.have.length(4)
  })


  it('fails the tender when fewer than three conform, and tells each bidder why', async () => {
    const id = 'gate0001'
    await lineStore.insert(aLine({ id: 'line-1' }))
    await scored(id, FOUR, { three: '服务期限不响应', four: '未按要求报价' })
    expect((await tenderStore.get(id)).failure).to.include({ code: 'too-few-left', reason: '2 < 3' })
    const loser = await world.actor('owner', { organizationId: 'three' })
    const { body } = await on.get(loser, id, 'result')
    expect(body.own).to.deep.equal([
      { organizationName: nameOf('three'), outcome: 'nonconforming', reason: '服务期限不响应', rank: null, total: null, priceScore: null, nonPrice: null },
    ])
    expect([body.winner, body.rows, body.members]).to.deep.equal([null, [], []])
    const page = await world.visitor().get(`/tenders/${id}/result?lang=en`)
    expect(page.text).to.include('Fewer than three valid bids were left').and.not.include('服务期限不响应')
  })

  describe('objective scores that differ', () => {
    const id = 'differ01'
    let members: Actor[]
    before(async () => {
      members = await scored(id)
      for (const [at, member] of members.entries()) {
        await on.score(member, id, { one: [30, 20, at === 2 ? 5 : 10] })
        await on.sign(member, id)
      }
    })

    it('keep the result from coming about, and are named', async () => {
      const answer = await on.rank(id)
      expect([answer.status, codes(answer)]).to.deep.equal([409, ['objective-scores-differ']])
      expect(answer.body.blockers[0].text).to.include(nameOf('one')).and.include('持证社会工作者')
    })

    it('are given back by the leader with a reason, for these factors only', async () => {
      const leader = await on.leader(id)
      const other = members.find(({ id: each }) => each !== leader.id)!
      expect((await on.post(other, id, 'reopen', { ground: 'objective-differs', reason: '核对证书数量' })).status).to.equal(403)
      expect((await on.post(leader, id, 'reopen', { ground: 'objective-differs' })).status).to.equal(422)
      const back = await on.post(leader, id, 'reopen', { ground: 'objective-differs', reason: '核对证书数量' })
      expect([back.status, back.body.signed], JSON.stringify(back.body)).to.deep.equal([200, 0])
      const { sheet } = (await on.get(members[2]!, id, 'sheet')).body as { sheet: { revision: number } }
      const elsewhere = await put(members[2]!, id, 'one', { revision: sheet.revision, scores: { f1: 4_000, f2: 2_000, f3: 1_000 }, rationale: '更正证书数量' })
      expect([elsewhere.status, codes(elsewhere)]).to.deep.equal([409, ['only-reopened-factors']])
      const right = await put(members[2]!, id, 'one', { revision: sheet.revision, scores: { f1: 3_000, f2: 2_000, f3: 1_000 }, rationale: '更正证书数量' })
      expect(right.status, JSON.stringify(right.body)).to.equal(200)
      expect((await on.rank(id)).status).to.equal(409)
      for (const member of members) expect((await on.sign(member, id)).status).to.equal(200)
      expect((await on.rank(id)).body.status).to.equal('ranked')
    })
  })

  describe('an abnormally low price', () => {
    const id = 'lowprice'
    const bids = [...FOUR, { organizationId: 'cheap', yuan: 200_000 }]
    let members: Actor[]
    before(async () => {
      members = await scored(id, bids)
      for (const member of members) { await on.score(member, id); await on.sign(member, id) }
    })

    it('excludes nobody by itself: the result waits for a decision', async () => {
      const answer = await on.rank(id)
      expect(codes(answer)).to.deep.equal(['low-price-undecided'])
      expect(answer.body.blockers[0].text).to.include(nameOf('cheap'))
    })

    it('is decided by the leader with the explanation and a reason', async () => {
      const leader = await on.leader(id)
      const decision = { bidId: bidId(id, 'cheap'), decision: 'not-justified', explanation: '未在规定时间内提交说明', reason: '不能证明其报价合理性' }
      expect((await on.post(members.find(({ id: each }) => each !== leader.id)!, id, 'low-price', decision)).status).to.equal(403)
      expect((await on.post(leader, id, 'low-price', { ...decision, reason: '' })).status).to.equal(422)
      expect((await on.post(leader, id, 'low-price', decision)).status).to.equal(200)
      expect((await on.rank(id)).body.status).to.equal('ranked')
      const { ranking } = await tenderStore.get(id)
      expect(ranking!.result.exclusions).to.deep.include({ bidId: bidId(id, 'cheap'), stage: 'low-price', code: 'low-price-not-justified', reason: null, law: '财政部令第87号第六十条' })
      expect(ranking!.result.base).to.equal(433_000_00)
      expect((await bidStore.ofTender(id)).find(({ organizationId }) => organizationId === 'cheap')!.status).to.equal('invalid')
    })
  })

  it('deducts for small enterprises from the scored price only, and draws between what is wholly equal', async () => {
    const id = 'equal001'
    const members = await scored(id, [...FOUR.slice(1), { organizationId: 'one', yuan: 460_000, declaration: 'small' }, { organizationId: 'six', yuan: 461_000 }])
    for (const member of members) { await on.score(member, id); await on.sign(member, id) }
    await on.rank(id)
    const { ranking } = await tenderStore.get(id)
    const one = ranking!.result.rows.find(({ bidId: each }) => each === bidId(id, 'one'))!
    expect([one.bidPrice, one.evaluationPrice, one.priceScore]).to.deep.equal([460_000_00, 414_000_00, 2_000])
    expect(ranking!.result.draws).to.have.length(1)
    expect(ranking!.result.winner).to.deep.equal({ bidId: bidId(id, 'one'), amount: 460_000_00 })
  })
})
