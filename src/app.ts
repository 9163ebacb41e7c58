import type { Express } from 'express'
import type { Logger } from 'pino'
import { itemApi, itemPages } from './catalogue/index.ts'
import { databaseAnswers } from './platform/database.ts'
import type { AnyEndpoint } from './platform/endpoint.ts'
import { site } from './platform/http.ts'
import type { AnyPage } from './platform/page.ts'
import type { Services } from './services.ts'

/** All pages, in the order of the thread. */
export const pages = (services: Services): AnyPage[] => [
  ...itemPages(services),
]

/** All calls of /api/v1. */
export const endpoints = (services: Services): AnyEndpoint[] => [
  ...itemApi(services),
]

export const app = (services: Services, logger: Logger): Express => site({
  logger, clock: services.clock, version: '0.1.0',
  demo: () => services.config.DEMO ? { ahead: services.platformClock.ahead() } : null,
  session: {
    redis: services.redis, secret: services.config.SESSION_SECRET,
    secure: services.config.PUBLIC_URL.startsWith('https:') ? 'secure' : 'plain',
    actor: async () => null,
  },
  tokens: services.tokens,
  ready: async () => await databaseAnswers() && services.redis.status === 'ready',
  pages: pages(services), endpoints: endpoints(services),
})
