import { join } from 'node:path'
import { freePort } from '../../src/platform/embedded/stores.mjs'
import { launch, stop, untilReady } from '../../src/platform/embedded/process.mjs'
import type { World } from '../support/world.ts'

const READY_SECONDS = 60
const root = join(import.meta.dirname, '..', '..')

/** The processes that the bench measures, each by itself as on a city's machine, so that nothing shares its event loop with them. */
export function processes(world: World, logs: string) {
  const running: ReturnType<typeof launch>[] = []
  const env = (more: Record<string, string> = {}): NodeJS.ProcessEnv => ({
    PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', NODE_ENV: 'production', LOG_LEVEL: 'info', HOST: '127.0.0.1',
    MONGODB_URI: process.env.MONGODB_URI!.replace(/\/fuhua\?/, `/${world.queuePrefix}?`), REDIS_URL: process.env.REDIS_URL,
    DATA_DIR: world.dataDir, SESSION_SECRET: 's'.repeat(40), SEAL_SECRET: 'q'.repeat(40), ...more,
  })
  const profile = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : []
  const begin = (name: string, args: string[], more: Record<string, string> = {}) => {
    const started = launch(name, [process.execPath, ...profile, ...args], { cwd: root, env: env(more), log: join(logs, `${name}.log`) })
    running.push(started)
    return started
  }
  /** Starts a server on a port of its own and waits until it answers. */
  async function serve(name: string, args: string[], path: string): Promise<number> {
    const port = await freePort()
    const started = begin(name, args, { PORT: String(port) })
    await untilReady(started, () => answers(`http://127.0.0.1:${port}${path}`), READY_SECONDS)
    return port
  }

  return {
    /** The site as it is in production. */
    site: () => serve('web', ['--enable-source-maps', 'dist/src/main.js'], '/readyz'),
    /** Express and nothing else, sending the bytes of these files. */
    bare: (folder: string) => serve('bare', ['test/bench/bare.mjs', folder], '/ready'),
    worker: () => begin('worker', ['--enable-source-maps', 'dist/src/worker.js']),
    emptyWorker: (queue: string) => begin('empty-worker', ['test/bench/empty-worker.mjs', queue]),
    stop: (...those: ReturnType<typeof launch>[]) => stop(those.length > 0 ? those : running),
  }
}
export type Processes = ReturnType<typeof processes>

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status === 200
  } catch {
    return false
  }
}
