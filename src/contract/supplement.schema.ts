import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { StoredFile } from '../platform/files.schema.ts'
import { AddedWork, SignatureRecord } from './contract.schema.ts'

/** `half-signed`: one party has signed; `in-force` when both have. */
export const SupplementStatus = z.enum(['printed', 'half-signed', 'in-force', 'withdrawn'])
export type SupplementStatus = z.infer<typeof SupplementStatus>

/** More of one indicator of the contract, at a price for each unit. */
export const Addition = AddedWork.extend({ name: z.string(), unit: z.string(), unitPrice: Money.min(1).max(100_000_000), amount: Money })
export type Addition = z.infer<typeof Addition>

/** More of the same service under the terms of its contract; all supplements together are at most 10% of the contract (法 art. 49). */
export const Supplement = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'As quoted on paper: BC-2026-0001' }),
  contractId: z.string(),
  contractReference: z.string(),
  tenderId: z.string(),
  lineId: z.string(),
  title: z.string(),
  organizationId: z.string(),
  areas: z.array(z.string()),
  number: z.int().positive().meta({ description: 'Which supplement of its contract, from 1' }),
  additions: z.array(Addition),
  amount: Money,
  reason: z.string().min(10).max(500).meta({ description: 'Why more of the service is needed' }),
  priceBasis: z.string().min(10).max(500).meta({ description: 'How the unit prices follow from the contract and the bid' }),
  status: SupplementStatus.default('printed'),
  createdAt: z.date(),
  createdBy: z.object({ accountId: z.string(), name: z.string() }),
  file: StoredFile,
  signatures: z.array(SignatureRecord).default([]),
  seq: z.int().positive().optional().meta({ description: 'Its instalment of the contract, once in force' }),
  inForceAt: z.date().optional(),
  withdrawn: z.object({ reason: z.string(), at: z.date() }).optional(),
  published: z.boolean().default(false).meta({ description: 'In force: from then on everybody may read it' }),
})
export type Supplement = z.infer<typeof Supplement>

/** One row for each indicator of the contract; what is left empty is not added to. */
export const DrawUpSupplement = z.object({
  additions: z.array(AddedWork.extend({ unitPrice: Addition.shape.unitPrice }).partial({ quantity: true, unitPrice: true })).max(40),
  reason: Supplement.shape.reason, priceBasis: Supplement.shape.priceBasis,
})
export type DrawUpSupplement = z.infer<typeof DrawUpSupplement>

export const SignSupplement = z.object({ fileHash: z.string().length(64), agreed: z.boolean().refine(Boolean, 'agreement-needed') })
export type SignSupplement = z.infer<typeof SignSupplement>

export const WithdrawSupplement = z.object({ revision: z.int(), reason: z.string().min(4).max(500) })
export type WithdrawSupplement = z.infer<typeof WithdrawSupplement>
