import { join } from 'node:path'
import { writeRun } from './folder.mjs'
import { lastWords, launch as launchProcess, stop } from './process.mjs'
import { Trouble } from './trouble.mjs'

/**
 * @typedef {import('./process.mjs').Running} Running
 * @typedef {(name: string, command: string[], how: { cwd: string, env: NodeJS.ProcessEnv, port?: number }) => Running} Launch
 */

/**
 * All that runs for one start: noted in run.json as it begins, and stopped in the opposite order of what needs what.
 * @param {string} data
 */
export function fleet(data) {
  /** @type {Running[]} */
  const running = []
  /** @type {import('./folder.mjs').RunFile} */
  const noted = { pid: process.pid, processes: [] }
  let stopped = false

  /** @param {Partial<import('./folder.mjs').RunFile>} more */
  const note = more => { writeRun(data, Object.assign(noted, more)) }

  return {
    note,

    /** @type {Launch} */
    launch(name, command, { cwd, env, port }) {
      if (stopped) throw new Trouble(`${name} was not started, since everything stops.`)
      const started = launchProcess(name, command, { cwd, env, log: join(data, 'logs', `${name}.log`) })
      running.push(started)
      note({ processes: [...noted.processes, { name, pid: started.pid, identity: started.identity, port }] })
      return started
    },

    /** Fails as soon as one of those that run now ends. @returns {Promise<never>} */
    death: () => Promise.race(running.filter(({ gone }) => !gone()).map(async each => {
      throw new Trouble(`${each.name} ${await each.exited}, so everything stops.${lastWords(each)}`)
    })),

    async stop() {
      stopped = true
      const stores = running.filter(({ name }) => name === 'documents' || name === 'queue')
      await stop(running.filter(each => !stores.includes(each)))
      await stop(stores)
    },
  }
}
/** @typedef {ReturnType<typeof fleet>} Fleet */
