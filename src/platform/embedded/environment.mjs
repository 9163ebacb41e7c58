import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { keptSecrets } from './secrets.mjs'
import { messageOf, Trouble } from './trouble.mjs'

/** @typedef {NodeJS.ProcessEnv & { NODE_ENV: string, DATA_DIR: string }} Environment */

/**
 * What the person set, in the environment or in .env, of which the environment wins; what is set to nothing is not set.
 * @param {string} root
 * @returns {Environment}
 */
export function readEnvironment(root) {
  const file = join(root, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  const set = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))
  return { ...set, NODE_ENV: set.NODE_ENV ?? 'development', DATA_DIR: resolve(root, set.DATA_DIR ?? '.data') }
}

/**
 * Where the site will listen, and under which address this machine reaches it.
 * @param {NodeJS.ProcessEnv} env
 */
export function addressIn({ HOST: host = '127.0.0.1', PORT: port = '3000' }) {
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return { host, port: Number(port), url: `http://${near}:${port}` }
}

/**
 * Adds the secrets that a trial may do without, and checks everything by the schema of the application.
 * @param {string} root
 * @param {Environment} env
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function completeEnvironment(root, env) {
  const { readConfig } = await import(pathToFileURL(join(root, 'dist', 'src', 'platform', 'config.js')).href)
  const complete = env.NODE_ENV === 'production' ? env : { ...keptSecrets(env.DATA_DIR), ...env }
  try {
    readConfig({ MONGODB_URI: 'mongodb://embedded', REDIS_URL: 'redis://embedded', ...complete })
  } catch (error) {
    throw new Trouble(messageOf(error))
  }
  return complete
}
