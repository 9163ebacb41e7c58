import { expect } from 'chai'
import fc from 'fast-check'
import { ACCOUNT, aContract, aContractInForce } from '../../fixtures/contract.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import { nextToAccept } from '../../src/contract/acceptance.rules.ts'
import { approve, giveBack, invoice, invoiceBlockers, isFulfilled, nextInstalment, payable, terminateBlockers } from '../../src/contract/payment.rules.ts'
import type { Payment } from '../../src/contract/payment.schema.ts'
import { add, fen } from '../../src/kernel/money.ts'
import { Refusal } from '../../src/kernel/refusal.ts'

const AT = new Date('2026-05-06T01:00:00Z')
const graded = (grade: string, changes: Partial<Contract> = {}): Contract =>
  aContractInForce({ grade: { evaluationId: 'e', score: 8_000, grade, gradeName: grade, at: AT }, ...changes })
const claim = (contract: Contract, seq: number, payments: Payment[], id = `payment-${payments.length + 1}`): Payment =>
  invoice(contract, { id, reference: id, seq, invoice: { number: '23001234' }, account: ACCOUNT, invoicedAt: AT, payBy: AT }, payments)
const codesOf = (contract: Contract, seq: number, payments: Payment[] = []) => invoiceBlockers(contract, seq, payments).map(({ code }) => code)
const person = (accountId: string) => ({ accountId, name: accountId })
const paid = (payment: Payment): Payment => approve(approve(payment, person('one'), AT), person('two'), AT)
const returned = (payment: Payment): Payment => giveBack(payment, { reason: '发票抬头有误', by: 'one', at: AT })
const codeOf = (act: () => unknown): string => {
  try { act() } catch (error) { return error instanceof Refusal ? error.code : String(error) }
  return 'done'
}

it('an invoice keeps the account of the register, and is none without one', () => {
  const contract = aContractInForce()
  expect(claim(contract, 1, []).account).to.deep.equal(ACCOUNT)
  expect(codeOf(() => invoice(contract, { id: 'p', reference: 'p', seq: 1, invoice: { number: '23001234' }, account: undefined, invoicedAt: AT, payBy: AT }, []))).to.equal('blocked')
})

describe('what an instalment comes to', () => {
  it('is all of it before the grade and where no grade counts', () => {
    const [first, , last] = aContractInForce().instalments
    expect(payable(graded('poor'), first!)).to.deep.equal({ amount: first!.amount, withheld: 0 })
    expect(payable(aContractInForce(), last!)).to.deep.equal({ amount: last!.amount, withheld: 0 })
  })

  it('is the part that the contracted effect of the grade says, by the fen', () => {
    const expected = { excellent: 90_400_00, good: 90_400_00, fair: 54_240_00, poor: 0 }
    for (const [grade, amount] of Object.entries(expected)) {
      const contract = graded(grade)
      expect(payable(contract, contract.instalments[2]!).amount, grade).to.equal(amount)
    }
  })

  it('and what is withheld are the instalment, for any price and any effect', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 0, max: 10_000 }), (amount, percent) => {
      const contract = graded('fair', { gradeEffects: [{ grade: 'fair', percent }] })
      const instalment = { seq: 3, condition: '末期', percent: 2_000, onAcceptance: false, gradeLinked: true, amount: fen(amount) }
      const given = payable(contract, instalment)
      expect(add(given.amount, given.withheld)).to.equal(amount)
      expect(Math.abs(given.amount - amount * percent / 10_000)).to.be.at.most(0.5001)
    }))
  })
})

describe('claiming an instalment', () => {
  it('goes in order, once each, within a contract in force', () => {
    const contract = aContractInForce()
    expect(codesOf(contract, 1)).to.deep.equal([])
    expect(codesOf(contract, 2)).to.deep.equal(['earlier-instalment-open'])
    expect(codesOf(contract, 9)).to.include('no-such-instalment')
    expect(codesOf(contract, 1, [claim(contract, 1, [])])).to.deep.equal(['invoiced-already'])
    expect(codesOf(aContract(), 1)).to.deep.equal(['contract-not-in-force'])
    expect(codesOf(aContractInForce({ status: 'terminated' }), 1)).to.deep.equal(['contract-not-in-force'])
  })

  it('may be done again after the invoice was returned', () => {
    const contract = aContractInForce()
    expect(codesOf(contract, 1, [returned(claim(contract, 1, []))])).to.deep.equal([])
  })

  it('waits for the grade where the amount depends on it', () => {
    const before = [1, 2].reduce<Payment[]>((all, seq) => [...all, paid(claim(aContractInForce(), seq, all))], [])
    expect(codesOf(aContractInForce(), 3, before)).to.deep.equal(['grade-missing'])
    expect(claim(graded('fair'), 3, before)).to.include({ amount: 54_240_00, withheld: 36_160_00, status: 'invoiced' })
  })
})

describe('approving a payment', () => {
  it('takes two people, whoever is first', () => {
    const once = approve(claim(aContractInForce(), 1, []), person('one'), AT)
    expect([once.status, once.paidAt]).to.deep.equal(['first-approved', undefined])
    expect(codeOf(() => approve(once, person('one'), AT))).to.equal('two-approvers')
    const twice = approve(once, person('two'), AT)
    expect([twice.status, twice.paidAt, twice.approvals.length]).to.deep.equal(['paid', AT, 2])
    expect(codeOf(() => approve(twice, person('three'), AT))).to.not.equal('done')
    expect(codeOf(() => returned(twice))).to.not.equal('done')
    expect(codeOf(() => returned(returned(once)))).to.not.equal('done')
  })

  it('never pays more than the contract says, whatever is tried in whatever order', () => {
    const attempt = fc.record({ act: fc.constantFrom('claim', 'approve', 'return'), seq: fc.integer({ min: 0, max: 4 }), by: fc.constantFrom('one', 'two'), which: fc.nat(9) })
    fc.assert(fc.property(fc.array(attempt, { maxLength: 40 }), fc.constantFrom('excellent', 'fair', 'poor'), (attempts, grade) => {
      const contract = graded(grade)
      let payments: Payment[] = []
      for (const { act, seq, by, which } of attempts) {
        const chosen = payments[which % Math.max(1, payments.length)]
        try {
          if (act === 'claim') {
            payments = [...payments, claim(contract, seq, payments)]
            const earlier = contract.instalments.filter(each => each.seq < seq)
            expect(earlier.every(each => payments.some(payment => payment.seq === each.seq && payment.status !== 'returned')), 'in order').to.equal(true)
          }
          else if (chosen) payments = payments.map(each => each !== chosen ? each : act === 'approve' ? approve(each, person(by), AT) : returned(each))
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
        }
        const open = payments.filter(({ status }) => status !== 'returned').map(each => each.seq)
        expect(new Set(open).size, 'one claim per instalment').to.equal(open.length)
        expect(add(...payments.filter(({ status }) => status === 'paid').map(({ amount }) => amount))).to.be.at.most(contract.amount)
        for (const each of payments.filter(({ status }) => status === 'paid')) expect(new Set(each.approvals.map(({ accountId }) => accountId)).size).to.equal(2)
      }
    }))
  })
})

describe('a contract', () => {
  it('is paid up when each instalment is paid, not only claimed', () => {
    const contract = graded('excellent')
    const claimed = [1, 2, 3].reduce<Payment[]>((all, seq) => [...all, claim(contract, seq, all)], [])
    expect(isFulfilled(contract, claimed)).to.equal(false)
    expect(isFulfilled(contract, claimed.slice(0, 2).map(paid))).to.equal(false)
    expect(isFulfilled(contract, claimed.map(paid))).to.equal(true)
  })
})

describe('an instalment of which the grade took all', () => {
  const before = [1, 2].reduce<Payment[]>((all, seq) => [...all, paid(claim(aContractInForce(), seq, all))], [])
  it('is not claimed, and does not keep the contract open', () => {
    expect(codesOf(graded('poor'), 3, before)).to.deep.equal(['nothing-payable'])
    expect(nextInstalment(graded('poor'), before)).to.equal(undefined)
    expect(isFulfilled(graded('poor'), before)).to.equal(true)
  })
  it('keeps the contract open until its work is accepted all the same', () => {
    const unaccepted = { ...graded('poor'), accepted: graded('poor').accepted.filter(({ seq }) => seq !== 3) }
    expect(nextInstalment(unaccepted, before)).to.equal(undefined)
    expect(nextToAccept(unaccepted)?.seq).to.equal(3)
    expect(isFulfilled(unaccepted, before)).to.equal(false)
  })
  it('is still awaited before the grade, and by any other grade', () => {
    expect(nextInstalment(aContractInForce(), before)?.seq).to.equal(3)
    expect(isFulfilled(aContractInForce(), before)).to.equal(false)
    expect(nextInstalment(graded('fair'), before)?.seq).to.equal(3)
    expect(isFulfilled(graded('fair'), before)).to.equal(false)
  })
})

describe('terminating a contract', () => {
  it('waits for what is claimed to be paid or returned', () => {
    const open = claim(aContractInForce(), 1, [])
    for (const payment of [open, approve(open, person('one'), AT)]) {
      expect(terminateBlockers(aContractInForce(), [payment])).to.deep.equal([{ code: 'invoice-open', params: { reference: payment.reference } }])
    }
    expect(terminateBlockers(aContractInForce(), [paid(open), returned(open)])).to.deep.equal([])
  })
})
