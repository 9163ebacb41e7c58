import { Role, type Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import { view } from '../kernel/view.ts'
import { accountPolicy } from './account.policy.ts'
import type { DemoAccount } from '../platform/demo.ts'
import type { AccountSeen } from './account.schema.ts'

type Event = { at: Date; actorName: string; action: string; reason?: string; changes: { field: string }[] }

export const signInPage = view('people/sign-in', (to: string, demoAccounts: DemoAccount[]) => ({ to, demoAccounts }))
export const signUpPage = view('people/sign-up', () => ({}))

export const accountList = view('people/list', (accounts: AccountSeen[], actor: Actor) => ({
  accounts: accounts.map(account => ({
    ...account, href: `/accounts/${account.id}`, roles: [...new Set(account.grants.map(({ role }) => role))],
    tone: account.status === 'active' ? 'good' : 'muted',
  })),
  mayManage: may(accountPolicy.manage, actor, {}),
}))

export const accountPage = view('people/show', (account: AccountSeen, timeline: Event[], places: { value: string; text: string }[], actor: Actor) => ({
  account, timeline, places, roles: Role.options, mayManage: may(accountPolicy.manage, actor, {}),
  grants: account.grants.map(grant => ({
    ...grant, place: places.find(({ value }) => value === (grant.area ?? grant.organizationId))?.text ?? '',
    area: grant.area ?? '', organizationId: grant.organizationId ?? '',
  })),
}))

export const accountForm = view('people/new', () => ({}))
