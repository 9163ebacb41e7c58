import { expect } from 'chai'
import fc from 'fast-check'
import { aLine, aLineDraft, anEntry } from '../../fixtures/budget.ts'
import { fen } from '../../src/kernel/money.ts'
import { carryBlockers, lineOfCarried, withCarried } from '../../src/budget/carry.rules.ts'
import { balanceOf, carryOut, leftOf } from '../../src/budget/ledger.rules.ts'
import { LineStatus, type Line } from '../../src/budget/line.schema.ts'
import { startDesk, type Desk } from './desk.ts'

const NEXT_YEAR = new Date('2027-01-08T02:00:00Z')
const by = { accountId: 'finance', name: '钱进' }
const total = (line: Line) => line.sources.reduce((sum, { amount }) => sum + amount, 0)

describe('carrying over what a line has left', () => {
  const balance = { available: fen(100), reserved: fen(0), committed: fen(0), paid: fen(0) }
  const CASES = [
    ['is open when the year is over', {}, null, NEXT_YEAR, []],
    ['waits for the end of the year in Shanghai', {}, null, new Date('2026-12-31T15:59:59Z'), ['line-year-not-over']],
    ['begins with the new year in Shanghai', {}, null, new Date('2026-12-31T16:00:00Z'), []],
    ['needs something left', { balance: { ...balance, available: fen(0) } }, null, NEXT_YEAR, ['nothing-to-carry']],
    ['waits for the decision on the next line', {}, aLine({ year: 2027, status: 'submitted' }), NEXT_YEAR, ['next-line-undecided']],
    ['is only for an approved line', { line: aLine({ status: 'refused' }) }, null, NEXT_YEAR, ['line-not-approved']],
  ] as const
  for (const [why, given, next, now, codes] of CASES) {
    it(why, () => expect(carryBlockers({ line: aLine(), balance, ...given, next }, now).map(({ code }) => code)).to.deep.equal(codes))
  }

  it('moves each source its part to the fen, into a new line and into one that is there', () => fc.assert(fc.property(fc.integer({ min: 0, max: 50_000_000 }), paid => {
    const line = aLine()
    const parts = leftOf(line, []).map(({ source, left }) => ({ source, amount: fen(Math.floor(left * paid / line.amount)) }))
    const given = parts.reduce((sum, { amount }) => sum + amount, 0)
    const books = [anEntry('allocate', line.amount), ...(given ? [anEntry('reserve', given, { subject: 't' }), anEntry('commit', given, { subject: 't' }), anEntry('pay', given, { subject: 't', parts })] : [])]
    const moves = carryOut(line, books)
    const left = balanceOf(books).available
    expect(balanceOf([...books, ...moves]).available).to.equal(0)
    expect(leftOf(line, [...books, ...moves]).every(each => each.left === 0)).to.equal(true)
    if (left === 0) return
    const arriving = { from: line, parts: moves.flatMap(move => move.parts ?? []), now: NEXT_YEAR }
    const made = lineOfCarried(arriving, { id: 'line-2', reference: 'BL-2027-0001', by })
    expect([made.amount, total(made), made.year, made.status]).to.deep.equal([left, left, 2027, 'approved'])
    const grown = withCarried(aLine({ year: 2027, sources: [{ source: 'other', weight: 1, amount: fen(500_000_00) }] }), arriving)
    expect([grown.amount, total(grown)]).to.deep.equal([line.amount + left, line.amount + left])
  })))
  it('is told from lines of any other status', () => {
    for (const status of LineStatus.options) expect(carryBlockers({ line: aLine(), balance, next: aLine({ status }) }, NEXT_YEAR).length, status).to.equal(status === 'approved' ? 0 : 1)
  })
})

describe('carrying over on the real store', function () {
  this.timeout(60_000)
  let desk: Desk
  before(async () => { desk = await startDesk('carry') })
  after(() => desk.world.stop())

  it('leaves what purchases hold, which is still paid from the old line', async () => {
    const { finance, world } = desk
    const { budget, carries } = world.services
    const line = await desk.approved({ amount: fen(1_000_01) })
    const money = { lineId: line.id, subject: 'tender-1' }
    await budget.reserve(finance, { ...money, amount: fen(600_00) })
    await budget.commit(finance, { ...money, amount: fen(500_00) })
    expect(await carries.carryOver(finance, line.id).catch((error: unknown) => error)).to.have.nested.property('details.blockers[0].code', 'line-year-not-over')
    world.clock.set(NEXT_YEAR)
    const next = await carries.carryOver(finance, line.id)
    expect(next).to.deep.include({ year: 2027, amount: 500_01, status: 'approved', area: line.area, itemId: line.itemId })
    expect(await budget.balance(next.id)).to.deep.equal({ available: 500_01, reserved: 0, committed: 0, paid: 0 })
    expect(await budget.balance(line.id)).to.deep.equal({ available: 0, reserved: 0, committed: 500_00, paid: 0 })
    await budget.pay(finance, { ...money, amount: fen(500_00) })
    await budget.reserve(finance, { lineId: next.id, subject: 'tender-2', amount: fen(500_01) })
    expect(await carries.carryOver(finance, line.id).catch((error: unknown) => error)).to.have.nested.property('details.blockers[0].code', 'nothing-to-carry')
  })

  it('carries a line once, however many try at once', async () => {
    const { finance, world: { services: { carries, budget, lines } } } = desk
    const line = await desk.approved({ amount: fen(777) })
    const done = await Promise.allSettled(Array.from({ length: 5 }, () => carries.carryOver(finance, line.id)))
    expect(done.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
    const next = (await lines.list(finance, { year: 2027 })).find(each => each.line.itemId === line.itemId)
    expect(next?.balance.available).to.equal(777)
    expect(await budget.available(line.id)).to.equal(0)
  })

  it('says for each of several lines what became of it', async () => {
    const { district, world } = desk
    const good = await desk.approved({ amount: fen(1_000) })
    const blocked = await desk.approved({ amount: fen(2_000) })
    await world.services.lines.draft(district, aLineDraft(blocked.itemId, { year: 2027 }))
    const page = await world.page('finance')
    const waiting = await page.get('/budget/carry-over?lang=zh-CN')
    expect(waiting.text).to.include(good.reference).and.include(blocked.reference).and.include('尚未批准')
    const looked = await page.get(`/budget/carry-over/bulk/carry?ids=${good.id}&ids=${blocked.id}&lang=zh-CN`)
    expect(looked.text).to.include('将办理').and.include('尚未批准')
    expect(await world.services.budget.available(good.id), 'looking moves nothing').to.equal(1_000)
    const chosen = [good, blocked].map(({ id, revision }) => `${id}@${revision}`)
    expect((await page.post('/budget/carry-over/bulk/carry', { chosen })).status).to.equal(303)
    expect((await page.get('/budget/carry-over/bulk/carry/done?lang=zh-CN')).text).to.include('已办理 1 条，被拒绝 1 条').and.include('尚未批准')
    expect(await world.services.budget.available(good.id)).to.equal(0)
    expect(await world.services.budget.available(blocked.id)).to.equal(2_000)
    expect((await page.post('/budget/carry-over/bulk/carry', {})).status).to.equal(422)
  })

  it('is for finance of the area only', async () => {
    const line = await desk.approved({ amount: fen(1_000) })
    const path = `/api/v1/budget-lines/${line.id}/carry-over`
    expect((await (await desk.world.as('bureau')).post(path)).status).to.equal(403)
    expect((await (await desk.world.as('finance', { area: '230602' })).post(path)).status).to.equal(403)
    expect((await (await desk.world.as('finance', { area: '230604' })).post(path)).body).to.include({ year: 2027, amount: 1_000 })
  })
})
