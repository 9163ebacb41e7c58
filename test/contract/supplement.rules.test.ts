import { expect } from 'chai'
import fc from 'fast-check'
import { aContractInForce } from '../../fixtures/contract.ts'
import { currentRules } from '../../fixtures/rulesets.ts'
import { aHalfSignedSupplement, aSupplement, aSupplementedContract, aSupplementInForce, aSupplementRequest } from '../../fixtures/supplement.ts'
import { nextToAccept, standardsOf } from '../../src/contract/acceptance.rules.ts'
import { invoiceBlockers, isFulfilled, nextInstalment, terminateBlockers } from '../../src/contract/payment.rules.ts'
import {
  asSupplemented, drawUpBlockers, drawUpSupplement, inOrder, roomOf, signBlockers, totalOf, withdrawSupplement, withSupplement, workOf,
} from '../../src/contract/supplement.rules.ts'
import { add, fen, type Money } from '../../src/kernel/money.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'

const NOW = new Date('2026-09-01T02:00:00Z')
const contract = aContractInForce()
const codes = (blockers: { code: string }[]) => blockers.map(({ code }) => code)
const draw = (to: Contract, unitPrice: Money, quantity = 1) => drawUpSupplement(to, {
  id: 's', reference: 'BC', request: aSupplementRequest({ additions: [{ indicator: 0, quantity, unitPrice }] }), by: { accountId: 'a', name: 'A' }, rules: currentRules, now: NOW,
})
const made = (to: Contract, sum: number) => ({ ...draw(to, fen(sum)), file: aSupplement().file })
function refusal(act: () => unknown): string[] {
  try { act(); return [] } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return codes((error.details.blockers ?? error.details.problems ?? [{ code: error.code }]) as { code: string }[])
  }
}

describe('drawing up a supplement (法 art. 49)', () => {
  it('needs a contract in force whose service is not over or graded, and no other that waits', () => {
    expect(drawUpBlockers(contract, NOW)).to.deep.equal([])
    expect(codes(drawUpBlockers({ ...contract, status: 'completed' }, NOW))).to.deep.equal(['contract-not-in-force'])
    expect(codes(drawUpBlockers(contract, contract.term.to))).to.deep.equal([])
    expect(codes(drawUpBlockers(contract, new Date(Number(contract.term.to) + 1)))).to.deep.equal(['service-ended'])
    expect(codes(drawUpBlockers({ ...contract, openSupplement: { supplementId: 's', reference: 'BC' } }, NOW))).to.deep.equal(['supplement-open'])
    const grade = { evaluationId: 'e', score: 9_000, grade: 'excellent', gradeName: '优', at: NOW }
    expect(codes(drawUpBlockers({ ...contract, grade }, NOW))).to.deep.equal(['supplement-after-grade'])
  })

  it('adds to what the contract has, at a price for each unit, to the fen', () => {
    const { additions, amount, number } = aSupplement()
    expect(additions).to.have.length(1)
    expect(additions[0]).to.include({ name: contract.indicators[0]!.name, unit: contract.indicators[0]!.unit, quantity: 12, amount: 18_000_00 })
    expect([amount, number]).to.deep.equal([18_000_00, 1])
  })

  it('tells rows that are half filled in, unknown or twice, and an empty form', () => {
    const asked = (additions: Parameters<typeof aSupplementRequest>[0]) => refusal(() => aSupplement({}, contract, aSupplementRequest(additions)))
    expect(asked({ additions: [{ indicator: 0, quantity: 3 }] })).to.deep.equal(['required'])
    expect(asked({ additions: [{ indicator: 0, unitPrice: fen(100) }] })).to.deep.equal(['required'])
    expect(asked({ additions: [{ indicator: 9, quantity: 3, unitPrice: fen(100) }] })).to.deep.equal(['not-a-choice'])
    expect(asked({ additions: [0, 0].map(indicator => ({ indicator, quantity: 3, unitPrice: fen(100) })) })).to.deep.equal(['not-a-choice'])
    expect(asked({ additions: [{ indicator: 0 }, { indicator: 1 }] })).to.deep.equal(['nothing-added'])
  })

  it('case C19: 40,000.00 and 41,234.56 fit a contract of 812,345.67, one fen more does not', () => {
    const of = (amount: number): Contract => ({ ...contract, amount: fen(amount) })
    const grown = [40_000_00, 41_234_56].reduce((at, amount) => withSupplement(at, aSupplementInForce(at, made(at, amount))), of(812_345_67))
    expect(grown.supplements.map(({ amount }) => amount)).to.deep.equal([40_000_00, 41_234_56])
    expect(roomOf(grown, currentRules)).to.equal(0)
    expect(refusal(() => draw(grown, fen(1)))).to.deep.equal(['supplements-above-limit'])
  })

  it('never lets supplements come to more than a tenth, whatever the sums', () => {
    fc.assert(fc.property(fc.integer({ min: 1_00, max: 1_000_000_00 }), fc.array(fc.integer({ min: 1, max: 60_000_00 }), { maxLength: 6 }), (amount, sums) => {
      let now: Contract = { ...contract, amount: fen(amount) }
      for (const sum of sums) {
        const fits = sum <= roomOf(now, currentRules)
        expect(refusal(() => draw(now, fen(sum))).length === 0).to.equal(fits)
        if (fits) now = withSupplement(now, aSupplementInForce(now, made(now, sum)))
      }
      expect(BigInt(add(...now.supplements.map(each => each.amount))) * 10n <= BigInt(amount)).to.equal(true)
    }))
  })
})

describe('signing a supplement', () => {
  it('binds with the second signature, and puts one payment more into the schedule', () => {
    expect(aHalfSignedSupplement()).to.include({ status: 'half-signed', published: false })
    const signed = aSupplementInForce()
    expect(signed).to.include({ status: 'in-force', published: true, seq: 4 })
    const after = aSupplementedContract()
    expect(add(...after.instalments.map(({ amount }) => amount))).to.equal(totalOf(after)).and.to.equal(contract.amount + 18_000_00)
    expect(after.amount, 'the contract itself stays').to.equal(contract.amount)
    expect(after.openSupplement).to.equal(undefined)
  })

  it('is refused for what was not read, twice by one party, and after the service has ended', () => {
    const [signature] = aHalfSignedSupplement().signatures
    expect(refusal(() => aHalfSignedSupplement(contract, aSupplement({ file: { ...aSupplement().file, sha256: '0'.repeat(64) } })))).to.deep.equal(['file-changed'])
    expect(refusal(() => aHalfSignedSupplement(contract, { ...aHalfSignedSupplement(), signatures: [signature!] }))).to.deep.equal(['party-has-signed'])
    expect(codes(signBlockers(aSupplement(), contract, { rules: currentRules, now: new Date('2027-05-02T00:00:00Z') }))).to.include('service-ended')
    expect(refusal(() => withdrawSupplement(aSupplementInForce(), '不再需要', NOW))).to.deep.equal(['not-allowed-now'])
  })

  it('keeps the contract from ending while it waits', () => {
    const waiting = { ...contract, openSupplement: { supplementId: 's', reference: 'BC-2026-0001' } }
    expect(codes(terminateBlockers(waiting, []))).to.deep.equal(['supplement-open'])
    const paidUp = { ...waiting, instalments: [] }
    expect(isFulfilled(paidUp, [])).to.equal(false)
    expect(isFulfilled({ ...paidUp, openSupplement: undefined }, [])).to.equal(true)
  })
})

describe('what a supplement adds', () => {
  const after = aSupplementedContract({ ...contract, accepted: [] })
  it('is accepted by what it adds, before the payment by the grade', () => {
    expect(inOrder(after).map(({ seq }) => seq)).to.deep.equal([1, 2, 4, 3])
    expect(standardsOf(workOf(after, 4)).flatMap(({ indicator }) => indicator ? [indicator.target] : [])).to.deep.equal([12])
    expect(standardsOf(workOf(after, 2))).to.deep.equal(standardsOf(contract))
    expect(nextToAccept(after)?.seq).to.equal(2)
    expect(codes(invoiceBlockers(after, 4, []))).to.deep.equal(['acceptance-missing', 'earlier-instalment-open'])
    expect(codes(invoiceBlockers({ ...after, accepted: contract.accepted }, 3, []))).to.include('earlier-instalment-open')
    expect(nextInstalment(after, [])?.seq).to.equal(1)
  })

  it('is evaluated with the contract: its targets and its money count', () => {
    const whole = asSupplemented(after)
    expect(whole.amount).to.equal(totalOf(after))
    expect(whole.indicators.map(({ target }) => target)).to.deep.equal(contract.indicators.map(({ target }, at) => at === 0 ? target + 12 : target))
  })
})
