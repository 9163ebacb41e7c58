import { Redis } from 'ioredis'

/** Connects to Valkey or Redis; BullMQ asks that commands wait for the connection instead of failing. */
export const openRedis = (url: string): Redis => {
  const redis = new Redis(url, { maxRetriesPerRequest: null, enableReadyCheck: true, retryStrategy: tries => Math.min(tries * 200, 2_000) })
  // A lost connection is tried again for ever; /readyz tells it.
  redis.on('error', () => undefined)
  return redis
}
