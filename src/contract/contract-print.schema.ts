import { z } from 'zod'
import { add, Money } from '../kernel/money.ts'
import { Rate, total, WHOLE } from '../kernel/ratio.ts'

const Party = z.object({
  name: z.string().min(1),
  code: z.string().meta({ description: 'Unified social credit code, 18 characters' }),
  address: z.string().min(1),
  representative: z.string().min(1).meta({ description: 'Legal or authorized representative' }),
  contact: z.string().nullable().default(null).meta({ description: 'Person and telephone for notices' }),
})

const Indicator = z.object({
  name: z.string().min(1),
  target: z.string().min(1),
  unit: z.string(),
  weight: Rate.meta({ description: 'Hundredths of a point; all weights total 10,000' }),
})

const Payment = z.object({
  seq: z.int().positive(),
  condition: z.string().min(1).meta({ description: 'The only condition of this payment: none may be added later (财库〔2019〕38号 三)' }),
  amount: Money,
  share: Rate,
  dueText: z.string().min(1).meta({ description: 'When it is due, in words' }),
})

const GradeEffect = z.object({
  grade: z.string().min(1),
  percent: Rate.meta({ description: 'The part of the last payment that this grade earns' }),
})

/** What stands in the place of a standard clause; each line is a paragraph. */
const Clauses = z.object({
  acceptance: z.string().nullable().default(null),
  breach: z.string().nullable().default(null),
  dispute: z.string().nullable().default(null),
  special: z.string().nullable().default(null).meta({ description: 'Further terms, printed as 特别约定' }),
})

const SignatureRecord = z.object({
  party: z.string().min(1),
  name: z.string().min(1),
  at: z.date(),
  fileHash: z.string().regex(/^[0-9a-f]{64}$/).meta({ description: 'SHA-256 of the file that was signed' }),
})

/** All that the printed contract says: content, term, quantity, quality, price, settlement, duties, breach (令102 art. 23). */
export const ContractPrint = z.object({
  contractNumber: z.string().min(1),
  buyer: Party,
  supplier: Party,
  project: z.object({
    name: z.string().min(1),
    reference: z.string().min(1).meta({ description: 'Number of the procurement' }),
    method: z.string().min(1).meta({ description: 'Method of the procurement, in Chinese' }),
    item: z.string().min(1).meta({ description: 'Item of the guiding catalogue, with its code' }),
  }),
  amount: Money,
  term: z.object({ from: z.date(), to: z.date() }),
  place: z.string().min(1),
  content: z.string().min(1).meta({ description: 'What is done for whom and how much of it; each line is a paragraph' }),
  indicators: z.array(Indicator).min(1),
  payments: z.array(Payment).min(1),
  account: z.object({ bank: z.string().min(1), number: z.string().min(1) }).nullable().default(null)
    .meta({ description: 'Where the supplier is paid; null: the account in its registry record' }),
  gradeEffects: z.array(GradeEffect).default([]).meta({ description: 'Empty: the last payment does not depend on the evaluation' }),
  subcontracting: z.string().nullable().default(null).meta({ description: 'The part that the bid named for subcontracting, and to whom; null: none' }),
  clauses: Clauses.prefault({}),
  signedBy: z.array(SignatureRecord).default([]),
}).check(({ value, issues }) => {
  const refuse = (field: string, message: string) => issues.push({ code: 'custom', message, path: [field], input: value })
  if (add(...value.payments.map(({ amount }) => amount)) !== value.amount) refuse('payments', 'do not add up to the amount')
  if (total(value.indicators.map(({ weight }) => weight)) !== WHOLE) refuse('indicators', 'weights do not total 100')
  if (value.term.to <= value.term.from) refuse('term', 'ends before it begins')
})
export type ContractPrint = z.output<typeof ContractPrint>
