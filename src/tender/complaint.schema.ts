import { z } from 'zod'
import { StoredFile } from '../platform/files.schema.ts'
import { ChallengeStep, Grievance, Remedy, RemedyKind } from './challenge.schema.ts'
import { Person, Step } from './tender.schema.ts'

export const ComplaintStatus = z.enum(['filed', 'correction', 'accepted', 'dismissed', 'upheld', 'refused', 'withdrawn'])
export type ComplaintStatus = z.infer<typeof ComplaintStatus>

/** The complaint (投诉) of a challenger who is not content, to those who watch purchases. */
export const Complaint = Grievance.extend({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'As quoted on paper: TS-2026-0001' }),
  status: ComplaintStatus.default('filed'),
  copied: z.boolean().default(false).meta({ description: 'Its copy has gone to the buyer' }),
  decided: z.boolean().default(false).meta({ description: 'Decided; from then on everybody reads the decision (令101 art. 3)' }),
  tenderId: z.string(), tenderReference: z.string(), tenderTitle: z.string(), buyerName: z.string(),
  areas: z.array(z.string()),
  challengeId: z.string(), challengeReference: z.string(), step: ChallengeStep,
  organizationId: z.string(), organizationName: z.string(),
  files: z.array(StoredFile).max(10).default([]),
  filedBy: Person, filedAt: z.date(),
  checkBy: z.date().meta({ description: 'Accepted, sent back or refused by then (T21a)' }),
  correction: z.object({ text: z.string(), by: Person, at: z.date(), doneAt: z.date().optional() }).optional(),
  acceptedAt: z.date().optional(),
  respondBy: z.date().optional().meta({ description: 'The buyer\'s answer to the copy (T21d)' }),
  response: z.object({ text: z.string(), by: Person, at: z.date() }).optional(),
  decideBy: z.date().meta({ description: 'End of the last day for the decision (T21); the time of a correction is not counted (令94 art. 27)' }),
  suspension: z.object({ reason: z.string(), by: Person, at: z.date(), until: z.date(), liftedAt: z.date().optional() }).optional(),
  decision: z.object({ text: z.string(), by: Person, at: z.date() }).optional(),
  remedy: Remedy.optional(),
  ended: z.object({ reason: z.string(), at: z.date() }).optional().meta({ description: 'Why it was not accepted, or that it was withdrawn' }),
})
export type Complaint = z.infer<typeof Complaint>

const reason = z.string().min(4).max(1_000)
const Typed = z.object({ facts: z.string().min(20).max(4_000), basis: z.string().min(4).max(1_000), request: z.string().min(4).max(1_000) })

export const FileComplaint = Typed
export type FileComplaint = z.infer<typeof FileComplaint>
export const CorrectComplaint = Typed.extend(Step.shape)
export type CorrectComplaint = z.infer<typeof CorrectComplaint>
export const JudgeComplaint = Step.extend({ reason })
export type JudgeComplaint = z.infer<typeof JudgeComplaint>
export const RespondToComplaint = Step.extend({ text: z.string().min(20).max(4_000) })
export type RespondToComplaint = z.infer<typeof RespondToComplaint>

export const Suspend = Step.extend({ reason, until: z.date() })
export type Suspend = z.infer<typeof Suspend>

/** An upheld complaint that touches the result says what follows; one that does not lets the purchase go on (令94 art. 31, 32). */
export const DecideComplaint = Step.extend({
  outcome: z.enum(['dismissed', 'upheld']),
  text: z.string().min(20).max(6_000),
  remedy: RemedyKind.optional(),
})
export type DecideComplaint = z.infer<typeof DecideComplaint>

/** What everybody reads of a decision. */
export const DecisionSeen = Complaint.pick({
  id: true, reference: true, status: true, tenderId: true, tenderReference: true, tenderTitle: true, buyerName: true, organizationName: true, step: true, request: true,
  decision: true, remedy: true,
})
