import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** Everything comes from this site, nothing is inline. */
export const contentPolicy = {
  defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'], fontSrc: ["'self'"],
  connectSrc: ["'self'"], formAction: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"], manifestSrc: ["'self'"],
}

export const headers = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: contentPolicy },
  strictTransportSecurity: { maxAge: 31_536_000 },
})

/**
 * What one reader got is nobody else's: a proxy must not keep it, a browser asks anew, and it differs by session and language.
 * Files, which belong to the same thing for ever, say otherwise for themselves.
 */
export const ownAnswer: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'private, no-cache')
  res.vary('Cookie').vary('Accept-Language')
  next()
}
