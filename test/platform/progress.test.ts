import { expect } from 'chai'
import type { Queue, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { job, type JobState } from '../../src/kernel/job.ts'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { watchOn } from '../../src/platform/job-state.ts'
import { enqueueOn, openQueue, recoverOn, startWorker, work, type Work } from '../../src/platform/queue.ts'
import { openRedis } from '../../src/platform/redis.ts'
import { testRedisUrl } from '../support/stores.ts'

const printed = job({ name: 'test-print', payload: z.object({ id: z.string() }), key: ({ id }) => id })
const A = { id: 'a' }

describe('how far a job is', function () {
  this.timeout(40_000)
  const prefix = `test_progress_${process.pid}_${Date.now().toString(36)}`
  let redis: Redis, queue: Queue
  let worker: Worker | undefined
  before(() => {
    redis = openRedis(testRedisUrl())
    queue = openQueue(redis, prefix)
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
  const state = () => watchOn(queue)(printed, A)
  const works = (run: Parameters<typeof work<null, typeof printed.payload>>[1]) => {
    const piece: Work<null> = work(printed, run)
    worker = startWorker({ connection: redis.duplicate(), prefix, table: new Map([[printed.name, piece]]), deps: null })
  }
  /** Waits until the job is in this state, and gives it whole. */
  async function until(wanted: JobState['state']): Promise<JobState> {
    for (let tries = 0; tries < 400; tries += 1) {
      const found = await state()
      if (found.state === wanted) return found
      await new Promise(done => setTimeout(done, 25))
    }
    throw new Error(`Never ${wanted}: ${JSON.stringify(await state())}`)
  }

  it('is told from the asking to the end, in percent where the work tells it', async () => {
    expect(await state()).to.deep.equal({ state: 'none', percent: 0, tries: 0 })
    await enqueueOn(queue)(printed, A)
    expect(await state()).to.deep.equal({ state: 'waiting', percent: 0, tries: 0 })
    let end: () => void = () => undefined
    works(async (_, __, progress) => {
      await progress(40)
      await new Promise<void>(done => { end = done })
    })
    await until('active')
    for (let tries = 0; (await state()).percent === 0 && tries < 100; tries += 1) await new Promise(done => setTimeout(done, 10))
    expect(await state()).to.deep.equal({ state: 'active', percent: 40, tries: 0 })
    end()
    expect(await until('done')).to.include({ percent: 100 })
  })

  it('keeps the refusal that ended it with all that its text needs, and forgets it when the job begins anew', async () => {
    await enqueueOn(queue)(printed, A)
    const earliest = new Date('2026-04-01T00:00:00Z')
    let refuses = 1
    works(async () => {
      if (refuses-- > 0) throw new RuleBroken('blocked', 'Not yet', { blockers: [{ code: 'amendment-too-late', params: { earliest } }], name: '某某' })
      throw new TypeError('not a refusal')
    })
    const refused = { code: 'blocked', details: { blockers: [{ code: 'amendment-too-late', params: { earliest } }], name: '某某' } }
    expect(await until('failed')).to.deep.equal({ state: 'failed', percent: 0, tries: 1, refused })
    await enqueueOn(queue)(printed, A)
    await until('waiting')
    for (let tries = 0; (await state()).tries === 0 && tries < 200; tries += 1) await new Promise(done => setTimeout(done, 25))
    expect(await state(), 'it waits for its second try').to.deep.equal({ state: 'waiting', percent: 0, tries: 1 })
  })

  it('fails of a fault after several tries, and begins anew with all of them', async () => {
    await queue.add(printed.name, A, { jobId: 'test-print-a', attempts: 2, backoff: 50 })
    works(async () => { throw new Error('connection lost') })
    expect(await until('failed')).to.deep.equal({ state: 'failed', percent: 0, tries: 2 })
    await worker?.close()
    await enqueueOn(queue)(printed, A)
    expect(await state()).to.deep.equal({ state: 'waiting', percent: 0, tries: 0 })
  })

  it('never says that it failed without saying how, though it fails between two reads', async () => {
    await enqueueOn(queue)(printed, A)
    const during = await watchOn({
      getJobState: id => queue.getJobState(id),
      getJob: async id => {
        const read = await queue.getJob(id)
        works(async () => { throw new RuleBroken('blocked', 'Not yet') })
        await until('failed')
        return read
      },
    })(printed, A)
    expect(during).to.deep.equal({ state: 'waiting', percent: 0, tries: 0 })
    expect(await state()).to.deep.equal({ state: 'failed', percent: 0, tries: 1, refused: { code: 'blocked', details: {} } })
  })

  it('is asked for again by a sweep after a fault, but not after a refusal', async () => {
    const sweep = recoverOn(queue)
    await sweep(printed, A)
    expect((await state()).state, 'lost, so asked for').to.equal('waiting')
    works(async () => { throw new RuleBroken('blocked', 'Not yet') })
    await until('failed')
    await sweep(printed, A)
    expect((await state()).state).to.equal('failed')
    await worker?.close()
    await queue.obliterate({ force: true })

    await queue.add(printed.name, A, { jobId: 'test-print-a', attempts: 1 })
    works(async () => { throw new Error('connection lost') })
    await until('failed')
    await worker?.close()
    await sweep(printed, A)
    expect((await state()).state).to.equal('waiting')
  })
})
