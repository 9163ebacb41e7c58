import { expect } from 'chai'
import type { Queue, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { job, type Enqueue, type Job } from '../../src/kernel/job.ts'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { transact } from '../../src/platform/database.ts'
import { enqueueOn, openQueue, scheduleSweeps, startWorker, work, workTable, type Work } from '../../src/platform/queue.ts'
import { openRedis } from '../../src/platform/redis.ts'
import { testRedisUrl } from '../support/stores.ts'
import { onDatabase, refusalOf } from './ground.ts'

const printed = job({ name: 'test-print', payload: z.object({ id: z.string(), copies: z.int().default(1) }), key: ({ id }) => id })
const swept = job({ name: 'test-sweep', payload: z.object({}), key: () => 'all', everySeconds: 3_600 })

describe('the work of jobs', () => {
  const nothing = work(printed, async () => undefined)

  it('is one piece for each job, or the worker does not start', () => {
    expect([...workTable([printed], [nothing]).keys()]).to.deep.equal(['test-print'])
    expect(() => workTable([printed, swept], [nothing])).to.throw('test-sweep')
    expect(() => workTable([printed], [nothing, nothing])).to.throw('one file')
    expect(() => workTable([], [nothing])).to.throw('one file')
  })
})

describe('the queue', () => {
  onDatabase('queue')
  const prefix = `test_queue_${process.pid}_${Date.now().toString(36)}`
  let redis: Redis, queue: Queue, enqueue: Enqueue
  let worker: Worker | undefined
  before(() => {
    redis = openRedis(testRedisUrl())
    queue = openQueue(redis, prefix)
    enqueue = enqueueOn(queue)
  })
  afterEach(async () => {
    await worker?.close()
    worker = undefined
    await queue.obliterate({ force: true })
  })
  after(async () => {
    await queue.close()
    redis.disconnect()
  })

  /** Does what waits with these works, until the wanted number of tries is over. */
  async function does(works: Work<null>[], tries: number) {
    const told: { name: string; message?: string; final?: boolean }[] = []
    await new Promise<void>(done => {
      const tell = (what: (typeof told)[number]) => { if (told.push(what) === tries) done() }
      worker = startWorker({ connection: redis.duplicate(), prefix, table: new Map(works.map(each => [each.job.name, each])), deps: null }, {
        onDone: name => { tell({ name }) },
        onFailed: (name, { message }, final) => { tell({ name, message, final }) },
      })
    })
    return told
  }
  const waiting = async () => (await queue.getJobs(['waiting', 'delayed'])).map(({ data }) => data as unknown)

  it('takes nothing that does not fit the shape of the job', async () => {
    expect(await refusalOf(enqueue(printed, { id: 7 } as never))).to.have.property('name', 'ZodError')
    expect(await waiting()).to.deep.equal([])
  })

  it('is asked only after the commit, and never by a transaction that fails', async () => {
    await transact(async () => {
      await enqueue(printed, { id: 'a', copies: 2 })
      expect(await waiting()).to.deep.equal([])
    })
    await refusalOf(transact(async () => {
      await enqueue(printed, { id: 'b', copies: 2 })
      throw new Error('no commit')
    }))
    expect(await waiting()).to.deep.equal([{ id: 'a', copies: 2 }])
  })

  it('does once what was asked for twice, and again what is asked for after it was done', async () => {
    const done: string[] = []
    const print = work(printed, async ({ id }) => { done.push(id) })
    await Promise.all([enqueue(printed, { id: 'a', copies: 1 }), enqueue(printed, { id: 'a', copies: 1 }), enqueue(printed, { id: 'b', copies: 1 })])
    await enqueue(printed, { id: 'a', copies: 1 })
    await does([print], 2)
    expect(done.toSorted()).to.deep.equal(['a', 'b'])
    await worker?.close()
    await enqueue(printed, { id: 'a', copies: 1 })
    await does([print], 1)
    expect(done.toSorted()).to.deep.equal(['a', 'a', 'b'])
  })

  it('gives up on a broken rule at once, and does it when it is asked for again', async () => {
    await enqueue(printed, { id: 'a', copies: 1 })
    expect(await does([work(printed, async () => { throw new RuleBroken('blocked', 'Not yet') })], 1))
      .to.deep.equal([{ name: 'test-print', message: 'blocked: Not yet', final: true }])
    expect(await waiting()).to.deep.equal([])
    await worker?.close()
    await enqueue(printed, { id: 'a', copies: 1 })
    expect(await does([work(printed, async () => undefined)], 1)).to.deep.equal([{ name: 'test-print' }])
  })

  it('tries again after any other failure', async () => {
    let tries = 0
    await enqueue(printed, { id: 'a', copies: 1 })
    const told = await does([work(printed, async () => { if (++tries === 1) throw new Error('connection lost') })], 2)
    expect(told).to.deep.equal([{ name: 'test-print', message: 'connection lost', final: false }, { name: 'test-print' }])
  })

  it('checks what a job carries before it works, and knows no job without work', async () => {
    let worked = 0
    await queue.add('test-print', { id: 7 }, { attempts: 1 })
    await queue.add('test-unknown', {}, { attempts: 5 })
    const told = await does([work(printed, async () => { worked += 1 })], 2)
    expect(told.map(({ final }) => final)).to.deep.equal([true, true])
    expect(told.map(({ name }) => name).toSorted()).to.deep.equal(['test-print', 'test-unknown'])
    expect(worked).to.equal(0)
  })

  it('tries a sweep again that a lost connection ended, before its next time', async () => {
    await scheduleSweeps(queue, [swept])
    let tries = 0
    const told = await does([work(swept, async () => { if (++tries === 1) throw new Error('connection lost') })], 2)
    expect(told).to.deep.equal([{ name: 'test-sweep', message: 'connection lost', final: false }, { name: 'test-sweep' }])
  })

  it('runs sweeps by themselves, scheduled once however often the worker starts', async () => {
    const jobs = [printed, swept] as unknown as Job[]
    await scheduleSweeps(queue, jobs)
    await scheduleSweeps(queue, jobs)
    expect((await queue.getJobSchedulers()).map(({ key, every }) => [key, Number(every)])).to.deep.equal([['every-test-sweep', 3_600_000]])
    let ran = 0
    await does([work(swept, async () => { ran += 1 })], 1)
    expect(ran).to.equal(1)
  })
})
