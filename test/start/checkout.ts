import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort } from '../../src/platform/embedded/stores.mjs'

const REPOSITORY = process.cwd()
const COPIED = ['package.json', 'package-lock.json', 'src/start.mjs', 'src/build.mjs', 'src/platform/embedded', 'src/platform/config.ts',
  'test/run.mjs', 'test/support/counting-reporter.cjs', 'test/support/throw-away.mjs', '.mocharc.json', 'tsconfig.json']

const SITE = ['src', 'views', 'jobs', 'fixtures']

/** Small programs in place of the site's own, which say what they were given and whether they were stopped in peace. */
const PROGRAMS = {
  'src/main.ts': `
    import { appendFileSync } from 'node:fs'
    import { createServer } from 'node:http'
    import mongoose from 'mongoose'
    import { readConfig } from './platform/config.ts'
    const config = readConfig(process.env)
    await mongoose.connect(config.MONGODB_URI)
    const server = createServer(async (request, response) => {
      if (request.url === '/crash') process.exit(7)
      response.end(String(await mongoose.connection.collection('seeded').countDocuments()))
    }).listen(config.PORT, config.HOST)
    process.on('SIGTERM', async () => {
      await mongoose.connection.collection('seeded').findOne()
      appendFileSync(config.DATA_DIR + '/stopped', 'web ')
      process.exit()
    })`,
  'src/worker.ts': `
    import { Redis } from 'ioredis'
    import { readConfig } from './platform/config.ts'
    const redis = new Redis(readConfig(process.env).REDIS_URL)
    setInterval(() => redis.ping(), 100)`,
  'src/audit-verify.ts': 'console.log(`verified ${process.argv.slice(2)} ${process.env.MONGODB_URI}`); process.exit(3)',
  'fixtures/seed.ts': `
    import { writeFileSync } from 'node:fs'
    import mongoose from 'mongoose'
    await mongoose.connect(process.env.MONGODB_URI!)
    await mongoose.connection.collection('seeded').insertOne({})
    writeFileSync(process.env.DATA_DIR + '/demo-accounts.json', JSON.stringify([
      { role: 'bureau', name: '王秀兰', email: 'wang@example.org', password: 'first-one' },
      { role: 'supervisor', name: 'Li', email: 'li@example.org', password: 'second-one' },
    ]))
    console.log('seeded')
    process.exit()`,
}

export type Started = {
  pid: number
  output: () => string
  /** Waits until it has printed this. */
  says: (text: string | RegExp) => Promise<void>
  ended: Promise<number | string>
  signal: (name: NodeJS.Signals) => void
}

export type Checkout = Awaited<ReturnType<typeof makeCheckout>>

/**
 * A checkout of its own with the real start, the packages and embedded stores of this one,
 * and small programs to start, or else the site itself.
 */
export async function makeCheckout(programs: 'small' | 'site' = 'small') {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fuhua-checkout-')))
  const data = join(root, 'state')
  const bin = join(root, 'bin')
  const venv = join(REPOSITORY, '.data', 'venv')
  if (!existsSync(venv)) throw new Error('The embedded stores are not installed: run "npm test"')
  for (const path of programs === 'site' ? [...COPIED, ...SITE] : COPIED) cpSync(join(REPOSITORY, path), join(root, path), { recursive: true })
  for (const [path, text] of programs === 'site' ? [] : Object.entries(PROGRAMS)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  mkdirSync(join(root, '.data'))
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'))
  symlinkSync(venv, join(root, '.data', 'venv'))
  mkdirSync(bin)
  symlinkSync(process.execPath, join(bin, 'node'))
  // The packages are shared with this repository, so that nothing here may install anew.
  writeFileSync(join(bin, 'npm'), '#!/bin/sh\n[ "$1" = --version ] && echo 10.0.0 || exit 9\n', { mode: 0o755 })
  const port = await freePort()
  const given = { HOME: root, PATH: `${bin}${delimiter}/usr/bin${delimiter}/bin`, DATA_DIR: 'state', PORT: String(port) }
  const begun: Started[] = []

  function start(args: string[] = [], env: Record<string, string> = {}): Started {
    const child = spawn(process.execPath, ['src/start.mjs', ...args], { cwd: root, env: { ...given, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { text += chunk })
    const ended = new Promise<number | string>(done => { child.once('close', (code, name) => { done(name ?? code ?? 0) }) })
    const says = (wanted: string | RegExp) => new Promise<void>((done, failed) => {
      const look = setInterval(() => { if (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) settle(done) }, 20)
      const settle = (then: () => void) => { clearInterval(look); then() }
      void ended.then(code => { setTimeout(() => { settle(() => { failed(new Error(`ended with ${code}, having said:\n${text}`)) }) }, 100) })
    })
    const started = { pid: child.pid ?? 0, output: () => text, says, ended, signal: (name: NodeJS.Signals) => { child.kill(name) } }
    begun.push(started)
    return started
  }

  return {
    root, data, bin, port, start,
    address: `http://127.0.0.1:${port}`,
    /** Starts what must fail at once, and gives its exit code and what it said. */
    async fails(env: Record<string, string> = {}, args: string[] = []) {
      const started = start(args, env)
      return { code: await started.ended, said: started.output() }
    },
    run: () => JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as { processes: { name: string; pid: number; port?: number }[]; mongodbUri: string },
    async remove() {
      for (const each of begun) each.signal('SIGTERM')
      await Promise.all(begun.map(({ ended }) => ended))
      rmSync(root, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
