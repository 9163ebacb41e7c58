import type { Actor } from '../kernel/actor.ts'
import type { Money } from '../kernel/money.ts'
import { permit } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { follow } from '../kernel/flow.ts'
import { yearOf } from '../kernel/period.ts'
import { NotFound, refusalOf, refuseIfBlocked, type Blocker, type Refusal } from '../kernel/refusal.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { StoredFile } from '../platform/files.schema.ts'
import { inArea } from '../registry/index.ts'
import type { BankAccount } from '../registry/organization.schema.ts'
import { contractFlow } from './contract.rules.ts'
import type { Contract } from './contract.schema.ts'
import type { ContractStore, PaymentStore } from './contract.store.ts'
import { paymentPolicy } from './contract.policy.ts'
import { approve, giveBack, invoice, invoiceBlockers, isFulfilled, nextInstalment, rowsFound } from './payment.rules.ts'
import type { Invoice, Payment, PaymentFilter, PaymentRow } from './payment.schema.ts'

type Deps = {
  contracts: Pick<ContractStore, 'get' | 'save' | 'list' | 'named'>
  payments: PaymentStore
  pay: (actor: Actor, money: { lineId: string; subject: string; amount: Money }) => Promise<unknown>
  releaseRest: (actor: Actor, money: { lineId: string; subject: string }) => Promise<unknown>
  /** Why nothing is claimed or paid now: a challenge or complaint (条例 art. 54; 法 art. 57; 令94 art. 28). */
  paused: (tenderId: string) => Promise<Blocker[]>
  /** The same as a refusal, in the transaction that claims or pays. */
  refuseIfPaused: (tenderId: string) => Promise<void>
  /** Tells the tender that its contract is over. */
  over: (actor: Actor, tenderId: string, how: 'completed') => Promise<unknown>
  /** Where the register says that an organization is paid. */
  accountOf: (organizationId: string) => Promise<BankAccount | undefined>
  /** The last day to pay after an invoice (T23). */
  payBy: (invoicedAt: Date, ruleSet: string) => Date
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
  nextReference: (prefix: string, year: number) => Promise<string>
}

const kind = 'payment'

export const paymentService = ({ contracts, payments, pay, releaseRest, paused, refuseIfPaused, over, accountOf, payBy, audit, transact, clock, newId, nextReference }: Deps) => {
  /** With nothing left to accept and to pay the contract is completed, and what the grade withheld is free again. */
  const settle = (actor: Actor, contractId: string): Promise<void> => transact(async () => {
    const before = await contracts.get(contractId)
    if (before.status !== 'in-force' || !isFulfilled(before, await payments.ofContract(contractId))) return
    const after = await contracts.save({ ...before, status: follow(contractFlow, before.status, 'complete') })
    await audit.record(actor, { kind: 'contract', action: 'contract.complete', before, after })
    await over(actor, after.tenderId, 'completed')
    await releaseRest(actor, { lineId: after.lineId, subject: after.tenderId })
  })

  async function list(actor: Actor, { area, ...filter }: PaymentFilter = {}): Promise<Payment[]> {
    return inArea(await within(paymentPolicy.see, actor, conditions => payments.list(filter, conditions)), area)
  }

  /** Instalments that their supplier may claim now. */
  async function toInvoice(actor: Actor): Promise<Task[]> {
    const inForce = await within(paymentPolicy.invoice, actor, conditions => contracts.list({ status: 'in-force' }, conditions))
    const claims = await Promise.all(inForce.map(async (contract): Promise<Task[]> => {
      const claimed = await payments.ofContract(contract.id)
      const next = nextInstalment(contract, claimed)
      if (!next || invoiceBlockers(contract, next.seq, claimed).length > 0 || (await paused(contract.tenderId)).length > 0) return []
      const since = [contract.inForceAt, contract.grade?.at, ...claimed.map(each => each.returned?.at ?? each.paidAt)].filter(at => at !== undefined)
      return [{
        key: 'contract.task.invoice', params: { seq: next.seq, title: contract.title }, href: `/contracts/${contract.id}`, ref: contract.reference,
        since: new Date(Math.max(...since.map(Number))),
      }]
    }))
    return claims.flat()
  }

  return {
    /** For the evaluation, the acceptances and the supplements: with a grade, a record or a withdrawal nothing may be left. */
    settle,

    async ofContract(contract: Contract): Promise<Payment[]> {
      return payments.ofContract(contract.id)
    },

    /** Why it is not paid now. */
    paused: ({ tenderId }: Payment): Promise<Blocker[]> => paused(tenderId),

    accountOf: ({ organizationId }: Contract): Promise<BankAccount | undefined> => accountOf(organizationId),

    async see(actor: Actor, id: string): Promise<Payment> {
      const payment = await payments.get(id)
      permit(paymentPolicy.see, actor, payment)
      return payment
    },

    list,
    /** The same with the project and who is paid, by which people look for a payment. */
    async rows(actor: Actor, { q, ...filter }: PaymentFilter): Promise<PaymentRow[]> {
      const found = await list(actor, filter)
      const known = new Map((await contracts.named([...new Set(found.map(({ contractId }) => contractId))])).map(each => [each.id, each]))
      return rowsFound(found.map(payment => ({ payment, title: known.get(payment.contractId)?.title ?? '', supplier: known.get(payment.contractId)?.supplier.name ?? '' })), q)
    },
    timeline: (payment: Payment) => audit.timeline(kind, payment.id),

    /** Claims an instalment of a contract in force. */
    async invoice(actor: Actor, contractId: string, { seq, number }: Invoice, file?: StoredFile): Promise<Payment> {
      const reference = await nextReference('ZF', yearOf(clock()))
      const id = newId()
      return transact(async () => {
        const contract = await contracts.get(contractId)
        permit(paymentPolicy.invoice, actor, contract)
        await refuseIfPaused(contract.tenderId)
        const payment = await payments.insert(invoice(contract, {
          id, reference, seq, invoice: { number, ...(file && { file }) }, account: await accountOf(contract.organizationId),
          invoicedAt: clock(), payBy: payBy(clock(), contract.ruleSet),
        }, await payments.ofContract(contractId)))
        // Two invoices for one instalment at once meet here: the slower is told.
        await contracts.save(contract)
        await audit.record(actor, { kind, action: 'payment.invoice', before: null, after: payment, ruleSet: contract.ruleSet, secret: ['account'] })
        return payment
      })
    },

    /** The first approval, or by another person the second, which pays. */
    async approve(actor: Actor, id: string, revision: number): Promise<Payment> {
      return transact(async () => {
        const before = await payments.get(id)
        permit(paymentPolicy.approve, actor, before)
        await refuseIfPaused(before.tenderId)
        const after = await payments.save(approve({ ...before, revision }, { accountId: actor.id, name: actor.name }, clock()))
        await audit.record(actor, { kind, action: after.status === 'paid' ? 'payment.pay' : 'payment.approve', before, after })
        if (after.status === 'paid') {
          await pay(actor, { lineId: after.lineId, subject: after.tenderId, amount: after.amount })
          await settle(actor, after.contractId)
        }
        return after
      })
    },

    /** What would refuse the decision now; the same, not saved. */
    async foresee(actor: Actor, id: string, act: 'approve' | 'return'): Promise<Refusal | null> {
      const payment = await payments.get(id)
      const waits = await paused(payment.tenderId)
      return refusalOf(() => {
        permit(paymentPolicy.approve, actor, payment)
        if (act === 'return') return giveBack(payment, { reason: '', by: actor.name, at: clock() })
        refuseIfBlocked(waits)
        return approve(payment, { accountId: actor.id, name: actor.name }, clock())
      })
    },

    /** The invoice as it was sent. Throws NotFound where it came without a file. */
    async file(actor: Actor, id: string): Promise<StoredFile> {
      const payment = await payments.get(id)
      permit(paymentPolicy.see, actor, payment)
      if (!payment.invoice.file) throw new NotFound('file-not-found', 'The invoice came without a file')
      return payment.invoice.file
    },

    async giveBack(actor: Actor, id: string, { revision, reason }: { revision: number; reason: string }): Promise<Payment> {
      return transact(async () => {
        const before = await payments.get(id)
        permit(paymentPolicy.approve, actor, before)
        const after = await payments.save(giveBack({ ...before, revision }, { reason, by: actor.name, at: clock() }))
        await audit.record(actor, { kind, action: 'payment.return', before, after, reason })
        return after
      })
    },

    async tasks(actor: Actor): Promise<Task[]> {
      const waiting = await within(paymentPolicy.approve, actor, conditions => payments.list({}, conditions))
      const approvals = waiting
        .filter(({ status, approvals }) => ['invoiced', 'first-approved'].includes(status) && !approvals.some(({ accountId }) => accountId === actor.id))
        .map(payment => ({
          key: payment.status === 'invoiced' ? 'contract.task.approve-first' : 'contract.task.approve-second',
          params: { contract: payment.contractReference }, href: `/payments/${payment.id}`, ref: payment.reference,
          since: payment.invoicedAt, due: payment.payBy,
        }))
      return [...approvals, ...await toInvoice(actor)]
    },
  }
}
export type PaymentService = ReturnType<typeof paymentService>
