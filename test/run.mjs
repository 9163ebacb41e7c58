import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fleet } from '../src/platform/embedded/fleet.mjs'
import { checkNode } from '../src/platform/embedded/packages.mjs'
import { identityOf, runHere } from '../src/platform/embedded/process.mjs'
import { checkMongodb, checkRedis } from '../src/platform/embedded/reach.mjs'
import { setUp } from '../src/platform/embedded/setup.mjs'
import { startDocuments, startQueue } from '../src/platform/embedded/stores.mjs'
import { complain, step, tell, Trouble } from '../src/platform/embedded/trouble.mjs'

const root = dirname(import.meta.dirname)
const FOLDER = /^fuhua-stores-(\d+)-/
const HOUR_MS = 3_600_000

const stopping = new AbortController()
/** @type {Promise<never>} */
const interrupted = new Promise((_, reject) => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => { stopping.abort(); reject(new Trouble('The tests were interrupted.')) })
})
interrupted.catch(() => undefined)

let summary = ''
const code = await main(process.argv.slice(2))
if (summary) console.log(`\n${summary}`)
process.exit(code)

/** Runs the tests on throw-away stores. @param {string[]} args for mocha @returns {Promise<number>} the exit code */
async function main(args) {
  try {
    checkNode()
    const { MONGODB_URI, REDIS_URL } = process.env
    const programs = await setUp(root, { stores: MONGODB_URI && REDIS_URL ? 'own' : 'embedded', signal: stopping.signal })
    if (MONGODB_URI) await checkMongodb(MONGODB_URI)
    if (REDIS_URL) await checkRedis(REDIS_URL)
    sweepLeftovers()
    const data = mkdtempSync(join(tmpdir(), `fuhua-stores-${process.pid}-`))
    mkdirSync(join(data, 'logs'))
    const ships = fleet(data)
    try {
      return await Promise.race([interrupted, onStores()])
    } finally {
      await ships.stop()
      rmSync(data, { recursive: true, force: true, maxRetries: 5 })
    }

    async function onStores() {
      const where = programs && { programs, data, launch: ships.launch }
      const [documents, queue] = await step('stores started', () => Promise.all([
        MONGODB_URI || !where ? undefined : startDocuments(where), REDIS_URL || !where ? undefined : startQueue(where),
      ]))
      const counts = join(data, 'counts.json')
      const env = { ...process.env, MONGODB_URI: documents?.uri ?? MONGODB_URI, REDIS_URL: queue?.uri ?? REDIS_URL, NODE_ENV: 'test', TZ: 'UTC' }
      return verdict(await Promise.race([ships.death(), mocha(args, { counts, env })]), counts)
    }
  } catch (error) {
    complain(error)
    return 1
  }
}

/** @param {string[]} args @param {{ counts: string, env: NodeJS.ProcessEnv }} how */
function mocha(args, { counts, env }) {
  const files = args.some(arg => /^[^-].*\.ts$/.test(arg)) ? [] : ['test/**/*.test.ts']
  const report = ['--reporter', join(root, 'test', 'support', 'counting-reporter.cjs'), '--reporter-option', `counts=${counts}`]
  return runHere([process.execPath, join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'), ...files, ...args, ...report],
    { cwd: root, env, signal: stopping.signal })
}

/** @param {number | string} ended @param {string} path of the counts @returns {number} the exit code */
function verdict(ended, path) {
  if (!existsSync(path)) throw new Trouble(`Mocha ended with ${ended} before it had run the tests; what it printed above says why.`)
  const { passes, failures, pending } = JSON.parse(readFileSync(path, 'utf8'))
  summary = `${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`
  if (passes + failures === 0) tell('\nNo test ran: name files under test/, or leave the arguments out.')
  return failures === 0 && passes > 0 && ended === 0 ? 0 : 1
}

/** Removes what killed test runs left, an hour after. */
function sweepLeftovers() {
  for (const name of readdirSync(tmpdir())) {
    const pid = FOLDER.exec(name)?.[1]
    const path = join(tmpdir(), name)
    if (pid && identityOf(Number(pid)) === null && Date.now() - statSync(path).mtimeMs > HOUR_MS) rmSync(path, { recursive: true, force: true })
  }
}
