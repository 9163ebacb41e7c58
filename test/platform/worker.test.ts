import { expect } from 'chai'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import mongoose from 'mongoose'
import { ruleSets } from '../../fixtures/rulesets.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import { openGround } from '../../src/ground.ts'
import { Calendar } from '../../src/kernel/period.ts'
import type { Config } from '../../src/platform/config.ts'
import { connect, disconnect } from '../../src/platform/database.ts'
import { openLog } from '../../src/platform/log.ts'
import { openRedis } from '../../src/platform/redis.ts'
import { translator } from '../../src/platform/text.ts'
import { rulesStore } from '../../src/platform/rules.store.ts'
import { testMongoUri, testRedisUrl } from '../support/stores.ts'

const database = testMongoUri(`worker_${process.pid}_${Date.now().toString(36)}`)
/** A queue of its own: the worker's prefix is always the same. */
const QUEUE = `${testRedisUrl().replace(/\/\d*$/, '')}/9`
const layRules = async () => {
  await connect(database)
  await rulesStore.put({ ruleSets, calendar: Calendar.parse(workdays) })
  await disconnect()
}
const dropDatabase = async () => {
  await connect(database)
  await mongoose.connection.dropDatabase()
  await disconnect()
}

describe('the worker process', function () {
  this.timeout(60_000)
  let data: string
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'fuhua-worker-'))
    await layRules()
  })
  after(async () => {
    await rm(data, { recursive: true })
    await dropDatabase()
    const redis = openRedis(QUEUE)
    await redis.flushdb()
    redis.disconnect()
  })

  it('parses the fonts before it takes jobs, and removes what broken uploads left', async () => {
    const left = ['files', 'bids'].flatMap(folder => ['old', 'young'].map(name => join(data, folder, 'incoming', name)))
    for (const path of left) {
      await mkdir(join(path, '..'), { recursive: true })
      await writeFile(path, 'half')
      if (path.endsWith('old')) await utimes(path, new Date('2026-01-01'), new Date('2026-01-01'))
    }
    const worker = spawn(process.execPath, ['--import', 'tsx', 'src/worker.ts'], {
      env: {
        ...process.env, MONGODB_URI: database, REDIS_URL: QUEUE, DATA_DIR: data, NODE_ENV: 'test', LOG_LEVEL: 'info',
        SESSION_SECRET: 's'.repeat(32), SEAL_SECRET: 'q'.repeat(32), DEMO: 'false', SMTP_URL: '',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    worker.stdout.on('data', (piece: Buffer) => { said += piece.toString() })
    try {
      for (let tries = 0; tries < 300 && worker.exitCode === null && left.some(path => path.endsWith('old') && existsSync(path)); tries += 1) await pause(100)
      expect(left.map(path => existsSync(path))).to.deep.equal([false, true, false, true])
      const messages = said.trim().split('\n').map(line => (JSON.parse(line) as { msg: string }).msg)
      expect(messages.filter(msg => /^fonts|^worker is/.test(msg))).to.deep.equal(['fonts are parsed', 'worker is waiting for jobs'])
    } finally {
      worker.kill('SIGTERM')
      if (worker.exitCode === null) await once(worker, 'exit')
    }
  })
})

describe('a text that is missing', () => {
  const said: string[] = []
  const log = openLog({ level: 'info', to: { write: (line: string) => { said.push(line) } } })
  const open = (NODE_ENV: 'production' | 'test') => openGround({
    NODE_ENV, MONGODB_URI: database, REDIS_URL: testRedisUrl(), DATA_DIR: '.data', SEAL_SECRET: 'q'.repeat(32), SESSION_SECRET: 's'.repeat(32),
    DEMO: false, UPLOAD_LIMIT_MB: 1, PUBLIC_URL: 'http://127.0.0.1:3000', MAIL_FROM: 'Fuhua <no-reply@localhost>',
  } as Config, log, { queuePrefix: `missing_${process.pid}` })
  before(layRules)
  after(dropDatabase)

  it('is shown by its key in production and logged once, in each language', async () => {
    const ground = await open('production')
    try {
      expect([translator('en')('platform.nowhere'), translator('en')('platform.nowhere'), translator('zh-CN')('platform.nowhere')])
        .to.deep.equal(['platform.nowhere', 'platform.nowhere', 'platform.nowhere'])
      expect(said.map(line => JSON.parse(line) as { key: string; locale: string; level: string }).map(({ key, locale, level }) => [level, key, locale]))
        .to.deep.equal([['error', 'platform.nowhere', 'en'], ['error', 'platform.nowhere', 'zh-CN']])
    } finally {
      await ground.close()
    }
  })
  it('is an error everywhere else', async () => {
    const ground = await open('test')
    expect(() => translator('en')('platform.nowhere')).to.throw('platform.nowhere')
    await ground.close()
  })
})
