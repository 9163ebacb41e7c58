import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { Trouble } from './trouble.mjs'

const GRACE_MS = 10_000
const LOG_LIMIT_BYTES = 10_000_000

/**
 * A process of ours that runs beside this one.
 * @typedef {{ name: string, pid: number, identity: string, log: string, from: number, exited: Promise<string>, gone: () => boolean }} Running
 */

/** Where it exists, the kernel ends the children of a killed parent; busybox has a setpriv that cannot. */
const tied = ['/usr/bin/setpriv', '/bin/setpriv'].map(setpriv => [setpriv, '--pdeathsig', 'TERM'])
  .find(([setpriv = '', ...args]) => spawnSync(setpriv, [...args, 'true']).status === 0) ?? []

/**
 * Tells a process from a later one that got the same number; null when it is gone.
 * @param {number} pid
 * @returns {string | null}
 */
export function identityOf(pid) {
  if (process.platform === 'linux') {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)
      return fields[0] === 'Z' || fields[0] === 'X' ? null : `${boot}-${fields[19]}`
    } catch {
      return null
    }
  }
  const [state = '', ...begun] = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)]).stdout?.toString().trim().split(/\s+/) ?? []
  return state === '' || state.startsWith('Z') ? null : begun.join('-')
}

/** @param {{ pid: number, identity: string }} known */
export const isAlive = ({ pid, identity }) => identityOf(pid) === identity

/**
 * Starts a process in a group of its own, so that Ctrl-C reaches only the starter, which then stops all in order.
 * Its output goes to a file that outlives both.
 * @param {string} name
 * @param {string[]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, log: string }} how
 * @returns {Running}
 */
export function launch(name, command, { cwd, env, log }) {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(log, `${log}.old`)
  const from = statSync(log, { throwIfNoEntry: false })?.size ?? 0
  const output = openSync(log, 'a')
  const [file = '', ...args] = [...tied, ...command]
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  let gone = false
  /** @type {Promise<string>} */
  const exited = new Promise(resolve => {
    child.once('error', error => { gone = true; resolve(`could not start (${error.message})`) })
    child.once('exit', (code, signal) => { gone = true; resolve(signal ? `was ended by ${signal}` : `ended with exit code ${code}`) })
  })
  const pid = child.pid ?? 0
  return { name, pid, identity: identityOf(pid) ?? '', log, from, exited, gone: () => gone }
}

/**
 * Asks the processes to stop and ends those that have not after ten seconds, which both stores survive.
 * @param {{ pid: number, identity: string }[]} processes
 */
export async function stop(processes) {
  const asked = performance.now()
  const left = () => processes.filter(isAlive)
  for (const { pid } of left()) signal(pid, 'SIGTERM')
  while (left().length > 0) {
    if (performance.now() - asked > GRACE_MS) for (const { pid } of left()) signal(pid, 'SIGKILL')
    await pause(50)
  }
}

/** @param {number} pid @param {NodeJS.Signals} name */
function signal(pid, name) {
  try {
    process.kill(pid, name)
  } catch {
    // It ended in between.
  }
}

/** @param {number} milliseconds @returns {Promise<void>} */
export const pause = milliseconds => new Promise(resolve => { setTimeout(resolve, milliseconds) })

/**
 * Waits until the process is ready; its end, or too long a wait, is a Trouble that quotes what it said last.
 * @param {Running} running
 * @param {() => Promise<boolean>} ready
 * @param {number} seconds
 */
export async function untilReady(running, ready, seconds) {
  const begun = performance.now()
  while (!await ready()) {
    if (running.gone()) throw new Trouble(`${running.name} ${await running.exited}.${lastWords(running)}`)
    if (performance.now() - begun > seconds * 1000) throw new Trouble(`${running.name} is not ready after ${seconds} s.${lastWords(running)}`)
    await pause(50)
  }
}

/**
 * The end of what a process logged, to be shown under the sentence that says how it died.
 * @param {{ log: string, from: number }} running
 * @returns {string}
 */
export function lastWords({ log, from }) {
  const lines = readFileSync(log).subarray(from).toString().slice(-8_000).trimEnd().split('\n').slice(-15)
  return lines.join('').trim() === '' ? '' : `\n  Its log, ${log}, ends with:\n${lines.map(line => `    ${line}`).join('\n')}`
}

/**
 * Runs a program of ours to its end on the same terminal and gives its exit code.
 * @param {string[]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} how
 * @returns {Promise<number | NodeJS.Signals>}
 */
export const runHere = (command, { cwd, env, signal: abort }) => new Promise((resolve, reject) => {
  const [file = '', ...args] = [...tied, ...command]
  const child = spawn(file, args, { cwd, env, signal: abort, stdio: 'inherit' })
  child.once('error', reject)
  child.once('exit', (code, signal) => { resolve(signal ?? code ?? 1) })
})

/**
 * Runs a command to its end and gives what it printed.
 * @param {string[]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal }} how
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export const run = ([file = '', ...args], { cwd, env, signal: abort } = {}) => new Promise((resolve, reject) => {
  const child = spawn(file, args, { cwd, env, signal: abort, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', chunk => { output += chunk })
  child.stderr.on('data', chunk => { output += chunk })
  child.once('error', error => abort?.aborted ? reject(error) : resolve({ ok: false, output: error.message }))
  child.once('close', code => { resolve({ ok: code === 0, output: output.trim() }) })
})
