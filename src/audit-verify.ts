import { verifyChains } from './platform/audit.ts'
import { readConfig } from './platform/config.ts'
import { connect, disconnect } from './platform/database.ts'

/** Checks all audit chains, and names the first break. */
await connect(readConfig(process.env).MONGODB_URI)
const { subjects, events, first } = await verifyChains()
process.stdout.write(first
  ? `BROKEN ${first.subject} at event ${first.seq}: ${first.why} (checked ${events} events of ${subjects} subjects before it)\n`
  : `All ${subjects} chains hold: ${events} events\n`)
await disconnect()
process.exitCode = first ? 1 : 0
