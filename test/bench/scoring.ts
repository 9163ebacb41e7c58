import { Queue } from 'bullmq'
import mongoose from 'mongoose'
import { aRatedEvaluation } from '../../fixtures/evaluation.ts'
import { evaluationStore, scoreEvaluation } from '../../src/evaluation/index.ts'
import { enqueueOn, openQueue } from '../../src/platform/queue.ts'
import type { Ground } from './ground.ts'
import { median } from './load.ts'
import { besideRaw, type Row } from './table.ts'

const ROUNDS = 3
const SCORED = 50
const EMPTY = 2_000
const ANSWERS = 20

/** Evaluations scored by the site's own worker, beside a worker of the same kind that has nothing to do. */
export async function scoring({ world: { services }, processes }: Ground): Promise<Row[]> {
  const queue = openQueue(services.redis, 'fuhua')
  const name = `empty-${process.pid}`
  const empty = new Queue(name, { connection: services.redis })
  const worker = processes.worker()
  processes.emptyWorker(name)
  const [scored, idle]: [number[], number[]] = [[], []]
  // The sweeps that a worker begins with come before.
  while (await workersOf(queue) === 0 || await waiting(queue) > 0) await pause(100)
  for (let round = 0; round <= ROUNDS; round += 1) {
    const ids = await rated(round)
    await queue.pause()
    const enqueue = enqueueOn(queue)
    for (const evaluationId of ids) await enqueue(scoreEvaluation, { evaluationId })
    scored.push(await drained(queue, SCORED))
    const left = (await Promise.all(ids.map(evaluationStore.get))).filter(({ status }) => status !== 'scored').length
    if (left > 0) throw new Error(`${left} evaluations were not scored`)
    await empty.pause()
    await empty.addBulk(Array.from({ length: EMPTY }, (_, n) => ({ name: 'nothing', data: { n }, opts: { removeOnComplete: { count: 2_000 } } })))
    idle.push(await drained(empty, EMPTY))
  }
  await processes.stop(worker)
  await empty.obliterate({ force: true })
  await queue.obliterate({ force: true })
  await Promise.all([queue.close(), empty.close()])
  // The first round warms up.
  return [besideRaw('Evaluations scored', median(scored.slice(1)), { what: 'empty jobs', figure: median(idle.slice(1)) }, 0.5)]
}

/** Evaluations that all experts have rated, with answers of those served. */
async function rated(round: number): Promise<string[]> {
  const ids = Array.from({ length: SCORED }, (_, n) => `evaluation-${round}-${n}`)
  for (const id of ids) {
    await evaluationStore.insert({ ...aRatedEvaluation(), id, revision: 1, contractId: `contract-${id}` })
  }
  // The same answers as one by one through the survey, which is not what is measured.
  await mongoose.connection.collection<{ _id: string }>('survey_answers').insertMany(ids.flatMap(id => Array.from({ length: ANSWERS }, (_, n) =>
    ({ _id: `${id}-${n}`, revision: 0, evaluationId: id, answer: n % 3 === 0 ? 'satisfied' : 'very-satisfied' }))))
  return ids
}

/** Lets a full queue run and gives how many a second were done. */
async function drained(queue: Queue, count: number): Promise<number> {
  const begun = performance.now()
  await queue.resume()
  while (await waiting(queue) > 0) await pause(5)
  return count / (performance.now() - begun) * 1_000
}

const waiting = async (queue: Queue): Promise<number> => {
  const counts = await queue.getJobCounts('wait', 'active', 'prioritized')
  return Object.values(counts).reduce((sum, each) => sum + each, 0)
}
const workersOf = async (queue: Queue): Promise<number> => (await queue.getWorkers()).length
const pause = (ms: number) => new Promise(done => setTimeout(done, ms))
