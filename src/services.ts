import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { itemService, itemStore } from './catalogue/index.ts'
import { areaService, areaStore, organizationService, organizationStore } from './registry/index.ts'
import { initials } from './platform/pinyin.ts'
import { accountService, accountStore } from './people/index.ts'
import { auditLog } from './platform/audit.ts'
import type { PlatformClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { transact } from './platform/database.ts'
import { newId, nextReference } from './platform/document.ts'
import { passwords, tries } from './platform/passwords.ts'
import { enqueueOn } from './platform/queue.ts'
import { tokens } from './platform/session.ts'

export type Ground = { config: Config; redis: Redis; queue: Queue; clock: PlatformClock }

/** The composition root: every service with what it needs, put together once. */
export function services({ config, redis, queue, clock: platformClock }: Ground) {
  const clock = platformClock.now
  const audit = auditLog({ clock })
  const enqueue = enqueueOn(queue)
  const common = { audit, transact, clock, newId, nextReference, enqueue }

  const accounts = accountService({ ...common, accounts: accountStore, passwords, tries: tries(redis, '') })
  const areas = areaService({ ...common, areas: areaStore })
  const organizations = organizationService({ ...common, organizations: organizationStore, pathOf: areas.pathOf, grant: accounts.grant, initials })
  const items = itemService({ ...common, items: itemStore })

  return { config, redis, queue, clock, platformClock, audit, enqueue, tokens: tokens(redis), accounts, areas, organizations, items }
}
export type Services = ReturnType<typeof services>
