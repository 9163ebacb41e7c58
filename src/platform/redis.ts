import { Redis } from 'ioredis'

/** Tries to connect again before a command that somebody waits for fails: three seconds. */
const TRIES = 5

/**
 * Connects to Valkey or Redis. Commands wait for a lost connection without end, as a worker must, which waits for jobs;
 * or for seconds, as a web process must, whose readers wait for an answer.
 */
export const openRedis = (url: string, waits: 'without-end' | 'for-seconds' = 'without-end'): Redis => {
  const redis = new Redis(url, {
    maxRetriesPerRequest: waits === 'for-seconds' ? TRIES : null, enableReadyCheck: true, retryStrategy: tries => Math.min(tries * 200, 2_000),
  })
  // A lost connection is tried again for ever; /readyz tells it.
  redis.on('error', () => undefined)
  return redis
}

const FIRST_MS = 3_000
/** Waits for the first connection, so that the first reader is not told that a store is away; not for long, since it may be. */
export const whenConnected = (redis: Redis): Promise<void> => new Promise(done => {
  if (redis.status === 'ready') return done()
  const enough = setTimeout(done, FIRST_MS)
  redis.once('ready', () => {
    clearTimeout(enough)
    done()
  })
})
