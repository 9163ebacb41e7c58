import { Queue, UnrecoverableError, Worker, type Job as QueueJob } from 'bullmq'
import type { Redis } from 'ioredis'
import type { z } from 'zod'
import type { Enqueue, Job } from '../kernel/job.ts'
import { Refusal } from '../kernel/refusal.ts'
import { afterCommit } from './database.ts'
import { jobId, refusedIn, refusedWith, tryAgain } from './job-state.ts'

const QUEUE = 'fuhua'

export const openQueue = (connection: Redis, prefix: string): Queue => {
  const queue = new Queue(QUEUE, { connection, prefix })
  // As the connection itself does: it comes back, and who asks meanwhile is told.
  queue.on('error', () => undefined)
  return queue
}

/** A store that is lost is back within seconds, or within the minute. */
const AGAIN = { attempts: 5, backoff: { type: 'exponential', delay: 1_000 } }

type Asked = Pick<Queue, 'add' | 'getJob'>

/** The payload is checked now, so that a bad one fails at its sender; the asking waits for the commit. */
export const enqueueOn = (queue: Asked): Enqueue => (job, payload) => ask(queue, job, payload, () => true)

/** For sweeps, which ask for what a crash lost: what a rule refused stays so until a person asks again. */
export const recoverOn = (queue: Asked): Enqueue => (job, payload) => ask(queue, job, payload, failed => !refusedIn(failed))

async function ask<P extends z.ZodObject>(queue: Asked, job: Job<string, P>, payload: z.infer<P>, mayRetry: (failed: QueueJob) => boolean): Promise<void> {
  const checked = job.payload.parse(payload)
  const id = jobId(job, checked as never)
  await afterCommit(async () => {
    const earlier = await queue.getJob(id) as QueueJob | undefined
    if (earlier && await earlier.isFailed()) return mayRetry(earlier) ? tryAgain(earlier) : undefined
    // Work is idempotent, so what was done may be asked for again; what still waits is not asked for twice.
    if (await earlier?.isCompleted()) await earlier?.remove()
    await queue.add(job.name, checked, {
      jobId: id,
      ...AGAIN,
      removeOnComplete: { age: 3_600, count: 2_000 }, removeOnFail: { age: 30 * 86_400, count: 5_000 },
    })
  })
}

/** Tells the page that asked how far the work is, from 0 to 100. */
export type Progress = (percent: number) => Promise<void>
export type Work<Deps> = { job: Job; run: (payload: never, deps: Deps, progress: Progress) => Promise<unknown> }

/** The work of a job, typed by the job's own payload. */
export const work = <Deps, P extends z.ZodObject>(
  job: Job<string, P>, run: (payload: z.infer<P>, deps: Deps, progress: Progress) => Promise<unknown>,
): Work<Deps> => ({ job: job, run: run })

/** Exactly one piece of work for every job, or the worker does not start. */
export function workTable<Deps>(jobs: Pick<Job, 'name'>[], works: Work<Deps>[]): Map<string, Work<Deps>> {
  const table = new Map(works.map(each => [each.job.name, each]))
  const undone = jobs.filter(({ name }) => !table.has(name)).map(({ name }) => name)
  if (undone.length || table.size !== works.length || table.size !== jobs.length) {
    throw new Error(`Every job needs one file in jobs/, and every file one job (undone: ${undone.join(', ') || 'none'})`)
  }
  return table
}

type Running<Deps> = { connection: Redis; prefix: string; table: Map<string, Work<Deps>>; deps: Deps; concurrency?: number }
type Watched = { onDone?: (name: string, seconds: number) => void; onFailed?: (name: string, error: Error, final: boolean) => void }

/** What a killed worker had begun is begun anew after so long, and five seconds for noticing it. */
const LOCK_MS = 10_000

/** A broken rule is final; anything else, such as a lost connection, is tried again. */
export function startWorker<Deps>({ connection, prefix, table, deps, concurrency = 4 }: Running<Deps>, watched: Watched = {}): Worker {
  const worker = new Worker(QUEUE, async job => {
    const piece = table.get(job.name)
    if (!piece) throw new UnrecoverableError(`No work for ${job.name}`)
    const payload = piece.job.payload.parse(job.data)
    if (refusedIn(job)) await job.updateProgress(0)
    try {
      return await piece.run(payload as never, deps, percent => job.updateProgress(percent))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await job.updateProgress(refusedWith(error))
      throw new UnrecoverableError(`${error.code}: ${error.message}`)
    }
  }, { connection, prefix, concurrency, maxStalledCount: 10, stalledInterval: 5_000, lockDuration: LOCK_MS })
  worker.on('completed', job => watched.onDone?.(job.name, ((job.finishedOn ?? 0) - (job.processedOn ?? 0)) / 1000))
  worker.on('failed', (job, error) => watched.onFailed?.(job?.name ?? 'unknown', error,
    !job || error instanceof UnrecoverableError || job.attemptsMade >= (job.opts.attempts ?? 1)))
  worker.on('error', error => watched.onFailed?.('worker', error, false))
  return worker
}

/** Sweeps ask again for what a crash lost; they run by themselves. */
export async function scheduleSweeps(queue: Queue, jobs: Job[]): Promise<void> {
  for (const { name, everySeconds } of jobs) {
    if (everySeconds) {
      await queue.upsertJobScheduler(`every-${name}`, { every: everySeconds * 1_000 },
        { name, data: {}, opts: { ...AGAIN, removeOnComplete: { count: 20 }, removeOnFail: { count: 100 } } })
    }
  }
}
