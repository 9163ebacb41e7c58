import type { Conditions } from '../kernel/policy.ts'
import { collection } from '../platform/document.ts'
import { Supplement, type SupplementStatus } from './supplement.schema.ts'

const supplements = collection('supplements', Supplement, [
  [{ contractId: 1, createdAt: 1 }],
  [{ areas: 1, status: 1 }],
  [{ organizationId: 1, status: 1 }],
])

export const supplementStore = {
  get: supplements.get,
  insert: supplements.insert,
  save: supplements.save,
  ofContract: (contractId: string) => supplements.find({ contractId }, { sort: { createdAt: 1 } }),
  withStatus: (status: SupplementStatus, within: Conditions) => supplements.find({ ...within, status }, { sort: { createdAt: 1 } }),
}
export type SupplementStore = typeof supplementStore
