import { Router, type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import type { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { Invalid, Refusal } from '../kernel/refusal.ts'
import type { View } from '../kernel/view.ts'
import { reads } from './form-names.ts'
import { check, readForm } from './form.ts'
import type { Rescue } from './rescue.ts'
import { actorOf, gate, type AnyPage, type CoEdited, type Nav, type Route } from './route.ts'
import type { AuditEvent } from './audit-event.schema.ts'
import { mainEvent, noting } from './noted-events.ts'
import type { Checking } from './page-context.ts'
import { receiptAt } from './receipt.rules.ts'
import { serveFile, type Served } from './serve-file.ts'
import { isSecret, typedIn } from './unsent-form.rules.ts'
import { hold } from './upload.ts'

export type { AnyPage, Nav } from './route.ts'

type Shape = z.ZodType

type Shown = { kind: 'shown'; template: string; locals: object }
type Gone = { kind: 'gone'; to: string; flash?: { key: string; params?: object; link?: { key: string; href: string } } }
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

type Page<P extends Shape, Q extends Shape> = Route & {
  params?: P
  query?: Q
  nav?: Nav
  /** What visitors see of it may be a second old: for what a whole city reads at once. It must show nothing but what is recorded when it changes. */
  visitors?: 'kept'
  coEdited?: CoEdited
  handle: (call: Call<P, Q, z.ZodUnknown>) => Promise<Answer>
}
type Form<P extends Shape, B extends Shape> = Omit<Route, 'method'> & {
  params?: P
  body: B
  upload?: RequestHandler
  coEdited?: CoEdited
  /** What is typed is for this moment only, such as a passphrase or an answer that must not be led back to a person: it is never kept. */
  forgets?: true
  /**
   * It binds or cannot be taken back: what was typed is shown once more with what follows from it, `binds.<this>`, to be confirmed or
   * changed, before it is done. Null where an act of this form binds nobody. Needs `again`.
   */
  binds?: string | ((call: { actor: Actor; params: z.output<P> }) => Promise<string | null>)
  handle: (call: Call<P, z.ZodUnknown, B>) => Promise<Answer>
  /** The page with the form, shown again with what was typed and what is wrong; without it the refusal has a page of its own. */
  again?: (call: Omit<Call<P, z.ZodUnknown, B>, 'body'>) => Promise<Answer>
}

type None = z.ZodObject

/** A page that is looked at; looking changes nothing. */
export function page<P extends Shape = None, Q extends Shape = None>(spec: Omit<Page<P, Q>, 'method'>): AnyPage {
  const { path, may, nav, visitors, params, coEdited } = spec
  const route: AnyPage = { method: 'get', path, may, nav, visitors, params, coEdited, run: async (req, res) => {
    await answer(req, res, route, await spec.handle({
      actor: actorOf(req), req,
      params: (params ? check(params, req.params) : {}) as z.output<P>,
      query: (spec.query ? readForm(spec.query, req.query as Record<string, unknown>) : {}) as z.output<Q>,
      body: undefined,
    }))
  } }
  return route
}

/** A form that is sent; refused, it comes back with what was typed, the errors at their fields, and loses nothing. */
export function form<B extends Shape, P extends Shape = None>(spec: Form<P, B>): AnyPage {
  const { path, may, params, body: shape, upload, coEdited, forgets, binds } = spec
  if (binds && !spec.again) throw new Error(`${path} binds and has no page to be shown before`)
  const route: AnyPage = { method: 'post', path, may, params, body: shape, upload, coEdited, forgets, binds: binds !== undefined, run: async (req, res) => {
    const call = { actor: actorOf(req), req, query: undefined, params: (params ? check(params, req.params) : {}) as z.output<P> }
    const body = (req.body ?? {}) as Record<string, unknown>
    try {
      if (req.uploadProblem) throw req.uploadProblem
      const read = readForm(shape, body)
      const bound = typeof binds === 'function' ? await binds(call) : binds
      if (bound && spec.again && body._checked !== 'yes') {
        if (!forgets) await req.rescue?.waits(req, route)
        Object.assign(res.locals, backWith(req, shape), body._checked !== 'no' && checkingOf(req, bound))
        return await answer(req, res, route, await spec.again(call))
      }
      const { result, events } = await noting(() => spec.handle({ ...call, body: read }))
      await req.rescue?.sent(req)
      const main = bound ? mainEvent(events, may.action) : undefined
      await answer(req, res, route, main && result.kind === 'gone' ? withReceipt(result, main) : result)
    } catch (error) {
      if (!(error instanceof Refusal) || !spec.again || ![401, 409, 422].includes(error.status)) throw error
      res.status(error.status)
      res.locals.refusal = error
      Object.assign(res.locals, backWith(req, shape))
      await answer(req, res, route, await spec.again(call))
    }
  } }
  return route
}

/** The form's page is shown with what was typed. */
const backWith = (req: Request, shape: Shape) => ({
  typed: typedIn((req.body ?? {}) as Record<string, unknown>), cameBack: [req.path], askedBack: (name: string) => reads(shape, name.split('.')), held: hold(req),
})
/** All that was sent, to be sent once more. A passphrase is never put into a page: its own page says what follows, and asks for it. */
const checkingOf = ({ path, body }: Request, then: string): { checking?: Checking } => {
  const sent = Object.entries((body ?? {}) as Record<string, unknown>).filter(([name]) => !name.startsWith('_'))
  const fields = sent.flatMap(([name, value]) => [value].flat().map(each => ({ name, value: String(each) })))
  return sent.some(([name]) => isSecret(name)) ? {} : { checking: { action: path, then: `binds.${then}`, fields } }
}
const withReceipt = (gone: Gone, { id }: AuditEvent): Gone =>
  ({ ...gone, ...(gone.flash && { flash: { ...gone.flash, link: { key: 'platform.receipt.keep', href: receiptAt(id) } } }) })

async function answer(req: Request, res: Response, route: AnyPage, given: Answer): Promise<void> {
  if (given.kind === 'shown') {
    await req.rescue?.fill(req, res, route)
    return res.render(given.template, given.locals)
  }
  if (given.kind === 'sent') return serveFile(req, res, given)
  if (given.flash) req.session.flash = given.flash
  res.redirect(303, given.to)
}

/** `guard` checks the anti-forgery token; it comes after the upload, since the token travels in the same form. */
export function pageRouter(pages: AnyPage[], guard: RequestHandler, rescue?: Rescue): Router {
  const router = Router()
  const shown = new Set(pages.filter(({ method }) => method === 'get').map(({ path }) => path))
  for (const route of pages) {
    const { method, path, may, upload, run } = route
    const known: RequestHandler = (req, res, next) => {
      req.rescue = rescue
      res.locals.page = method === 'get' ? req.originalUrl : rescue?.pageOf(req) ?? above(path, shown)(req)
      next()
    }
    const read = upload ? [keepProblem(upload)] : []
    const guarded = method === 'get' ? [] : rescue ? [...read, rescue.guarded(route, guard), known, rescue.keeping(route)] : [...read, guard]
    router[method](path, ...(method === 'post' && rescue ? [rescue.signedOut(route)] : []), gate({ method, path, may }), known, ...guarded, run)
  }
  for (const { path } of pages) {
    const lead = above(path, shown)
    if (!shown.has(path)) router.get(path, (req, res) => { res.redirect(303, lead(req)) })
  }
  return router
}

/** A refused form stays at the form's address, which is no page: who opens it again, or in the other language, is led to the nearest page above. */
function above(path: string, shown: ReadonlySet<string>): (req: Request) => string {
  const parts = path.split('/')
  while (parts.length > 1 && !shown.has(parts.join('/'))) parts.pop()
  return ({ originalUrl }) => {
    const [address = '', query] = originalUrl.split('?')
    return (address.split('/').slice(0, parts.length).join('/') || '/') + (query ? `?${query}` : '')
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
