import type { Conditions } from '../kernel/policy.ts'
import { collection } from '../platform/document.ts'
import { Change } from './section.schema.ts'

const changes = collection('organization_changes', Change, [
  [{ organizationId: 1, section: 1 }, { name: 'one_pending', unique: true, partialFilterExpression: { pending: true } }],
  [{ organizationId: 1, askedAt: 1 }],
  [{ status: 1 }],
  [{ areas: 1 }],
])

export const changeStore = {
  get: changes.get,
  insert: changes.insert,
  save: changes.save,
  ofOrganization: (organizationId: string) => changes.find({ organizationId }, { sort: { askedAt: -1 } }),
  waiting: (within: Conditions) => changes.find({ status: 'asked', ...within }),
}
export type ChangeStore = typeof changeStore
