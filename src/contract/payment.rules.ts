import { flow, follow } from '../kernel/flow.ts'
import { portion, subtract, type Money } from '../kernel/money.ts'
import { WHOLE, type Rate } from '../kernel/ratio.ts'
import { refuseIfBlocked, RuleBroken, type Blocker } from '../kernel/refusal.ts'
import type { BankAccount } from '../registry/organization.schema.ts'
import { acceptanceBlockers } from './acceptance.rules.ts'
import type { Contract, Instalment } from './contract.schema.ts'
import type { Payment, PaymentRow, PaymentStatus } from './payment.schema.ts'
import { inOrder } from './supplement.rules.ts'

export type PaymentAction = 'approve-first' | 'approve-second' | 'return'

export const paymentFlow = flow<PaymentStatus, PaymentAction>({
  invoiced: { 'approve-first': 'first-approved', return: 'returned' },
  'first-approved': { 'approve-second': 'paid', return: 'returned' },
  paid: {},
  returned: {},
})

type Graded = Pick<Contract, 'gradeEffects'> & { grade?: { grade: string } | undefined }

/** The part of the grade-linked instalment that the grade earns by contract. */
export const percentOf = ({ grade, gradeEffects }: Graded): Rate =>
  gradeEffects.find(effect => effect.grade === grade?.grade)?.percent ?? WHOLE

/** What an instalment comes to: all of it, or the part that the grade earns by contract. */
export function payable(contract: Graded, instalment: Instalment): { amount: Money; withheld: Money } {
  if (!instalment.gradeLinked || !contract.grade) return { amount: instalment.amount, withheld: subtract(instalment.amount, instalment.amount) }
  const amount = portion(instalment.amount, percentOf(contract))
  return { amount, withheld: subtract(instalment.amount, amount) }
}

/** Nothing is left of an instalment of which the grade took all: nobody claims it. */
export const comesToNothing = (contract: Contract, instalment: Instalment): boolean => payable(contract, instalment).amount === 0

/** Claimed, and neither paid nor returned. */
export const isOpen = ({ status }: Payment): boolean => ['invoiced', 'first-approved'].includes(status)
const isClaimed = (payments: Payment[], seq: number): boolean => payments.some(payment => payment.seq === seq && payment.status !== 'returned')

/** The instalment whose turn it is to be claimed, if there is one. */
export const nextInstalment = (contract: Contract, payments: Payment[]): Instalment | undefined =>
  inOrder(contract).find(instalment => !isClaimed(payments, instalment.seq) && !comesToNothing(contract, instalment))

/** Why a contract cannot be terminated yet: what was claimed is paid or returned first, since its money goes back to the budget; what waits for signatures is withdrawn. */
export const terminateBlockers = ({ openSupplement }: Pick<Contract, 'openSupplement'>, payments: Payment[]): Blocker[] => [
  ...payments.filter(isOpen).map(({ reference }) => ({ code: 'invoice-open', params: { reference } })),
  ...(openSupplement ? [{ code: 'supplement-open', params: { reference: openSupplement.reference } }] : []),
]

/** Why an instalment cannot be invoiced yet; the page lists these, `invoice` enforces them. */
export function invoiceBlockers(contract: Contract, seq: number, payments: Payment[]): Blocker[] {
  const ordered = inOrder(contract)
  const place = ordered.findIndex(each => each.seq === seq)
  const instalment = ordered[place]
  return [
    ...(instalment ? [] : [{ code: 'no-such-instalment', field: 'seq' }]),
    ...(contract.status === 'in-force' ? [] : [{ code: 'contract-not-in-force', law: '财库〔2019〕38号三' }]),
    ...(isClaimed(payments, seq) ? [{ code: 'invoiced-already', field: 'seq' }] : []),
    ...(instalment && !comesToNothing(contract, instalment) ? acceptanceBlockers(contract, instalment) : []),
    ...(instalment?.gradeLinked && !contract.grade ? [{ code: 'grade-missing', law: '财政部令第102号第二十一条' }] : []),
    ...(instalment && comesToNothing(contract, instalment) ? [{ code: 'nothing-payable', field: 'seq' }] : []),
    ...(ordered.slice(0, Math.max(0, place)).some(each => !isClaimed(payments, each.seq) && !comesToNothing(contract, each))
      ? [{ code: 'earlier-instalment-open', field: 'seq' }] : []),
  ]
}

/** Nobody is paid whose register names no account; the page of the contract says so before an invoice is written. */
export const accountBlockers = (account: BankAccount | undefined): Blocker[] => account ? [] : [{ code: 'account-missing' }]

type Invoiced = Pick<Payment, 'id' | 'reference' | 'seq' | 'invoice' | 'account' | 'invoicedAt' | 'payBy'>

export function invoice(contract: Contract, given: Invoiced, payments: Payment[]): Payment {
  refuseIfBlocked([...invoiceBlockers(contract, given.seq, payments), ...accountBlockers(given.account)])
  const instalment = contract.instalments.find(({ seq }) => seq === given.seq)!
  return {
    ...given, ...payable(contract, instalment), revision: 0, contractId: contract.id, contractReference: contract.reference,
    tenderId: contract.tenderId, lineId: contract.lineId, organizationId: contract.organizationId, areas: contract.areas,
    status: 'invoiced', approvals: [],
  }
}

/** The first and the second approver differ; the second approval pays. */
export function approve(payment: Payment, by: { accountId: string; name: string }, now: Date): Payment {
  if (payment.approvals.some(({ accountId }) => accountId === by.accountId)) {
    throw new RuleBroken('two-approvers', 'The second approver is another person', { name: by.name })
  }
  const status = follow(paymentFlow, payment.status, payment.approvals.length === 0 ? 'approve-first' : 'approve-second')
  return { ...payment, status, approvals: [...payment.approvals, { ...by, at: now }], ...(status === 'paid' && { paidAt: now }) }
}

export const giveBack = (payment: Payment, returned: NonNullable<Payment['returned']>): Payment =>
  ({ ...payment, status: follow(paymentFlow, payment.status, 'return'), returned })

/**
 * All instalments are paid that come to something, and all work is accepted that the contract wants accepted: also where the grade
 * leaves nothing to pay (条例 art. 45). What waits for signatures keeps the contract open.
 */
export const isFulfilled = (contract: Contract, payments: Payment[]): boolean => !contract.openSupplement && contract.instalments.every(instalment =>
  acceptanceBlockers(contract, instalment).length === 0
  && (comesToNothing(contract, instalment) || payments.some(({ seq, status }) => seq === instalment.seq && status === 'paid')))

/** Of payments those that are asked for, by number, project or payee. */
export const rowsFound = (rows: readonly PaymentRow[], q = ''): PaymentRow[] => rows.filter(({ payment: { reference, contractReference, invoice: { number } }, title, supplier }) =>
  `${reference} ${contractReference} ${number} ${title} ${supplier}`.toLowerCase().includes(q.toLowerCase()))
