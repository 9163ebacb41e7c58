import { Router, type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import type { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { Invalid, Refusal } from '../kernel/refusal.ts'
import type { View } from '../kernel/view.ts'
import { check, readForm } from './form.ts'
import { actorOf, gate, type Route } from './route.ts'
import { serveFile, type Served } from './serve-file.ts'

type Shape = z.ZodType
export type Typed = Record<string, string>

type Shown = { kind: 'shown'; template: string; locals: object }
type Gone = { kind: 'gone'; to: string; flash?: { key: string; params?: object } }
type Sent = { kind: 'sent' } & Served
export type Answer = Shown | Gone | Sent

/** Shows a view with its values. */
export const show = <Args extends unknown[]>(view: View<Args>, ...args: Args): Shown =>
  ({ kind: 'shown', template: view.template, locals: view.locals(...args) })
/** Goes to a page after something was done, and says there what was done. */
export const goTo = (to: string, key?: string, params?: object): Gone => ({ kind: 'gone', to, ...(key && { flash: { key, params } }) })
/** Sends a file: as a download, or inline where it is ours and harmless. */
export const send = (file: Served): Sent => ({ kind: 'sent', ...file })

type Call<P extends Shape, Q extends Shape, B extends Shape> =
  { actor: Actor; params: z.output<P>; query: z.output<Q>; body: z.output<B>; req: Request }

/** Where a page stands in the navigation of those who may open it. */
export type Nav = { text: string; icon: string; order: number }

type Page<P extends Shape, Q extends Shape> = Route & {
  params?: P
  query?: Q
  nav?: Nav
  /** What visitors see of it may be a second old: for what a whole city reads at once. It must show nothing but what is recorded when it changes. */
  visitors?: 'kept'
  handle: (call: Call<P, Q, z.ZodUnknown>) => Promise<Answer>
}
type Form<P extends Shape, B extends Shape> = Omit<Route, 'method'> & {
  params?: P
  body: B
  upload?: RequestHandler
  handle: (call: Call<P, z.ZodUnknown, B>) => Promise<Answer>
  /** The page with the form, shown again with what was typed and what is wrong; without it the refusal has a page of its own. */
  again?: (call: Omit<Call<P, z.ZodUnknown, B>, 'body'>) => Promise<Answer>
}
/** `params` and `body` are what it reads, so that a test can hold links and forms against them. */
export type AnyPage = Route & { nav?: Nav; shows?: 'list'; visitors?: 'kept'; params?: Shape; body?: Shape; upload?: RequestHandler; run: RequestHandler }

type None = z.ZodObject

/** A page that is looked at; looking changes nothing. */
export function page<P extends Shape = None, Q extends Shape = None>(spec: Omit<Page<P, Q>, 'method'>): AnyPage {
  return { method: 'get', path: spec.path, may: spec.may, nav: spec.nav, visitors: spec.visitors, params: spec.params, run: async (req, res) => {
    await answer(req, res, await spec.handle({
      actor: actorOf(req), req,
      params: (spec.params ? check(spec.params, req.params) : {}) as z.output<P>,
      query: (spec.query ? readForm(spec.query, req.query as Record<string, unknown>) : {}) as z.output<Q>,
      body: undefined,
    }))
  } }
}

/** A form that is sent; refused, it comes back with what was typed, the errors at their fields, and loses nothing. */
export function form<B extends Shape, P extends Shape = None>(spec: Form<P, B>): AnyPage {
  return { method: 'post', path: spec.path, may: spec.may, params: spec.params, body: spec.body, upload: spec.upload, run: async (req, res) => {
    const call = { actor: actorOf(req), req, query: undefined, params: (spec.params ? check(spec.params, req.params) : {}) as z.output<P> }
    const body = (req.body ?? {}) as Record<string, unknown>
    try {
      if (req.uploadProblem) throw req.uploadProblem
      await answer(req, res, await spec.handle({ ...call, body: readForm(spec.body, body) }))
    } catch (error) {
      if (!(error instanceof Refusal) || !spec.again || ![401, 409, 422].includes(error.status)) throw error
      res.status(error.status)
      res.locals.refusal = error
      res.locals.typed = typedIn(body)
      await answer(req, res, await spec.again(call))
    }
  } }
}

/** What was typed, by the names of the inputs; passwords are never sent back. */
function typedIn(body: Record<string, unknown>): Typed {
  return Object.fromEntries(Object.entries(body)
    .filter(([name]) => !/pass(word|phrase)|^_csrf$/i.test(name))
    .map(([name, value]) => [name, Array.isArray(value) ? value.map(String).join(',') : String(value)]))
}

async function answer(req: Request, res: Response, given: Answer): Promise<void> {
  if (given.kind === 'shown') return res.render(given.template, given.locals)
  if (given.kind === 'sent') return serveFile(req, res, given)
  if (given.flash) req.session.flash = given.flash
  res.redirect(303, given.to)
}

/** `guard` checks the anti-forgery token; it comes after the upload, since the token travels in the same form. */
export function pageRouter(pages: AnyPage[], guard: RequestHandler): Router {
  const router = Router()
  for (const { method, path, may, upload, run } of pages) {
    const guarded = method === 'get' ? [] : [...(upload ? [keepProblem(upload)] : []), guard]
    router[method](path, gate({ method, path, may }), ...guarded, run)
  }
  const shown = new Set(pages.filter(({ method }) => method === 'get').map(({ path }) => path))
  for (const { path } of pages) if (!shown.has(path)) router.get(path, leadUp(path, shown))
  return router
}

/** A refused form stays at the form's address, which is no page: who opens it again, or in the other language, is led to the nearest page above. */
function leadUp(path: string, shown: ReadonlySet<string>): RequestHandler {
  const parts = path.split('/')
  while (parts.length > 1 && !shown.has(parts.join('/'))) parts.pop()
  return (req, res) => {
    const [address = '', query] = req.originalUrl.split('?')
    res.redirect(303, (address.split('/').slice(0, parts.length).join('/') || '/') + (query ? `?${query}` : ''))
  }
}

/** A refused file is a problem of its field like any other: it waits for the form to be read. */
const keepProblem = (upload: RequestHandler): RequestHandler => (req: Request, res: Response, next: NextFunction) =>
  upload(req, res, (error?: unknown) => {
    if (error instanceof Invalid) req.uploadProblem = error
    next(error instanceof Invalid ? undefined : error)
  })

declare module 'express-serve-static-core' {
  interface Request { uploadProblem?: Invalid }
}
