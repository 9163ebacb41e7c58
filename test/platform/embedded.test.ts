import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Redis } from 'ioredis'
import mongoose from 'mongoose'
import { demoAccounts } from '../../src/platform/embedded/accounts.mjs'
import { fleet } from '../../src/platform/embedded/fleet.mjs'
import { lock } from '../../src/platform/embedded/folder.mjs'
import { identityOf } from '../../src/platform/embedded/process.mjs'
import { installStores } from '../../src/platform/embedded/python.mjs'
import { checkMongodb } from '../../src/platform/embedded/reach.mjs'
import { startDocuments, startQueue } from '../../src/platform/embedded/stores.mjs'

describe('the embedded stores', function () {
  this.timeout(60_000)
  let data: string
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'fuhua-embedded-'))
    mkdirSync(join(data, 'logs'))
  })
  afterEach(() => { rmSync(data, { recursive: true, force: true, maxRetries: 5 }) })

  const programs = () => installStores(process.cwd(), new AbortController().signal)

  it('keep every acknowledged document and value when they are killed', async () => {
    const ships = fleet(data)
    const where = { programs: await programs(), data, launch: ships.launch }
    const [documents, queue] = await Promise.all([startDocuments(where), startQueue(where)])
    const client = await new mongoose.mongo.MongoClient(documents.uri).connect()
    const redis = new Redis(queue.uri, { lazyConnect: true, retryStrategy: () => null })
    redis.on('error', () => undefined)
    await redis.connect()
    let acknowledged = 0
    const writer = (async () => {
      for (;;) {
        await client.db().collection('written').insertOne({ at: acknowledged })
        await redis.rpush('written', acknowledged)
        acknowledged++
      }
    })().catch(() => undefined)
    while (acknowledged < 150) await new Promise(setImmediate)
    for (const { pid } of [documents, queue]) process.kill(pid, 'SIGKILL')
    await Promise.all([documents.exited, queue.exited])
    await client.close(true)
    await writer
    const [again, queueAgain] = await Promise.all([startDocuments(where), startQueue(where)])
    const reopened = await new mongoose.mongo.MongoClient(again.uri).connect()
    const second = new Redis(queueAgain.uri)
    expect(await reopened.db().collection('written').find({ at: { $lt: acknowledged } }).toArray()).to.have.length(acknowledged)
    expect(await second.llen('written')).to.be.at.least(acknowledged)
    await reopened.close()
    second.disconnect()
    await ships.stop()
  })

  it('answer as a MongoDB that knows transactions', async () => {
    const ships = fleet(data)
    const { uri } = await startDocuments({ programs: await programs(), data, launch: ships.launch })
    await checkMongodb(uri)
    await ships.stop()
  })

  it('open a folder of documents only once', async () => {
    const ships = fleet(data)
    const where = { programs: await programs(), data, launch: ships.launch }
    await startDocuments(where)
    const refusal = await startDocuments(where).then(() => null, (error: Error) => error)
    expect(refusal?.message).to.match(/^documents ended with exit code \d+\.\n {2}Its log/)
    await ships.stop()
  })
})

describe('the lock of a data folder', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fuhua-lock-'))
    path = join(folder, 'lock')
  })
  afterEach(() => { rmSync(folder, { recursive: true }) })

  /** A process that tries to take the lock, says whether it has it, and holds it for a second. */
  async function rival(): Promise<boolean> {
    const code = `const { lock } = await import('./src/platform/embedded/folder.mjs')
      const held = typeof await lock(process.argv[1]) === 'function'
      console.log(held); if (held) setTimeout(() => {}, 1500)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, path], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [said] = await once(child.stdout, 'data') as [Buffer]
    return said.toString().startsWith('true')
  }

  it('is held by one, and free again after', async () => {
    const free = await lock(path)
    expect(await lock(path)).to.equal(process.pid)
    if (typeof free === 'function') free()
    const again = await lock(path)
    expect(again).to.be.a('function')
  })

  it('is taken over from a process that is gone, also when its number has been given anew', async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, identity: 'an earlier one' }))
    expect(await lock(path)).to.be.a('function')
  })

  it('is taken over when a crash left it empty', async () => {
    writeFileSync(path, '')
    expect(await lock(path)).to.be.a('function')
  })

  it('goes to exactly one of many that come at the same time, also when it is stale', async () => {
    expect((await Promise.all([rival(), rival(), rival(), rival()])).filter(Boolean)).to.have.length(1)
    writeFileSync(path, JSON.stringify({ pid: 1, identity: 'gone' }))
    expect((await Promise.all([rival(), rival(), rival(), rival()])).filter(Boolean)).to.have.length(1)
  }).timeout(20_000)
})

describe('telling processes apart', () => {
  it('gives the same answer for the same process and none for one that is gone', async () => {
    expect(identityOf(process.pid)).to.equal(identityOf(process.pid)).and.not.equal(identityOf(process.ppid))
    const child = spawn('true')
    await once(child, 'close')
    expect(identityOf(child.pid!)).to.equal(null)
  })
})

describe('the table of demo accounts', () => {
  it('is empty without accounts, and lines up Chinese beside Latin', () => {
    const data = mkdtempSync(join(tmpdir(), 'fuhua-accounts-'))
    expect(demoAccounts(data)).to.equal('')
    const account = { role: '民政局', name: 'A', email: 'a@example.org', password: 'p' }
    writeFileSync(join(data, 'demo-accounts.json'), JSON.stringify([account, { ...account, role: 'expert', name: '王' }]))
    expect(demoAccounts(data).split('\n')).to.deep.equal(['  民政局  A   a@example.org  p', '  expert  王  a@example.org  p'])
    rmSync(data, { recursive: true })
  })
})
