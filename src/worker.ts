import { works } from '../jobs/index.ts'
import { openGround } from './ground.ts'
import { jobs } from './jobs.ts'
import { atMomentsByChance } from './platform/chance.ts'
import { readConfig } from './platform/config.ts'
import { openLog } from './platform/log.ts'
import { measureJobs } from './platform/metrics.ts'
import { warmUp } from './platform/print.ts'
import { scheduleSweeps, startWorker, workTable } from './platform/queue.ts'
import { openRedis } from './platform/redis.ts'
import { stopOnSignal } from './platform/stop.ts'

const config = readConfig(process.env)
const log = openLog({ level: config.LOG_LEVEL })
const table = workTable(jobs, works)
const ground = await openGround(config, log, { name: 'worker' })

// Fonts are parsed before the first job: the first contract would wait for them, and every other job with it.
const begun = performance.now()
await warmUp()
log.info({ ms: Math.round(performance.now() - begun) }, 'fonts are parsed')

await scheduleSweeps(ground.queue, jobs)
const connection = openRedis(config.REDIS_URL)
const worker = startWorker({ connection, prefix: 'fuhua', table, deps: ground.services }, {
  onDone: measureJobs.onDone,
  onFailed: (name, error, final) => {
    measureJobs.onFailed(name, error, final)
    log[final ? 'error' : 'warn']({ job: name, err: error }, final ? 'job failed' : 'job will be tried again')
  },
})
if (ground.services.mail.goes === 'nowhere') log.info('no mail leaves: SMTP_URL is not set, or this is the demo; messages stay in the site')
log.info({ jobs: jobs.length }, 'worker is waiting for jobs')

// What a crash lost is asked for now, not at the next time of its sweep, which may be an hour ahead.
for (const sweep of jobs.filter(({ everySeconds }) => everySeconds)) await ground.services.enqueue(sweep, {})

// No job: the board, the measures and the log of jobs would count what is done for show, and so what is not.
const stirring = atMomentsByChance(ground.services.bids.stirOne)

stopOnSignal(log, async () => {
  stirring.stop()
  await worker.close()
  await ground.close()
})
