import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ruleSets } from '../../fixtures/rulesets.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import { build } from '../../src/build.mjs'
import { openGround } from '../../src/ground.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { Calendar } from '../../src/kernel/period.ts'
import { beginClock } from '../../src/platform/clock.ts'
import { readConfig } from '../../src/platform/config.ts'
import { connect, disconnect } from '../../src/platform/database.ts'
import { fleet } from '../../src/platform/embedded/fleet.mjs'
import { untilReady, type Running } from '../../src/platform/embedded/process.mjs'
import { installStores } from '../../src/platform/embedded/python.mjs'
import { freePort, startDocuments, startQueue } from '../../src/platform/embedded/stores.mjs'
import { openLog } from '../../src/platform/log.ts'
import { rulesStore } from '../../src/platform/rules.store.ts'
import { actorsOf } from '../support/actors.ts'

export type Part = 'web' | 'worker' | 'documents' | 'queue'
/** A part dies around the commit that records this action, as `fall.mjs` says. */
export type Blow = { part: Part; action: string; when: 'before' | 'after' | 'unheard' }
export type Answer = { status: number; body: Record<string, unknown> & { code?: string } }
export type Plant = Awaited<ReturnType<typeof startPlant>>

const FALL = join(import.meta.dirname, 'fall.mjs')
const DIES_WITHIN_MS = 30_000
const ANSWERS_WITHIN_MS = 20_000
const TRIES = 150

/** Waits until it is so. */
export async function until(what: string, isSo: () => Promise<boolean>, seconds = 40): Promise<void> {
  const end = performance.now() + seconds * 1_000
  while (!await isSo().catch(() => false)) {
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`)
    await pause(50)
  }
}

/** The platform as `npm start` runs it, on stores of its own: web, worker and both stores as processes that can be killed, each by itself. */
export async function startPlant(begins: Date) {
  const root = process.cwd()
  await build(root)
  const data = mkdtempSync(join(tmpdir(), 'fuhua-crash-'))
  for (const folder of ['logs', 'falls']) mkdirSync(join(data, folder))
  const ships = fleet(data)
  const programs = await installStores(root, new AbortController().signal)
  const where = { programs, data, launch: ships.launch }
  const [documents, queue] = await Promise.all([startDocuments(where), startQueue(where)])
  const running = new Map<Part, Running>()
  /** Written whole, since other processes read it. */
  const write = (path: string, value: object): void => {
    writeFileSync(join(data, 'half-written'), JSON.stringify(value))
    renameSync(join(data, 'half-written'), join(data, path))
  }
  const runs = (part: Part, now: Running): void => {
    running.set(part, now)
    write('parts.json', Object.fromEntries([...running].map(([name, { pid }]) => [name, pid])))
  }
  runs('documents', documents)
  runs('queue', queue)
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const env = {
    ...process.env, NODE_ENV: 'test', DEMO: 'true', MONGODB_URI: documents.uri, REDIS_URL: queue.uri, DATA_DIR: data, HOST: '127.0.0.1', PORT: String(port),
    SESSION_SECRET: 's'.repeat(40), SEAL_SECRET: 'q'.repeat(40), PUBLIC_URL: '', SMTP_URL: '', LOG_LEVEL: 'info',
  }
  await connect(documents.uri)
  await rulesStore.put({ ruleSets, calendar: Calendar.parse(workdays) })
  await beginClock(begins)
  await disconnect()
  const ground = await openGround(readConfig(env), openLog({ level: 'silent' }))
  const { services } = ground

  const program = (name: 'web' | 'worker', file: string): Running =>
    ships.launch(name, [process.execPath, '--enable-source-maps', '--import', FALL, `dist/src/${file}.js`], { cwd: root, env })
  const answers = () => fetch(`${address}/readyz`).then(({ status }) => status === 200, () => false)
  const start: Record<Part, () => Promise<Running>> = {
    documents: () => startDocuments({ ...where, port: documents.port }),
    queue: () => startQueue({ ...where, port: queue.port }),
    web: async () => {
      const web = program('web', 'main')
      await untilReady(web, answers, 30)
      return web
    },
    worker: async () => program('worker', 'worker'),
  }
  const partOf = (part: Part): Running => running.get(part)!
  const revive = async (part: Part): Promise<void> => { runs(part, await start[part]()) }
  const died = (part: Part): Promise<unknown> => Promise.race([
    partOf(part).exited, pause(DIES_WITHIN_MS, null, { ref: false }).then(() => { throw new Error(`${part} did not die`) }),
  ])
  async function kill(part: Part): Promise<void> {
    process.kill(partOf(part).pid, 'SIGKILL')
    await died(part)
  }
  await Promise.all([revive('web'), revive('worker')])

  const tokens = new Map<string, string>()
  async function tokenOf({ id }: Actor): Promise<string> {
    const token = tokens.get(id) ?? (await services.tokens.issue(id)).token
    tokens.set(id, token)
    return token
  }
  const faults: string[] = []
  let count = 0
  /** One call; throws when there is no answer. */
  async function call(actor: Actor, path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<Answer> {
    const token = await tokenOf(actor)
    const answer = await fetch(`${address}/api/v1${path}`, {
      method, signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      headers: { Authorization: `Bearer ${token}`, 'Accept-Language': 'en', ...(!(body instanceof FormData) && { 'Content-Type': 'application/json' }) },
      ...(body && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    })
    if (answer.status === 500) faults.push(`${method} ${path}`)
    return { status: answer.status, body: await answer.json() as Answer['body'] }
  }

  return {
    address, data, services, ...actorsOf(services), kill, revive, call, faults,
    pidOf: (part: Part): number => partOf(part).pid,
    isAlive: (part: Part): boolean => !partOf(part).gone(),
    saidBy: (part: Part): string => readFileSync(partOf(part).log, 'utf8'),
    /** Sends the same call again until it is answered, as a person does who is told to try later. */
    async insist(actor: Actor, path: string, body?: object, method?: string): Promise<Answer> {
      await tokenOf(actor)
      for (let tries = 1; tries <= TRIES; tries += 1) {
        const answer = await call(actor, path, body, method).catch(() => null)
        if (answer && answer.status < 500) return answer
        await pause(100)
      }
      throw new Error(`${path} was not answered`)
    },
    /** Does the work while parts die where the blows say, one after the other, and starts each again once it has died. */
    async struck<T>(work: () => Promise<T>, ...blows: Blow[]): Promise<T> {
      for (const blow of blows) write(join('falls', `${String(count += 1).padStart(3, '0')}.json`), blow)
      const worked = work()
      worked.catch(() => undefined)
      for (const { part } of blows) {
        await died(part)
        await revive(part)
      }
      return worked
    },
    /** Blows that nobody has dealt: a test that finds one has not tested what it says. */
    blowsLeft: (): string[] => readdirSync(join(data, 'falls')),
    async stop(): Promise<void> {
      await ground.close()
      await ships.stop()
      if (existsSync(data)) rmSync(data, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
