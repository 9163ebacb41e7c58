import { z } from 'zod'

/** Whole fen (1/100 yuan); money is never a fraction. */
export const Money = z.int().nonnegative().brand<'Money'>().meta({ description: 'Amount in fen (1/100 yuan)', input: 'yuan' })
export type Money = z.infer<typeof Money>

export const fen = (amount: number): Money => Money.parse(amount)
export const add = (...amounts: Money[]): Money => fen(amounts.reduce((sum, amount) => sum + amount, 0))
/** The rest after taking away; refuses to go below zero. */
export const subtract = (from: Money, amount: Money): Money => fen(from - amount)
