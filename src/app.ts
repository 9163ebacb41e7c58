import type { Express } from 'express'
import type { Logger } from 'pino'
import { itemApi, itemPages } from './catalogue/index.ts'
import { accountApi, accountPages } from './people/index.ts'
import { registryApi, registryPages } from './registry/index.ts'
import { databaseAnswers } from './platform/database.ts'
import { readDemoAccounts, type DemoAccount } from './platform/demo.ts'
import type { AnyEndpoint } from './platform/endpoint.ts'
import { site } from './platform/http.ts'
import type { AnyPage } from './platform/page.ts'
import type { Services } from './services.ts'

/** Shown on the sign-in page of the demo, never in production. */
const demoAccounts = ({ config }: Services) => async (): Promise<DemoAccount[]> =>
  config.DEMO ? readDemoAccounts(config.DATA_DIR) : []

/** All pages, in the order of the thread. */
export const pages = (services: Services): AnyPage[] => [
  ...accountPages({ ...services, demoAccounts: demoAccounts(services), places: async () => [] }),
  ...registryPages({ ...services, incubationsOf: async () => [] }),
  ...itemPages(services),
]

/** All calls of /api/v1. */
export const endpoints = (services: Services): AnyEndpoint[] => [
  ...accountApi(services),
  ...registryApi(services),
  ...itemApi(services),
]

export const app = (services: Services, logger: Logger): Express => site({
  logger, clock: services.clock, version: '0.1.0',
  demo: () => services.config.DEMO ? { ahead: services.platformClock.ahead() } : null,
  session: {
    redis: services.redis, secret: services.config.SESSION_SECRET,
    secure: services.config.PUBLIC_URL.startsWith('https:') ? 'secure' : 'plain',
    actor: services.accounts.actorOf,
  },
  tokens: services.tokens,
  ready: async () => await databaseAnswers() && services.redis.status === 'ready',
  pages: pages(services), endpoints: endpoints(services),
})
