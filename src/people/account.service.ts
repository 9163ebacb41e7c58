import type { Actor, Grant, Role } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import { Invalid, Unauthenticated } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { accountPolicy } from './account.policy.ts'
import { give, seen, take } from './account.rules.ts'
import type { Account, AccountSeen, ChangeGrants, Expert, NewAccount, SignIn, SignUp } from './account.schema.ts'
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

  async function open(by: Actor | 'oneself', { password, email, ...draft }: NewAccount): Promise<Account> {
    if (await accounts.withEmail(email)) throw taken()
    const passwordHash = await passwords.hash(password)
    return transact(async () => {
      const bare: Account = { ...draft, email: email.toLowerCase(), id: newId(), revision: 0, passwordHash, grants: [], locale: 'zh-CN', status: 'active', createdAt: clock() }
      const account = await accounts.insert(draft.grants.reduce<Account>(give, bare))
      const actor = by === 'oneself' ? { id: account.id, name: account.name, grants: [] } : by
      await audit.record(actor, { kind: 'account', action: 'account.open', before: null, after: account, secret: ['passwordHash', 'phone'] })
      return account
    })
  }

  async function change(actor: Actor, id: string, reason: string, decide: (account: Account) => Account): Promise<AccountSeen> {
    return transact(async () => {
      const before = await accounts.get(id)
      const after = await accounts.save(decide(before))
      await audit.record(actor, { kind: 'account', action: 'account.grants', before, after, reason, secret: ['passwordHash', 'phone'] })
      return seen(after)
    })
  }

  return {
    /** Who a session or a token stands for, with the roles held now; a disabled account is nobody. */
    async actorOf(id: string): Promise<(Actor & { locale: string }) | null> {
      const account = await accounts.maybe(id)
      return account?.status === 'active' ? { id, name: account.name, grants: account.grants, locale: account.locale } : null
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

    signUp: async (draft: SignUp): Promise<AccountSeen> => seen(await open('oneself', { ...draft, grants: [], employer: undefined, field: undefined })),

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
      return change(actor, id, reason, account => give({ ...account, revision }, grant))
    },

    take(actor: Actor, id: string, { revision, reason, ...grant }: ChangeGrants): Promise<AccountSeen> {
      permit(accountPolicy.manage, actor, {})
      return change(actor, id, reason, account => take({ ...account, revision }, grant))
    },

    /** For the registry: who registers an organization becomes its owner. The registry has asked who may. */
    grant: (actor: Actor, accountId: string, grant: Grant): Promise<AccountSeen> =>
      change(actor, accountId, 'organization', account => give(account, grant)),

    /** The pool from which committees are drawn. */
    async experts(): Promise<Expert[]> {
      const found = await accounts.withRole('expert')
      return found.filter(({ status }) => status === 'active')
        .map(({ id, name, employer, field }) => ({ accountId: id, name, employer: employer ?? '', field: field ?? '' }))
    },

    /** For messages: the people of an organization, or of a role. */
    peopleOf: async (organizationId: string): Promise<AccountSeen[]> => (await accounts.ofOrganization(organizationId)).map(seen),
    withRole: async (role: Role): Promise<AccountSeen[]> => (await accounts.withRole(role)).map(seen),
    named: async (ids: string[]): Promise<AccountSeen[]> => (await accounts.named(ids)).map(seen),
  }
}
export type AccountService = ReturnType<typeof accountService>
