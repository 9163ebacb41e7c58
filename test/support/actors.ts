import { platformItself, type Actor, type Grant, type Role } from '../../src/kernel/actor.ts'
import { accountStore } from '../../src/people/index.ts'
import type { Services } from '../../src/services.ts'

/** Where each role reaches, unless a test says otherwise: the city, 让胡路区 and its first community. */
const REACH: Partial<Record<Role, string>> = {
  bureau: '230600', district: '230604', community: '230604001', centre: '230600', finance: '230600', supervisor: '230600',
}
export const PASSWORD = 'long-enough-for-all'

/** Accounts with roles, made by the real services. */
export function actorsOf({ accounts }: Pick<Services, 'accounts'>) {
  const made = new Map<string, Actor & { email: string }>()
  return {
    /** An account with a role; the same call gives the same account. */
    async actor(role: Role, grant: Omit<Grant, 'role'> = { area: REACH[role] }, alias = ''): Promise<Actor & { email: string }> {
      const key = JSON.stringify([role, grant, alias])
      const known = made.get(key)
      if (known) return known
      const email = `${role}${made.size}@example.org`
      const admin: Actor = { ...platformItself, grants: [{ role: 'administrator' }] }
      const grants = grant.area || grant.organizationId || ['administrator', 'expert', 'resident'].includes(role) ? [{ role, ...grant }] : []
      const account = await accounts.create(admin, { name: `${alias || role} ${made.size}`, email, password: PASSWORD, grants, phone: undefined, employer: `unit ${made.size}`, field: undefined })
      const person = { id: account.id, name: account.name, grants: account.grants, email }
      made.set(key, person)
      return person
    },
    /** The actor with the grants that the account has by now. */
    async fresh(person: Actor): Promise<Actor> {
      return { id: person.id, name: person.name, grants: (await accountStore.get(person.id)).grants }
    },
  }
}
