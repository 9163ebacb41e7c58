import { scaled, total, WHOLE } from '../kernel/ratio.ts'
import { RuleBroken } from '../kernel/refusal.ts'

/** One answer of a questionnaire and how often it was given; a value of 10000 is wholly satisfied. */
export type AnswerCount = { value: number; satisfied: boolean; count: number }

function answersIn(answers: readonly AnswerCount[]): number {
  const n = total(answers.map(({ count }) => count))
  if (n === 0) throw new RuleBroken('survey-without-answers', 'Nobody has answered yet')
  return n
}

/** 满意度指数: the mean of the answers' values, in hundredths, half-up. Throws RuleBroken `survey-without-answers`. */
export const satisfactionIndex = (answers: readonly AnswerCount[]): number =>
  scaled(total(answers.map(({ value, count }) => value * count)), 1, answersIn(answers))

/** 满意率: the share of satisfied answers, in hundredths of a percent. It may pass a target that the index misses. */
export const satisfactionRate = (answers: readonly AnswerCount[]): number =>
  scaled(total(answers.filter(({ satisfied }) => satisfied).map(({ count }) => count)), WHOLE, answersIn(answers))

/** Several groups weighed together, half-up to hundredths; weights are whole numbers in any proportion (70 : 30). */
export function combinedSatisfaction(groups: readonly { value: number; weight: number }[]): number {
  const weight = total(groups.map(group => group.weight))
  if (weight <= 0) throw new RuleBroken('weights-missing', 'Groups need weights', { groups: groups.length })
  return scaled(total(groups.map(group => group.value * group.weight)), 1, weight)
}
