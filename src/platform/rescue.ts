import type { Request, RequestHandler, Response } from 'express'
import multer from 'multer'
import { isSignedIn, visitor } from '../kernel/actor.ts'
import { mayAtAll } from '../kernel/policy.ts'
import { Forbidden } from '../kernel/refusal.ts'
import { timeOfDay } from './format.ts'
import { check } from './form.ts'
import { reads } from './form-names.ts'
import { actorOf, toldAs, type AnyPage } from './route.ts'
import { together, typedIn } from './unsent-form.rules.ts'
import type { Kept, UnsentForms } from './unsent-form.service.ts'

/** How a script says that it only keeps, with the revision that it knows. */
const KEEP = 'x-keep'
const isQuiet = (req: Request): boolean => req.get(KEEP) !== undefined || req.get('x-autosave') !== undefined
const bodyOf = (req: Request) => (req.body ?? {}) as Record<string, unknown>

/** Reads the texts of a form with files and lets the files go. */
const textsOnly: RequestHandler = (req, res, next) =>
  multer({ limits: { fields: 2_000, fieldSize: 2 ** 20, fileSize: 0 }, fileFilter: (_req, _file, done) => done(null, false) }).any()(req, res, () => next())

/**
 * Nothing that was typed is lost: what is sent after the session has ended, or from a page of an earlier session, is kept for who
 * typed it and shown again on its page; scripts keep what is typed as it is typed.
 */
export function rescueOf(pages: readonly AnyPage[], unsent: UnsentForms) {
  const formAt = new Map(pages.flatMap(each => each.method === 'post' ? [[each.path, each] as const] : []))

  /** Keeps it for who was shown the form; null where that cannot be told any more. */
  async function keepFor(req: Request, route: AnyPage): Promise<{ accountId: string; page: string; kept: Kept | null } | null> {
    const mark = unsent.marked(bodyOf(req)._of)
    if (!mark) return null
    const owner = await unsent.person(mark.accountId)
    const shared = owner && await isShared(route, req, owner).catch(() => false)
    const kept = owner && !route.forgets ? await unsent.keep(owner, { ...mark, action: req.path, route: route.path, shared: shared === true }, typedIn(bodyOf(req))) : null
    return { ...mark, kept }
  }

  const flashOf = (route: AnyPage, kept: Kept | null, why: 'ended' | 'expired') =>
    ({ key: `platform.unsent.${why}${kept ? route.upload ? '-files' : '' : '-nothing'}`, tone: 'waiting' })

  return {
    /** The page on which a form stands that is being sent; of a refused one that is sent again, the one where it began. */
    pageOf: (req: Request): string | undefined => unsent.marked(bodyOf(req)._of)?.page,

    /** Who is not signed in any more is led to the sign-in and back to the page; what was typed waits there. */
    signedOut: (route: AnyPage): RequestHandler => (req, res, next) => {
      if (isSignedIn(actorOf(req)) || mayAtAll(route.may, visitor)) return next()
      textsOnly(req, res, () => void keepFor(req, route).then(rescued => {
        res.locals.route = toldAs(route.path)
        if (!rescued) return next()
        if (isQuiet(req)) return res.status(401).json({ kept: rescued.kept !== null })
        req.session.flash = flashOf(route, rescued.kept, 'ended')
        res.redirect(303, `/sign-in?to=${encodeURIComponent(rescued.page)}`)
      }).catch(next))
    },

    /** The same account has signed in anew, as in another tab: the page is shown again with what was typed. To another account it is not shown. */
    guarded: (route: AnyPage, guard: RequestHandler): RequestHandler => (req, res, next) => guard(req, res, (error?: unknown) => {
      // What belongs to nobody, such as a sign-in, has nobody to be kept for.
      if (!error || route.forgets) return next(error)
      keepFor(req, route).then(rescued => {
        if (!rescued) return next(error)
        const actor = actorOf(req)
        if (rescued.accountId !== actor.id && isSignedIn(actor)) return next(new Forbidden('form-of-another', 'Another account was shown this form'))
        if (isQuiet(req)) return res.status(403).json({ kept: rescued.kept !== null })
        req.session.flash = flashOf(route, rescued.kept, isSignedIn(actor) ? 'expired' : 'ended')
        res.redirect(303, isSignedIn(actor) ? rescued.page : `/sign-in?to=${encodeURIComponent(rescued.page)}`)
      }).catch(next)
    }),

    /** What scripts send while somebody types: it is kept, and the form's own work is not done. */
    keeping: (route: AnyPage): RequestHandler => async (req, res, next) => {
      const read = req.get(KEEP)
      if (read === undefined) return next()
      const actor = actorOf(req)
      const shared = await isShared(route, req)
      const page = String(res.locals.page)
      const kept = route.forgets ? null : await unsent.keep(actor, { page, action: req.path, route: route.path, shared }, typedIn(bodyOf(req)), Number(read))
      const others = shared ? await unsent.byOthers(actor, req.path) : []
      res.json({ revision: kept?.revision ?? 0, others: others.map(({ name, at }) => ({ name, time: timeOfDay(at) })) })
    },

    /** What is shown once more before it is done is kept until then. */
    async waits(req: Request, route: AnyPage): Promise<void> {
      const actor = actorOf(req)
      if (isSignedIn(actor)) await unsent.keep(actor, { page: String(req.res!.locals.page), action: req.path, route: route.path }, typedIn(bodyOf(req)))
    },

    /** What was typed was sent, and is no longer waiting. */
    sent: async (req: Request): Promise<void> => { if (isSignedIn(actorOf(req))) await unsent.drop(actorOf(req), req.path) },

    /** Puts what this person has not sent from this page into its forms, and says who else is writing there. */
    async fill(req: Request, res: Response, route: AnyPage): Promise<void> {
      const actor = actorOf(req)
      if (!isSignedIn(actor) || req.get('HX-Request')) return
      const page = String(res.locals.page)
      const back = route.method === 'post' ? route : null
      const kept = (await unsent.onPage(actor, page.split('?')[0]!)).filter(({ action, route: at }) => formAt.has(at) && !(back && action === req.path))
      const shapes = [...kept.map(({ route: at }) => formAt.get(at)!), ...(back ? [back] : [])].map(({ body }) => body)
      Object.assign(res.locals, {
        shownTo: () => unsent.mark(actor.id, page), unsentForms: kept, overtaken: kept.length > 0,
        cameBack: [...kept.map(({ action }) => action), ...(back ? [req.path] : [])],
        typed: { ...together(kept), ...res.locals.typed as object },
        askedBack: (name: string) => shapes.some(shape => !shape || reads(shape, name.split('.'))),
        coEditors: await isShared(route, req) ? await unsent.byOthers(actor, req.path) : [],
      })
    },
  }
}
export type Rescue = ReturnType<typeof rescueOf>

/** Whether this person may send a form that several people write together. */
const isShared = async (route: AnyPage, req: Request, actor = actorOf(req)): Promise<boolean> =>
  route.coEdited ? route.coEdited({ actor, params: route.params ? check(route.params, req.params) as Record<string, string> : {} }) : false

declare module 'express-serve-static-core' {
  interface Request { rescue?: Rescue }
}
