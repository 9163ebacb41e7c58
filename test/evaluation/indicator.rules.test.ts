import { expect } from 'chai'
import fc from 'fast-check'
import { currentRules } from '../../fixtures/rulesets.ts'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { scaleOf } from '../../src/kernel/ruleset.ts'
import { evaluate, factBlockers, gradeOf, treeBlockers } from '../../src/evaluation/indicator.rules.ts'
import { Evaluated, type Fact, type IndicatorTree, type Leaf } from '../../src/evaluation/indicator.schema.ts'

const scale = scaleOf(currentRules, 'performance')

/** The tree of a self-evaluation: execution 10, output 50, benefit 30, satisfaction 10 (财预〔2020〕10号). */
const aTree = (): IndicatorTree => ({
  level1: [
    { name: '预算执行', aspect: 'process', weight: 1000, leaves: [{ id: 'spent', name: '预算执行率', weight: 1000, kind: 'ratio' }] },
    { name: '产出', aspect: 'output', weight: 5000, leaves: [
      { id: 'visits', name: '服务人次', weight: 3000, kind: 'ratio', target: 12_000_00 },
      { id: 'cost', name: '成本', weight: 2000, kind: 'cost', target: 480_000_00 },
    ] },
    { name: '效益', aspect: 'benefit', weight: 3000, leaves: [{ id: 'effect', name: '社会效益', weight: 3000, kind: 'band' }] },
    { name: '满意度', aspect: 'satisfaction', weight: 1000, leaves: [{ id: 'users', name: '服务对象满意度', weight: 1000, kind: 'satisfaction', target: 9000 }] },
  ],
})
const facts = (): Fact[] => [
  { leafId: 'spent', actual: 450_000_00, target: 500_000_00 }, { leafId: 'visits', actual: 6_000_00 },
  { leafId: 'cost', actual: 500_000_00 }, { leafId: 'effect', attainment: 8000 }, { leafId: 'users', actual: 9500 },
]
const withLeaf = (id: string, change: Partial<Leaf>): IndicatorTree => ({
  level1: aTree().level1.map(group => ({ ...group, leaves: group.leaves.map(leaf => leaf.id === id ? { ...leaf, ...change } : leaf) })),
})
const withFact = (leafId: string, change: Partial<Fact>) => facts().map(fact => fact.leafId === leafId ? { ...fact, ...change } : fact)
const leafScore = (tree: IndicatorTree, found: Fact[], id: string) =>
  evaluate(tree, found, scale).level1.flatMap(({ leaves }) => leaves).find(leaf => leaf.id === id)!

describe('a tree of indicators', () => {
  const codes = (tree: IndicatorTree) => treeBlockers(tree, currentRules).map(({ code }) => code)

  it('is sound when weights add up and results carry most', () => expect(codes(aTree())).to.deep.equal([]))
  it('is refused when its leaves do not make their group', () => expect(codes(withLeaf('visits', { weight: 2900 }))).to.deep.equal(['group-weight-differs']))
  it('is refused when it does not total 100', () => {
    expect(codes({ level1: aTree().level1.slice(1) })).to.deep.equal(['tree-must-total-100'])
  })
  it('is refused when results weigh 59.99, and not when they weigh 60', () => {
    const weighing = (results: number): IndicatorTree => ({ level1: [
      { name: '过程', aspect: 'process', weight: 10_000 - results, leaves: [{ id: 'a', name: 'a', weight: 10_000 - results, kind: 'band' }] },
      { name: '产出', aspect: 'output', weight: results, leaves: [{ id: 'b', name: 'b', weight: results, kind: 'band' }] },
    ] })
    expect(codes(weighing(6000))).to.deep.equal([])
    expect(codes(weighing(5999))).to.deep.equal(['results-weigh-too-little'])
  })
  it('is refused with a name used twice, a leaf without weight, a target of nothing', () => {
    expect(codes(withLeaf('cost', { id: 'visits' }))).to.deep.equal(['leaf-id-twice'])
    expect(codes(withLeaf('users', { weight: 0 }))).to.deep.equal(['group-weight-differs', 'leaf-without-weight'])
    expect(codes(withLeaf('visits', { target: 0 }))).to.deep.equal(['leaf-target-zero'])
  })
})

describe('evaluating', () => {
  it('shows every operand and adds up what it shows', () => {
    const evaluated = evaluate(aTree(), facts(), scale)
    expect(evaluated.level1.map(({ score }) => score)).to.deep.equal([900, 3420, 2400, 1000])
    expect(evaluated).to.include({ total: 7720, scale: 'performance', grade: 'fair' })
    expect(leafScore(aTree(), facts(), 'cost')).to.include({ actual: 500_000_00, target: 480_000_00, rate: 9600, score: 1920 })
    expect(Evaluated.parse(evaluated)).to.deep.equal(evaluated)
  })
  const leaves: [what: string, id: string, fact: Partial<Fact>, rate: number, score: number][] = [
    ['reached exactly', 'visits', { actual: 12_000_00 }, 10_000, 3000],
    ['more than reached gives no more', 'visits', { actual: 18_000_00 }, 15_000, 3000],
    ['nothing done', 'visits', { actual: 0 }, 0, 0],
    ['a third, half-up', 'visits', { actual: 4_000_00 }, 3333, 1000],
    ['one visit short of the target', 'visits', { actual: 11_999_00 }, 9999, 3000],
    ['within the plan', 'cost', { actual: 479_999_99 }, 10_000, 2000],
    ['money not spent at all', 'cost', { actual: 0 }, 10_000, 2000],
    ['twice the plan', 'cost', { actual: 960_000_00 }, 5000, 1000],
    ['half reached', 'effect', { attainment: 5000 }, 5000, 1500],
  ]
  for (const [what, id, fact, rate, score] of leaves) {
    it(`scores ${id} ${score / 100} points: ${what}`, () => {
      expect(leafScore(aTree(), withFact(id, fact), id)).to.include({ rate, score })
    })
  }
  it('waits for every fact and for a target', () => {
    expect(factBlockers(aTree(), facts().slice(1)).map(({ code, field }) => [code, field])).to.deep.equal([['fact-missing', 'spent']])
    expect(factBlockers(aTree(), withFact('spent', { target: undefined })).map(({ code }) => code)).to.deep.equal(['fact-target-missing'])
    expect(factBlockers(aTree(), withFact('effect', { attainment: undefined, actual: 5 })).map(({ code }) => code)).to.deep.equal(['fact-missing'])
    expect(() => evaluate(aTree(), [], scale)).to.throw(RuleBroken).with.property('code', 'blocked')
  })
  it('keeps to the target of the contract when the facts bring another', () => {
    expect(leafScore(aTree(), withFact('visits', { target: 1 }), 'visits').target).to.equal(12_000_00)
  })
  it('stays within the weights and grows with what was reached', () => fc.assert(fc.property(
    fc.nat({ max: 20_000_00 }), fc.nat({ max: 20_000_00 }), (a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)].map(actual => evaluate(aTree(), withFact('visits', { actual }), scale))
      expect(less!.total).to.be.at.most(more!.total)
      expect(more!.total).to.equal(more!.level1.reduce((sum, { leaves: own }) => sum + own.reduce((part, { score }) => part + score, 0), 0))
      for (const { leaves: own } of more!.level1) for (const { score, weight } of own) expect(score).to.be.within(0, weight)
    })))
})

describe('a grade', () => {
  const grades: [score: number, performance: string, service: string][] = [
    [10_000, 'excellent', 'excellent'], [9000, 'excellent', 'excellent'], [8999, 'good', 'good'], [8000, 'good', 'good'],
    [7999, 'fair', 'passed'], [6000, 'fair', 'passed'], [5999, 'poor', 'failed'], [0, 'poor', 'failed'],
  ]
  for (const [score, performance, service] of grades) {
    it(`of ${score / 100} is ${performance}, or ${service} on the scale of social services`, () => {
      expect(gradeOf(scale, score)).to.equal(performance)
      expect(gradeOf(scaleOf(currentRules, 'social-service'), score)).to.equal(service)
    })
  }
})
