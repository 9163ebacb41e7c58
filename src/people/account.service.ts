import type { Actor, Grant, Role } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import { Invalid, Unauthenticated } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { accountPolicy } from './account.policy.ts'
import { give, ORGANIZATION_ROLES, passOf, SECRET, seen, step, take } from './account.rules.ts'
import type { Account, AccountSeen, AccountStep, ChangeGrants, ChangePassword, Expert, NewAccount, SignIn, SignUp, StepAccount } from './account.schema.ts'
import type { AccountStore } from './account.store.ts'

type Deps = {
  accounts: AccountStore
  passwords: { hash(password: string): Promise<string>; matches(hash: string, password: string): Promise<boolean> }
  /** Counts failed tries per address and per sender; throws TooMany. */
  tries: { spend(key: string): Promise<void>; forgive(key: string): Promise<void> }
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
}

export const accountService = ({ accounts, passwords, tries, audit, transact, clock, newId }: Deps) => {
  /** Compared against when there is no such account, so that the answer takes as long. */
  const nobody = passwords.hash(newId())
  const taken = () => new Invalid('invalid-input', 'This address has an account', { problems: [{ field: 'email', code: 'taken' }] })

  async function open(by: Actor | 'oneself', { password, email, ...draft }: NewAccount, locale: Account['locale'] = 'zh-CN'): Promise<Account> {
    if (await accounts.withEmail(email)) throw taken()
    const passwordHash = await passwords.hash(password)
    return transact(async () => {
      const bare: Account = { ...draft, email: email.toLowerCase(), id: newId(), revision: 0, passwordHash, grants: [], locale, status: 'active', createdAt: clock() }
      const account = await accounts.insert(draft.grants.reduce<Account>(give, bare))
      const actor = by === 'oneself' ? { id: account.id, name: account.name, grants: [] } : by
      await audit.record(actor, { kind: 'account', action: 'account.open', before: null, after: account, secret: SECRET })
      return account
    })
  }

  type Asked = { action: 'grants' | 'password' | AccountStep; reason?: string }
  async function change(actor: Actor, id: string, { action, reason }: Asked, decide: (account: Account) => Account): Promise<AccountSeen> {
    return transact(async () => {
      const before = await accounts.get(id)
      const after = await accounts.save(decide(before))
      await audit.record(actor, { kind: 'account', action: `account.${action}`, before, after, reason, secret: SECRET })
      return seen(after)
    })
  }

  return {
    /** Who a session or a token stands for, with the roles held now; a disabled account is nobody, nor is one with a newer password. */
    async actorOf(pass: string): Promise<(Actor & { locale: string }) | null> {
      const [id = ''] = pass.split(':')
      const account = await accounts.maybe(id)
      return account?.status === 'active' && passOf(account) === pass ? { id, name: account.name, grants: account.grants, locale: account.locale } : null
    },

    /** Who somebody is by now, without a pass; for what the platform itself looks up. */
    async person(id: string): Promise<Actor | null> {
      const account = await accounts.maybe(id)
      return account?.status === 'active' ? { id, name: account.name, grants: account.grants } : null
    },

    /** The account of an address and a password; wrong tries are counted per address and per sender. */
    async signIn({ email, password }: SignIn, sender: string): Promise<AccountSeen> {
      const keys = [`email:${email.toLowerCase()}`, `sender:${sender}`]
      for (const key of keys) await tries.spend(key)
      const account = await accounts.withEmail(email)
      const right = await passwords.matches(account?.passwordHash ?? await nobody, password)
      if (!account || !right || account.status !== 'active') throw new Unauthenticated('wrong-password', 'Address or password is wrong')
      for (const key of keys) await tries.forgive(key)
      return seen(account)
    },

    /** Opens an account for who asks, in the language of the page; counted per sender, so that a program cannot open thousands. */
    async signUp(draft: SignUp, { sender, locale }: { sender: string; locale: Account['locale'] }): Promise<AccountSeen> {
      await tries.spend(`sender:${sender}`)
      return seen(await open('oneself', { ...draft, grants: [], employer: undefined, field: undefined }, locale))
    },

    async create(actor: Actor, draft: NewAccount): Promise<AccountSeen> {
      permit(accountPolicy.manage, actor, {})
      return seen(await open(actor, draft))
    },

    async list(actor: Actor): Promise<AccountSeen[]> {
      permit(accountPolicy.see, actor, {})
      return (await accounts.all()).map(seen)
    },

    async see(actor: Actor, id: string): Promise<AccountSeen> {
      permit(accountPolicy.see, actor, {})
      return seen(await accounts.get(id))
    },

    own: async (actor: Actor): Promise<AccountSeen> => seen(await accounts.get(actor.id)),
    timeline: (id: string) => audit.timeline('account', id),

    give(actor: Actor, id: string, { revision, reason, ...grant }: ChangeGrants): Promise<AccountSeen> {
      permit(accountPolicy.manage, actor, {})
      return change(actor, id, { action: 'grants', reason }, account => give({ ...account, revision }, grant))
    },

    take(actor: Actor, id: string, { revision, reason, ...grant }: ChangeGrants): Promise<AccountSeen> {
      permit(accountPolicy.manage, actor, {})
      return change(actor, id, { action: 'grants', reason }, account => take({ ...account, revision }, grant))
    },

    /** Disables or enables an account; its sessions and tokens end or begin to count with it. */
    step(actor: Actor, id: string, { action, revision, reason }: StepAccount & { action: AccountStep }): Promise<AccountSeen> {
      permit(accountPolicy.manage, actor, {})
      return change(actor, id, { action, reason }, account => step({ ...account, revision }, action, actor))
    },

    /** Changes the own password; all sessions and tokens of the old one end. Wrong tries are counted as at the sign-in. */
    async changePassword(actor: Actor, { current, password }: ChangePassword): Promise<AccountSeen> {
      const account = await accounts.get(actor.id)
      const key = `email:${account.email}`
      await tries.spend(key)
      if (!await passwords.matches(account.passwordHash, current)) {
        throw new Invalid('invalid-input', 'The old password is wrong', { problems: [{ field: 'current', code: 'password-wrong' }] })
      }
      await tries.forgive(key)
      const passwordHash = await passwords.hash(password)
      return change(actor, actor.id, { action: 'password' }, now =>
        ({ ...now, revision: account.revision, passwordHash, passwordChanges: (now.passwordChanges ?? 0) + 1 }))
    },

    /** For the registry: who registers an organization becomes its owner. The registry has asked who may. */
    grant: (actor: Actor, accountId: string, grant: Grant): Promise<AccountSeen> =>
      change(actor, accountId, { action: 'grants', reason: 'organization' }, account => give(account, grant)),

    /** The pool from which committees are drawn. */
    async experts(): Promise<Expert[]> {
      const found = await accounts.withRole('expert')
      return found.filter(({ status }) => status === 'active')
        .map(({ id, name, employer, field }) => ({ accountId: id, name, employer: employer ?? '', field: field ?? '' }))
    },

    /** For messages: the people of an organization, or of a role. */
    peopleOf: async (organizationId: string): Promise<AccountSeen[]> => (await accounts.ofOrganization(organizationId)).map(seen),
    withRole: async (role: Role): Promise<AccountSeen[]> => (await accounts.withRole(role)).map(seen),
    /** Active people who hold one of the roles; roles within an organization count for the one that is named. */
    async holders(roles: Role[], organizationId?: string): Promise<Actor[]> {
      const [staff, members] = await Promise.all([
        accounts.withAny(roles.filter(role => !ORGANIZATION_ROLES.includes(role))), organizationId ? accounts.ofOrganization(organizationId) : [],
      ])
      const active = [...staff, ...members].filter(({ status }) => status === 'active').map(({ id, name, grants }): Actor => ({ id, name, grants }))
      return [...new Map(active.map(each => [each.id, each])).values()]
    },
    named: async (ids: string[]): Promise<AccountSeen[]> => (await accounts.named(ids)).map(seen),
  }
}
export type AccountService = ReturnType<typeof accountService>
