import { z } from 'zod'
import { StoredFile } from '../platform/files.schema.ts'
import { Person, Step } from './tender.schema.ts'

/** What a challenge is about (令94 art. 11): the document, a step of the process, or the result. */
export const ChallengeStep = z.enum(['document', 'opening', 'evaluation', 'result'])
export type ChallengeStep = z.infer<typeof ChallengeStep>

export const ChallengeStatus = z.enum(['draft', 'sent', 'answered', 'withdrawn'])
export type ChallengeStatus = z.infer<typeof ChallengeStatus>

/** Not founded; founded, but the result stays; founded, and the result is or may be touched (令94 art. 16). */
export const ReplyOutcome = z.enum(['unfounded', 'no-effect', 'affects'])
export type ReplyOutcome = z.infer<typeof ReplyOutcome>

/**
 * What follows where the result is touched (令94 art. 16, 31, 32); each is done by the purchase's or contract's own step, not by a second one.
 * Of work that is done already there is nothing to undo: who was harmed may sue for damages.
 */
export const RemedyKind = z.enum(['amend', 'next-candidate', 'restart', 'annul', 'damages'])
export type RemedyKind = z.infer<typeof RemedyKind>

/** `against` is the bid that may not win any more. */
export const Remedy = z.object({ kind: RemedyKind, at: z.date(), against: z.string().optional() })
export type Remedy = z.infer<typeof Remedy>

/** A decision or reply that asks for the end of a contract which still runs, as the contract needs to know it. */
export const Demand = z.object({ kind: z.enum(['challenge', 'complaint']), id: z.string(), reference: z.string(), law: z.string() })
export type Demand = z.infer<typeof Demand>

/** Why signing waits for the answer (条例 art. 54), and who said so. */
export const Hold = z.object({ reason: z.string(), by: Person, at: z.date() })

/** Facts, legal basis and request, without which it is none (令94 art. 12); the same words go into a complaint (art. 18). */
export const Grievance = z.object({
  facts: z.string().max(4_000), basis: z.string().max(1_000), request: z.string().max(1_000),
})
export type Grievance = z.infer<typeof Grievance>

/** A supplier's challenge (质疑) to the buyer. */
export const Challenge = Grievance.extend({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'As quoted on paper: ZYH-2026-0001' }),
  status: ChallengeStatus.default('draft'),
  sent: z.boolean().default(false).meta({ description: 'Sent once; before, only its own people know of it' }),
  tenderId: z.string(), tenderReference: z.string(), tenderTitle: z.string(),
  areas: z.array(z.string()),
  organizationId: z.string(), organizationName: z.string(),
  step: ChallengeStep,
  files: z.array(StoredFile).max(10).default([]),
  createdAt: z.date(),
  sentBy: Person.optional(), sentAt: z.date().optional(),
  replyBy: z.date().optional().meta({ description: 'End of the last day for the reply (T19)' }),
  hold: Hold.optional(),
  reply: z.object({ outcome: ReplyOutcome, text: z.string(), by: Person, at: z.date() }).optional(),
  remedy: Remedy.optional(),
  concerned: z.array(z.string()).default([]).meta({ description: 'Other bidders, to whom the reply goes too (法 art. 53)' }),
  withdrawnAt: z.date().optional(),
})
export type Challenge = z.infer<typeof Challenge>

/** What is typed may stay incomplete until it is sent. */
export const DraftChallenge = Grievance.partial().extend({ step: ChallengeStep, organizationId: z.string().max(64).optional() })
export type DraftChallenge = z.infer<typeof DraftChallenge>
/** For which of several own organizations. */
export const ForOrganization = z.object({ organizationId: z.string().max(64).optional() })
export const EditChallenge = Grievance.partial().extend(Step.shape).extend({ step: ChallengeStep })
export type EditChallenge = z.infer<typeof EditChallenge>

export const HoldSigning = Step.extend({ reason: z.string().min(4).max(500) })
export type HoldSigning = z.infer<typeof HoldSigning>

export const ReplyToChallenge = Step.extend({
  outcome: ReplyOutcome,
  text: z.string().min(20).max(4_000),
  remedy: RemedyKind.optional().meta({ description: 'Needed where the result is touched' }),
})
export type ReplyToChallenge = z.infer<typeof ReplyToChallenge>

/** What the other bidders are told: the answer, not who asked nor with what (令94 art. 13). */
export const ReplySeen = Challenge.pick({ id: true, reference: true, tenderId: true, tenderReference: true, tenderTitle: true, step: true, remedy: true }).extend({
  reply: z.object({ outcome: ReplyOutcome, text: z.string(), at: z.date() }),
})
export type ReplySeen = z.infer<typeof ReplySeen>

export const ChallengeFilter = z.object({ kind: z.enum(['challenge', 'answer', 'complaint']).optional(), q: z.string().max(60).optional() })
export type ChallengeFilter = z.infer<typeof ChallengeFilter>

export const DetachEvidence = Step.extend({ key: z.string().max(64) })
