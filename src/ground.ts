import { hostname } from 'node:os'
import type { Logger } from 'pino'
import { platformClock, stopClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { connect, disconnect, onLostAfterCommit } from './platform/database.ts'
import { endLeftovers } from './platform/leftovers.ts'
import { openQueue } from './platform/queue.ts'
import { rulesStore } from './platform/rules.store.ts'
import { openRedis, whenConnected } from './platform/redis.ts'
import { tolerateMissingTexts } from './platform/text.ts'
import { services, type Ground } from './services.ts'

/** What distinguishes a process from the others on the same stores; `name` outlasts its restarts. */
type Own = { name?: string; queuePrefix?: string }

/**
 * Connects to both stores and puts the services together; `close` lets go of all of it. In production a text that is missing
 * is logged once and shown by its key, since a page with a wrong word serves better than none.
 */
export async function openGround(config: Config, log: Logger, { name, queuePrefix = 'fuhua' }: Own = {}) {
  await connect(config.MONGODB_URI)
  const lasting = name && `${name} ${hostname()}:${config.PORT}`
  if (lasting) await endLeftovers(lasting)
  onLostAfterCommit(error => { log.error({ err: error }, 'lost after a commit; a sweep makes up for it') })
  const redis = openRedis(config.REDIS_URL, 'for-seconds')
  await whenConnected(redis)
  const queue = openQueue(redis, queuePrefix)
  const clock = await platformClock({ movable: config.DEMO ? 'movable' : 'fixed', redis })
  const ground: Ground = { config, redis, queue, clock, rules: await rulesStore.get() }
  const strictAgain = config.NODE_ENV === 'production'
    ? tolerateMissingTexts((key, locale) => { log.error({ key, locale }, 'a text is missing') }) : () => undefined
  return {
    ...ground,
    services: services(ground),
    async close(): Promise<void> {
      strictAgain()
      stopClock()
      await queue.close()
      redis.disconnect()
      // Nothing is left open, so nothing stays noted, also of a machine that never comes back under its name.
      if (lasting) await endLeftovers(lasting).catch(() => undefined)
      await disconnect()
    },
  }
}
