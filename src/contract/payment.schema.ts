import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { StoredFile } from '../platform/files.schema.ts'
import { InArea } from '../registry/area.schema.ts'
import { BankAccount } from '../registry/organization.schema.ts'

export const PaymentStatus = z.enum(['invoiced', 'first-approved', 'paid', 'returned'])
export type PaymentStatus = z.infer<typeof PaymentStatus>

const Approval = z.object({ accountId: z.string(), name: z.string(), at: z.date() })

/** One claim on one instalment; two different people of finance approve before it is paid. */
export const Payment = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'ZF-2026-0001' }),
  contractId: z.string(),
  contractReference: z.string(),
  tenderId: z.string(),
  lineId: z.string(),
  organizationId: z.string(),
  areas: z.array(z.string()),
  seq: z.int(),
  amount: Money,
  withheld: Money.meta({ description: 'What the grade takes off the instalment, as contracted' }),
  invoice: z.object({ number: z.string(), file: StoredFile.optional() }),
  account: BankAccount.optional().meta({ description: 'Where it is paid: the account of the register on the day of the invoice' }),
  invoicedAt: z.date(),
  payBy: z.date().meta({ description: '30 days after the invoice (财库〔2019〕38号 三)' }),
  status: PaymentStatus.default('invoiced'),
  approvals: z.array(Approval).default([]),
  returned: z.object({ reason: z.string(), by: z.string(), at: z.date() }).optional(),
  paidAt: z.date().optional(),
})
export type Payment = z.infer<typeof Payment>

export const PaymentFilter = InArea.extend({ status: PaymentStatus.optional(), q: z.string().trim().max(60).optional() })
export type PaymentFilter = z.infer<typeof PaymentFilter>

/** A payment with what people know it by: the project, and who is paid. */
export type PaymentRow = { payment: Payment; title: string; supplier: string }

export const Invoice = z.object({ seq: z.int().positive(), number: z.string().min(4).max(40) })
export type Invoice = z.infer<typeof Invoice>

export const Decide = z.object({ revision: z.int() })
export const Return = Decide.extend({ reason: z.string().min(4).max(300) })
