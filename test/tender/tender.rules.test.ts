import { expect } from 'chai'
import fc from 'fast-check'
import { aTender } from '../../fixtures/tender.ts'
import { openActions } from '../../src/kernel/flow.ts'
import { Invalid, RuleBroken, type Blocker } from '../../src/kernel/refusal.ts'
import {
  approveBlockers, close, editTender, isOpenForBids, retenderDraft, sendBack, statusNow, submit, tenderFlow, tooFewBids,
} from '../../src/tender/tender.rules.ts'
import { TenderStatus, type Tender } from '../../src/tender/tender.schema.ts'

const at = (text: string) => new Date(`${text}+08:00`)
const deadline = at('2026-03-24T09:30:00.000')
const published = (changes: Partial<Tender> = {}) => aTender({ status: 'published', announced: true, bidDeadline: deadline, ...changes })
const codes = (blockers: Blocker[]) => blockers.map(({ code }) => code)

describe('the flow of a tender', () => {
  it('has no dead end: every state leads to a contract, a failure or a cancellation', () => {
    const ends = new Set(['contracted', 'failed', 'cancelled'])
    const reaches = (state: TenderStatus, seen = new Set<string>()): boolean =>
      ends.has(state) || (!seen.has(state) && (seen.add(state), Object.values(tenderFlow[state]).some(next => reaches(next, seen))))
    for (const state of TenderStatus.options) expect(reaches(state), state).to.equal(true)
  })

  it('reaches every state from a draft', () => {
    const seen = new Set<TenderStatus>(['draft'])
    for (const state of seen) for (const next of Object.values(tenderFlow[state])) seen.add(next)
    expect([...seen].sort()).to.deep.equal([...TenderStatus.options].sort())
  })

  it('cannot be cancelled once the deadline has passed: then it fails, with a reason', () => {
    for (const state of ['closed', 'opened', 'qualified', 'scoring', 'ranked', 'awarded'] as const) {
      expect(openActions(tenderFlow, state)).to.include('fail').and.not.to.include('cancel')
    }
  })
})

describe('the deadline of a tender', () => {
  it('lets bids in until the last millisecond before it, and none at it', () => {
    expect(isOpenForBids(published(), new Date(deadline.getTime() - 1))).to.equal(true)
    expect(isOpenForBids(published(), deadline)).to.equal(false)
    expect(isOpenForBids(published({ status: 'approved' }), new Date(0))).to.equal(false)
  })

  it('shows the tender as closed from then on, before any sweep has come by', () => {
    expect(statusNow(published(), new Date(deadline.getTime() - 1))).to.equal('published')
    expect(statusNow(published(), deadline)).to.equal('closed')
    expect(statusNow(published({ status: 'failed' }), deadline)).to.equal('failed')
  })

  it('is one moment for bidding and closing: never both, never neither', () => {
    fc.assert(fc.property(fc.integer({ min: -5_000, max: 5_000 }), ms => {
      const now = new Date(deadline.getTime() + ms)
      const open = isOpenForBids(published(), now)
      const closes = (() => { try { return close(published(), now).status === 'closed' } catch { return false } })()
      expect(open).to.equal(!closes)
    }))
  })

  it('is not closed early', () => {
    expect(() => close(published(), new Date(deadline.getTime() - 1))).to.throw(RuleBroken)
  })
})

describe('editing a tender', () => {
  it('numbers factors and terms by their place and keeps what is not given', () => {
    const edited = editTender(aTender(), { factors: [{ name: '服务方案', kind: 'subjective', max: 9_000 }] })
    expect(edited.factors).to.deep.equal([{ id: 'f1', name: '服务方案', kind: 'subjective', max: 9_000 }])
    expect(edited.need).to.equal(aTender().need)
  })

  it('is refused once it was submitted', () => {
    for (const status of ['submitted', 'approved', 'published', 'closed'] as const) {
      expect(() => editTender(aTender({ status }), { need: 'x' }), status).to.throw(RuleBroken)
    }
  })
})

describe('the instalments of a draft', () => {
  const problemsOf = (...percents: number[]) => {
    try {
      editTender(aTender({ status: 'draft' }), { payments: percents.map(percent => ({ condition: '验收合格', percent, onAcceptance: false, gradeLinked: false })) })
      return []
    } catch (error) {
      if (error instanceof Invalid) return error.details.problems
      throw error
    }
  }
  it('are the whole price, or are refused at the last of them', () => {
    expect(problemsOf(5_000, 4_999)).to.deep.equal([{ field: 'payments.1.percent', code: 'payments-not-whole', params: { points: 9_999 } }])
    expect(problemsOf(5_000, 3_000, 2_001)).to.deep.equal([{ field: 'payments.2.percent', code: 'payments-not-whole', params: { points: 10_001 } }])
    expect(problemsOf(5_000, 3_000, 2_000)).to.deep.equal([])
    expect(problemsOf(), 'still to come').to.deep.equal([])
  })
})

describe('approving a tender', () => {
  const other = { accountId: 'other', name: '张伟' }
  it('is refused to whoever drafted or submitted it', () => {
    const blockers = approveBlockers(aTender(), { accountId: 'drafter', name: '李敏' }, { warnings: [], warningsRead: true })
    expect(codes(blockers)).to.deep.equal(['own-draft'])
    const sent = submit(aTender({ status: 'draft' }), other, [])
    expect(codes(approveBlockers(sent, other, { warnings: [], warningsRead: true })), 'nor to whoever submitted it').to.deep.equal(['own-draft'])
  })

  it('needs a word that the suspected conditions were weighed', () => {
    const warnings = [{ code: 'condition-of-size' }]
    expect(codes(approveBlockers(aTender(), other, { warnings, warningsRead: false }))).to.deep.equal(['warnings-unread'])
    expect(approveBlockers(aTender(), other, { warnings, warningsRead: true })).to.deep.equal([])
  })

  it('back to the drafter voids the keys, since the document may change', () => {
    const back = sendBack(aTender({ status: 'approved', custody: { custodians: [], shares: ['a', 'b'], publicKey: 'k' } }), '付款条件不明确', { by: other, now: deadline })
    expect(back).to.deep.include({ status: 'draft', custody: { custodians: [], shares: [] } })
    expect(submit({ ...back, status: 'draft' }, other, []).returned).to.equal(undefined)
  })
})

describe('a failed tender', () => {
  it('fails below three bids and not with three', () => {
    const failure = (received: number) => tooFewBids({ received, min: 3, now: deadline })?.code
    expect([0, 2, 3, 4].map(failure)).to.deep.equal(['too-few-bids', 'too-few-bids', undefined, undefined])
  })

  it('is begun again with the same document and none of the old dates, keys or findings', () => {
    const old = published({ status: 'failed', failure: { code: 'too-few-bids', reason: '2 < 3', law: '财政部令第87号第四十一条', at: deadline }, approver: { accountId: 'a', name: '甲某' } })
    const fresh = retenderDraft(old, { id: 'tender-2', reference: 'CG-2026-0002', drafter: { accountId: 'd2', name: '乙某' }, now: deadline })
    expect(fresh).to.deep.include({ status: 'draft', announced: false, retenderOf: 'tender-1', factors: old.factors, payments: old.payments })
    expect(fresh).to.deep.include({ bidDeadline: undefined, failure: undefined, approver: undefined, custody: { custodians: [], shares: [] } })
  })
})
