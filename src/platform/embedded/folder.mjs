import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { identityOf, isAlive, pause, stop } from './process.mjs'
import { tell, Trouble } from './trouble.mjs'

/**
 * What runs on a data folder, as other commands find it in run.json.
 * @typedef {{ name: string, pid: number, identity: string, port?: number }} Known
 * @typedef {{ pid: number, address?: string, mongodbUri?: string, redisUrl?: string, processes: Known[] }} RunFile
 */

/** @param {string} path @returns {{ pid: number, identity: string } | null} */
function holderOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** @param {string} path @returns {boolean} */
function take(path) {
  try {
    const file = openSync(path, 'wx')
    writeSync(file, JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) }))
    closeSync(file)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Takes a lock that dies with its holder: gives a function that frees it, or the number of the process that has it.
 * @param {string} path
 * @returns {Promise<(() => void) | number>}
 */
export async function lock(path) {
  const free = () => { if (holderOf(path)?.pid === process.pid) rmSync(path, { force: true }) }
  if (take(path)) return free
  const holder = holderOf(path) ?? (await pause(100), holderOf(path))
  if (holder && isAlive(holder)) return holder.pid
  tell(`  The lock ${path} was left by a process that is gone; taking it over`)
  rmSync(path, { force: true })
  const taken = take(path)
  await pause(100) // Two may have found the same stale lock: the one whose file stands has it.
  const now = holderOf(path)?.pid ?? 0
  return taken && now === process.pid ? free : now
}

/**
 * Does the work when nobody else does it on this checkout.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(path, work) {
  let free = await lock(path)
  if (typeof free === 'number') tell(`  … waiting for process ${free}, which sets up the same checkout`)
  while (typeof free === 'number') {
    await pause(300)
    free = await lock(path)
  }
  try {
    return await work()
  } finally {
    free()
  }
}

/** @param {string} data @returns {RunFile | null} */
function readRun(data) {
  try {
    return JSON.parse(readFileSync(join(data, 'run.json'), 'utf8'))
  } catch {
    return null
  }
}

/** Replaced as a whole, so that a reader never sees half of it. @param {string} data @param {RunFile} run */
export function writeRun(data, run) {
  writeFileSync(join(data, 'run.json.new'), JSON.stringify(run, null, 2))
  renameSync(join(data, 'run.json.new'), join(data, 'run.json'))
}

/** What a living start runs on the folder. @param {string} data @returns {RunFile | null} */
export function runningOn(data) {
  const holder = holderOf(join(data, 'lock'))
  return holder && isAlive(holder) ? readRun(data) ?? { pid: holder.pid, processes: [] } : null
}

/**
 * Makes the data folder this process's own and stops what a killed earlier start left running on it.
 * @param {string} data
 * @returns {Promise<() => void>} gives the folder back
 */
export async function ownFolder(data) {
  try {
    mkdirSync(join(data, 'logs'), { recursive: true })
  } catch (error) {
    throw new Trouble(`The data folder ${data} cannot be written (${/** @type {Error} */ (error).message}): make it writable or set DATA_DIR to another one.`)
  }
  const free = await lock(join(data, 'lock'))
  if (typeof free === 'number') {
    const address = runningOn(data)?.address
    throw new Trouble(`Fuhua already runs on ${data} (process ${free}${address ? `, ${address}` : ''}): stop it first, or set DATA_DIR and PORT to start a second one.`)
  }
  const left = readRun(data)?.processes.filter(isAlive) ?? []
  if (left.length > 0) {
    tell(`  An earlier start was killed; stopping what it left: ${left.map(({ name, pid }) => `${name} (${pid})`).join(', ')}`)
    await stop(left)
  }
  rmSync(join(data, 'run.json'), { force: true })
  return () => {
    rmSync(join(data, 'run.json'), { force: true })
    free()
  }
}
