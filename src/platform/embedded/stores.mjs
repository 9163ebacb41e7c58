import { mkdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { lastWords, untilReady } from './process.mjs'
import { tell, Trouble } from './trouble.mjs'

const HERE = '127.0.0.1'
const NO_SETTINGS = join(import.meta.dirname, 'secantusd.toml')
/** Opening a million documents takes 22 s. */
const PATIENCE_SECONDS = 120
const PORTS_TRIED = 3

/**
 * One of the two embedded stores.
 * @typedef {import('./process.mjs').Running & { port: number, uri: string }} Store
 * `port` is the one of an earlier start that others still hold; any free one without it.
 * @typedef {{ programs: import('./python.mjs').Programs, data: string, launch: import('./fleet.mjs').Launch, port?: number }} Where
 */

/**
 * SecantusDB: speaks MongoDB's protocol and keeps every acknowledged write, also when it is killed.
 * @param {Where} where
 * @returns {Promise<Store>}
 */
export const startDocuments = ({ programs, data, launch, port }) => start('documents', {
  data, launch, port, folder: 'db',
  // Isolated and without a settings file, so that nothing on the machine changes it.
  command: (port, folder) => [programs.python, '-I', programs.secantus, '--config', NO_SETTINGS, '--host', HERE, '--port', String(port),
    '--storage-path', folder, '--sync-on-commit', '--log-level', 'WARNING'],
  // An open connection would not come back after a restart, and retried writes make it ten times slower.
  uri: port => `mongodb://${HERE}:${port}/fuhua?directConnection=true&retryWrites=false&w=majority`,
  ready: accepts,
})

/**
 * Valkey: the queue, sessions and rate limits.
 * @param {Where} where
 * @returns {Promise<Store>}
 */
export const startQueue = ({ programs, data, launch, port }) => start('queue', {
  data, launch, port, folder: 'queue',
  command: (port, folder) => [programs.valkey, '--bind', HERE, '--port', String(port), '--dir', folder,
    '--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '', '--maxmemory-policy', 'noeviction'],
  uri: port => `redis://${HERE}:${port}`,
  ready: answersPing,
})

/**
 * @typedef {{
 *   data: string, folder: string, launch: import('./fleet.mjs').Launch, port?: number | undefined,
 *   command: (port: number, folder: string) => string[], uri: (port: number) => string, ready: (port: number) => Promise<boolean>,
 * }} Kind
 * @param {string} name
 * @param {Kind} kind
 * @returns {Promise<Store>}
 */
async function start(name, { data, folder, launch, port: wanted, command, uri, ready }) {
  const cwd = join(data, folder)
  mkdirSync(cwd, { recursive: true })
  for (let tried = 1; ; tried++) {
    const port = wanted ?? await freePort()
    const store = { ...launch(name, command(port, cwd), { cwd, env: process.env, port }), port, uri: uri(port) }
    try {
      await untilReady(store, () => ready(port), PATIENCE_SECONDS)
      return store
    } catch (error) {
      // Somebody else may have taken the port in between.
      if (wanted || tried === PORTS_TRIED || !store.gone() || !/in use/i.test(lastWords(store))) throw error
      tell(`  … port ${port} was taken in between, trying another`)
    }
  }
}

/** @returns {Promise<number>} */
export const freePort = () => new Promise((resolve, reject) => {
  const server = createServer()
  server.once('error', reject)
  server.listen(0, HERE, () => {
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
    server.close(() => { resolve(port) })
  })
})

/**
 * Refuses a port that the site cannot listen on.
 * @param {number} port
 * @param {string} host
 * @returns {Promise<void>}
 */
export const checkPort = (port, host) => new Promise((resolve, reject) => {
  const server = createServer()
  server.once('error', error => {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code
    if (code === 'EADDRINUSE') reject(new Trouble(`Port ${port} on ${host} is taken: stop what listens there, or choose another one, for example PORT=${port + 1} npm start.`))
    else if (code === 'EACCES') reject(new Trouble(`Port ${port} needs rights that this account does not have: choose one from 1024 up, for example PORT=3000.`))
    else reject(new Trouble(`The site cannot listen on ${host}:${port} (${error.message}): put HOST and PORT right.`))
  })
  server.listen(port, host, () => { server.close(() => { resolve() }) })
})

/** @param {number} port @returns {Promise<boolean>} */
const accepts = port => new Promise(resolve => {
  const socket = connect(port, HERE)
  socket.once('connect', () => { socket.destroy(); resolve(true) })
  socket.once('error', () => { resolve(false) })
})

/** Valkey answers an error while it still loads. @param {number} port @returns {Promise<boolean>} */
const answersPing = port => new Promise(resolve => {
  const socket = connect(port, HERE)
  socket.once('connect', () => { socket.write('PING\r\n') })
  socket.once('data', data => { socket.destroy(); resolve(data.toString().startsWith('+PONG')) })
  socket.once('error', () => { resolve(false) })
  socket.once('close', () => { resolve(false) })
})
