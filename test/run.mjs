import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runHere } from '../src/platform/embedded/process.mjs'
import { tell, Trouble } from '../src/platform/embedded/trouble.mjs'
import { onThrowAwayStores } from './support/throw-away.mjs'

const root = dirname(import.meta.dirname)

let summary = ''
const code = await onThrowAwayStores({ root, what: 'The tests were' }, async ({ data, env, death, signal }) => {
  const counts = join(data, 'counts.json')
  return verdict(await Promise.race([death(), mocha(process.argv.slice(2), { counts, env, signal })]), counts)
})
if (summary) console.log(`\n${summary}`)
process.exit(code)

/** @param {string[]} args @param {{ counts: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} how */
function mocha(args, { counts, env, signal }) {
  const files = args.some(arg => /^[^-].*\.ts$/.test(arg)) ? [] : ['test/**/*.test.ts']
  const report = ['--reporter', join(root, 'test', 'support', 'counting-reporter.cjs'), '--reporter-option', `counts=${counts}`]
  return runHere([process.execPath, join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'), ...files, ...args, ...report],
    { cwd: root, env, signal })
}

/** @param {number | string} ended @param {string} path of the counts @returns {number} the exit code */
function verdict(ended, path) {
  if (!existsSync(path)) throw new Trouble(`Mocha ended with ${ended} before it had run the tests; what it printed above says why.`)
  const { passes, failures, pending } = JSON.parse(readFileSync(path, 'utf8'))
  summary = `${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`
  if (passes + failures === 0) tell('\nNo test ran: name files under test/, or leave the arguments out.')
  return failures === 0 && passes > 0 && ended === 0 ? 0 : 1
}
