import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { checkPort } from '../../src/platform/embedded/stores.mjs'
import { makeCheckout, type Checkout } from './checkout.ts'

const PASSES = "it('passes', () => {})"

describe('npm test', function () {
  this.timeout(60_000)
  let checkout: Checkout
  before(async () => { checkout = await makeCheckout() })
  after(() => checkout.remove())

  /** Runs a file of tests and gives the last line, all that was said, and the exit code. */
  function tests(text: string, { args = [], env = {} }: { args?: string[]; env?: Record<string, string> } = {}) {
    writeFileSync(join(checkout.root, 'test', 'some.test.ts'), text)
    const { status, stdout, stderr } = spawnSync(process.execPath, ['test/run.mjs', ...args],
      { cwd: checkout.root, env: { ...process.env, ...env }, encoding: 'utf8' })
    return { code: status, last: stdout.trimEnd().split('\n').at(-1), said: stdout + stderr }
  }

  it('counts failures and what was skipped, and fails', () => {
    const { last, code } = tests(`${PASSES}; it('fails', () => { throw new Error('no') }); it.skip('waits', () => {})`)
    expect({ last, code }).to.deep.equal({ last: '1 passed, 1 failed, 1 skipped', code: 1 })
  })

  it('fails and says so when mocha dies, and gives no counts that it does not have', () => {
    const { last, code, said } = tests(`${PASSES}; it('dies', () => { process.kill(process.pid, 'SIGKILL') })`)
    expect(code).to.equal(1)
    expect(said).to.include('✗ Mocha ended with SIGKILL before it had run the tests')
    expect(last).to.not.match(/passed,/)
  })

  it('fails when a file cannot be read as tests', () => {
    const { code, said } = tests("import './nowhere.ts'")
    expect(code).to.equal(1)
    expect(said).to.include('✗ Mocha ended with 1 before it had run the tests')
  })

  it('fails when no test ran', () =>
    expect(tests(PASSES, { args: ['-g', 'nothing'] })).to.include({ last: '0 passed, 0 failed', code: 1 }))

  it('takes the arguments of mocha, ends with the counts, and succeeds when all pass', () => {
    expect(tests(PASSES, { args: ['test/some.test.ts', '-g', 'passes'] })).to.include({ last: '1 passed, 0 failed', code: 0 })
  })

  it('gives the tests stores of their own, which are gone after it', async () => {
    const { code, said } = tests(`it('knows', () => console.log(process.env.MONGODB_URI, process.env.REDIS_URL, process.env.NODE_ENV, process.env.TZ))`,
      { env: { MONGODB_URI: '', REDIS_URL: '' } })
    expect(code).to.equal(0)
    const port = /mongodb:\/\/127\.0\.0\.1:(\d+)\/fuhua\S* redis:\/\/127\.0\.0\.1:\d+ test UTC/.exec(said)?.[1]
    expect(process.env.MONGODB_URI).to.not.include(`:${port}/`)
    await checkPort(Number(port), '127.0.0.1')
  })
})
