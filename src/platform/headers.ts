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
