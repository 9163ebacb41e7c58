import { z } from 'zod'
import { Points } from '../kernel/ratio.ts'

/**
 * How a leaf is scored: `band` by the evaluator's judgement of how far it was reached, `ratio` by actual ÷ target,
 * `cost` by planned ÷ actual, `satisfaction` by the surveyed value ÷ target.
 */
export const LeafKind = z.enum(['band', 'ratio', 'cost', 'satisfaction'])
export type LeafKind = z.infer<typeof LeafKind>

const Quantity = z.int().nonnegative().meta({ description: 'Any quantity in hundredths of its unit (fen for money)' })

export const Leaf = z.object({
  id: z.string(),
  name: z.string(),
  weight: Points,
  kind: LeafKind,
  unit: z.string().optional(),
  target: Quantity.optional().meta({ description: 'From the contract; without it the facts must bring it' }),
})
export type Leaf = z.infer<typeof Leaf>

/** 决策, 过程, 产出, 效益, 满意度: output, benefit and satisfaction together carry most of the weight (财预〔2020〕10号). */
export const Aspect = z.enum(['decision', 'process', 'output', 'benefit', 'satisfaction', 'other'])
export type Aspect = z.infer<typeof Aspect>

export const IndicatorGroup = z.object({ name: z.string(), aspect: Aspect, weight: Points, leaves: z.array(Leaf) })
export type IndicatorGroup = z.infer<typeof IndicatorGroup>

/** Weights are hundredths of a point; those of the groups total 100 points, those of the leaves their group's. */
export const IndicatorTree = z.object({ level1: z.array(IndicatorGroup) })
export type IndicatorTree = z.infer<typeof IndicatorTree>

/** What was found for one leaf: `attainment` (0–100.00%) for a band, else `actual`, and `target` where the leaf has none. */
export const Fact = z.object({
  leafId: z.string(),
  attainment: z.int().min(0).max(10_000).optional(),
  actual: Quantity.optional(),
  target: Quantity.optional(),
})
export type Fact = z.infer<typeof Fact>

export const EvaluatedLeaf = Leaf.extend({
  actual: Quantity.nullable(),
  target: Quantity.nullable(),
  rate: z.int().meta({ description: 'What was reached, in hundredths of a percent, uncapped, to show' }),
  score: Points,
})
export type EvaluatedLeaf = z.infer<typeof EvaluatedLeaf>

export const Evaluated = z.object({
  level1: z.array(IndicatorGroup.omit({ leaves: true }).extend({ score: Points, leaves: z.array(EvaluatedLeaf) })),
  total: Points,
  scale: z.string(),
  grade: z.string().meta({ description: 'Code of the grade within the scale' }),
})
export type Evaluated = z.infer<typeof Evaluated>
