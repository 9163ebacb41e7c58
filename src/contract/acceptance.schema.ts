import { z } from 'zod'
import { StoredFile } from '../platform/files.schema.ts'

export const AcceptanceStatus = z.enum(['requested', 'passed', 'failed'])
export type AcceptanceStatus = z.infer<typeof AcceptanceStatus>

/** What was found of one standard of the contract: each is recorded, met or not (条例 art. 45). */
export const StandardFinding = z.object({
  standardId: z.string().min(1).max(40), met: z.enum(['yes', 'no']), found: z.string().min(2).max(300),
})
export type StandardFinding = z.infer<typeof StandardFinding>

/** What those served said; it is published with the result, so it names nobody. */
export const UserOpinion = z.object({
  who: z.string().min(2).max(60).meta({ description: 'In what capacity, without a name: 服务对象代表3人' }), opinion: z.string().min(2).max(300),
})
export type UserOpinion = z.infer<typeof UserOpinion>

const Person = z.object({ accountId: z.string(), name: z.string() })

/** One acceptance (验收) of what was delivered for one instalment: asked for by the supplier, recorded by the buyer, published. */
export const Acceptance = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'As quoted on paper: YS-2026-0001' }),
  contractId: z.string(),
  contractReference: z.string(),
  title: z.string(),
  organizationId: z.string(),
  areas: z.array(z.string()),
  seq: z.int().positive().meta({ description: 'The instalment that is paid when this has passed' }),
  statement: z.string().min(10).max(2_000).meta({ description: 'What the supplier says that it has delivered' }),
  files: z.array(StoredFile).max(10).default([]),
  requestedBy: Person,
  requestedAt: z.date(),
  decideBy: z.date().optional().meta({ description: 'Fifteen workdays after the request, as contracted; left out while the working days of that year are not known' }),
  status: AcceptanceStatus.default('requested'),
  findings: z.array(StandardFinding).default([]),
  opinions: z.array(UserOpinion).default([]),
  remedy: z.string().optional().meta({ description: 'Why it has not passed, and what is to be put right' }),
  decidedBy: Person.optional(),
  decidedAt: z.date().optional(),
  published: z.boolean().default(false).meta({ description: 'Decided; from then on everybody may read the result (条例 art. 45)' }),
})
export type Acceptance = z.infer<typeof Acceptance>

/** What everybody may read of a decided acceptance; the supplier's files stay inside. */
export const AcceptanceNotice = Acceptance.omit({ files: true, statement: true, requestedBy: true })

export const RequestAcceptance = z.object({ acceptSeq: z.int().positive().meta({ description: 'The instalment that it is for' }), statement: Acceptance.shape.statement })
export type RequestAcceptance = z.infer<typeof RequestAcceptance>

/** Whether it passes is not typed: it does when every standard is met. */
export const DecideAcceptance = z.object({
  revision: z.int(),
  findings: z.array(StandardFinding.partial({ met: true, found: true })).max(40),
  opinions: z.array(UserOpinion).max(10),
  remedy: z.string().min(4).max(500).optional(),
})
export type DecideAcceptance = z.infer<typeof DecideAcceptance>
