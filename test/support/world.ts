import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Express } from 'express'
import mongoose from 'mongoose'
import request from 'supertest'
import { drain } from '../../fixtures/drain.ts'
import { ruleSets } from '../../fixtures/rulesets.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import { works } from '../../jobs/index.ts'
import { app } from '../../src/app.ts'
import { jobs } from '../../src/jobs.ts'
import { Calendar } from '../../src/kernel/period.ts'
import type { Actor, Grant, Role } from '../../src/kernel/actor.ts'
import { accountStore } from '../../src/people/index.ts'
import type { Config } from '../../src/platform/config.ts'
import { connect, disconnect } from '../../src/platform/database.ts'
import { openLog } from '../../src/platform/log.ts'
import { openQueue, startWorker, workTable } from '../../src/platform/queue.ts'
import { openRedis, whenConnected } from '../../src/platform/redis.ts'
import { services, type Services } from '../../src/services.ts'
import { actorsOf, PASSWORD } from './actors.ts'
import { pageAgent, type PageAgent } from './page-agent.ts'
import { testMongoUri, testRedisUrl } from './stores.ts'

export type World = Awaited<ReturnType<typeof startWorld>>

/** The whole platform on the real stores, under a database and a queue of its own, with a clock that the test sets and settings of its own. */
export async function startWorld(name: string, start = new Date('2026-03-02T01:00:00Z'), settings: Partial<Config> = {}) {
  const unique = `${name}_${process.pid}_${Date.now().toString(36)}`
  const dataDir = await mkdtemp(join(tmpdir(), 'fuhua-test-'))
  let now = start
  const clock = {
    now: () => now, ahead: () => 0,
    moveTo: async (then: Date) => { now = then },
    set: (then: Date) => { now = then },
    /** Moves on by days, hours, minutes or milliseconds. */
    pass: ({ days = 0, hours = 0, minutes = 0, ms = 0 }) => { now = new Date(now.getTime() + ((days * 24 + hours) * 60 + minutes) * 60_000 + ms) },
  }
  await connect(testMongoUri(unique))
  const redis = openRedis(testRedisUrl())
  await whenConnected(redis)
  const queue = openQueue(redis, unique)
  const config = {
    NODE_ENV: 'test', HOST: '127.0.0.1', PORT: 0, MONGODB_URI: testMongoUri(unique), REDIS_URL: testRedisUrl(), DATA_DIR: dataDir,
    SESSION_SECRET: 's'.repeat(40), SEAL_SECRET: 'q'.repeat(40), PUBLIC_URL: 'http://127.0.0.1:3000', DEMO: true, TRUSTED_PROXIES: 'loopback',
    LOG_LEVEL: 'silent', UPLOAD_LIMIT_MB: 20, DEFAULT_LOCALE: 'zh-CN', MAIL_FROM: 'fuhua@example.org', ...settings,
  } as unknown as Config
  const all: Services = services({ config, redis, queue, clock, rules: { ruleSets, calendar: Calendar.parse(workdays) }, prefix: unique })
  const site: Express = app(all, openLog({ level: 'silent' }))
  const worker = startWorker({ connection: redis.duplicate(), prefix: unique, table: workTable(jobs, works), deps: all })
  await worker.pause(true)
  const { actor, fresh } = actorsOf(all)

  async function as(role: Role | Actor, grant?: Omit<Grant, 'role'>) {
    const { token } = await all.tokens.issue(typeof role === 'string' ? (await actor(role, grant)).id : role.id)
    return request.agent(site).set('Authorization', `Bearer ${token}`).set('Accept-Language', 'en')
  }

  return {
    services: all, app: site, clock, dataDir, actor, fresh, as, queuePrefix: unique,
    /** A browser-like agent, signed in with a cookie, that puts the anti-forgery token into forms. */
    async page(role: Role | (Actor & { email?: string }), grant?: Omit<Grant, 'role'>): Promise<PageAgent> {
      const person = typeof role === 'string' ? await actor(role, grant) : role
      return pageAgent(site, { email: (await accountStore.get(person.id)).email, password: PASSWORD })
    },
    visitor: () => request.agent(site).set('Accept-Language', 'en'),
    /** Does all jobs that wait, by the real works. */
    async runJobs(): Promise<void> {
      await drain(queue, worker)
    },
    async stop(): Promise<void> {
      await worker.close()
      await queue.obliterate({ force: true }).catch(() => undefined)
      await queue.close()
      redis.disconnect()
      await mongoose.connection.dropDatabase()
      await disconnect()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
