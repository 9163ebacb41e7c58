import { z } from 'zod'
import { CommitteeMember } from './composition.rules.ts'
import { LowPriceDecision } from './scoring.schema.ts'
import { Person } from './tender.schema.ts'

/** An expert of the pool, as the draw needs it. */
export type PoolExpert = { accountId: string; name: string; employer: string; field: string }

/** `asked` until the member has declared to be free of conflicts, then `sitting`. */
export const Member = CommitteeMember.extend({
  name: z.string(), employer: z.string().default(''), field: z.string().default(''),
  state: z.enum(['asked', 'sitting']), declaredAt: z.date().optional(),
})
export type Member = z.infer<typeof Member>

/** Why an expert is not drawn from (条例 art. 9; 令87 art. 40, 47). */
export const StrikeCode = z.enum(['employer-bids', 'employer-buys', 'worked-on-bid', 'at-opening', 'left-committee', 'incubates-bidder'])
export type StrikeCode = z.infer<typeof StrikeCode>

/** Everything that is needed to draw again and find the same: the sorted pool, the seed, the order that came of both. */
export const CommitteeDraw = z.object({
  seed: z.string(), pool: z.array(z.string()), order: z.array(z.string()), needed: z.int(),
  struck: z.array(z.object({ accountId: z.string(), code: StrikeCode })), at: z.date(), by: Person,
})
export type CommitteeDraw = z.infer<typeof CommitteeDraw>

/** What was decided on an abnormally low price after the bidder was asked (令87 art. 60; 财库〔2026〕2号). */
export const LowPriceFinding = LowPriceDecision.extend({
  explanation: z.string(), reason: z.string(), at: z.date(),
})
export type LowPriceFinding = z.infer<typeof LowPriceFinding>

/** A signed sheet given back, on one of the grounds for which a score may still change (令87 art. 64). */
export const Reopening = z.object({
  ground: z.enum(['objective-differs', 'outlier']), memberIds: z.array(z.string()), bidIds: z.array(z.string()), reason: z.string(), at: z.date(),
})
export type Reopening = z.infer<typeof Reopening>

/** The committee of one tender. Its names are secret until the result is announced (令87 art. 47, 条例 art. 43). */
export const CommitteeRecord = z.object({
  id: z.string().meta({ description: 'Of the tender' }),
  revision: z.int().default(0),
  areas: z.array(z.string()),
  size: z.int(),
  members: z.array(Member),
  memberIds: z.array(z.string()),
  leaderId: z.string().nullable().default(null),
  draws: z.array(CommitteeDraw),
  left: z.array(z.object({ personId: z.string(), name: z.string(), reason: z.string(), at: z.date() })).default([]),
  formedAt: z.date().optional().meta({ description: 'All members sit, and the composition is lawful' }),
  conformedAt: z.date().optional().meta({ description: 'When the leader judged conformity' }),
  lowPrice: z.array(LowPriceFinding).default([]),
  reopened: z.array(Reopening).default([]),
  rankedAt: z.date().optional(),
})
export type CommitteeRecord = z.infer<typeof CommitteeRecord>

/** Without a representative all members are experts. */
export const DrawCommittee = z.object({ representativeId: z.string().max(64).optional() })
export type DrawCommittee = z.infer<typeof DrawCommittee>

export const Declare = z.object({ agreed: z.boolean().default(false).refine(Boolean, 'agreement-needed') })
export type Declare = z.infer<typeof Declare>

export const Recuse = z.object({ reason: z.string().min(4).max(300) })
export type Recuse = z.infer<typeof Recuse>

/** The committee as its own people and the buyer's see it before the result: numbers instead of names. */
export const CommitteeSeen = z.object({
  size: z.int(), formedAt: z.date().nullable(), vacancies: z.int(),
  members: z.array(z.object({
    number: z.int(), kind: CommitteeMember.shape.kind, state: Member.shape.state, leads: z.boolean(), own: z.boolean(),
    name: z.string().nullable(), employer: z.string().nullable(),
  })),
  draws: z.array(CommitteeDraw.pick({ at: true, needed: true }).extend({
    seed: z.string().nullable(), pool: z.array(z.string()), order: z.array(z.string()), poolSize: z.int(), struck: z.int(),
  })),
  left: z.int(),
}).meta({ id: 'Committee' })
export type CommitteeSeen = z.infer<typeof CommitteeSeen>
