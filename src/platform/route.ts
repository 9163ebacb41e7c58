import type { Request, RequestHandler, Response } from 'express'
import type { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { isSignedIn, visitor } from '../kernel/actor.ts'
import { anywhere, mayAtAll, type Sentence } from '../kernel/policy.ts'
import { Forbidden, Unauthenticated } from '../kernel/refusal.ts'

/** Pages and calls alike say who may use them; the test of all routes reads it. */
export type Route = { method: 'get' | 'post' | 'put' | 'delete'; path: string; may: Sentence }

/** Where a page stands in the navigation of those who may open it. */
export type Nav = { text: string; icon: string; order: number }

/** Whether this person may send what several people write together; then each sees what the others have typed and not sent. */
export type CoEdited = (call: { actor: Actor; params: Record<string, string> }) => Promise<boolean>
/** `params` and `body` are what it reads, so that a test can hold links and forms against them. */
export type AnyPage = Route & { nav?: Nav; shows?: 'list'; visitors?: 'kept'; params?: z.ZodType; body?: z.ZodType; upload?: RequestHandler; coEdited?: CoEdited; forgets?: true; /** It asks before it is done. */ binds?: boolean; run: RequestHandler }

/** For what everybody sees. */
export const everybody: Sentence = { action: 'portal.read', who: { public: anywhere } }
/** For what everybody signed in has, such as the own home page. */
export const everyAccount: Sentence = { action: 'account.own', who: { account: anywhere } }

declare module 'express-serve-static-core' {
  interface Request { actor?: Actor }
}

export const actorOf = (req: Request): Actor => req.actor ?? visitor

/**
 * The name under which a route is logged and measured. All that is done with an own bid has one: by their own names, as many
 * bids would be told as were sealed (令87 art. 28), where one tender is open even for which.
 */
export const toldAs = (path: string): string => path.replace(/(\/tenders\/:id\/bid)\b.*/, '$1')

/** Refuses who may never use this route; about the thing itself the service asks. The pattern, not the address, is measured. */
export const gate = ({ path, may }: Route): RequestHandler => (req: Request, res: Response, next) => {
  res.locals.route = toldAs(path)
  const actor = actorOf(req)
  if (mayAtAll(may, actor)) return next()
  throw isSignedIn(actor)
    ? new Forbidden('forbidden', `${actor.id} may not ${may.action}`)
    : new Unauthenticated('sign-in-first', 'Sign in first')
}
