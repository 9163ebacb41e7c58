import { dirname } from 'node:path'
import { checkNode } from './platform/embedded/packages.mjs'
import { runSite, runTask } from './platform/embedded/site.mjs'
import { complain, tell, Trouble } from './platform/embedded/trouble.mjs'

const HELP = `npm start                   install, build and run Fuhua (stores, web and worker) until Ctrl-C
npm run seed                put the rule tables in place; fill an empty database with the demo city, unless DEMO=false
npm run found               begin a site of one's own: its city and its first administrator
npm run audit:verify        check that nobody changed the audit trail

Without MONGODB_URI and REDIS_URL both stores are installed into .data and run from there.
All variables, with their meaning, are in .env.example; set them in the environment or in a file .env.
Example: PORT=3001 DATA_DIR=.data2 npm start`

const TASKS = new Map([['seed', 'fixtures/seed'], ['found', 'src/found'], ['audit:verify', 'src/audit-verify']])

const stopping = new AbortController()
const root = dirname(import.meta.dirname)
/** @type {Promise<never>} */
const interrupted = new Promise((_, reject) => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      if (!stopping.signal.aborted) tell('\nStopping …')
      stopping.abort()
      reject(new Error('interrupted'))
    })
  }
})
interrupted.catch(() => undefined)

process.exit(await main(process.argv.slice(2)))

/** @param {string[]} asked @returns {Promise<number>} the exit code */
async function main([command = 'start', ...args]) {
  const context = { root, interrupted, signal: stopping.signal }
  const task = TASKS.get(command)
  try {
    if (['--help', '-h', 'help'].includes(command)) {
      console.log(HELP)
      return 0
    }
    checkNode()
    if (task) return await runTask(context, task, args)
    if (command === 'start') return await runSite(context)
    throw new Trouble(`"${command}" is no command of Fuhua: see "npm start -- --help".`)
  } catch (error) {
    if (stopping.signal.aborted) return 0
    complain(error)
    return 1
  }
}
