import { AsyncLocalStorage } from 'node:async_hooks'
import mongoose from 'mongoose'
import { noteSession } from './leftovers.ts'

/** The transaction under way, and what has to wait for its commit, such as asking for jobs. */
type Running = { session: mongoose.ClientSession; afterCommit: (() => Promise<void>)[] }
const running = new AsyncLocalStorage<Running>()

mongoose.set('transactionAsyncLocalStorage', true)
mongoose.set('strictQuery', 'throw')
mongoose.set('autoIndex', false)

export type Transact = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Runs the work as one transaction: all of it is saved or none.
 * Work inside work joins the outer transaction. A lost race inside the store is tried again, so work must be repeatable.
 */
export const transact: Transact = async work => {
  if (running.getStore()) return work()
  let afterCommit: Running['afterCommit'] = []
  const result = await mongoose.connection.transaction(async session => {
    afterCommit = []
    await noteSession(session)
    return running.run({ session, afterCommit }, work)
  })
  // What is committed is done, whatever becomes of the asking: it must not be answered as if it were not. Sweeps ask again.
  for (const then of afterCommit) await then().catch(tellLost)
  return result
}

let tellLost = (_error: unknown): void => undefined
/** Is told of what was lost after a commit. */
export const onLostAfterCommit = (tell: typeof tellLost): void => { tellLost = tell }

/** For calls that go past mongoose's own models, which find the session by themselves. */
export const currentSession = (): mongoose.ClientSession | undefined => running.getStore()?.session

/** Does it now, or after the commit of the transaction under way. */
export async function afterCommit(then: () => Promise<void>): Promise<void> {
  const waiting = running.getStore()
  if (waiting) waiting.afterCommit.push(then)
  else await then()
}

export async function connect(uri: string): Promise<void> {
  await mongoose.connect(uri, { maxPoolSize: 15, serverSelectionTimeoutMS: 8_000 })
  await createIndexes()
}

type Index = { name?: string; unique?: boolean; sparse?: boolean; partialFilterExpression?: object }
/** As mongoose names an index that has no name of its own. */
const named = ([fields, options]: [Record<string, unknown>, Index]): Index => ({ ...options, name: options.name ?? Object.entries(fields).flat().join('_') })
/** One of this name may still hold by other terms: then it is another index. */
const termsOf = ({ name, unique, sparse, partialFilterExpression }: Index): string => JSON.stringify([name, !!unique, !!sparse, partialFilterExpression ?? null])

/** Indexes are made while collections are empty; a kill during a later build is found by the marker and the index made anew. */
async function createIndexes(): Promise<void> {
  const markers = mongoose.connection.collection<{ _id: string }>('index_building')
  const unfinished = new Set((await markers.find().toArray()).map(({ _id }) => _id))
  for (const model of Object.values(mongoose.models)) {
    const name = model.collection.collectionName
    if (unfinished.has(name)) await model.collection.dropIndexes().catch(() => undefined)
    const wanted = new Set((model.schema.indexes() as Parameters<typeof named>[0][]).map(each => termsOf(named(each))))
    if (wanted.size === 0 && !unfinished.has(name)) continue
    const present = (await model.collection.indexes().catch(() => [])).filter(each => each.name !== '_id_')
    const old = present.filter(each => !wanted.has(termsOf(each)))
    if (old.length === 0 && present.length === wanted.size && !unfinished.has(name)) continue
    for (const each of old) await model.collection.dropIndex(each.name!)
    await markers.updateOne({ _id: name }, { $set: { since: new Date() } }, { upsert: true })
    await model.createIndexes()
    await markers.deleteOne({ _id: name })
  }
}

export const disconnect = () => mongoose.disconnect()

export const databaseConnected = (): boolean => mongoose.connection.readyState === mongoose.ConnectionStates.connected

export async function databaseAnswers(): Promise<boolean> {
  // Asked without a connection, it would wait for one.
  if (!databaseConnected()) return false
  try {
    await mongoose.connection.db?.admin().ping()
    return databaseConnected()
  } catch {
    return false
  }
}
