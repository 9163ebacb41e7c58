import { z } from 'zod'
import { Grant, Role } from '../kernel/actor.ts'

export const Locale = z.enum(['zh-CN', 'en'])

/** A person's account; what it may do is the sum of its grants. */
export const Account = z.object({
  id: z.string(),
  revision: z.int().default(0),
  email: z.email().max(120).lowercase(),
  name: z.string().min(2).max(40),
  phone: z.string().max(30).optional(),
  passwordHash: z.string().meta({ description: 'argon2id' }),
  passwordChanges: z.int().optional().meta({ description: 'How often the password was changed' }),
  grants: z.array(Grant).default([]),
  locale: Locale.default('zh-CN'),
  /** Where an expert works; an expert of the purchaser's own unit may not sit as an expert (令87 art. 47). */
  employer: z.string().max(80).optional(),
  field: z.string().max(60).optional().meta({ description: 'An expert\'s field' }),
  status: z.enum(['active', 'disabled']).default('active'),
  createdAt: z.date(),
})
export type Account = z.infer<typeof Account>

export const AccountFilter = z.object({ q: z.string().trim().max(60).optional(), role: Role.optional(), status: Account.shape.status.unwrap().optional() })
export type AccountFilter = z.infer<typeof AccountFilter>

export const Password = z.string().min(10).max(200)

export const SignIn = z.object({ email: z.string().min(1).max(120), password: z.string().min(1).max(200), to: z.string().max(500).optional() })
export type SignIn = z.infer<typeof SignIn>

export const SignUp = z.object({ name: Account.shape.name, email: z.email().max(120), phone: Account.shape.phone, password: Password })
export type SignUp = z.infer<typeof SignUp>

/** An account made by an administrator, with its roles. */
export const NewAccount = SignUp.extend({ grants: z.array(Grant).default([]), employer: Account.shape.employer, field: Account.shape.field })
export type NewAccount = z.infer<typeof NewAccount>

export const ChangeGrants = z.object({ revision: z.int(), reason: z.string().min(2).max(300), role: Role, area: z.string().optional(), organizationId: z.string().optional() })
export type ChangeGrants = z.infer<typeof ChangeGrants>

/** Everybody changes the own password only, and knows the old one. */
export const ChangePassword = z.object({ current: z.string().min(1).max(200), password: Password, passwordAgain: z.string().max(200) })
  .refine(({ password, passwordAgain }) => password === passwordAgain, { path: ['passwordAgain'], message: 'passwords-differ' })
export type ChangePassword = z.infer<typeof ChangePassword>

export const AccountStep = z.enum(['disable', 'enable'])
export type AccountStep = z.infer<typeof AccountStep>
export const StepAccount = z.object({ revision: z.int(), reason: z.string().min(2).max(300) })
export type StepAccount = z.infer<typeof StepAccount>

/** What others may see of an account: never the hash. */
export const AccountSeen = Account.omit({ passwordHash: true })
export type AccountSeen = z.infer<typeof AccountSeen>

/** An expert, as a committee's draw needs it. */
export type Expert = { accountId: string; name: string; employer: string; field: string }
