import { app } from './app.ts'
import { openGround } from './ground.ts'
import { readConfig } from './platform/config.ts'
import { openLog } from './platform/log.ts'
import { stopOnSignal } from './platform/stop.ts'

const config = readConfig(process.env)
const log = openLog({ level: config.LOG_LEVEL })
const ground = await openGround(config, log, { name: 'web' })

const server = app(ground.services, log).listen(config.PORT, config.HOST, error => {
  if (error) {
    log.fatal({ err: error }, 'cannot listen')
    process.exit(1)
  }
  log.info({ port: config.PORT }, 'web is listening')
})

stopOnSignal(log, async () => {
  // Keep-alive connections would hold the server open; requests under way are finished.
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  await new Promise(done => server.close(done))
  clearInterval(idle)
  await ground.close()
})
