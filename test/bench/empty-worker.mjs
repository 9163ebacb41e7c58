import { Worker } from 'bullmq'
import { Redis } from 'ioredis'

// As the site's own worker, with nothing to do.
const connection = new Redis(process.env.REDIS_URL ?? '', { maxRetriesPerRequest: null })
const worker = new Worker(process.argv[2] ?? '', async () => undefined, { connection, concurrency: 4 })
process.once('SIGTERM', async () => { await worker.close(); connection.disconnect() })
