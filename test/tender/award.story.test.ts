import { expect } from 'chai'
import type { Actor } from '../../src/kernel/actor.ts'
import { auditLog } from '../../src/platform/audit.ts'
import { tenderStore } from '../../src/tender/index.ts'
import type { World } from '../support/world.ts'
import { atOpening, bidId, FOUR, nameOf, placed, registered, type Walk } from './evaluation.ts'

const ID = 'story0001'

describe('from the opening to the award', function () {
  this.timeout(60_000)
  let world: World
  let on: Walk
  let clerk: Actor, district: Actor, elsewhere: Actor, outsider: Actor
  let experts: Actor[]
  const members: string[] = []

  before(async () => {
    ;({ world, experts, on, clerk, district } = await atOpening('award', 8))
    elsewhere = await world.actor('district', { area: '230602' })
    await registered(FOUR.map(({ organizationId }) => organizationId))
    await placed(ID)
  })
  after(() => world.stop())

  it('begins with the buyer’s qualification, which names a reason for whoever fails', async () => {
    expect((await on.qualify(elsewhere, ID)).status).to.equal(403)
    expect((await on.qualify(experts[0]!, ID)).status).to.equal(403)
    const silent = await on.post(clerk, ID, 'qualification', { revision: 0, findings: { [bidId(ID, 'one')]: { passed: 'no' } } })
    expect(silent.status).to.equal(422)
    expect((silent.body.problems as { code: string }[]).map(({ code }) => code)).to.include.members(['required', 'reason-of-failing'])
    const judged = await on.qualify(clerk, ID, { four: '未提供法人登记证书' })
    expect([judged.status, judged.body.status], JSON.stringify(judged.body)).to.deep.equal([200, 'qualified'])
  })

  it('draws five experts by lot, once, and keeps their names secret', async () => {
    expect((await on.draw(elsewhere, ID)).status).to.equal(403)
    const { status, body } = await on.draw(clerk, ID)
    expect(status, JSON.stringify(body)).to.equal(201)
    expect(body).to.include({ size: 5, vacancies: 0, formedAt: null })
    expect((body.members as { name: null }[]).every(({ name }) => name === null)).to.equal(true)
    const again = await on.draw(clerk, ID)
    expect([again.status, again.body.blockers[0].code]).to.deep.equal([409, 'committee-drawn'])
  })

  it('asks each member to declare; then the committee stands', async () => {
    for (const member of await on.members(ID)) members.push(member.id)
    outsider = experts.find(({ id }) => !members.includes(id))!
    expect((await on.get(outsider, ID, 'committee')).status).to.equal(403)
    expect((await on.post(outsider, ID, 'committee/declare', { agreed: true })).status).to.equal(403)
    const all = await on.members(ID)
    expect((await on.post(all[0]!, ID, 'committee/declare', {})).status).to.equal(422)
    await Promise.all(all.map(member => on.post(member, ID, 'committee/declare', { agreed: true })))
    const tender = await tenderStore.get(ID)
    expect(tender.status).to.equal('scoring')
    expect(tender.evaluators).to.have.members(members)
  })

  it('has the leader judge conformity, and nobody else', async () => {
    const leader = await on.leader(ID)
    const other = (await on.members(ID)).find(({ id }) => id !== leader.id)!
    expect((await on.post(other, ID, 'conformity', { revision: 2, findings: {} })).status).to.equal(403)
    const judged = await on.conform(ID)
    expect([judged.status, judged.body.status], JSON.stringify(judged.body)).to.deep.equal([200, 'scoring'])
  })

  it('lets each member score alone: nobody reads another’s sheet before all have signed', async () => {
    const all = await on.members(ID)
    for (const member of all) await on.score(member, ID, { one: [36, 22, 15], two: [30, 20, 10], three: [25, 15, 5] })
    expect((await on.get(outsider, ID, 'sheet')).status).to.equal(403)
    for (const person of [all[1]!, clerk, await world.actor('supervisor')]) {
      const answer = await on.get(person, ID, 'sheets')
      expect([answer.status, answer.body.code]).to.deep.equal([403, 'sheets-sealed'])
    }
    expect(JSON.stringify((await on.get(all[1]!, ID, 'sheet')).body)).not.to.contain(all[0]!.id)
    const early = await on.rank(ID)
    expect([early.status, early.body.blockers[0].code]).to.deep.equal([409, 'sheets-unsigned'])
  })

  it('reminds on the third day each member who has not signed, and nobody who has', async () => {
    const all = await on.members(ID)
    await on.sign(all[0]!, ID)
    world.clock.pass({ hours: 48 })
    const reminded: string[][] = []
    for (const member of all) {
      await world.services.letters.round(member.id, '2026-04-02')
      const { unread } = (await (await world.as(member)).get('/api/v1/messages')).body as { unread: { kind: string; href: string }[] }
      reminded.push(unread.filter(({ kind }) => kind === 'awaited').map(({ href }) => href))
    }
    expect(reminded).to.deep.equal([[], ...all.slice(1).map(() => [`/tenders/${ID}/score`])])
  })

  it('loses nothing when all sign at the same moment, and locks what is signed', async () => {
    const all = await on.members(ID)
    const answers = await Promise.all(all.slice(1).map(member => on.sign(member, ID)))
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200])
    expect((await on.get(clerk, ID, 'sheets')).body.sheets).to.have.length(5)
    const { sheet } = (await on.get(all[0]!, ID, 'sheet')).body as { sheet: { revision: number } }
    const late = await (await world.as(all[0]!)).put(`/api/v1/tenders/${ID}/sheet/${bidId(ID, 'one')}`).send({ revision: sheet.revision, scores: { f1: 4000 }, rationale: '改分' })
    expect([late.status, late.body.code]).to.deep.equal([409, 'sheet-signed'])
  })

  it('ranks by the arithmetic of the law and freezes the result with its input', async () => {
    expect((await on.post(clerk, ID, 'ranking', { revision: 2 })).status).to.equal(403)
    const ranked = await on.rank(ID)
    expect([ranked.status, ranked.body.status], JSON.stringify(ranked.body)).to.deep.equal([200, 'ranked'])
    const { ranking } = await tenderStore.get(ID)
    // Price score 20 × 452,000 ÷ 452,000, … ÷ 461,000, … ÷ 470,000; four is not qualified, so its lower price is no base.
    expect(ranking!.result.rows.map(({ bidId: id, priceScore, nonPrice, total, rank }) => [id, priceScore, nonPrice, total, rank])).to.deep.equal([
      [bidId(ID, 'one'), 2_000, 7_300, 9_300, 1], [bidId(ID, 'two'), 1_961, 6_000, 7_961, 2], [bidId(ID, 'three'), 1_923, 4_500, 6_423, 3],
    ])
    expect(ranking!.input.evaluators).to.have.members(members)
  })

  it('is awarded by the district’s people to the first candidate, another only with a reason', async () => {
    const revision = await on.revision(ID)
    expect((await on.post(clerk, ID, 'award', { revision, bidId: bidId(ID, 'one') })).status).to.equal(403)
    const second = await on.post(district, ID, 'award', { revision, bidId: bidId(ID, 'two') })
    expect([second.status, second.body.problems[0].code]).to.deep.equal([422, 'reason-of-passing-over'])
    const unranked = await on.post(district, ID, 'award', { revision, bidId: bidId(ID, 'four') })
    expect([unranked.status, unranked.body.blockers[0].code]).to.deep.equal([409, 'not-a-candidate'])
    expect((await world.visitor().get(`/api/v1/tenders/${ID}/result`)).status).to.equal(404)
    const awarded = await on.post(district, ID, 'award', { revision, bidId: bidId(ID, 'one') })
    expect([awarded.status, awarded.body.status], JSON.stringify(awarded.body)).to.deep.equal([200, 'awarded'])
  })

  it('tells everybody the result with the experts’ names, and each bidder only its own reasons', async () => {
    const { body } = await world.visitor().get(`/api/v1/tenders/${ID}/result`)
    expect(body.winner).to.include({ name: nameOf('one'), amount: 452_000_00 })
    expect(body.rows).to.have.length(3)
    expect((body.members as { name: string }[]).map(({ name }) => name)).to.have.members(members.map(id => experts.find(expert => expert.id === id)!.name))
    expect(body.own).to.deep.equal([])
    expect(JSON.stringify(body)).not.to.contain('登记证书').and.not.to.contain('priceScore')
    const loser = await world.actor('owner', { organizationId: 'four' })
    expect((await on.get(loser, ID, 'result')).body.own).to.deep.equal([{
      organizationName: nameOf('four'), outcome: 'unqualified', reason: '未提供法人登记证书', rank: null, total: null, priceScore: null, nonPrice: null,
    }])
    const second = await world.actor('owner', { organizationId: 'two' })
    expect((await on.get(second, ID, 'result')).body.own).to.deep.equal([{
      organizationName: nameOf('two'), outcome: 'ranked', reason: null, rank: 2, total: 7_961, priceScore: 1_961, nonPrice: 6_000,
    }])
  })

  it('gives the contract what it is made of, once', async () => {
    const { awardOf, contracted } = world.services.awards
    const { amount, bid } = await awardOf(ID).catch((error: { code: string }) => { throw new Error(error.code) })
    expect([amount, bid.organizationId]).to.deep.equal([452_000_00, 'one'])
    expect((await contracted(district, ID, 'contract-1')).status).to.equal('contracted')
    const twice = await contracted(district, ID, 'contract-2').catch((error: { code: string }) => error.code)
    expect(twice).to.equal('not-allowed-now')
  })

  it('stands in the log from step to step, without a member’s name', async () => {
    const events = await auditLog({ clock: () => new Date() }).timeline('tender', ID)
    expect(events.map(({ action }) => action)).to.deep.equal(['tender.qualify', 'tender.score', 'tender.rank', 'tender.award', 'tender.contract'])
    for (const { name } of experts) expect(JSON.stringify(events.slice(0, 3))).not.to.contain(name)
  })
})
