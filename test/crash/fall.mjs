import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import mongoose from 'mongoose'

/**
 * Where a process is to die: around the commit of the transaction that records this action.
 * `before` it, `after` it, or `unheard`: the store dies once it has committed and before it could say so.
 * @typedef {{ action: string, when: 'before' | 'after' | 'unheard', part: string }} Order
 */

// Loaded ahead of a process of the platform by the crash tests, which put orders down in this folder, and beside it what runs.
const data = process.env.DATA_DIR ?? '.data'
const folder = join(data, 'falls')
const { ClientSession, Collection } = mongoose.mongo
const { insertOne } = Collection.prototype
const { commitTransaction } = ClientSession.prototype
/** @type {WeakMap<object, string[]>} what each transaction has recorded */
const recorded = new WeakMap()

/** @this {{ collectionName: string }} @param {{ action?: unknown }} document @param {import('mongoose').mongo.InsertOneOptions | undefined} options */
Collection.prototype.insertOne = function (document, options) {
  const session = options?.session
  if (session && this.collectionName === 'audit_events') recorded.set(session, [...recorded.get(session) ?? [], String(document.action)])
  return insertOne.call(this, document, options)
}

/** @this {import('mongoose').mongo.ClientSession} */
ClientSession.prototype.commitTransaction = async function () {
  const order = take(recorded.get(this) ?? [])
  recorded.delete(this)
  if (order?.when === 'before') await die(order.part)
  await commitTransaction.call(this)
  if (order?.when === 'after') await die(order.part)
  if (order?.when === 'unheard') {
    await die(order.part)
    // What the driver does when the answer to a commit is lost: it sends the commit again.
    await commitTransaction.call(this)
  }
}

/** @param {string[]} actions @returns {Order | undefined} */
function take(actions) {
  for (const name of actions.length > 0 ? readdirSync(folder).toSorted() : []) {
    const order = /** @type {Order} */ (JSON.parse(readFileSync(join(folder, name), 'utf8')))
    if (!actions.includes(order.action)) continue
    rmSync(join(folder, name))
    return order
  }
}

/** @param {string} part */
async function die(part) {
  for (;;) {
    const pid = JSON.parse(readFileSync(join(data, 'parts.json'), 'utf8'))[part]
    // A part that was just started again may answer before it is noted.
    if (isAlive(pid)) return end(pid)
    await pause(1)
  }
}

/** @param {number} pid */
async function end(pid) {
  process.kill(pid, 'SIGKILL')
  while (isAlive(pid)) await pause(1)
}

/** @param {number} pid @returns {boolean} */
function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
