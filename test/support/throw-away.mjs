import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fleet } from '../../src/platform/embedded/fleet.mjs'
import { checkNode } from '../../src/platform/embedded/packages.mjs'
import { identityOf } from '../../src/platform/embedded/process.mjs'
import { checkMongodb, checkRedis } from '../../src/platform/embedded/reach.mjs'
import { setUp } from '../../src/platform/embedded/setup.mjs'
import { startDocuments, startQueue } from '../../src/platform/embedded/stores.mjs'
import { complain, step, Trouble } from '../../src/platform/embedded/trouble.mjs'

const FOLDER = /^fuhua-stores-(\d+)-/
const HOUR_MS = 3_600_000

/**
 * What the work is given: a folder that goes with the stores, variables that name both, and what fails when a store ends.
 * @typedef {{ data: string, env: NodeJS.ProcessEnv, death: () => Promise<never>, signal: AbortSignal }} Ground
 */

/**
 * Does work on stores of its own, which are gone afterwards, and tells what went wrong before it.
 * @param {{ root: string, what: string, then?: () => Promise<unknown> }} how what is done, for the sentence that it was interrupted; what to do once packages are there
 * @param {(ground: Ground) => Promise<number>} work
 * @returns {Promise<number>} the exit code
 */
export async function onThrowAwayStores({ root, what, then }, work) {
  const stopping = new AbortController()
  /** @type {Promise<never>} */
  const interrupted = new Promise((_, reject) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => { stopping.abort(); reject(new Trouble(`${what} interrupted.`)) })
  })
  interrupted.catch(() => undefined)
  try {
    checkNode()
    const { MONGODB_URI, REDIS_URL } = process.env
    const programs = await setUp(root, { stores: MONGODB_URI && REDIS_URL ? 'own' : 'embedded', signal: stopping.signal, ...(then && { then }) })
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
      const env = { ...process.env, MONGODB_URI: documents?.uri ?? MONGODB_URI, REDIS_URL: queue?.uri ?? REDIS_URL, NODE_ENV: 'test', TZ: 'UTC' }
      return work({ data, env, death: ships.death, signal: stopping.signal })
    }
  } catch (error) {
    complain(error)
    return 1
  }
}

/** Removes what killed runs left, an hour after. */
function sweepLeftovers() {
  for (const name of readdirSync(tmpdir())) {
    const pid = FOLDER.exec(name)?.[1]
    const path = join(tmpdir(), name)
    if (pid && identityOf(Number(pid)) === null && Date.now() - statSync(path).mtimeMs > HOUR_MS) rmSync(path, { recursive: true, force: true })
  }
}
