import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Trouble } from './trouble.mjs'

const NAMES = ['SESSION_SECRET', 'SEAL_SECRET']

/**
 * The secrets of a trial installation: made once and kept, so that sessions and sealed bids outlast a restart.
 * @param {string} data
 * @returns {Record<string, string>}
 */
export function keptSecrets(data) {
  const path = join(data, 'secrets.json')
  if (!existsSync(path)) {
    const made = Object.fromEntries(NAMES.map(name => [name, randomBytes(32).toString('base64url')]))
    writeFileSync(path, JSON.stringify(made, null, 2), { mode: 0o600 })
    return made
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new Trouble(`${path} is broken: get it back from a backup; without it sealed bids stay sealed (or remove it if there are none).`)
  }
}
