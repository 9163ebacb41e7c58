import type { Conditions } from '../kernel/policy.ts'
import { collection } from '../platform/document.ts'
import { Contract, type ContractFilter } from './contract.schema.ts'
import { Payment, type PaymentFilter } from './payment.schema.ts'

const contracts = collection('contracts', Contract, [
  [{ tenderId: 1 }, { unique: true }],
  [{ organizationId: 1 }],
  [{ status: 1 }],
  [{ areas: 1 }],
  [{ published: 1 }],
])

const payments = collection('payments', Payment, [
  [{ contractId: 1, seq: 1 }],
  [{ areas: 1 }],
  [{ organizationId: 1 }],
  [{ status: 1 }],
])

export const contractStore = {
  get: contracts.get,
  insert: contracts.insert,
  save: contracts.save,
  ofTender: (tenderId: string) => contracts.one({ tenderId }),
  named: (ids: string[]) => contracts.find({ _id: { $in: ids } }),
  withStatus: (status: string) => contracts.find({ status }),
  async list({ status, q }: ContractFilter, within: Conditions): Promise<Contract[]> {
    const found = await contracts.find({ ...within, ...(status && { status }) }, { sort: { reference: -1 } })
    return q ? found.filter(({ title, reference, supplier }) => `${title} ${reference} ${supplier.name}`.includes(q)) : found
  },
}
export type ContractStore = typeof contractStore

export const paymentStore = {
  get: payments.get,
  insert: payments.insert,
  save: payments.save,
  ofContract: (contractId: string) => payments.find({ contractId }, { sort: { seq: 1 } }),
  async list({ status, q }: PaymentFilter, within: Conditions): Promise<Payment[]> {
    const found = await payments.find({ ...within, ...(status && { status }) }, { sort: { reference: -1 } })
    return q ? found.filter(({ reference, contractReference, invoice }) => `${reference} ${contractReference} ${invoice.number}`.toLowerCase().includes(q.toLowerCase())) : found
  },
}
export type PaymentStore = typeof paymentStore
