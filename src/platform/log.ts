import { randomUUID } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import { pino, type DestinationStream, type Level, type Logger } from 'pino'
import { pinoHttp } from 'pino-http'

/** Never written, however deep they lie: what opens an account or a bid, what a bid says, and what was typed into a form. */
const SECRET = [
  'password', 'passphrase', 'cookie', 'set-cookie', 'authorization', 'token', 'secret', '_csrf', 'typed',
  'privateKey', 'wrappedKey', 'share', 'shares', 'handedOver',
  'price', 'prices', 'unitPrice', 'unitPrices', 'bidPrice', 'originalPrice', 'correctedPrice', 'openingSheet', 'quotation',
]
const CENSORED = '[redacted]'
const DEEPEST = 8

/** A log in lines of JSON, to the standard output unless told otherwise. */
export const openLog = ({ level, to }: { level: Level | 'silent'; to?: DestinationStream }): Logger => pino({
  level,
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  // What a child logger carries passes only the serializers, so its secrets are named here again.
  serializers: { err: same, req: nothing, res: nothing, ...Object.fromEntries(SECRET.map(name => [name, () => CENSORED])) },
  formatters: { level: label => ({ level: label }), log: entry => censored(entry, 0) as Record<string, unknown> },
}, to ?? pino.destination(1))

function censored(value: unknown, depth: number): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (value instanceof Error) return described(value)
  if (depth > DEEPEST) return CENSORED
  if (Array.isArray(value)) return value.map(each => censored(each, depth + 1))
  if ('toJSON' in value && typeof value.toJSON === 'function' && !Buffer.isBuffer(value)) {
    return censored(value.toJSON() as unknown, depth + 1)
  }
  if (isPlain(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) =>
      [name, isSecret(name) ? CENSORED : censored(each, depth + 1)]))
  }
  return `[${value.constructor.name}]`
}

/** Only what an error is and where it arose: its other properties may hold documents, payloads or prices. */
function described(error: Error): object {
  const { code } = error as { code?: unknown }
  return {
    type: error.name, message: error.message, stack: error.stack,
    ...(typeof code === 'string' && { code }),
    ...(error.cause instanceof Error && { cause: described(error.cause) }),
  }
}

const nothing = () => undefined
const same = (value: unknown) => value
const secret = new Set(SECRET.map(name => name.toLowerCase()))
const isSecret = (name: string): boolean => secret.has(name.toLowerCase())
const isPlain = (value: object): boolean => [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)

/**
 * One line for each answered request: method, route, status, time. The route is the declared pattern (`res.locals.route`),
 * never the address, since counting the posts to one tender's address would tell the number of its bids (令87 art. 28, 33).
 * Gives `req.id`, taken from X-Request-Id where a proxy sent a well-formed one, and sends it back.
 */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    genReqId: (req, res) => {
      const given = req.headers['x-request-id']
      const id = typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID()
      res.setHeader('X-Request-Id', id)
      return id
    },
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'ms' },
    wrapSerializers: false,
    customLogLevel: (_req, res) => res.statusCode >= 500 ? 'error' : routeOf(res) || res.statusCode >= 400 ? 'info' : 'debug',
    customSuccessObject: (req, res, { ms }: { ms: number }) => answered(req.method, res, ms),
    customErrorObject: (req, res, _error, { ms }: { ms: number }) => answered(req.method, res, ms),
    customErrorMessage: () => 'request failed',
  })
}

const routeOf = (res: object): string | undefined => {
  const route: unknown = (res as Partial<Response>).locals?.route
  return typeof route === 'string' ? route : undefined
}
const answered = (method: string | undefined, res: { statusCode: number }, ms: number) =>
  ({ method, route: routeOf(res) ?? 'unmatched', status: res.statusCode, ms })
