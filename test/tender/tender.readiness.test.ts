import { expect } from 'chai'
import { currentRules } from '../../fixtures/rulesets.ts'
import { aTender } from '../../fixtures/tender.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import { fen } from '../../src/kernel/money.ts'
import { Calendar } from '../../src/kernel/period.ts'
import { RuleBroken, type Blocker } from '../../src/kernel/refusal.ts'
import { tenderWarnings } from '../../src/tender/conditions.rules.ts'
import { OrganizationType } from '../../src/registry/organization.schema.ts'
import { amendmentBlockers, noticeDates, publishBlockers, submitBlockers } from '../../src/tender/readiness.rules.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'

const calendar = Calendar.parse(workdays)
const at = (text: string) => new Date(`${text}+08:00`)
const codes = (blockers: Blocker[]) => blockers.map(({ code }) => code)
const enough = { available: fen(500_000_00) }

describe('submitting a tender', () => {
  const blockers = (changes: Partial<Tender>, available = fen(500_000_00)) => codes(submitBlockers(aTender(changes), currentRules, { available }))

  it('is open for a complete document', () => {
    expect(submitBlockers(aTender(), currentRules, enough)).to.deep.equal([])
  })

  const [first, second, third] = aTender().factors
  const cases: [string, Partial<Tender>, string][] = [
    ['no needs survey is recorded (S8)', { need: '' }, 'need-missing'],
    ['the work is not described', { description: '' }, 'description-missing'],
    ['factors and price weight do not make 100 points (S3)', { priceWeight: 1_900 }, 'scoring-must-total-100'],
    ['the price weighs less than 10 points (S3)', { priceWeight: 900, factors: [{ ...first!, max: 5_100 }, second!, third!] }, 'price-weight-out-of-range'],
    ['there is no factor', { factors: [], priceWeight: 10_000 }, 'factors-missing'],
    ['a factor is not quantified', { factors: [{ ...first!, anchors: undefined }, second!, third!] }, 'factor-not-quantified'],
    ['a factor is a condition of taking part (S4)', { qualification: [{ id: 'q1', text: '具备持证社会工作者两名' }] }, 'factor-is-qualification'],
    ['the ceiling is above the budget (S5)', { ceiling: fen(500_000_01) }, 'ceiling-above-budget'],
    ['there is no ceiling (S5)', { ceiling: fen(0) }, 'ceiling-missing'],
    ['nobody decided about small enterprises (S2)', { sme: undefined }, 'sme-undecided'],
    ['the ground for not reserving is missing (S2)', { sme: { reserved: 'no' } }, 'sme-ground-missing'],
    ['the weights of the indicators are not 100', { indicators: [] }, 'indicators-not-100'],
    ['the payments are not 100%', { payments: [], gradeEffects: [] }, 'payments-not-100'],
    ['two payments hang on the grade', { payments: aTender().payments.map(each => ({ ...each, onAcceptance: false, gradeLinked: true })) }, 'grade-linked-twice'],
    ['a grade has no effect', { gradeEffects: [{ grade: 'excellent', percent: 10_000 }] }, 'grade-effects-missing'],
    ['grades have effects on nothing', { payments: [{ condition: '验收合格', percent: 10_000, onAcceptance: false, gradeLinked: false }] }, 'grade-effects-unlinked'],
    ['the term ends before it begins', { term: { from: at('2026-05-01T00:00'), to: at('2026-04-30T00:00') } }, 'term-ends-first'],
    ['the term is longer than a year without ground (B6)', { term: { from: at('2026-05-01T00:00'), to: at('2027-05-02T00:00') } }, 'service-term-too-long'],
    ['the low-price rates are below the rule set (S7)', { lowPrice: { average: 4_999, secondLowest: 5_000, ceiling: 4_500 } }, 'low-price-rate-out-of-range'],
    ['the low-price rates are above the cap of 65% (S7)', { lowPrice: { average: 6_501, secondLowest: 5_000, ceiling: 4_500 } }, 'low-price-rate-out-of-range'],
    ['the deduction of small enterprises is out of range', { deduction: 2_001 }, 'deduction-out-of-range'],
    ['no place of opening is said', { openingPlace: '' }, 'opening-place-missing'],
    ['the method is not run here', { method: 'negotiation' }, 'method-not-offered'],
  ]
  for (const [when, changes, code] of cases) {
    it(`is refused when ${when}`, () => { expect(blockers(changes)).to.deep.equal([code]) })
  }

  it('is refused to a buyer whom the register has as a supplier, or as what does neither (B5; 令102 art. 5, 8)', () => {
    for (const buyerIs of OrganizationType.options) {
      expect(submitBlockers(aTender(), currentRules, { ...enough, buyerIs }), buyerIs).to.deep.equal([{ code: 'buyer-not-lawful', field: 'buyer.name', law: '财政部令第102号第五条、第八条', params: { type: buyerIs } }])
    }
  })

  it('is refused when the line has less left than the ceiling (B2), and open at exactly that', () => {
    expect(blockers({}, fen(479_999_99))).to.deep.equal(['ceiling-above-available'])
    expect(blockers({}, fen(480_000_00))).to.deep.equal([])
  })

  it('takes up to three years where the four conditions are stated', () => {
    const term = { from: at('2026-05-01T00:00'), to: at('2029-05-01T00:00') }
    expect(blockers({ term, continuity: '预算有保障、内容相对固定、连续性强、价格变化小' })).to.deep.equal([])
  })
})

describe('conditions that the law forbids', () => {
  const warned = (text: string) => codes(tenderWarnings(aTender({ qualification: [{ id: 'q1', text }] }), currentRules, at('2026-03-02T09:00')))
  const cases: [string, string][] = [
    ['注册资本不低于五十万元', 'condition-of-size'], ['成立满三年', 'condition-of-age'], ['在大庆市内注册满3年', 'condition-of-age'], ['运营时间不少于五年', 'condition-of-age'], ['在本市注册的社会组织', 'condition-of-place'],
    ['已入驻市级孵化基地', 'condition-of-list'], ['社会组织评估等级3A以上', 'condition-of-grade'], ['具有3个以上类似项目业绩', 'condition-of-contracts'],
  ]
  for (const [text, code] of cases) it(`are suspected in 「${text}」`, () => { expect(warned(text)).to.include(code) })

  it('are not suspected in the conditions of the law itself', () => {
    for (const text of ['具有独立承担民事责任的能力', '具有良好的商业信誉和健全的财务会计制度', '有依法缴纳税收和社会保障资金的良好记录']) {
      expect(warned(text), text).to.deep.equal([])
    }
  })

  it('include reserving for enterprises, which leaves every social organization out (S2)', () => {
    expect(codes(tenderWarnings(aTender({ sme: { reserved: 'yes' } }), currentRules, at('2026-03-02T09:00')))).to.deep.equal(['reserved-excludes-organizations'])
  })

  it('include an intention published less than thirty days ago (T01)', () => {
    const on = (intendedOn: Date | undefined) => codes(tenderWarnings(aTender({ intendedOn }), currentRules, at('2026-03-02T09:00')))
    expect(on(at('2026-01-31T00:00'))).to.deep.equal([])
    expect(on(at('2026-02-01T00:00'))).to.deep.equal(['intention-too-recent'])
    expect(on(undefined)).to.deep.equal(['intention-missing'])
  })
})

describe('publishing a tender', () => {
  const ready = aTender({
    status: 'approved', term: { from: at('2026-12-01T00:00'), to: at('2027-11-30T00:00') },
    custody: { custodians: [], publicKey: 'key', check: 'check', shares: ['one', 'other'] },
  })
  const blockers = (now: string, bidDeadline: string, changes: Partial<Tender> = {}) => codes(publishBlockers(
    { ...ready, ...changes }, { now: at(now), bidDeadline: at(bidDeadline), rules: currentRules, calendar }))

  it('leaves twenty days, rolled past the holidays to the next workday (C17)', () => {
    expect(noticeDates(at('2026-09-14T10:00'), currentRules, calendar)).to.deep.equal({ earliestDeadline: '2026-10-08', noticeUntil: '2026-09-20' })
    expect(blockers('2026-09-14T10:00', '2026-10-08T09:00')).to.deep.equal([])
    expect(blockers('2026-09-14T10:00', '2026-10-07T09:00')).to.deep.equal(['deadline-too-soon', 'deadline-on-day-off'])
  })

  it('counts days in Shanghai, whatever the server thinks', () => {
    expect(blockers('2026-09-14T00:30', '2026-10-08T09:00')).to.deep.equal([])
    expect(blockers('2026-09-19T00:30', '2026-10-08T09:00')).to.deep.equal(['deadline-too-soon'])
  })

  it('takes no deadline on a day off, but one on a weekend that is worked', () => {
    expect(blockers('2026-09-01T10:00', '2026-09-26T09:00')).to.deep.equal(['deadline-on-day-off'])
    expect(blockers('2026-09-01T10:00', '2026-10-10T09:00')).to.deep.equal([])
  })

  it('stops at a year whose holidays are not announced (Z2)', () => {
    expect(() => blockers('2026-12-20T10:00', '2027-01-20T09:00')).to.throw(RuleBroken).with.property('code', 'calendar-unknown')
    expect(() => blockers('2026-11-20T10:00', '2027-01-20T09:00')).to.throw(RuleBroken).with.property('code', 'calendar-unknown')
  })

  it('needs two deposited keys and a place of opening', () => {
    expect(blockers('2026-09-14T10:00', '2026-10-08T09:00', { custody: { custodians: [], shares: [] }, openingPlace: '' }))
      .to.deep.equal(['keys-missing', 'opening-place-missing'])
  })

  it('needs a term that begins after the deadline', () => {
    expect(blockers('2026-09-14T10:00', '2026-10-08T09:00', { term: { from: at('2026-10-08T00:00'), to: at('2027-03-01T00:00') } }))
      .to.deep.equal(['term-before-deadline'])
  })
})

describe('amending a tender', () => {
  const running = aTender({ status: 'published', announced: true, bidDeadline: at('2026-11-24T09:00'), term: { from: at('2026-12-01T00:00'), to: at('2027-11-30T00:00') } })
  const blockers = (now: string, bidDeadline: string, affectsBids: boolean) =>
    codes(amendmentBlockers(running, { affectsBids, now: at(now), bidDeadline: at(bidDeadline), rules: currentRules, calendar }))

  it('may keep the deadline fifteen days before it (C17), and later must move it', () => {
    expect(blockers('2026-11-09T16:00', '2026-11-24T09:00', true)).to.deep.equal([])
    expect(blockers('2026-11-10T08:00', '2026-11-24T09:00', true)).to.deep.equal(['amendment-too-late'])
    expect(blockers('2026-11-10T08:00', '2026-11-25T09:00', true)).to.deep.equal([])
  })

  it('never moves the deadline to the day on which the service begins, or past it', () => {
    expect(blockers('2026-11-10T08:00', '2026-11-30T09:00', true)).to.deep.equal([])
    for (const day of ['2026-12-01', '2026-12-02']) expect(blockers('2026-11-10T08:00', `${day}T09:00`, true), day).to.deep.equal(['term-before-deadline'])
  })

  it('that touches no bid leaves the deadline alone, and never brings it forward', () => {
    expect(blockers('2026-11-23T08:00', '2026-11-24T09:00', false)).to.deep.equal([])
    expect(blockers('2026-11-10T08:00', '2026-11-23T09:00', false)).to.deep.equal(['deadline-brought-forward'])
  })
})
