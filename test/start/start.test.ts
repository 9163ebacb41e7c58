import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { identityOf, pause } from '../../src/platform/embedded/process.mjs'
import { freePort } from '../../src/platform/embedded/stores.mjs'
import { makeCheckout, type Checkout } from './checkout.ts'

const READY = 'Fuhua is ready'
const seeded = async ({ address }: Checkout) => (await fetch(address)).text()
const alive = (pids: number[]) => pids.filter(pid => identityOf(pid) !== null)

describe('npm start', function () {
  this.timeout(60_000)
  let checkout: Checkout
  beforeEach(async () => { checkout = await makeCheckout() })
  afterEach(() => checkout.remove())

  const ready = async () => {
    const site = checkout.start()
    await site.says(READY)
    return { site, pids: checkout.run().processes.map(({ pid }) => pid) }
  }

  it('starts the stores, the seed, web and worker, and then tells the address and the accounts', async () => {
    const { site } = await ready()
    expect(checkout.run().processes.map(({ name }) => name)).to.have.members(['documents', 'queue', 'web', 'worker'])
    expect(await seeded(checkout)).to.equal('1')
    expect(site.output()).to.include(checkout.address)
    expect(site.output()).to.include([
      '  bureau      王秀兰  wang@example.org  first-one',
      '  supervisor  Li      li@example.org    second-one',
    ].join('\n'))
  })

  it('stops everything at SIGTERM, web while the stores still answer, and leaves nothing behind', async () => {
    const { site, pids } = await ready()
    site.signal('SIGTERM')
    expect(await site.ended).to.equal(0)
    expect(alive(pids)).to.deep.equal([])
    expect(readFileSync(join(checkout.data, 'stopped'), 'utf8')).to.equal('web ')
    expect(existsSync(join(checkout.data, 'run.json'))).to.equal(false)
    expect(existsSync(join(checkout.data, 'lock'))).to.equal(false)
  })

  it('keeps documents and secrets from one start to the next, and neither builds nor fills what is as it was', async () => {
    const { site } = await ready()
    const secrets = readFileSync(join(checkout.data, 'secrets.json'), 'utf8')
    expect(statSync(join(checkout.data, 'secrets.json')).mode & 0o777).to.equal(0o600)
    const built = statSync(join(checkout.root, 'dist/src/main.js')).mtimeMs
    site.signal('SIGINT')
    expect(await site.ended).to.equal(0)
    writeFileSync(join(checkout.root, '.env'), `PORT=${checkout.port}\nSMTP_URL=\n`)
    await ready()
    expect(await seeded(checkout)).to.equal('1')
    expect(readFileSync(join(checkout.data, 'secrets.json'), 'utf8')).to.equal(secrets)
    expect(statSync(join(checkout.root, 'dist/src/main.js')).mtimeMs).to.equal(built)
  })

  it('leaves no process when it is killed, or stops those at the next start', async () => {
    const { site, pids } = await ready()
    site.signal('SIGKILL')
    await site.ended
    if (process.platform === 'linux') {
      for (let tries = 0; alive(pids).length > 0 && tries < 100; tries++) await pause(100)
      expect(alive(pids)).to.deep.equal([])
    }
    const again = await ready()
    expect(again.site.output()).to.include('left by a process that is gone')
    expect(alive(pids)).to.deep.equal([])
    expect(await seeded(checkout)).to.equal('1')
  })

  it('stops a process that outlived a killed start', async () => {
    const { site } = await ready()
    const { processes } = checkout.run()
    const queue = processes.find(({ name }) => name === 'queue')!
    site.signal('SIGSTOP')
    site.signal('SIGKILL')
    process.kill(queue.pid, 'SIGSTOP')
    await site.ended
    const again = checkout.start()
    await again.says(`stopping what it left: `)
    process.kill(queue.pid, 'SIGCONT')
    await again.says(READY)
    expect(identityOf(queue.pid)).to.equal(null)
  })

  it('is refused a second time on the same folder', async () => {
    const { site } = await ready()
    const { code, said } = await checkout.fails({ PORT: String(await freePort()) })
    expect(code).to.equal(1)
    expect(said).to.include(`Fuhua already runs on ${checkout.data} (process ${site.pid}, ${checkout.address}): stop it first`)
    expect(await seeded(checkout)).to.equal('1')
  })

  it('stops everything when one part dies, and says which and how', async () => {
    const { site, pids } = await ready()
    await fetch(`${checkout.address}/crash`).catch(() => undefined)
    expect(await site.ended).to.equal(1)
    expect(site.output()).to.include('✗ web ended with exit code 7, so everything stops.')
    expect(alive(pids)).to.deep.equal([])
  })

  it('stops everything when a store is killed', async () => {
    const { site, pids } = await ready()
    process.kill(checkout.run().processes.find(({ name }) => name === 'documents')!.pid, 'SIGKILL')
    expect(await site.ended).to.equal(1)
    expect(site.output()).to.include('documents was ended by SIGKILL, so everything stops.')
    expect(alive(pids)).to.deep.equal([])
  })

  it('runs a task on the stores that run, and else on its own, with its arguments and exit code', async () => {
    const alone = await checkout.fails({}, ['audit:verify', '--since', '2026'])
    expect(alone.code).to.equal(3)
    expect(alone.said).to.match(/verified --since,2026 mongodb:\/\/127\.0\.0\.1:\d+\/fuhua/)
    await ready()
    const beside = await checkout.fails({}, ['audit:verify'])
    expect(beside.code).to.equal(3)
    expect(beside.said).to.include(checkout.run().mongodbUri)
    expect((await checkout.fails({}, ['seed'])).code).to.equal(0)
    expect(await seeded(checkout)).to.equal('2')
  })
})
