import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Router, type RequestHandler, type Response } from 'express'
import type { Clock } from './clock.ts'
import { localeOf } from './text.ts'

/** After this a page is drawn anew, by the machine's clock or by the platform's, whichever process changed what it shows. */
const RENEWED_MS = 1_000
/** While one reader waits for the new one, the others get the old one, which is never older than this. */
const OLDEST_MS = 2_000
const MOST = 500

type Kept = { body: Buffer; packed?: Promise<Buffer>; type: string; etag: string; at: number; clock: number; isRenewed?: true }

/**
 * Keeps for a second what a page or a call says to visitors: a notice that a whole city reads at once is drawn once a second, and not
 * for each reader. Who has a cookie or a token, so whoever is signed in or was told something, gets a page of their own; a change by this
 * process is seen at once.
 */
export function keptPages({ clock }: { clock: Clock }) {
  const kept = new Map<string, Kept>()
  let changes = 0

  const ageOf = ({ at, clock: then }: Kept): number => Math.max(Date.now() - at, Math.abs(clock().getTime() - then))
  const isGood = (page: Kept): boolean => ageOf(page) < (page.isRenewed ? OLDEST_MS : RENEWED_MS)

  /** Keeps the page that is drawn now, unless something changes meanwhile or it belongs to a session. */
  function keepWhatIsSent(key: string, res: Response): void {
    const [begun, at, then] = [changes, Date.now(), clock().getTime()]
    const send = res.send.bind(res)
    res.send = (body: unknown) => {
      const answered = send(body)
      const ownSession = Object.keys(res.req.session ?? {}).some(name => name !== 'cookie')
      if (typeof body === 'string' && res.statusCode === 200 && !ownSession && !res.hasHeader('Set-Cookie') && begun === changes) {
        if (kept.size >= MOST) kept.clear()
        kept.set(key, { body: Buffer.from(body), type: String(res.getHeader('Content-Type')), etag: String(res.getHeader('ETag')), at, clock: then })
      }
      return answered
    }
  }

  const serve = (path: string): RequestHandler => async (req, res, next) => {
    const { cookie, authorization } = req.headers
    if (cookie !== undefined || authorization !== undefined || req.originalUrl.includes('?') || req.get('HX-Request')) return next()
    const key = `${localeOf(req)} ${req.path}`
    const found = kept.get(key)
    if (!found || !isGood(found)) {
      if (found) found.isRenewed = true
      keepWhatIsSent(key, res)
      return next()
    }
    res.locals.route = path
    res.setHeader('Content-Type', found.type)
    res.setHeader('ETag', found.etag)
    res.vary('Accept-Encoding')
    if (req.fresh) return void res.status(304).end()
    const isPacked = req.headers['accept-encoding'] !== undefined && req.acceptsEncodings('gzip', 'identity') === 'gzip'
    if (isPacked) res.setHeader('Content-Encoding', 'gzip')
    const body = isPacked ? await (found.packed ??= promisify(gzip)(found.body)) : found.body
    res.setHeader('Content-Length', body.length)
    res.end(body)
  }

  return {
    /** Stands before the sessions and before what packs answers, and answers by itself for pages of these paths, as long as it can. */
    router(paths: string[]): Router {
      const router = Router()
      for (const path of paths) router.get(path, serve(path))
      return router
    },
    /** After every change of anything. */
    forget: async (): Promise<void> => {
      changes += 1
      kept.clear()
    },
  }
}
export type KeptPages = ReturnType<typeof keptPages>
