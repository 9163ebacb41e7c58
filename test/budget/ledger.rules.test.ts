import { expect } from 'chai'
import fc from 'fast-check'
import { aLine, anEntry } from '../../fixtures/budget.ts'
import { fen, share } from '../../src/kernel/money.ts'
import type { Blocker, RuleBroken } from '../../src/kernel/refusal.ts'
import { allocate, balanceOf, commit, leftOf, pay, release, reserve, runningBooks, type Books } from '../../src/budget/ledger.rules.ts'
import { Account, type Move } from '../../src/budget/ledger.schema.ts'
import type { Line } from '../../src/budget/line.schema.ts'

const now = new Date('2026-03-02T01:00:00Z')
const subject = 'tender-1'
const sum = (books: Books, subject: string, at: 'reserved' | 'committed' | 'paid') =>
  books.filter(entry => entry.subject === subject).reduce((held, { from, to, amount }) => held + (to === at ? amount : 0) - (from === at ? amount : 0), 0)

function codesOf(work: () => unknown): string[] {
  try {
    work()
  } catch (refusal) {
    return ((refusal as RuleBroken).details.blockers as Blocker[]).map(({ code }) => code)
  }
  return []
}

describe('reserving money on a line', () => {
  const books = [anEntry('allocate', 1_000)]
  it('takes up to the last available fen and not one more', () => {
    expect(reserve(aLine(), books, { subject, amount: fen(1_000), now })).to.deep.equal([anEntry('reserve', 1_000, { subject })])
    expect(codesOf(() => reserve(aLine(), books, { subject, amount: fen(1_001), now }))).to.deep.equal(['not-enough-available'])
  })
  it('counts what other purchases hold', () => {
    const held = [...books, anEntry('reserve', 700, { subject: 'tender-2' })]
    expect(codesOf(() => reserve(aLine(), held, { subject, amount: fen(301), now }))).to.deep.equal(['not-enough-available'])
    expect(reserve(aLine(), held, { subject, amount: fen(300), now })).to.have.length(1)
  })
  it('is refused on a line that is not approved, in a year that is over, and twice for one purchase', () => {
    for (const status of ['draft', 'submitted', 'refused'] as const) {
      expect(codesOf(() => reserve(aLine({ status }), books, { subject, amount: fen(1), now })), status).to.deep.equal(['line-not-approved'])
    }
    expect(codesOf(() => reserve(aLine({ year: 2025 }), books, { subject, amount: fen(1), now }))).to.deep.equal(['line-year-over'])
    expect(codesOf(() => reserve(aLine(), [...books, anEntry('reserve', 1, { subject })], { subject, amount: fen(1), now }))).to.deep.equal(['already-reserved'])
  })
  it('goes by the day in Shanghai when the year ends', () => {
    const lastMinute = new Date('2026-12-31T15:59:00Z')
    expect(reserve(aLine(), books, { subject, amount: fen(1), now: lastMinute })).to.have.length(1)
    expect(codesOf(() => reserve(aLine(), books, { subject, amount: fen(1), now: new Date(lastMinute.getTime() + 60_000) }))).to.deep.equal(['line-year-over'])
  })
})

describe('the money of one purchase', () => {
  const reserved = [anEntry('allocate', 1_000), anEntry('reserve', 600, { subject })]
  it('is committed by the contract, and the rest of the reservation comes back', () => {
    expect(commit(reserved, { subject, amount: fen(550) })).to.deep.equal([anEntry('commit', 550, { subject }), anEntry('release', 50, { subject })])
    expect(commit(reserved, { subject, amount: fen(600) })).to.deep.equal([anEntry('commit', 600, { subject })])
    expect(codesOf(() => commit(reserved, { subject, amount: fen(601) }))).to.deep.equal(['more-than-reserved'])
    expect(codesOf(() => commit(reserved, { subject: 'tender-2', amount: fen(1) }))).to.deep.equal(['more-than-reserved'])
  })
  it('is paid up to the commitment', () => {
    const committed = [...reserved, ...commit(reserved, { subject, amount: fen(550) })]
    expect(codesOf(() => pay(aLine(), committed, { subject, amount: fen(551) }))).to.deep.equal(['more-than-committed'])
    expect(codesOf(() => pay(aLine(), reserved, { subject, amount: fen(1) }))).to.deep.equal(['more-than-committed'])
    expect(balanceOf([...committed, ...pay(aLine(), committed, { subject, amount: fen(550) })])).to.deep.equal({ available: 450, reserved: 0, committed: 0, paid: 550 })
  })
  it('comes back when the tender fails or the contract ends, except what is paid', () => {
    expect(release(reserved, { subject })).to.deep.equal([anEntry('release', 600, { subject })])
    const part = [...reserved, ...commit(reserved, { subject, amount: fen(550) })]
    const paid = [...part, ...pay(aLine(), part, { subject, amount: fen(200) })]
    expect(release(paid, { subject })).to.deep.equal([anEntry('release', 350, { subject, from: 'committed' })])
    expect(release(paid, { subject: 'never-reserved' })).to.deep.equal([])
  })
})

/** Any orders, sensible or not; the rules refuse what may not be. */
const orders = fc.array(fc.record({
  kind: fc.constantFrom('reserve', 'commit', 'pay', 'release' as const),
  subject: fc.constantFrom('a', 'b', 'c'),
  amount: fc.nat({ max: 70_000 }),
}), { maxLength: 60 })
const lines = fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 3 })).map(([amount, weights]): Line => {
  const parts = share(fen(amount), weights)
  return aLine({ amount: fen(amount), sources: weights.map((weight, at) => ({ source: (['city', 'district', 'other'] as const)[at]!, weight, amount: parts[at]! })) })
})

function follow(line: Line, books: Books, { kind, subject, amount }: { kind: 'reserve' | 'commit' | 'pay' | 'release'; subject: string; amount: number }): Move[] {
  const money = { subject, amount: fen(amount), now }
  const does = { reserve: () => reserve(line, books, money), commit: () => commit(books, money), pay: () => pay(line, books, money), release: () => release(books, money) }
  try {
    return does[kind]()
  } catch (refusal) {
    expect(refusal).to.have.property('code', 'blocked')
    return []
  }
}
const kept = (line: Line, all: Parameters<typeof follow>[2][]): Books => all.reduce<Books>((books, order) => [...books, ...follow(line, books, order)], allocate(line))

describe('the books of a line, whatever is ordered', () => {
  it('balance: each fen allocated is in exactly one pot, and no pot is ever below zero', () => fc.assert(fc.property(lines, orders, (line, all) => {
    const running = runningBooks(kept(line, all))
    for (const { after } of running) {
      expect(after.available + after.reserved + after.committed + after.paid).to.equal(line.amount)
      expect(Math.min(after.available, after.reserved, after.committed, after.paid)).to.be.at.least(0)
    }
    expect(running.at(-1)?.after).to.deep.equal(balanceOf(kept(line, all)))
  })))
  it('keep the threads of the purchases apart: the pots are the sums of their threads', () => fc.assert(fc.property(lines, orders, (line, all) => {
    const books = kept(line, all)
    const balance = balanceOf(books)
    for (const pot of ['reserved', 'committed', 'paid'] as const) {
      const threads = ['a', 'b', 'c'].map(each => sum(books, each, pot))
      expect(Math.min(...threads)).to.be.at.least(0)
      expect(threads.reduce((one, other) => one + other)).to.equal(balance[pot])
    }
  })))
  it('draw each payment from the sources so that none gives more than its part, and all of it at the end', () => fc.assert(fc.property(lines, orders, (line, all) => {
    const books = kept(line, all)
    for (const entry of books) expect((entry.parts ?? []).reduce((one, { amount }) => one + amount, 0)).to.equal(entry.kind === 'pay' ? entry.amount : 0)
    const left = leftOf(line, books)
    expect(left.reduce((one, { given }) => one + given, 0)).to.equal(balanceOf(books).paid)
    if (balanceOf(books).paid === line.amount) expect(left.every(each => each.left === 0)).to.equal(true)
  })))
  it('pay out everything in any number of parts, each source its own part to the fen', () => fc.assert(fc.property(lines, fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 12 }), (line, cuts) => {
    const start = allocate(line)
    const bound = [...start, ...reserve(line, start, { subject, amount: line.amount, now })]
    const committed = [...bound, ...commit(bound, { subject, amount: line.amount })]
    const books = share(line.amount, cuts).reduce<Books>((all, amount) => [...all, ...pay(line, all, { subject, amount })], committed)
    expect(leftOf(line, books).map(({ given }) => given)).to.deep.equal(line.sources.map(({ amount }) => amount))
  })))
  it('move money only between two different accounts', () => fc.assert(fc.property(lines, orders, (line, all) => {
    for (const { from, to, amount } of kept(line, all)) {
      expect(Account.options).to.include.members([from, to])
      expect(from).to.not.equal(to)
      expect(amount).to.be.above(0)
    }
  })))
})
