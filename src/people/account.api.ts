import { z } from 'zod'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import type { Tokens } from '../platform/session.ts'
import { accountPolicy } from './account.policy.ts'
import { passOf } from './account.rules.ts'
import { AccountSeen, AccountStep, ChangeGrants, ChangePassword, NewAccount, SignIn, StepAccount } from './account.schema.ts'
import type { AccountService } from './account.service.ts'

const Reply = AccountSeen.meta({ id: 'Account' })

export const accountApi = ({ accounts, tokens }: { accounts: AccountService; tokens: Tokens }): AnyEndpoint[] => [
  endpoint({
    method: 'post', path: '/tokens', may: accountPolicy.signIn, summary: 'A bearer token for an address and a password',
    body: SignIn.omit({ to: true }), reply: z.object({ token: z.string(), expiresInSeconds: z.int() }), status: 201,
    handle: async ({ body, req }) => tokens.issue(passOf(await accounts.signIn(body, req.ip ?? 'unknown'))),
  }),
  endpoint({
    method: 'get', path: '/me', may: accountPolicy.own, summary: 'The own account and its roles',
    reply: Reply, handle: ({ actor }) => accounts.own(actor),
  }),
  endpoint({
    method: 'put', path: '/me/password', may: accountPolicy.own, summary: 'Change the own password; all sessions and tokens end',
    body: ChangePassword, reply: Reply, handle: ({ actor, body }) => accounts.changePassword(actor, body),
  }),
  endpoint({
    method: 'get', path: '/accounts', may: accountPolicy.see, summary: 'All accounts',
    reply: z.object({ accounts: z.array(Reply) }), handle: async ({ actor }) => ({ accounts: await accounts.list(actor) }),
  }),
  endpoint({
    method: 'post', path: '/accounts', may: accountPolicy.manage, summary: 'Open an account with roles',
    body: NewAccount, reply: Reply, status: 201, handle: ({ actor, body }) => accounts.create(actor, body),
  }),
  endpoint({
    method: 'get', path: '/accounts/:id', may: accountPolicy.see, summary: 'One account',
    params: Id, reply: Reply, handle: ({ actor, params }) => accounts.see(actor, params.id),
  }),
  ...AccountStep.options.map(action => endpoint({
    method: 'post', path: `/accounts/:id/${action}`, may: accountPolicy.manage,
    summary: action === 'disable' ? 'Disable an account; its sessions and tokens end' : 'Enable a disabled account',
    params: Id, body: StepAccount, reply: Reply, handle: ({ actor, params, body }) => accounts.step(actor, params.id, { ...body, action }),
  })),
  endpoint({
    method: 'post', path: '/accounts/:id/:step', may: accountPolicy.manage, summary: 'Give a role or take it back',
    params: Id.extend({ step: z.enum(['give', 'take']) }), body: ChangeGrants, reply: Reply,
    handle: ({ actor, params, body }) => accounts[params.step](actor, params.id, body),
  }),
]
