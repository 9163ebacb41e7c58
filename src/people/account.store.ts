import { collection } from '../platform/document.ts'
import { Account } from './account.schema.ts'

const accounts = collection('accounts', Account, [
  [{ email: 1 }, { unique: true }],
  [{ 'grants.role': 1 }],
  [{ 'grants.organizationId': 1 }],
])

export const accountStore = {
  get: accounts.get,
  maybe: accounts.maybe,
  insert: accounts.insert,
  save: accounts.save,
  withEmail: (email: string) => accounts.one({ email: email.toLowerCase() }),
  withAny: (roles: string[]) => accounts.find({ 'grants.role': { $in: roles } }),
  withRole: (role: string) => accounts.find({ 'grants.role': role }),
  ofOrganization: (organizationId: string) => accounts.find({ 'grants.organizationId': organizationId }),
  active: () => accounts.find({ status: 'active' }),
  named: (ids: string[]) => accounts.named(ids),
  all: () => accounts.find({}, { sort: { email: 1 }, limit: 2_000 }),
}
export type AccountStore = typeof accountStore
