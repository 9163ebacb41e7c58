import { pause } from './process.mjs'
import { messageOf, Trouble } from './trouble.mjs'

const PATIENCE_MS = 5_000
const OLDEST_MONGODB = 7
const OLDEST_REDIS = [6, 2]

/** @param {string} uri @returns {string} where it points to, without the password */
const hostsOf = uri => /^[a-z+]+:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri)?.[1] ?? uri

/** @returns {Promise<never>} fails when nothing has been answered for long enough */
const silence = () => pause(PATIENCE_MS).then(() => { throw new Error(`no answer within ${PATIENCE_MS / 1000} s`) })

/**
 * Refuses a MongoDB of the user's own that cannot be reached, is too old or knows no transactions.
 * @param {string} uri
 */
export async function checkMongodb(uri) {
  const { default: mongoose } = await import('mongoose')
  const at = `MongoDB at ${hostsOf(uri)}`
  /** @type {import('mongoose').mongo.MongoClient | undefined} */
  let client
  try {
    client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: PATIENCE_MS, connectTimeoutMS: PATIENCE_MS })
    const admin = client.db().admin()
    const { version } = await admin.command({ buildInfo: 1 })
    const hello = await admin.command({ hello: 1 })
    if (Number(version.split('.')[0]) < OLDEST_MONGODB) throw new Trouble(`${at} is version ${version}, too old: ${OLDEST_MONGODB}.0 or newer is needed.`)
    if (!hello.setName && hello.msg !== 'isdbgrid') throw new Trouble(`${at} stands alone and so knows no transactions: make it a replica set (one node is enough).`)
  } catch (error) {
    if (error instanceof Trouble) throw error
    throw new Trouble(`${at} cannot be used (${messageOf(error)}): start it, put MONGODB_URI right, or leave it out to use the embedded store.`)
  } finally {
    await client?.close()
  }
}

/**
 * Refuses a Valkey or Redis of the user's own that cannot be reached or is too old for the queue.
 * @param {string} uri
 */
export async function checkRedis(uri) {
  const { Redis } = await import('ioredis')
  const at = `Valkey or Redis at ${hostsOf(uri)}`
  const redis = new Redis(uri, { lazyConnect: true, connectTimeout: PATIENCE_MS, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  /** @type {Error | undefined} */
  let cause
  redis.on('error', error => { cause = error })
  try {
    const info = await Promise.race([redis.connect().then(() => redis.info('server')), silence()])
    const version = /redis_version:(\S+)/.exec(info)?.[1] ?? '0'
    const [major = 0, minor = 0] = version.split('.').map(Number)
    const [oldest = 0, from = 0] = OLDEST_REDIS
    if (major < oldest || (major === oldest && minor < from)) throw new Trouble(`${at} is version ${version}, too old: ${OLDEST_REDIS.join('.')} or newer is needed.`)
  } catch (error) {
    if (error instanceof Trouble) throw error
    throw new Trouble(`${at} cannot be used (${messageOf(cause ?? error)}): start it, put REDIS_URL right, or leave it out to use the embedded store.`)
  } finally {
    redis.disconnect()
  }
}
