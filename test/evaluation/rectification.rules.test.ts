import { expect } from 'chai'
import { aPublishedEvaluation, aScoredEvaluation } from '../../fixtures/evaluation.ts'
import { currentRules } from '../../fixtures/rulesets.ts'
import type { Evaluation } from '../../src/evaluation/evaluation.schema.ts'
import { confirm, demand, mustRectify, rectify, reject } from '../../src/evaluation/rectification.rules.ts'

const scale = currentRules.scales.find(({ id }) => id === 'performance')!
const at = new Date('2027-06-01T02:00:00Z')
const by = { by: '周军', at }
const DEMAND = { demand: '补齐十个社区的讲座，并报送签到表。', dueBy: new Date('2027-06-30T00:00:00+08:00') }
const graded = (grade: string): Evaluation => { const published = aPublishedEvaluation(); return { ...published, result: { ...published.result!, grade } } }
const asked = () => demand(graded('poor'), DEMAND, by)
const reported = () => rectify(asked(), { text: '十个社区的讲座已经补办。', files: [] }, by)

describe('putting right what an evaluation showed', () => {
  for (const [grade, must] of [['poor', true], ['fair', false], ['excellent', false]] as const) {
    it(`${must ? 'has to be asked' : 'may be asked'} of grade ${grade}`, () => {
      expect(mustRectify(graded(grade), scale)).to.equal(must)
      expect(demand(graded(grade), DEMAND, by).rectification).to.include({ status: 'asked', by: '周军' })
    })
  }
  it('is not asked twice', () => {
    expect(mustRectify(asked(), scale)).to.equal(false)
    expect(() => demand(asked(), DEMAND, by)).to.throw().with.property('code', 'rectification-asked-already')
  })
  it('is not asked before the result is published', () =>
    expect(() => demand(aScoredEvaluation(), DEMAND, by)).to.throw().with.property('code', 'result-not-published'))
  for (const [day, is] of [['2027-05-31', 'past'], ['2027-06-01', 'today']] as const) {
    it(`is not asked until a day that is ${is}`, () =>
      expect(() => demand(graded('poor'), { ...DEMAND, dueBy: new Date(`${day}T00:00:00+08:00`) }, by)).to.throw().with.nested.property('details.problems[0].field', 'dueBy'))
  }
  it('has until the end of its last day in Shanghai', () => expect(asked().rectification!.dueBy).to.deep.equal(new Date('2027-06-30T15:59:59.999Z')))
  it('is reported late rather than not at all', () => {
    const late = rectify(asked(), { text: '十个社区的讲座已经补办。', files: [] }, { ...by, at: new Date('2027-07-09T02:00:00Z') })
    expect(late.rectification!.status).to.equal('reported')
  })
  it('goes back as often as it is not enough, and keeps each report and each reason', () => {
    const again = rectify(reject(reported(), '还差两个社区。', by), { text: '另外两个社区也补办了。', files: [] }, by)
    const done = confirm(again, by)
    expect(done.rectification).to.deep.include({ status: 'done', confirmed: by })
    expect([done.rectification!.reports.length, done.rectification!.returned.map(({ reason }) => reason)]).to.deep.equal([2, ['还差两个社区。']])
  })
  for (const [name, step] of [['confirmed', () => confirm(asked(), by)], ['sent back', () => reject(asked(), '还差两个社区。', by)], ['reported twice', () => rectify(reported(), { text: '再报一次整改情况。', files: [] }, by)]] as const) {
    it(`is not ${name} out of turn`, () => expect(step).to.throw().with.property('code', 'not-allowed-now'))
  }
  it('is reported by nobody where nothing was asked', () =>
    expect(() => rectify(graded('poor'), { text: '十个社区的讲座已经补办。', files: [] }, by)).to.throw().with.property('code', 'no-rectification'))
})
