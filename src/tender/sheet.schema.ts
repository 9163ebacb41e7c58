import { z } from 'zod'
import { Points } from '../kernel/ratio.ts'
import { LowPriceDecision } from './scoring.schema.ts'

const TypedPoints = Points.max(10_000).meta({ description: 'Hundredths of a point', input: 'points' })

/** What one member gives one bid, and why. */
export const BidScore = z.object({ scores: z.record(z.string(), TypedPoints), rationale: z.string().max(2_000).default('') })
export type BidScore = z.infer<typeof BidScore>

/** Factors of one bid that a signed sheet was given back for; nothing else on it may change (令87 art. 64). */
export const OpenPart = z.object({ bidId: z.string(), factorIds: z.array(z.string()) })
export type OpenPart = z.infer<typeof OpenPart>

/** One member's sheet for all bids of a tender. Nobody else reads it before all have signed (令87 art. 55, 62). */
export const Sheet = z.object({
  id: z.string().meta({ description: 'Of the tender and the member, so that there is one' }),
  revision: z.int().default(0),
  tenderId: z.string(),
  memberId: z.string(),
  bids: z.record(z.string(), BidScore),
  savedAt: z.date(),
  signedAt: z.date().optional(),
  reopened: z.array(OpenPart).default([]).meta({ description: 'What may still change after the first signature' }),
})
export type Sheet = z.infer<typeof Sheet>

/** A draft may be incomplete; the revision is the sheet's, 0 for the first. `then` is where the form goes on to. */
export const SaveScore = z.object({
  revision: z.int(), scores: z.record(z.string(), TypedPoints).default({}), rationale: z.string().max(2_000).optional(),
  then: z.enum(['stay', 'next']).optional(),
})
export type SaveScore = z.infer<typeof SaveScore>

export const SignSheet = z.object({ revision: z.int(), agreed: z.boolean().default(false).refine(Boolean, 'agreement-needed') })
export type SignSheet = z.infer<typeof SignSheet>

/** A decision of people, never of the numbers; with the explanation that the bidder gave (令87 art. 60). */
export const DecideLowPrice = LowPriceDecision.extend({ explanation: z.string().min(2).max(2_000), reason: z.string().min(4).max(1_000) })
export type DecideLowPrice = z.infer<typeof DecideLowPrice>

/** An outlier names the member (by the number that stands on the page) and the bid; differing objective scores name themselves. */
export const Reopen = z.object({
  ground: z.enum(['objective-differs', 'outlier']), member: z.int().min(1).optional(), bidId: z.string().max(64).optional(),
  reason: z.string().min(4).max(500),
})
export type Reopen = z.infer<typeof Reopen>

export const RankBids = z.object({ revision: z.int() })
