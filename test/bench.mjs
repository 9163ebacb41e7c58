import { dirname } from 'node:path'
import { build } from '../src/build.mjs'
import { runHere } from '../src/platform/embedded/process.mjs'
import { onThrowAwayStores } from './support/throw-away.mjs'

const root = dirname(import.meta.dirname)

process.exit(await onThrowAwayStores({ root, what: 'The bench was', then: () => build(root) }, async ({ data, env, death, signal }) => {
  const bench = runHere([process.execPath, '--import', 'tsx', 'test/bench/bench.ts', ...process.argv.slice(2)],
    { cwd: root, env: { ...env, BENCH_DIR: data }, signal })
  const ended = await Promise.race([death(), bench])
  return typeof ended === 'number' ? ended : 1
}))
