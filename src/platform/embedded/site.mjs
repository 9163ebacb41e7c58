import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from '../../build.mjs'
import { demoAccounts } from './accounts.mjs'
import { addressIn, completeEnvironment, readEnvironment } from './environment.mjs'
import { fleet } from './fleet.mjs'
import { ownFolder, runningOn } from './folder.mjs'
import { runHere, untilReady } from './process.mjs'
import { checkMongodb, checkRedis } from './reach.mjs'
import { setUp } from './setup.mjs'
import { checkPort, startDocuments, startQueue } from './stores.mjs'
import { step, tell, Trouble } from './trouble.mjs'

const READY_SECONDS = 60

/** @param {string[]} args @returns {string[]} a command that runs a built file */
const node = (...args) => [process.execPath, '--enable-source-maps', ...args]

/**
 * Where the checkout is, and how it is told that the person wants it to end.
 * @typedef {{ root: string, signal: AbortSignal, interrupted: Promise<never> }} Context
 */

/**
 * Runs the whole site until it is interrupted or a part of it dies.
 * @param {Context} context
 * @returns {Promise<never>}
 */
export async function runSite(context) {
  const begun = performance.now()
  const env = readEnvironment(context.root)
  const { host, port, url } = addressIn(env)
  tell(`Fuhua starts on ${url}`)
  if (port > 0 && port < 65_536) await checkPort(port, host)
  return onFolder(context, env.DATA_DIR, async ships => {
    const complete = await withStores(context, env, ships)
    const stores = ships.death()
    if (!filledBefore(context, complete)) await Promise.race([stores, step('first data checked', () => seed(context, complete))])
    const ours = { cwd: context.root, env: complete }
    const web = ships.launch('web', node('dist/src/main.js'), ours)
    ships.launch('worker', node('dist/src/worker.js'), ours)
    const death = ships.death()
    await Promise.race([death, step('web and worker started', () => untilReady(web, () => answers(url), READY_SECONDS))])
    ships.note({ address: url })
    present({ url, data: env.DATA_DIR, seconds: (performance.now() - begun) / 1000 })
    return death
  })
}

/**
 * Runs one program of ours on the stores that run already, or else on stores of its own.
 * @param {Context} context
 * @param {string} entry
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export async function runTask(context, entry, args) {
  const env = readEnvironment(context.root)
  const site = runningOn(env.DATA_DIR)
  const work = async (/** @type {NodeJS.ProcessEnv} */ complete) => {
    const file = `dist/${entry}.js`
    if (!existsSync(join(context.root, file))) throw new Trouble(`This checkout has no ${entry}.ts: get it back from the repository.`)
    const ended = await runHere(node(file, ...args), { cwd: context.root, env: complete, signal: context.signal })
    return typeof ended === 'number' ? ended : 1
  }
  if (!site) return onFolder(context, env.DATA_DIR, async ships => work(await withStores(context, env, ships)))
  const stores = { MONGODB_URI: env.MONGODB_URI ?? site.mongodbUri, REDIS_URL: env.REDIS_URL ?? site.redisUrl }
  if (!stores.MONGODB_URI || !stores.REDIS_URL) throw new Trouble('Fuhua is just starting: try again when it is ready.')
  return work(await completeEnvironment(context.root, { ...env, ...stores }))
}

/**
 * Does the work as the only one on the data folder, and stops whatever it started, however it ends.
 * @template T
 * @param {Context} context
 * @param {string} data
 * @param {(ships: import('./fleet.mjs').Fleet) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function onFolder({ interrupted }, data, work) {
  const giveBack = await ownFolder(data)
  const ships = fleet(data)
  try {
    return await Promise.race([interrupted, work(ships)])
  } finally {
    await ships.stop()
    giveBack()
  }
}

/**
 * Installs, builds, checks the settings, and only then starts or reaches both stores.
 * @param {Context} context
 * @param {import('./environment.mjs').Environment} env
 * @param {import('./fleet.mjs').Fleet} ships
 * @returns {Promise<NodeJS.ProcessEnv>} what our own programs are started with
 */
async function withStores({ root, signal }, env, ships) {
  const { MONGODB_URI, REDIS_URL, DATA_DIR: data } = env
  const programs = await setUp(root, {
    stores: MONGODB_URI && REDIS_URL ? 'own' : 'embedded', signal, then: () => step('built', () => build(root).catch(() => {
      throw new Trouble('The sources cannot be built; the messages above say where.')
    })),
  })
  const complete = await completeEnvironment(root, env)
  if (!MONGODB_URI && env.NODE_ENV === 'production') {
    tell('  ! The embedded document store is a beta for trials and small offices: set MONGODB_URI for a city\'s data.')
  }
  await step('documents and queue reached', () => Promise.all([
    MONGODB_URI ? checkMongodb(MONGODB_URI) : undefined, REDIS_URL ? checkRedis(REDIS_URL) : undefined,
  ]))
  if (!programs) return complete
  const where = { programs, data, launch: ships.launch }
  const [mongodbUri, redisUrl] = await step('embedded stores started', () => Promise.all([
    MONGODB_URI ? undefined : startDocuments(where).then(({ uri }) => uri), REDIS_URL ? undefined : startQueue(where).then(({ uri }) => uri),
  ]))
  ships.note({ mongodbUri, redisUrl })
  return { ...complete, MONGODB_URI: MONGODB_URI ?? mongodbUri, REDIS_URL: REDIS_URL ?? redisUrl }
}

/**
 * What says that the embedded documents were filled by this very build; it lies among them, so that it goes when they go.
 * @param {Context} context @param {NodeJS.ProcessEnv} env
 */
const filling = ({ root }, { DATA_DIR, DEMO }) => ({
  path: join(String(DATA_DIR), 'db', 'filled'), says: `${readFileSync(join(root, 'dist', '.stamp'), 'utf8')} ${DEMO ?? ''}`,
})

/** @param {Context} context @param {NodeJS.ProcessEnv} env */
function filledBefore(context, env) {
  const { path, says } = filling(context, env)
  return !readEnvironment(context.root).MONGODB_URI && existsSync(path) && readFileSync(path, 'utf8') === says
}

/** @param {Context} context @param {NodeJS.ProcessEnv} env */
async function seed(context, env) {
  const { root, signal } = context
  const file = 'dist/fixtures/seed.js'
  if (!existsSync(join(root, file))) return
  const ended = await runHere(node(file), { cwd: root, env, signal })
  if (ended !== 0) throw new Trouble(`The seed ended with ${ended}; what it printed above says why.`)
  const { path, says } = filling(context, env)
  if (existsSync(dirname(path))) writeFileSync(path, says)
}

/** @param {string} url */
const answers = async url => {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })).status === 200
  } catch {
    return false
  }
}

/** @param {{ url: string, data: string, seconds: number }} site */
function present({ url, data, seconds }) {
  const accounts = demoAccounts(data)
  if (accounts) console.log(`\nDemo accounts (role, name, e-mail, password):\n${accounts}`)
  console.log(`\nFuhua is ready after ${seconds.toFixed(1)} s: ${url}`)
  tell(`Logs are in ${join(data, 'logs')}; Ctrl-C stops everything.`)
}
