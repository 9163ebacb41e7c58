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

export const metricsHandler: RequestHandler = async (_req, res) => {
  res.set('Cache-Control', 'no-store').type(registry.contentType).send(await metricsText())
}
