import { Role, type Actor } from '../kernel/actor.ts'
import { openActions } from '../kernel/flow.ts'
import { may } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import { accountPolicy } from './account.policy.ts'
import { accountFlow } from './account.rules.ts'
import type { AccountFilter, AccountSeen } from './account.schema.ts'

const roleWords = (role: string) => ({ key: `role.${role}` })
const statusChip = ({ status }: AccountSeen) =>
  ({ key: `people.status.${status}`, tone: status === 'active' ? 'good' : 'done' })

/** Somebody as whom a newcomer may look around in the demo, and how many tasks wait there. */
export type DemoPerson = { role: string; name: string; email: string; password: string; tasks: number }

export const signInPage = view('people/sign-in', (to: string, demoAccounts: DemoPerson[]) => ({
  title: { key: 'people.sign-in.title' }, to,
  demoAccounts: demoAccounts.map(account => ({ ...account, role: roleWords(account.role) })),
}))

export const signUpPage = view('people/sign-up', () => ({ title: { key: 'people.sign-up.title' } }))

export const accountList = view('people/list', (accounts: AccountSeen[], filter: AccountFilter, actor: Actor) => ({
  title: { key: 'people.list.title' },
  fields: [
    { name: 'q', label: { key: 'people.list.search' }, type: 'search', value: filter.q },
    { name: 'role', label: { key: 'people.role' }, type: 'select', value: filter.role, options: Role.options.map(value => ({ value, ...roleWords(value) })) },
    { name: 'status', label: { key: 'people.status.label' }, type: 'select', value: filter.status, options: ['active', 'disabled'].map(value => ({ value, key: `people.status.${value}` })) },
  ],
  actions: may(accountPolicy.manage, actor, {}) ? [{ key: 'people.new.title', href: '/accounts/new', tone: 'primary', icon: 'plus-lg' }] : [],
  columns: [
    { name: 'name', label: { key: 'people.name' }, href: 'href' }, { name: 'email', label: { key: 'people.email' } },
    { name: 'roles', label: { key: 'people.grants' }, type: 'list' }, { name: 'status', label: { key: 'people.status.label' }, type: 'chip' },
  ],
  rows: accounts.map(account => ({
    name: account.name, email: account.email, href: `/accounts/${account.id}`, status: statusChip(account),
    roles: [...new Set(account.grants.map(({ role }) => role))].map(roleWords),
  })),
  empty: { title: { key: 'people.list.none' }, text: { key: 'people.list.none-text' } },
}))

export type Place = { value: string; text: string; kind: 'area' | 'organization' }

/** Disabling asks for the reason first, as enabling does; nobody disables the own account. */
function stepOf({ id, revision, status }: AccountSeen, actor: Actor) {
  const [action] = openActions(accountFlow, status)
  if (!action || actor.id === id || !may(accountPolicy.manage, actor, {})) return null
  return {
    href: `/accounts/${id}/${action}`, open: { key: `people.${action}.open` }, title: { key: `people.${action}.title` }, text: { key: `people.${action}.text` },
    reason: { key: 'people.reason' }, submit: { key: `people.${action}.open` }, tone: action === 'disable' ? 'danger' : 'primary',
    fields: [{ name: 'revision', value: revision }],
  }
}

export const accountPage = view('people/show', (account: AccountSeen, events: TimelineEvent[], places: Place[], actor: Actor) => ({
  title: { text: account.name }, account, status: statusChip(account),
  facts: [
    { label: { key: 'people.email' }, value: account.email }, { label: { key: 'people.phone' }, value: account.phone },
    { label: { key: 'people.employer' }, value: account.employer }, { label: { key: 'people.field' }, value: account.field },
    { label: { key: 'people.opened' }, value: account.createdAt, type: 'datetime' },
  ],
  grantColumns: [{ name: 'role', label: { key: 'people.role' } }, { name: 'place', label: { key: 'people.reach' } }],
  grants: account.grants.map(({ role, area, organizationId }) =>
    ({ role: roleWords(role), place: places.find(({ value }) => value === (area ?? organizationId))?.text ?? area ?? '' })),
  mayManage: may(accountPolicy.manage, actor, {}),
  roles: Role.options.map(value => ({ value, ...roleWords(value) })),
  areas: places.filter(({ kind }) => kind === 'area'), organizations: places.filter(({ kind }) => kind === 'organization'),
  step: stepOf(account, actor),
  events: timelineOf(events),
}))

export const passwordPage = view('people/password', () => ({ title: { key: 'people.password-change.title' } }))

export const accountForm = view('people/new', () => ({ title: { key: 'people.new.title' } }))
