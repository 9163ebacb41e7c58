import type { Request } from 'express'
import { z } from 'zod'
import { isSignedIn, type Actor } from '../kernel/actor.ts'
import { Id } from '../platform/endpoint.ts'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import { localeOf } from '../platform/text.ts'
import { accountPolicy } from './account.policy.ts'
import { found, passOf } from './account.rules.ts'
import { AccountFilter, AccountStep, ChangeGrants, ChangePassword, NewAccount, SignIn, SignUp, StepAccount, type AccountSeen } from './account.schema.ts'
import type { AccountService } from './account.service.ts'
import { accountForm, accountList, accountPage, passwordPage, signInPage, signUpPage, type DemoPerson, type Place } from './account.view.ts'

const To = z.object({ to: z.string().max(500).optional() })

type Deps = { accounts: AccountService; demoAccounts: () => Promise<DemoPerson[]>; places: () => Promise<Place[]> }

export const accountPages = ({ accounts, demoAccounts, places }: Deps): AnyPage[] => {
  const one = async ({ actor, params }: { actor: Actor; params: { id: string } }) =>
    show(accountPage, await accounts.see(actor, params.id), await accounts.timeline(params.id), await places(), actor)
  return [
    page({
      path: '/sign-in', may: accountPolicy.signIn, query: To,
      handle: async ({ actor, query }) => isSignedIn(actor) ? goTo('/home') : show(signInPage, query.to ?? '', await demoAccounts()),
    }),
    form({
      path: '/sign-in', may: accountPolicy.signIn, body: SignIn, forgets: true,
      handle: async ({ body, req }) => {
        const account = await accounts.signIn(body, req.ip ?? 'unknown')
        await begin(req, account)
        return goTo(within(body.to) ?? '/home')
      },
      again: async ({ req }) => show(signInPage, String((req.body as { to?: string }).to ?? ''), await demoAccounts()),
    }),
    page({ path: '/sign-up', may: accountPolicy.signIn, handle: async () => show(signUpPage) }),
    form({
      path: '/sign-up', may: accountPolicy.signIn, body: SignUp, forgets: true,
      handle: async ({ body, req }) => {
        await begin(req, await accounts.signUp(body, { sender: req.ip ?? 'unknown', locale: localeOf(req) }))
        return goTo('/home', 'people.flash.signed-up')
      },
      again: async () => show(signUpPage),
    }),
    form({
      path: '/sign-out', may: accountPolicy.own, body: z.object({}), forgets: true,
      handle: async ({ req }) => {
        await new Promise<void>((done, failed) => req.session.regenerate(error => error ? failed(error as Error) : done()))
        return goTo('/', 'people.flash.signed-out')
      },
    }),
    page({ path: '/password', may: accountPolicy.own, handle: async () => show(passwordPage) }),
    form({
      path: '/password', may: accountPolicy.own, body: ChangePassword, forgets: true,
      handle: async ({ actor, body, req }) => {
        await begin(req, await accounts.changePassword(actor, body))
        return goTo('/home', 'people.flash.password')
      },
      again: async () => show(passwordPage),
    }),
    listPage({
      path: '/accounts', may: accountPolicy.see, query: AccountFilter, nav: { text: 'people.nav.accounts', icon: 'people', order: 90 },
      handle: async ({ actor, query }) => show(accountList, found(await accounts.list(actor), query), query, actor),
    }),
    page({ path: '/accounts/new', may: accountPolicy.manage, handle: async () => show(accountForm) }),
    form({
      path: '/accounts', may: accountPolicy.manage, body: NewAccount,
      handle: async ({ actor, body }) => goTo(`/accounts/${(await accounts.create(actor, body)).id}`, 'people.flash.created'),
      again: async () => show(accountForm),
    }),
    page({ path: '/accounts/:id', may: accountPolicy.see, params: Id, handle: one }),
    ...AccountStep.options.map(action => form({
      path: `/accounts/:id/${action}`, may: accountPolicy.manage, params: Id, body: StepAccount,
      handle: async ({ actor, params, body }) => {
        await accounts.step(actor, params.id, { ...body, action })
        return goTo(`/accounts/${params.id}`, `people.flash.${action}`)
      },
      again: one,
    })),
    form({
      path: '/accounts/:id/:step', may: accountPolicy.manage, params: Id.extend({ step: z.enum(['give', 'take']) }), body: ChangeGrants,
      handle: async ({ actor, params, body }) => {
        await accounts[params.step](actor, params.id, body)
        return goTo(`/accounts/${params.id}`, 'people.flash.grants')
      },
      again: one,
    }),
  ]
}

/** A new session for a new person, so that a planted session id is worth nothing. */
async function begin(req: Request, account: AccountSeen): Promise<void> {
  await new Promise<void>((done, failed) => req.session.regenerate(error => error ? failed(error as Error) : done()))
  req.session.accountId = passOf(account)
  req.session.locale = account.locale
}

/** Only addresses of this site, so that the sign-in cannot be used to send people elsewhere. */
const within = (to: string | undefined): string | undefined => to && /^\/(?![/\\])/.test(to) ? to : undefined
