import { expect } from 'chai'
import fc from 'fast-check'
import { aLine, aLineDraft } from '../../fixtures/budget.ts'
import { openActions } from '../../src/kernel/flow.ts'
import { fen } from '../../src/kernel/money.ts'
import { approveLine, draftLine, editLine, lineFlow, refuseLine, split, submitLine, typedSplit, weightsOf } from '../../src/budget/line.rules.ts'
import { DraftLine, LineStatus } from '../../src/budget/line.schema.ts'

const now = new Date('2026-03-02T01:00:00Z')
const drafter = { accountId: 'drafter', name: '李敏' }
const finance = { accountId: 'finance', name: '钱进' }
const placed = { item: { itemName: 'A040201 居家养老上门服务', purchaseArea: 'welfare' as const }, areas: ['230600', '230604'], withSameKey: null }
const drafted = (changes = {}) => draftLine(aLineDraft('item-1'), { ...placed, id: 'line-1', reference: 'BL-2026-0001', drafter, now, ...changes })

describe('splitting a line by its sources', () => {
  const weight = fc.integer({ min: 0, max: 1_000 })
  const weights = fc.record({ city: weight, district: weight, other: weight }).filter(each => each.city + each.district + each.other > 0)

  it('adds up to the fen, each within one fen of its exact part (B3)', () => fc.assert(fc.property(fc.integer({ min: 1, max: 10_000_000_000 }), weights, (amount, ratio) => {
    const parts = split(fen(amount), ratio)
    const all = ratio.city + ratio.district + ratio.other
    expect(parts.reduce((sum, part) => sum + part.amount, 0)).to.equal(amount)
    for (const part of parts) expect(Math.abs(part.amount - amount * part.weight / all)).to.be.below(1.01)
    expect(parts.map(({ source }) => source)).to.deep.equal((['city', 'district', 'other'] as const).filter(source => ratio[source] > 0))
    expect(weightsOf(parts)).to.deep.equal(ratio)
  })))
  it('gives the odd fen to the largest remainder', () => {
    expect(split(fen(100), { city: 1, district: 1, other: 1 }).map(({ amount }) => amount)).to.deep.equal([34, 33, 33])
    expect(split(fen(100_001), { city: 3, district: 2, other: 0 }).map(({ amount }) => amount)).to.deep.equal([60_001, 40_000])
  })
  it('shows the parts of what is typed, and nothing while it is no amount or no ratio', () => {
    expect(typedSplit({ amount: '1,000.01', weights: { city: '3', district: '2', other: '' } }).map(({ amount }) => amount)).to.deep.equal([60_001, 40_000])
    for (const typed of [{}, { amount: '1000' }, { amount: 'abc', weights: { city: '1' } }, { amount: '10', weights: { city: 'x' } }, { amount: '10', weights: { city: '0' } }, { amount: '0', weights: { city: '1' } }]) {
      expect(typedSplit(typed), JSON.stringify(typed)).to.deep.equal([])
    }
  })
  it('is refused without any weight', () => {
    const checked = DraftLine.safeParse({ ...aLineDraft('item-1'), weights: {} })
    expect(checked.error?.issues.map(({ path, message }) => [path.join('.'), message])).to.deep.equal([['weights.city', 'weights-missing']])
  })
})

describe('a budget line', () => {
  it('is the only one of its year, area and item', () => {
    expect(() => drafted({ withSameKey: aLine({ id: 'line-2' }) })).to.throw().with.nested.property('details.problems[0].code', 'line-exists')
    expect(() => editLine(aLine({ status: 'draft' }), aLineDraft('item-1'), { ...placed, withSameKey: aLine({ id: 'line-2' }) })).to.throw()
    expect(editLine(aLine({ status: 'draft' }), aLineDraft('item-1'), { ...placed, withSameKey: aLine() })).to.have.property('status', 'draft')
  })
  it('is edited as a draft and when it was refused, and its sources are split anew', () => {
    const edited = editLine(aLine({ status: 'refused' }), aLineDraft('item-1', { amount: fen(1_000), weights: { city: 1, district: 0, other: 0 } }), placed)
    expect(edited.sources).to.deep.equal([{ source: 'city', weight: 1, amount: 1_000 }])
    for (const status of ['submitted', 'approved'] as const) {
      expect(() => editLine(aLine({ status }), aLineDraft('item-1'), placed), status).to.throw().with.property('code', 'blocked')
    }
  })
  it('is approved by somebody else than its drafter', () => {
    const submitted = submitLine(drafted(), { by: drafter, now })
    expect(() => approveLine(submitted, { by: drafter, now })).to.throw().with.nested.property('details.blockers[0].code', 'approver-drafted')
    const sentByAnother = submitLine(drafted(), { by: finance, now })
    expect(() => approveLine(sentByAnother, { by: finance, now }), 'nor than its submitter').to.throw().with.nested.property('details.blockers[0].code', 'approver-drafted')
    expect(approveLine(submitted, { by: finance, now })).to.deep.include({ status: 'approved', decision: { by: finance, at: now } })
  })
  it('is not approved when its sources do not add up', () => {
    const cut = aLine({ status: 'submitted', amount: fen(500_000_01) })
    expect(() => approveLine(cut, { by: finance, now })).to.throw().with.nested.property('details.blockers[0].code', 'sources-not-whole')
  })
  it('is refused with the reason, corrected and submitted again', () => {
    const refused = refuseLine(submitLine(drafted(), { by: drafter, now }), { by: finance, now, reason: '测算依据不足' })
    expect(refused).to.deep.include({ status: 'refused', decision: { by: finance, at: now, reason: '测算依据不足' } })
    expect(submitLine(refused, { by: drafter, now }).status).to.equal('submitted')
  })
  it('takes no step that its state does not open', () => {
    const steps = { submit: (line: ReturnType<typeof aLine>) => submitLine(line, { by: drafter, now }), approve: (line: ReturnType<typeof aLine>) => approveLine(line, { by: finance, now }), refuse: (line: ReturnType<typeof aLine>) => refuseLine(line, { by: finance, now }) }
    for (const status of LineStatus.options) {
      for (const [action, step] of Object.entries(steps).filter(([each]) => !openActions(lineFlow, status).includes(each as never))) {
        expect(() => step(aLine({ status })), `${action} while ${status}`).to.throw().with.property('code', 'not-allowed-now')
      }
    }
  })
})
