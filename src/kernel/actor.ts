import { z } from 'zod'

/** What a person may be; `public` is everybody, signed in or not, and is never granted. */
export const Role = z.enum([
  'bureau', 'district', 'community', 'centre', 'finance', 'supervisor', 'administrator',
  'owner', 'editor', 'signatory', 'expert', 'resident',
])
export type Role = z.infer<typeof Role>

/** A role with its reach: an area (and all below it), an organization, or neither. */
export const Grant = z.object({
  role: Role,
  area: z.string().optional().meta({ description: 'Code of the area; the role holds there and in all areas below' }),
  organizationId: z.string().optional(),
})
export type Grant = z.infer<typeof Grant>

/** Who acts. `id` is an account, `public` for a visitor, `system` for what the platform does by itself. */
export type Actor = { id: string; name: string; grants: readonly Grant[] }

export const visitor: Actor = { id: 'public', name: '', grants: [] }
export const platformItself: Actor = { id: 'system', name: 'Fuhua', grants: [] }

export const isSignedIn = (actor: Actor): boolean => actor.id !== visitor.id
export const holds = (actor: Actor, ...roles: Role[]): boolean => actor.grants.some(({ role }) => roles.includes(role))
/** The organizations a person acts for. */
export const organizationsOf = (actor: Actor): string[] =>
  [...new Set(actor.grants.flatMap(({ organizationId }) => organizationId ?? []))]
