import { scaled, total, WHOLE } from '../kernel/ratio.ts'
import { refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { RuleSet, Scale } from '../kernel/ruleset.ts'
import type { Evaluated, EvaluatedLeaf, Fact, IndicatorTree, Leaf } from './indicator.schema.ts'

const weightOf = (parts: readonly { weight: number }[]) => total(parts.map(({ weight }) => weight))
const leavesOf = ({ level1 }: IndicatorTree) => level1.flatMap(({ leaves }) => leaves)

/** Why a tree cannot be used: weights that do not add up, too little weight on results, names used twice. */
export function treeBlockers(tree: IndicatorTree, { tree: { outputAndBenefit, law } }: RuleSet): Blocker[] {
  const results = weightOf(tree.level1.filter(({ aspect }) => ['output', 'benefit', 'satisfaction'].includes(aspect)))
  const weight = weightOf(tree.level1)
  const leaves = leavesOf(tree)
  return [
    ...weight === WHOLE ? [] : [{ code: 'tree-must-total-100', law, params: { weight } }],
    ...tree.level1.filter(group => weightOf(group.leaves) !== group.weight).map(group => ({
      code: 'group-weight-differs', field: group.name, law,
      params: { name: group.name, weight: group.weight, leaves: weightOf(group.leaves) },
    })),
    ...results < outputAndBenefit
      ? [{ code: 'results-weigh-too-little', law, params: { results, min: outputAndBenefit } }] : [],
    ...new Set(leaves.map(({ id }) => id)).size < leaves.length ? [{ code: 'leaf-id-twice', law }] : [],
    ...leaves.filter(leaf => leaf.weight === 0)
      .map(({ id, name }) => ({ code: 'leaf-without-weight', field: id, law, params: { name } })),
    ...leaves.filter(({ kind, target }) => kind !== 'band' && target === 0)
      .map(({ id, name }) => ({ code: 'leaf-target-zero', field: id, law, params: { name } })),
  ]
}

const factsOf = (facts: readonly Fact[]) => new Map(facts.map(fact => [fact.leafId, fact]))

/** What still keeps the tree from being scored: leaves without a fact, without a target, or judged in the wrong way. */
export function factBlockers(tree: IndicatorTree, facts: readonly Fact[]): Blocker[] {
  const found = factsOf(facts)
  return leavesOf(tree).flatMap(({ id, name, kind, target }): Blocker[] => {
    const fact = found.get(id)
    const missing = kind === 'band' ? fact?.attainment === undefined : fact?.actual === undefined
    if (missing) return [{ code: 'fact-missing', field: id, params: { name } }]
    const aimless = kind !== 'band' && !(target ?? fact?.target)
    return aimless ? [{ code: 'fact-target-missing', field: id, params: { name } }] : []
  })
}

type Reached = { numerator: number; denominator: number; actual: number | null; target: number | null }

/** Reached over due; a cost is reached by staying within the plan, and money not spent at all is within it. */
function reached(leaf: Leaf, fact: Fact): Reached {
  if (leaf.kind === 'band') return { numerator: fact.attainment!, denominator: WHOLE, actual: null, target: null }
  const actual = fact.actual!
  const target = (leaf.target ?? fact.target)!
  if (leaf.kind !== 'cost') return { numerator: actual, denominator: target, actual, target }
  return { ...actual === 0 ? { numerator: 1, denominator: 1 } : { numerator: target, denominator: actual }, actual, target }
}

/** weight × min(1, reached), half-up to hundredths of a point: the only rounding of the tree. */
function evaluateLeaf(leaf: Leaf, fact: Fact): EvaluatedLeaf {
  const { numerator, denominator, actual, target } = reached(leaf, fact)
  return {
    ...leaf, actual, target,
    rate: scaled(numerator, WHOLE, denominator),
    score: scaled(leaf.weight, Math.min(numerator, denominator), denominator),
  }
}

/** The grade of a score, read as published; `from` of each grade is included. */
export const gradeOf = ({ grades }: Scale, score: number): string =>
  (grades.find(({ from }) => score >= from) ?? grades.at(-1)!).code

/**
 * The score of a tree from the facts, every leaf with its operands; subtotals, total and grade add up what is shown
 * (财预〔2020〕10号). Throws RuleBroken `blocked` while facts are missing.
 */
export function evaluate(tree: IndicatorTree, facts: readonly Fact[], scale: Scale): Evaluated {
  refuseIfBlocked(factBlockers(tree, facts))
  const found = factsOf(facts)
  const level1 = tree.level1.map(group => {
    const leaves = group.leaves.map(leaf => evaluateLeaf(leaf, found.get(leaf.id)!))
    return { ...group, leaves, score: total(leaves.map(({ score }) => score)) }
  })
  const sum = total(level1.map(({ score }) => score))
  return { level1, total: sum, scale: scale.id, grade: gradeOf(scale, sum) }
}
