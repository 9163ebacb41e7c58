import { randomBytes, createHash } from 'node:crypto'
import type { RequestHandler } from 'express'
import session from 'express-session'
import { RedisStore } from 'connect-redis'
import { csrfSync } from 'csrf-sync'
import type { Redis } from 'ioredis'
import type { Actor } from '../kernel/actor.ts'

type Sessions = {
  redis: Redis
  secret: string
  /** Only over HTTPS, as in production behind a proxy. */
  secure: 'secure' | 'plain'
  actor: (accountId: string) => Promise<Actor | null>
}

const HOURS = 3_600
const SESSION_SECONDS = 8 * HOURS
const TOKEN_SECONDS = 12 * HOURS

/** Sessions live in Valkey, so that they outlast a restart of the web process and are shared by several. */
export const sessions = ({ redis, secret, secure }: Sessions): RequestHandler => session({
  name: 'fuhua.sid', secret, resave: false, saveUninitialized: false, rolling: true,
  store: new RedisStore({ client: redis as never, prefix: 'session:', ttl: SESSION_SECONDS }),
  cookie: { httpOnly: true, sameSite: 'lax', secure: secure === 'secure', maxAge: SESSION_SECONDS * 1_000 },
})

/** The anti-forgery token, in every form as `_csrf` or in the header that scripts send. */
export const forgery = csrfSync({
  getTokenFromRequest: req => ((req.body as { _csrf?: string } | undefined)?._csrf) ?? req.get('x-csrf-token'),
  errorConfig: { statusCode: 403, message: 'form-expired', code: 'form-expired' },
})

const hashed = (token: string) => createHash('sha256').update(token).digest('hex')

/** Tokens for programs: only their hash is kept. */
export const tokens = (redis: Redis) => ({
  async issue(accountId: string): Promise<{ token: string; expiresInSeconds: number }> {
    const token = randomBytes(32).toString('base64url')
    await redis.set(`token:${hashed(token)}`, accountId, 'EX', TOKEN_SECONDS)
    return { token, expiresInSeconds: TOKEN_SECONDS }
  },
  whose: (token: string): Promise<string | null> => redis.get(`token:${hashed(token)}`),
  revoke: async (token: string): Promise<void> => { await redis.del(`token:${hashed(token)}`) },
})
export type Tokens = ReturnType<typeof tokens>

/** Who acts on a page: the account of the session, with the roles it has now. */
export const actorOfSession = (actor: Sessions['actor']): RequestHandler => async (req, _res, next) => {
  const found = req.session.accountId ? await actor(req.session.accountId) : null
  if (found) req.actor = found
  next()
}

/** Who calls the API: the account of the bearer token. Sessions do not count there, so forged forms reach nothing. */
export const actorOfToken = ({ whose }: Tokens, actor: Sessions['actor']): RequestHandler => async (req, _res, next) => {
  const token = /^Bearer ([\w-]{20,})$/.exec(req.get('authorization') ?? '')?.[1]
  const accountId = token && await whose(token)
  const found = accountId ? await actor(accountId) : null
  if (found) req.actor = found
  next()
}

declare module 'express-session' {
  interface SessionData { accountId: string; flash: { key: string; params?: object; tone?: string; link?: { key: string; href: string } }; locale: string }
}
