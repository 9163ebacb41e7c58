import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './process.mjs'
import { step, Trouble } from './trouble.mjs'

const OLDEST_NODE = { major: 20, minor: 19 }

export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < OLDEST_NODE.major || (major === OLDEST_NODE.major && minor < OLDEST_NODE.minor)) {
    throw new Trouble(`Node ${version} is too old: install Node ${OLDEST_NODE.major}.${OLDEST_NODE.minor} or newer.`)
  }
}

/** @param {string} path */
function json(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/**
 * Installs what package-lock.json names, unless exactly that lies in node_modules already.
 * @param {string} root
 * @param {AbortSignal} signal
 */
export async function installPackages(root, signal) {
  const lock = json(join(root, 'package-lock.json'))
  if (!lock) throw new Trouble('package-lock.json is missing or broken: get it back from the repository.')
  const strays = disagreements(json(join(root, 'package.json')), lock.packages[''])
  if (strays.length > 0) {
    throw new Trouble(`package-lock.json does not agree with package.json on ${strays.join(', ')}: run "npm install" and commit both files.`)
  }
  if (areInstalled(lock.packages, json(join(root, 'node_modules', '.package-lock.json'))?.packages)) return
  const npm = await run(['npm', '--version'], { cwd: root, signal })
  if (!npm.ok) throw new Trouble('npm is missing: install the npm that belongs to Node (10 or newer).')
  if (Number(npm.output.split('.')[0]) < 10) throw new Trouble(`npm ${npm.output} is too old: install npm 10 or newer ("npm install -g npm@10").`)
  await step('packages installed by npm ci', async () => {
    // The build needs esbuild, which NODE_ENV=production would leave out.
    const { ok, output } = await run(['npm', 'ci', '--include=dev', '--loglevel=error'], { cwd: root, signal })
    if (!ok) throw new Trouble(`npm ci failed; put right what it says and start again:\n${output.slice(-2_000)}`)
  })
}

/** @typedef {Record<string, Record<string, string>>} Manifest */

/** @param {Manifest} wanted @param {Manifest} locked @returns {string[]} names of packages asked for in another version than was locked */
function disagreements(wanted, locked) {
  return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap(kind => {
    const names = new Set([...Object.keys(wanted[kind] ?? {}), ...Object.keys(locked[kind] ?? {})])
    return [...names].filter(name => wanted[kind]?.[name] !== locked[kind]?.[name])
  })
}

/** @typedef {Record<string, { version: string, optional?: boolean, devOptional?: boolean }>} Packages */

/** @param {Packages} locked @param {Packages | undefined} present what npm noted of its last installation */
function areInstalled(locked, present) {
  return present !== undefined && Object.entries(locked).every(([path, { version, optional }]) =>
    path === '' || (present[path] ? present[path].version === version : optional))
}
