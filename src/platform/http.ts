import compression from 'compression'
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler, type Response } from 'express'
import type { Logger } from 'pino'
import { isSignedIn, visitor, type Actor } from '../kernel/actor.ts'
import { NotFound, Refusal, Unavailable, type TooMany } from '../kernel/refusal.ts'
import { mayAtAll, type Sentence } from '../kernel/policy.ts'
import { API_DOCUMENT } from './api-docs.page.ts'
import { apiDocument } from './api-words.ts'
import { assets } from './assets.ts'
import { apiRouter, type AnyEndpoint } from './endpoint.ts'
import { explain } from './explain.ts'
import { headers, ownAnswer } from './headers.ts'
import type { KeptPages } from './kept-pages.ts'
import { requestLog } from './log.ts'
import { measureRequests, metrics } from './metrics.ts'
import { pageRouter, type AnyPage } from './page.ts'
import { rescueOf } from './rescue.ts'
import { actorOf, gate } from './route.ts'
import { linksOf, type ViewLink } from './saved-view.rules.ts'
import type { SavedView } from './saved-view.schema.ts'
import { actorOfSession, actorOfToken, forgery, sessions, type Tokens } from './session.ts'
import { localeOf, translator } from './text.ts'
import { typedIn } from './unsent-form.rules.ts'
import type { Kept, UnsentForms } from './unsent-form.service.ts'
import { setUpViews, type Checking, type HeldFiles } from './views.ts'
import type { Clock } from './clock.ts'

type Site = {
  logger: Logger
  clock: Clock
  demo: () => { ahead: number } | null
  session: Parameters<typeof sessions>[0]
  tokens: Tokens
  /** How many messages somebody has not read; asked for each page of who is signed in. */
  unread: (actor: Actor) => Promise<number>
  /** Somebody's own views of a list; asked for each list that is shown to who is signed in. */
  viewsOf?: (actor: Actor, path: string) => Promise<SavedView[]>
  ready: () => Promise<boolean>
  /** Whether both stores are connected, as known without asking them. */
  connected: () => boolean
  kept: KeptPages
  /** What people have typed and not sent. */
  unsent?: UnsentForms
  /** For programs on other machines that read the measures. */
  metricsToken?: string | undefined
  pages: AnyPage[]
  endpoints: AnyEndpoint[]
  /** Further applications, such as the job board, behind the sessions and only for those who may. */
  mounted: { path: string; may: Sentence; router: Express }[]
  version: string
  /** Whose X-Forwarded headers are taken: from others they could be made up, and tries are counted by sender. */
  trustedProxies: string
}

/** Puts the platform's parts in the order in which a request meets them. */
export function site(given: Site): Express {
  const app = express()
  app.disable('x-powered-by').set('trust proxy', given.trustedProxies).set('query parser', 'simple')
  setUpViews(app)
  app.use(requestLog(given.logger), measureRequests, headers)
  app.use('/assets', assets())
  app.use(ownAnswer, given.kept.router(keptPaths(given)), compression())
  app.get('/healthz', (_req, res) => { res.json({ ok: true }) })
  app.get('/readyz', async (_req, res) => { const ok = await given.ready(); res.status(ok ? 200 : 503).json({ ok }) })
  app.get('/metrics', metrics(given.metricsToken))
  const bodies = [express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 5_000 }), express.json({ limit: '1mb' })]

  const document = apiDocument(() => given.endpoints, given.version)
  app.get(API_DOCUMENT, (req, res) => { res.json(document(localeOf(req))) })
  app.use(connectedGate(given))
  app.use(API, bodies, actorOfToken(given.tokens, given.session.actor), apiRouter(given.endpoints), nothingHere, refusedCall(given.logger))

  app.use(sessions(given.session), actorOfSession(given.session.actor), context(given), bodies)
  for (const { path, may, router } of given.mounted) app.use(path, gate({ method: 'get', path, may }), router)
  app.use(pageRouter(given.pages, forgery.csrfSynchronisedProtection, given.unsent && rescueOf(given.pages, given.unsent)), nothingHere, refusedPage(given))
  return app
}

/** Without a store nothing can be answered, and nobody shall wait to be told so. */
const connectedGate = ({ connected }: Site): RequestHandler => (_req, _res, next) => {
  if (!connected()) throw new Unavailable('store-away', 'A store is not connected')
  next()
}

const API = '/api/v1'
const keptPaths = ({ pages, endpoints }: Site): string[] => [
  ...pages.flatMap(({ visitors, path }) => visitors ? [path] : []), ...endpoints.flatMap(({ visitors, path }) => visitors ? [API + path] : []),
]
const nothingHere: RequestHandler = (req) => { throw new NotFound('page-not-found', `Nothing at ${req.path}`) }

/** What every template may name where nobody is known, as before the stores were asked. */
const bare = ({ clock, demo }: Site, req: Request) => ({
  lang: localeOf(req), path: req.path, query: req.originalUrl.split('?')[1] ?? '', requestId: idOf(req),
  actor: { id: visitor.id, name: visitor.name, signedIn: false, roles: [] as string[] },
  csrf: () => '', shownTo: () => '', unsentForms: [] as Kept[], coEditors: [] as Kept[], cameBack: [] as string[], checking: null as Checking | null, held: null as HeldFiles | null, askedBack: () => true, demo: demo(), now: clock(), flash: null as unknown, nav: [] as unknown[], savedViews: [] as ViewLink[], unread: 0, problems: [], errors: {}, typed: {}, overtaken: false,
})
const idOf = (req: object): string => String((req as { id?: unknown }).id)

/** What every template may name. */
const context = (given: Site): RequestHandler => async (req, res, next) => {
  const { pages, unread, viewsOf } = given
  const lists = new Set(pages.flatMap(({ shows, path }) => shows === 'list' ? [path] : []))
  const actor = actorOf(req)
  const lang = localeOf(req)
  if (req.query.lang === lang) res.cookie('lang', lang, { httpOnly: true, sameSite: 'lax', maxAge: 365 * 86_400_000 })
  // A part of a page that is asked for by itself leaves what was done to be said by the next whole page.
  const views = isSignedIn(actor) && lists.has(req.path) ? await viewsOf?.(actor, req.path) : undefined
  const flash = req.get('HX-Request') ? undefined : req.session.flash
  if (flash) delete req.session.flash
  // Visitors have the portal's own navigation; the work areas are for those who work here.
  const nav = pages.flatMap(({ nav, path, may }) => nav && isSignedIn(actor) && mayAtAll(may, actor) ? [{ ...nav, href: path, current: req.path === path || req.path.startsWith(`${path}/`) }] : [])
    .sort((a, b) => a.order - b.order)
  Object.assign(res.locals, {
    ...bare(given, req),
    actor: { id: actor.id, name: actor.name, signedIn: isSignedIn(actor), roles: [...new Set(actor.grants.map(({ role }) => role))] },
    // Asked for only by templates with a form, so that reading the portal starts no session.
    csrf: () => forgery.generateToken(req),
    shownTo: () => (isSignedIn(actor) && given.unsent?.mark(actor.id, req.originalUrl)) || '',
    flash: flash ?? null, nav, savedViews: linksOf(views ?? [], req.originalUrl.split('?')[1] ?? ''), unread: isSignedIn(actor) ? await unread(actor) : 0,
  })
  const render = res.render.bind(res)
  res.render = ((template: string, locals?: object) => {
    const refusal = res.locals.refusal as Refusal | undefined
    if (refusal) Object.assign(res.locals, problemsOf(refusal, lang))
    render(template, locals)
  })
  next()
}

/** For the summary above the form, each linking to its field, and beside the fields. */
function problemsOf(refusal: Refusal, lang: ReturnType<typeof localeOf>) {
  const { text, problems, blockers } = explain(refusal, translator(lang))
  const listed = [
    ...problems.map(({ field, text }) => ({ text, href: `#${field}` })),
    ...blockers.map(({ text, law, field }) => ({ text: law ? `${text}（${law}）` : text, href: '', ...(field && { field }) })),
  ]
  return {
    overtaken: refusal.code === 'changed-meanwhile',
    problems: listed.length > 0 ? listed : [{ text, href: '' }],
    errors: Object.fromEntries([...blockers, ...problems].flatMap(({ field, text }) => field ? [[field, text]] : [])),
  }
}

const refusedCall = (logger: Logger): ErrorRequestHandler => (error, req, res, _next) => {
  const refusal = refusalOf(error)
  if (!refusal) logger.error({ err: error, requestId: idOf(req) }, 'call failed')
  sayWhenAgain(res, refusal)
  const t = translator(localeOf(req))
  const body = refusal ? explain(refusal, t) : { code: 'internal', text: t('refusal.internal') }
  res.status(refusal?.status ?? 500).json({ ...body, requestId: idOf(req) })
}

const refusedPage = (given: Site): ErrorRequestHandler => (error, req, res, next) => {
  if (res.headersSent) return next(error)
  const refusal = refusalOf(error)
  if (!refusal) given.logger.error({ err: error, requestId: idOf(req) }, 'page failed')
  if (refusal?.status === 401) {
    const to = req.method === 'GET' ? `?to=${encodeURIComponent(req.originalUrl)}` : ''
    return res.redirect(303, `/sign-in${to}`)
  }
  sayWhenAgain(res, refusal)
  const t = translator(localeOf(req))
  const explained = refusal ? explain(refusal, t) : { code: 'internal', text: t('refusal.internal'), problems: [], blockers: [] }
  const status = refusal?.status ?? 500
  // Where a store is away nobody is known, nor was there a context to begin with.
  if (!res.locals.lang) Object.assign(res.locals, bare(given, req))
  // Where no form comes back, what was typed is read on the page that says why; unless somebody else had typed it.
  res.locals.typed = refusal?.code === 'form-of-another' ? {} : typedIn((req.body ?? {}) as Record<string, unknown>)
  res.status(status).render('error', { title: explained.text, status, ...explained })
}

/** What the drivers of both stores throw when there is no connection, or it broke. */
const LOST = /^Mongo\w*(Network|ServerSelection|PoolCleared|NotConnected|Closed)\w*Error$|^MaxRetriesPerRequestError$/
const AGAIN_SECONDS = 5

function sayWhenAgain(res: Response, refusal: Refusal | null): void {
  if (refusal?.status === 503) res.setHeader('Retry-After', String(AGAIN_SECONDS))
  if (refusal?.status === 429) res.setHeader('Retry-After', String((refusal as TooMany).details.retryAfter))
}

/** Express's own errors (a broken body, a lost token) have a status; the rest is ours or a fault. */
function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  const { status, code } = error as { status?: number; code?: string }
  if (code === 'form-expired') return new FormExpired('form-expired', 'The form is too old')
  if (status === 413) return new TooLarge('too-large', 'The request is too large')
  if (LOST.test((error as Error).name)) return new Unavailable('store-away', 'A store was lost on the way')
  if (status && status >= 400 && status < 500) return new BadRequest('bad-request', 'The request cannot be read')
  return null
}

class FormExpired extends Refusal { override readonly status = 403 }
class BadRequest extends Refusal { override readonly status = 400 }
class TooLarge extends Refusal { override readonly status = 413 }

