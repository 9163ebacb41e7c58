import { createHash, timingSafeEqual } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import type { RequestHandler, Response } from 'express'
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

const registry = new Registry()
collectDefaultMetrics({ register: registry })

const requests = new Histogram({
  name: 'http_request_duration_seconds', help: 'Time to answer a request', registers: [registry],
  labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
})
const jobSeconds = new Histogram({
  name: 'job_duration_seconds', help: 'Time a job worked until it was done', registers: [registry],
  labelNames: ['job'], buckets: [0.01, 0.05, 0.25, 1, 5, 30, 120],
})
const jobs = new Counter({
  name: 'jobs_total', help: 'Tries of jobs: done, to be tried again, or failed for good', registers: [registry],
  labelNames: ['job', 'outcome'],
})

/**
 * Measures by the declared pattern of the route (`res.locals.route`), never by the address: an address names a tender,
 * and the number of posts to it would be the number of its bids, which nobody may know before the deadline.
 */
export const measureRequests: RequestHandler = (req, res, next) => {
  const stop = requests.startTimer({ method: req.method })
  res.once('close', () => { stop({ route: patternOf(res), status: res.statusCode }) })
  next()
}

const patternOf = ({ locals }: Response): string => typeof locals.route === 'string' ? locals.route : 'unmatched'

/** What the worker tells about its jobs; names only, since a key or a payload would name a tender. */
export const measureJobs = {
  onDone: (job: string, seconds: number): void => {
    jobSeconds.observe({ job }, seconds)
    jobs.inc({ job, outcome: 'done' })
  },
  onFailed: (job: string, _error: Error, final: boolean): void => {
    jobs.inc({ job, outcome: final ? 'failed' : 'retried' })
  },
}

/** Forgets what was counted, so that a test counts its own. */
export const forgetMeasures = (): void => { registry.resetMetrics() }

/** All measures of this process as Prometheus reads them. */
export const metricsText = (): Promise<string> => registry.metrics()

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** The address of the reader, as a proxy on this machine passes it on. */
function isLocal(ip = ''): boolean {
  const address = ip.replace(/^::ffff:/, '')
  return isIP(address) !== 0 && loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** Compared by their digests, so that the time it takes tells nothing. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const isSame = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token))

/** Gives the measures to programs on this machine, and to those elsewhere that know the token; they tell how much the site is used. */
export const metrics = (token?: string): RequestHandler => async (req, res) => {
  const given = /^Bearer (\S+)$/.exec(req.get('authorization') ?? '')?.[1]
  res.set('Cache-Control', 'no-store')
  if (isLocal(req.ip) || (token && given && isSame(given, token))) res.type(registry.contentType).send(await metricsText())
  else res.status(403).type('text').send('For this machine only, or with the token METRICS_TOKEN\n')
}
