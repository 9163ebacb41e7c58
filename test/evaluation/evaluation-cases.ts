import { expect } from 'chai'
import { currentRules } from '../../fixtures/rulesets.ts'
import { scaleOf } from '../../src/kernel/ruleset.ts'
import { evaluate, treeBlockers } from '../../src/evaluation/indicator.rules.ts'
import type { Aspect, Fact, IndicatorTree, LeafKind } from '../../src/evaluation/indicator.schema.ts'
import { combinedSatisfaction, satisfactionIndex, satisfactionRate } from '../../src/evaluation/satisfaction.rules.ts'
import { decimal, hundredths } from '../tender/ranking-case.ts'

type Row = [name: string, weight: string, kind: string, operands: string | [string, string]]
type TreeCase = {
  input: { tree: [name: string, weight: string, rows: Row[]][] }
  expected: { level1: Record<string, string>; total: string; grade: string }
  steps: string[]
}

const ASPECTS: Record<string, Aspect> = { 决策: 'decision', 过程: 'process', 产出: 'output', 效益: 'benefit' }
const KINDS: Record<string, LeafKind> = { band: 'band', ratio: 'ratio', cost: 'cost', sat: 'satisfaction' }

const treeOf = ({ input }: TreeCase): IndicatorTree => ({
  level1: input.tree.map(([name, weight, rows]) => ({
    name, aspect: ASPECTS[name]!, weight: hundredths(weight),
    leaves: rows.map(([leaf, points, kind]) => ({ id: leaf, name: leaf, weight: hundredths(points), kind: KINDS[kind]! })),
  })),
})

const factsOf = ({ input }: TreeCase): Fact[] => input.tree.flatMap(([, , rows]) => rows.map(([leafId, , , operands]) =>
  typeof operands === 'string'
    ? { leafId, attainment: hundredths(operands) * 100 }
    : { leafId, actual: hundredths(operands[0]), target: hundredths(operands[1]) }))

function tree(given: TreeCase) {
  expect(treeBlockers(treeOf(given), currentRules)).to.deep.equal([])
  const scale = scaleOf(currentRules, 'performance')
  const evaluated = evaluate(treeOf(given), factsOf(given), scale)
  expect(Object.fromEntries(evaluated.level1.map(({ name, score }) => [name, decimal(score)]))).to.deep.equal(given.expected.level1)
  expect(decimal(evaluated.total)).to.equal(given.expected.total)
  expect(scale.grades.find(({ code }) => code === evaluated.grade)!.name).to.equal(given.expected.grade)

  const leafScores = given.steps.flatMap(line => [...line.matchAll(/^(.+)\/(\S+): .*= ([\d.]+)$/g)].map(([, , leaf, score]) => [leaf, score]))
  expect(evaluated.level1.flatMap(({ leaves }) => leaves.map(({ name, score }) => [name, decimal(score)]))).to.deep.equal(leafScores)
  const rates = given.steps.flatMap(line => [...line.matchAll(/\/(\S+): .*=(\d\.\d{4})\)/g)].map(([, leaf, rate]) => [leaf, Number(rate!.replace('.', ''))]))
  expect(evaluated.level1.flatMap(({ leaves }) => leaves.filter(({ kind }) => kind === 'ratio' || kind === 'satisfaction')
    .map(({ name, rate }) => [name, rate]))).to.deep.equal(rates)
}

type Survey = {
  input: {
    counts: Record<string, number>; values: Record<string, number>; communityCommitteeIndex: string
    weights: { users: string; community: string }; target: string; max: string
  }
  expected: { n: number; index: string; rate: string; combined: string; score: string }
}

function survey({ input, expected }: Survey) {
  const answers = Object.entries(input.counts).map(([answer, count]) =>
    ({ count, value: input.values[answer]! * 100, satisfied: input.values[answer]! >= 80 }))
  expect(answers.reduce((n, { count }) => n + count, 0)).to.equal(expected.n)
  const index = satisfactionIndex(answers)
  expect(decimal(index)).to.equal(expected.index)
  expect(decimal(satisfactionRate(answers))).to.equal(expected.rate)
  const combined = combinedSatisfaction([
    { value: index, weight: hundredths(input.weights.users) },
    { value: hundredths(input.communityCommitteeIndex), weight: hundredths(input.weights.community) },
  ])
  expect(decimal(combined)).to.equal(expected.combined)
  const leaf = { id: 's', name: '服务对象满意度', weight: hundredths(input.max), kind: 'satisfaction' as const, target: hundredths(input.target) }
  const group = { name: '满意度', aspect: 'satisfaction' as const, weight: leaf.weight, leaves: [leaf] }
  const { total } = evaluate({ level1: [group] }, [{ leafId: 's', actual: combined }], scaleOf(currentRules, 'performance'))
  expect(decimal(total)).to.equal(expected.score)
}

export const evaluationCases = { C10: tree, C12: survey }
