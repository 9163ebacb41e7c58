import { z } from 'zod'

/** A share in hundredths of a percent: 1500 is 15%. Of 100 points it is the same number of hundredths of a point. */
export const Rate = z.int().min(0).max(10_000).meta({ description: 'Hundredths of a percent; 1500 is 15%' })
export type Rate = z.infer<typeof Rate>
export const WHOLE: Rate = 10_000

/** Points in hundredths: 9385 is 93.85. */
export const Points = z.int().nonnegative().meta({ description: 'Hundredths of a point; 9385 is 93.85' })
export type Points = z.infer<typeof Points>

/** The nearest whole number to `numerator / denominator`; a half goes away from zero. Fractions are rounded nowhere else. */
export function halfUp(numerator: bigint, denominator: bigint): number {
  if (denominator <= 0n) throw new RangeError(`Cannot divide by ${denominator}`)
  const size = numerator < 0n ? -numerator : numerator
  const rounded = (2n * size + denominator) / (2n * denominator)
  return Number(numerator < 0n ? -rounded : rounded)
}

/** `value × by ÷ over`, rounded once, at the end. Whole numbers in and out. */
export const scaled = (value: number, by: number, over: number): number =>
  halfUp(BigInt(value) * BigInt(by), BigInt(over))

/** The part of a whole number that a rate names, half-up. */
export const partOf = (whole: number, rate: Rate): number => scaled(whole, rate, WHOLE)

/** Is `amount` more than this rate of the whole? Compared unrounded. */
export const exceedsPart = (amount: number, whole: number, rate: Rate): boolean =>
  BigInt(amount) * BigInt(WHOLE) > BigInt(whole) * BigInt(rate)

/** Is `amount` less than this rate of `sum ÷ count`? Compared unrounded, so that the boundary itself is not below. */
export const isBelowPart = (amount: number, rate: Rate, { sum, count }: { sum: number; count: number }): boolean =>
  BigInt(amount) * BigInt(count) * BigInt(WHOLE) < BigInt(sum) * BigInt(rate)

export const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
