import { z } from 'zod'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import type { Tokens } from '../platform/session.ts'
import { accountPolicy } from './account.policy.ts'
import { AccountSeen, ChangeGrants, NewAccount, SignIn } from './account.schema.ts'
import type { AccountService } from './account.service.ts'

const Reply = AccountSeen.meta({ id: 'Account' })

export const accountApi = ({ accounts, tokens }: { accounts: AccountService; tokens: Tokens }): AnyEndpoint[] => [
  endpoint({
    method: 'post', path: '/tokens', may: accountPolicy.signIn, summary: 'A bearer token for an address and a password',
    body: SignIn.omit({ to: true }), reply: z.object({ token: z.string(), expiresInSeconds: z.int() }), status: 201,
    handle: async ({ body, req }) => tokens.issue((await accounts.signIn(body, req.ip ?? 'unknown')).id),
  }),
  endpoint({
    method: 'get', path: '/me', may: accountPolicy.own, summary: 'The own account and its roles',
    reply: Reply, handle: ({ actor }) => accounts.own(actor),
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
  endpoint({
    method: 'post', path: '/accounts/:id/:step', may: accountPolicy.manage, summary: 'Give a role or take it back',
    params: Id.extend({ step: z.enum(['give', 'take']) }), body: ChangeGrants, reply: Reply,
    handle: ({ actor, params, body }) => accounts[params.step](actor, params.id, body),
  }),
]
