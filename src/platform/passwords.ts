import { hash, verify } from '@node-rs/argon2'
import type { Redis } from 'ioredis'
import { RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible'
import { TooMany } from '../kernel/refusal.ts'

/** argon2id (the library's default) with 19 MiB, two passes, one lane, as OWASP recommends. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const passwords = {
  hash: (password: string): Promise<string> => hash(password, COST),
  matches: (hashed: string, password: string): Promise<boolean> => verify(hashed, password).catch(() => false),
}

/** Ten wrong tries in a quarter of an hour for an address, fifty for a sender, who may be a whole office. */
export function tries(redis: Redis, prefix: string) {
  const counting = (points: number) => new RateLimiterRedis({ storeClient: redis, keyPrefix: `${prefix}tries`, points, duration: 900 })
  const [few, many] = [counting(10), counting(50)]
  const limiterOf = (key: string) => key.startsWith('sender:') ? many : few
  return {
    async spend(key: string): Promise<void> {
      await limiterOf(key).consume(key).catch((refused: RateLimiterRes | Error) => {
        if (refused instanceof Error) throw refused
        throw new TooMany('too-many-tries', 'Too many tries', { retryAfter: Math.ceil(refused.msBeforeNext / 1_000), minutes: Math.ceil(refused.msBeforeNext / 60_000) })
      })
    },
    forgive: async (key: string): Promise<void> => { await limiterOf(key).reward(key) },
  }
}
