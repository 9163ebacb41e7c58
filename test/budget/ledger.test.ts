import { expect } from 'chai'
import { fen } from '../../src/kernel/money.ts'
import { transact } from '../../src/platform/database.ts'
import { startDesk, type Desk } from './desk.ts'

/** Whether each of many went through, and the codes of those that did not. */
const settled = async (all: Promise<unknown>[]) => {
  const results = await Promise.allSettled(all)
  const refusals = results.flatMap(result => result.status === 'rejected' ? [result.reason as { code?: string; details?: { blockers?: { code: string }[] } }] : [])
  return { done: results.length - refusals.length, codes: [...new Set(refusals.map(({ code, details }) => details?.blockers?.[0]?.code ?? code ?? 'no refusal'))] }
}

describe('the ledger on the real store', function () {
  this.timeout(120_000)
  let desk: Desk
  before(async () => { desk = await startDesk('ledger') })
  after(() => desk.world.stop())

  it('is not overspent by 200 reservations at once', async () => {
    const { finance, world: { services: { budget } } } = desk
    const line = await desk.approved({ amount: fen(50_000) })
    const { done, codes } = await settled(Array.from({ length: 200 }, (_, n) =>
      budget.reserve(finance, { lineId: line.id, subject: `tender-${n}`, amount: fen(1_000) })))
    expect(done).to.equal(50)
    expect(codes).to.deep.equal(['not-enough-available'])
    expect(await budget.balance(line.id)).to.deep.equal({ available: 0, reserved: 50_000, committed: 0, paid: 0 })
    const entries = await budget.entries(line.id)
    expect(entries.map(({ seq }) => seq)).to.deep.equal(Array.from({ length: 51 }, (_, n) => n + 1))
  })

  it('is not overspent by purchases that reserve at once, each in a transaction of its own', async () => {
    const { finance, world: { services: { budget } } } = desk
    const line = await desk.approved({ amount: fen(5_000) })
    const { done, codes } = await settled(Array.from({ length: 12 }, (_, n) => transact(async () =>
      budget.reserve(finance, { lineId: line.id, subject: `tender-${n}`, amount: fen(1_000) }))))
    expect([done, codes]).to.deep.equal([5, ['not-enough-available']])
    expect(await budget.balance(line.id)).to.deep.equal({ available: 0, reserved: 5_000, committed: 0, paid: 0 })
  })

  it('keeps whole books when everything runs at once', async () => {
    const { finance, world: { services: { budget } } } = desk
    const line = await desk.approved({ amount: fen(100_000) })
    await settled(Array.from({ length: 60 }, async (_, n) => {
      const money = { lineId: line.id, subject: `tender-${n % 12}`, amount: fen(5_000 + n) }
      const ways = [budget.reserve, budget.commit, budget.pay, budget.release]
      return ways[n % 4]!(finance, money)
    }))
    const balance = await budget.balance(line.id)
    expect(balance.available + balance.reserved + balance.committed + balance.paid).to.equal(100_000)
  })

  it('goes the whole way of one purchase', async () => {
    const { finance, world: { services: { budget } } } = desk
    const line = await desk.approved({ amount: fen(100_001) })
    const money = { lineId: line.id, subject: 'tender-1' }
    await budget.reserve(finance, { ...money, amount: fen(90_000) })
    expect(await budget.commit(finance, { ...money, amount: fen(80_000) })).to.deep.equal({ available: 20_001, reserved: 0, committed: 80_000, paid: 0 })
    await budget.pay(finance, { ...money, amount: fen(33_333) })
    expect(await budget.release(finance, money)).to.deep.equal({ available: 66_668, reserved: 0, committed: 0, paid: 33_333 })
    const paid = (await budget.entries(line.id)).find(({ kind }) => kind === 'pay')
    expect(paid?.parts).to.deep.equal([{ source: 'city', amount: 20_000 }, { source: 'district', amount: 13_333 }])
  })

  it('leaves nothing behind when the transaction around it fails', async () => {
    const { finance, world: { services: { budget } } } = desk
    const line = await desk.approved({ amount: fen(10_000) })
    const failed = await transact(async () => {
      await budget.reserve(finance, { lineId: line.id, subject: 'tender-1', amount: fen(10_000) })
      throw new Error('the tender could not be saved')
    }).catch((error: unknown) => (error as Error).message)
    expect(failed).to.equal('the tender could not be saved')
    expect(await budget.available(line.id)).to.equal(10_000)
    expect(await budget.entries(line.id)).to.have.length(1)
  })

  it('tells its timeline who moved money', async () => {
    const { finance, world: { services: { budget, lines } } } = desk
    const line = await desk.approved({ amount: fen(10_000) })
    await budget.reserve(finance, { lineId: line.id, subject: 'tender-1', amount: fen(10_000) })
    expect((await lines.timeline(line)).map(({ action, actorId }) => [action, actorId === finance.id]))
      .to.deep.equal([['line.draft', false], ['line.submit', false], ['line.approve', true], ['line.allocate', true], ['line.reserve', true]])
  })
})
