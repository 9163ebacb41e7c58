import type { Request, RequestHandler, Response } from 'express'
import type { Actor } from '../kernel/actor.ts'
import { isSignedIn, visitor } from '../kernel/actor.ts'
import { anywhere, mayAtAll, type Sentence } from '../kernel/policy.ts'
import { Forbidden, Unauthenticated } from '../kernel/refusal.ts'

/** Pages and calls alike say who may use them; the test of all routes reads it. */
export type Route = { method: 'get' | 'post' | 'put' | 'delete'; path: string; may: Sentence }

/** For what everybody sees. */
export const everybody: Sentence = { action: 'portal.read', who: { public: anywhere } }
/** For what everybody signed in has, such as the own home page. */
export const everyAccount: Sentence = { action: 'account.own', who: { account: anywhere } }

declare module 'express-serve-static-core' {
  interface Request { actor?: Actor }
}

export const actorOf = (req: Request): Actor => req.actor ?? visitor

/** Refuses who may never use this route; about the thing itself the service asks. The pattern, not the address, is measured. */
export const gate = ({ path, may }: Route): RequestHandler => (req: Request, res: Response, next) => {
  res.locals.route = path
  const actor = actorOf(req)
  if (mayAtAll(may, actor)) return next()
  throw isSignedIn(actor)
    ? new Forbidden('forbidden', `${actor.id} may not ${may.action}`)
    : new Unauthenticated('sign-in-first', 'Sign in first')
}
