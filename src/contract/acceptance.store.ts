import type { Conditions } from '../kernel/policy.ts'
import { collection } from '../platform/document.ts'
import { Acceptance, type AcceptanceStatus } from './acceptance.schema.ts'

const acceptances = collection('acceptances', Acceptance, [
  [{ contractId: 1, requestedAt: 1 }],
  [{ areas: 1, status: 1 }],
  [{ organizationId: 1, status: 1 }],
])

export const acceptanceStore = {
  get: acceptances.get,
  insert: acceptances.insert,
  save: acceptances.save,
  ofContract: (contractId: string) => acceptances.find({ contractId }, { sort: { requestedAt: 1 } }),
  withStatus: (status: AcceptanceStatus, within: Conditions) => acceptances.find({ ...within, status }, { sort: { requestedAt: 1 } }),
}
export type AcceptanceStore = typeof acceptanceStore
