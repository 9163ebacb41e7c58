import { Queue } from 'bullmq'
import mongoose from 'mongoose'
import { aRatedEvaluation } from '../../fixtures/evaluation.ts'
import { currentRules } from '../../fixtures/rulesets.ts'
import { score } from '../../src/evaluation/evaluation.rules.ts'
import { evaluationStore, scoreEvaluation } from '../../src/evaluation/index.ts'
import { scaleOf } from '../../src/kernel/ruleset.ts'
import { newId } from '../../src/platform/document.ts'
import { enqueueOn, openQueue } from '../../src/platform/queue.ts'
import type { Ground } from './ground.ts'
import { median, workAgainAndAgain } from './load.ts'
import { besideRaw, type Row } from './table.ts'

const ROUNDS = 3
const SCORED = 50
const EMPTY = 2_000
const ANSWERS = 20
const RAW_SECONDS = 1.5

/** Evaluations scored by the site's own worker, beside a worker of the same kind that has nothing to do. */
export async function scoring({ world: { services }, processes }: Ground): Promise<Row[]> {
  const queue = openQueue(services.redis, 'fuhua')
  const name = `empty-${process.pid}`
  const empty = new Queue(name, { connection: services.redis })
  const worker = processes.worker()
  processes.emptyWorker(name)
  const [scored, idle, raw]: [number[], number[], number[]] = [[], [], []]
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
    raw.push(await workAgainAndAgain(sameCalls(ids), RAW_SECONDS))
  }
  await processes.stop(worker)
  await empty.obliterate({ force: true })
  await queue.obliterate({ force: true })
  await Promise.all([queue.close(), empty.close()])
  // The first round warms up.
  const [done, nothing, calls] = [scored, idle, raw].map(rounds => median(rounds.slice(1))) as [number, number, number]
  return [
    besideRaw('Evaluations scored', done, { what: 'empty jobs', figure: nothing }, 0.5),
    // Why that limit is missed: the store cannot do more of what a score that lasts has to ask of it.
    besideRaw('Evaluations scored', done, { what: 'raw transaction', figure: calls }),
    besideRaw('Evaluations scored', done, { what: 'the rule alone', figure: rule() }),
  ]
}

/** What scoring one evaluation asks of the store, by the driver alone: three reads, five writes, one commit. */
function sameCalls(ids: string[]): () => Promise<unknown> {
  const of = (name: string) => mongoose.connection.collection<{ _id: string }>(name)
  let n = 0
  return async () => {
    const id = ids[n++ % ids.length]!
    await mongoose.connection.getClient().withSession(session => session.withTransaction(async () => {
      const { _id, ...fields } = (await of('evaluations').findOne({ _id: id }, { session }))!
      await of('survey_answers').find({ evaluationId: id } as never, { session }).toArray()
      const event = await of('audit_events').findOne({ subject: `evaluation:${id}` } as never, { session })
      const fresh = newId()
      await of('evaluations').updateOne({ _id }, { $set: fields }, { session })
      await of('audit_heads').insertOne({ _id: fresh, seq: 1, hash: fresh } as never, { session })
      await of('audit_events').insertOne({ ...event, _id: fresh, ...{ subject: fresh } }, { session })
      await of('untold_events').insertOne({ _id: `raw-${fresh}` }, { session })
    }))
  }
}

/** How many scores a second the rule computes, without a store. */
function rule(): number {
  const evaluation = aRatedEvaluation()
  const scale = scaleOf(currentRules, evaluation.scale)
  const answers = Array.from({ length: ANSWERS }, (_, n) => ({ answer: n % 3 === 0 ? 'satisfied' as const : 'very-satisfied' as const }))
  const begun = performance.now()
  let count = 0
  for (; performance.now() - begun < 500; count += 1) score(evaluation, answers, scale, new Date())
  return count / (performance.now() - begun) * 1_000
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
