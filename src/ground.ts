import { platformClock, stopClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { connect, disconnect } from './platform/database.ts'
import { openQueue } from './platform/queue.ts'
import { rulesStore } from './platform/rules.store.ts'
import { openRedis } from './platform/redis.ts'
import { services, type Ground } from './services.ts'

/** Connects to both stores and puts the services together; `close` lets go of all of it. */
export async function openGround(config: Config, queuePrefix = 'fuhua') {
  await connect(config.MONGODB_URI)
  const redis = openRedis(config.REDIS_URL)
  const queue = openQueue(redis, queuePrefix)
  const clock = await platformClock({ movable: config.DEMO ? 'movable' : 'fixed', redis })
  const ground: Ground = { config, redis, queue, clock, rules: await rulesStore.get() }
  return {
    ...ground,
    services: services(ground),
    async close(): Promise<void> {
      stopClock()
      await queue.close()
      redis.disconnect()
      await disconnect()
    },
  }
}
