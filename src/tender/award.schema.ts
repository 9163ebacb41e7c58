import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { Points } from '../kernel/ratio.ts'
import { Failure, Step } from './tender.schema.ts'

/** Another than the first candidate is chosen only with the reason why those before stand back (条例 art. 49). */
export const AwardTender = Step.extend({ bidId: z.string().max(64), reason: z.string().max(1_000).optional() })
export type AwardTender = z.infer<typeof AwardTender>

/** What a bidder's own people are told: their own score, rank, and why they did not win (令87 art. 69). */
export const OwnResult = z.object({
  organizationName: z.string(), outcome: z.enum(['won', 'ranked', 'unqualified', 'nonconforming', 'price-above-ceiling', 'low-price-not-justified', 'failed']),
  reason: z.string().nullable(), rank: z.int().nullable(), total: Points.nullable(), priceScore: Points.nullable(), nonPrice: Points.nullable(),
})
export type OwnResult = z.infer<typeof OwnResult>

/** The notice that everybody reads (条例 art. 43; 令87 art. 69): totals and ranks, no evaluator's single scores. */
export const ResultNotice = z.object({
  tenderId: z.string(), reference: z.string(), title: z.string(), buyer: z.string(), item: z.string(), requirement: z.string(),
  announcedAt: z.date().nullable(),
  winner: z.object({ name: z.string(), uscc: z.string(), amount: Money, reason: z.string().nullable(), instead: z.string().nullable().meta({ description: 'Who was announced before, and was set aside' }) }).nullable(),
  rows: z.array(z.object({ name: z.string(), total: Points, rank: z.int(), won: z.boolean() })),
  excluded: z.int().meta({ description: 'Bids that did not come to be ranked; the reasons only their own people are told' }),
  members: z.array(z.object({ name: z.string(), kind: z.enum(['expert', 'purchaser', 'agency']) })),
  draw: z.object({ seed: z.string().nullable(), pool: z.array(z.string()) }).nullable(),
  failure: Failure.nullable(),
  own: z.array(OwnResult),
}).meta({ id: 'ResultNotice' })
export type ResultNotice = z.infer<typeof ResultNotice>
