import type { Grant, Role } from '../kernel/actor.ts'
import { flow, follow } from '../kernel/flow.ts'
import { Invalid, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { Account, AccountFilter, AccountSeen, AccountStep } from './account.schema.ts'

/** Roles that one person may never hold together: who gives the money, who spends it, who watches, who is paid. */
const APART: [Role, Role, string][] = [
  ['supervisor', 'bureau', '政府采购法第六十一条'],
  ['supervisor', 'finance', '政府采购法第六十一条'],
  ['supervisor', 'owner', '政府采购法第六十一条'],
  ['supervisor', 'expert', '政府采购法第六十一条'],
  ['expert', 'owner', '政府采购法实施条例第九条'],
  ['finance', 'owner', '政府采购法实施条例第九条'],
  ['bureau', 'owner', '政府采购法实施条例第九条'],
  ['district', 'owner', '政府采购法实施条例第九条'],
  ['centre', 'owner', '政府采购法实施条例第九条'],
]

const AREA_ROLES: Role[] = ['bureau', 'district', 'community', 'centre', 'finance', 'supervisor']
export const ORGANIZATION_ROLES: Role[] = ['owner', 'editor', 'signatory']

/** Whoever edits or signs for an organization prepares its bids as its owner does: the centre's people among them none (I2). */
const alike = (role: Role): Role[] => role === 'owner' ? ORGANIZATION_ROLES : [role]

/** Why this role cannot be given to this person. */
export function grantBlockers({ grants }: Pick<Account, 'grants'>, grant: Grant): Blocker[] {
  const held = new Set(grants.map(({ role }) => role))
  return APART.flatMap(([one, owner, law]) => alike(owner).map((other): [Role, Role, string] => [one, other, law])).flatMap(([one, other, law]) =>
    (grant.role === one && held.has(other)) || (grant.role === other && held.has(one))
      ? [{ code: 'roles-apart', law, params: { one, other } }]
      : [])
}

const same = (a: Grant, b: Grant): boolean => a.role === b.role && a.area === b.area && a.organizationId === b.organizationId

export function give<T extends Pick<Account, 'grants'>>(account: T, grant: Grant): T {
  if (AREA_ROLES.includes(grant.role) && !grant.area) throw missing('area')
  if (ORGANIZATION_ROLES.includes(grant.role) && !grant.organizationId) throw missing('organizationId')
  refuseIfBlocked(grantBlockers(account, grant))
  return account.grants.some(each => same(each, grant)) ? account : { ...account, grants: [...account.grants, grant] }
}

export const take = <T extends Pick<Account, 'grants'>>(account: T, grant: Grant): T =>
  ({ ...account, grants: account.grants.filter(each => !same(each, grant)) })

const missing = (field: string) => new Invalid('invalid-input', `A role needs its ${field}`, { problems: [{ field, code: 'required' }] })

export const accountFlow = flow<Account['status'], AccountStep>({
  active: { disable: 'disabled' },
  disabled: { enable: 'active' },
})

/** Nobody disables the own account, so that one administrator is always left. */
export function step<T extends Pick<Account, 'id' | 'status'>>(account: T, action: AccountStep, by: { id: string }): T {
  refuseIfBlocked(account.id === by.id ? [{ code: 'own-account' }] : [])
  return { ...account, status: follow(accountFlow, account.status, action) }
}

/** What the log keeps no value of. */
export const SECRET: string[] = ['passwordHash', 'phone']

/** What a session or a token stands for: the account and its password, so that with a new password the old ones end. */
export const passOf = ({ id, passwordChanges = 0 }: Pick<Account, 'id' | 'passwordChanges'>): string =>
  passwordChanges === 0 ? id : `${id}:${passwordChanges}`

export const seen = ({ passwordHash: _, ...rest }: Account): AccountSeen => rest

/** The accounts that were asked for, by a part of the name or the address, by role and by state. */
export const found = (accounts: AccountSeen[], { q = '', role, status }: AccountFilter): AccountSeen[] => accounts.filter(({ name, email, grants, status: held }) =>
  `${name} ${email}`.toLowerCase().includes(q.toLowerCase()) && (!role || grants.some(grant => grant.role === role)) && (!status || held === status))
