import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { Points, Rate } from '../kernel/ratio.ts'
import { Method } from '../kernel/ruleset.ts'
import { StoredFile } from '../platform/files.schema.ts'
import { Demand } from '../tender/challenge.schema.ts'
import { InArea } from '../registry/area.schema.ts'

/** `half-signed`: one party has signed; `in-force` when both have. */
export const ContractStatus = z.enum(['drawn-up', 'printed', 'half-signed', 'in-force', 'completed', 'terminated'])
export type ContractStatus = z.infer<typeof ContractStatus>

export const Party = z.enum(['buyer', 'supplier'])
export type Party = z.infer<typeof Party>

/** Who signed which file, and when: what was signed is named by the file's SHA-256. */
export const SignatureRecord = z.object({
  party: Party, accountId: z.string(), name: z.string(), at: z.date(), fileHash: z.string(),
  lateReason: z.string().optional().meta({ description: 'Why it was signed after the last day' }),
})
export type SignatureRecord = z.infer<typeof SignatureRecord>

/** One part of the price; the parts total the amount. */
export const Instalment = z.object({
  seq: z.int().positive(), condition: z.string(), percent: Rate, amount: Money,
  onAcceptance: z.boolean().default(false).meta({ description: 'Is paid when its work has been accepted, as the tender document and the contract say (财库〔2021〕22号 art. 24)' }),
  gradeLinked: z.boolean().meta({ description: 'Depends on the grade, as the tender document and the contract say (财库〔2019〕38号 三)' }),
  supplement: z.string().optional().meta({ description: 'Of a supplement: its number; the percentage is then of the supplement' }),
})
export type Instalment = z.infer<typeof Instalment>

export const ContractIndicator = z.object({ name: z.string(), target: z.number(), unit: z.string(), weight: Rate })

export const GradeRecord = z.object({
  evaluationId: z.string(), score: Points, grade: z.string(), gradeName: z.string(), at: z.date(),
})
export type GradeRecord = z.infer<typeof GradeRecord>

export const AcceptanceRecord = z.object({ acceptanceId: z.string(), reference: z.string(), seq: z.int(), at: z.date() })

/** What is added of an indicator that the contract has: so the object stays the same (法 art. 49). */
export const AddedWork = z.object({ indicator: z.int().min(0).meta({ description: 'Place among the contract’s indicators, from 0' }), quantity: z.int().positive().max(1_000_000) })
/** A supplement that both parties have signed. */
export const SupplementRecord = z.object({
  supplementId: z.string(), reference: z.string(), amount: Money, additions: z.array(AddedWork), reason: z.string(), seq: z.int().meta({ description: 'Its instalment' }), at: z.date(),
})

const PartyDetails = z.object({ name: z.string(), code: z.string(), address: z.string(), representative: z.string(), contact: z.string() })

/** A contract is the tender document plus the winning bid, and nothing else (法 art. 46; 令87 art. 71). */
export const Contract = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'As quoted on paper: HT-2026-0001' }),
  tenderId: z.string(),
  tenderReference: z.string(),
  method: Method.default('open-tender'),
  title: z.string(),
  item: z.object({ code: z.string(), name: z.string() }),
  lineId: z.string(),
  areas: z.array(z.string()),
  organizationId: z.string(),
  buyer: PartyDetails,
  supplier: PartyDetails,
  amount: Money,
  term: z.object({ from: z.date(), to: z.date() }),
  place: z.string(),
  content: z.string(),
  subcontracting: z.string().optional(),
  indicators: z.array(ContractIndicator),
  instalments: z.array(Instalment),
  gradeEffects: z.array(z.object({ grade: z.string(), percent: Rate })),
  ruleSet: z.string(),
  template: z.string().default('2026-1').meta({ description: 'Version of the wording that it was drawn up with; a later one changes nothing' }),
  status: ContractStatus.default('drawn-up'),
  createdAt: z.date(),
  signBy: z.date().meta({ description: '30 days after the notice of award (法 art. 46)' }),
  file: StoredFile.optional(),
  printedAt: z.date().optional(),
  signatures: z.array(SignatureRecord).default([]),
  inForceAt: z.date().optional(),
  published: z.boolean().default(false).meta({ description: 'In force once: from then on everybody may read it (条例 art. 50)' }),
  accepted: z.array(AcceptanceRecord).default([]).meta({ description: 'The instalments whose work has passed its acceptance' }),
  supplements: z.array(SupplementRecord).default([]).meta({ description: 'In force; with the contract they are what is delivered and paid (法 art. 49)' }),
  openSupplement: z.object({ supplementId: z.string(), reference: z.string() }).optional().meta({ description: 'Drawn up and not signed by both: one at a time' }),
  grade: GradeRecord.optional(),
  ended: z.object({
    reason: z.string(), at: z.date(),
    ground: Demand.optional().meta({ description: 'The reply or decision that asked for its end (令94 art. 31, 32)' }),
  }).optional(),
})
export type Contract = z.infer<typeof Contract>

export const DrawUp = z.object({ tenderId: z.string().min(1) })
export type DrawUp = z.infer<typeof DrawUp>

/** Signing names the file that was read: if it changed meanwhile, nothing is signed. After the last day it says why so late. */
export const Sign = z.object({
  fileHash: z.string().length(64), agreed: z.boolean().refine(Boolean, 'agreement-needed'), lateReason: z.string().min(4).max(300).optional(),
})
export type Sign = z.infer<typeof Sign>

export const Terminate = z.object({ revision: z.int(), reason: z.string().min(4).max(500) })
export type Terminate = z.infer<typeof Terminate>

export const ContractFilter = InArea.extend({ status: ContractStatus.optional(), q: z.string().max(60).optional() })
export type ContractFilter = z.infer<typeof ContractFilter>
