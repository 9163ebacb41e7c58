import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { checkNode } from '../../src/platform/embedded/packages.mjs'
import { freePort } from '../../src/platform/embedded/stores.mjs'
import { makeCheckout, type Checkout } from './checkout.ts'

const OWN = { MONGODB_URI: 'mongodb://127.0.0.1:1/fuhua', REDIS_URL: 'redis://127.0.0.1:1' }

/** The command lines of all processes that name this folder. */
const processesOn = (folder: string) => readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap(pid => {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return line.includes(folder) ? [line] : []
  } catch {
    return []
  }
})

describe('npm start on a machine where something is wrong', function () {
  this.timeout(30_000)
  let checkout: Checkout
  beforeEach(async () => { checkout = await makeCheckout() })
  afterEach(() => checkout.remove())

  /** It ends with exit code 1 and one sentence, in one line, and neither a process nor a lock is left. */
  async function refused(env: Record<string, string>, sentence: string | RegExp, args: string[] = []) {
    const { code, said } = await checkout.fails(env, args)
    const complaint = said.slice(said.indexOf('✗ ') + 2).trimEnd()
    if (typeof sentence === 'string') expect(complaint).to.equal(sentence)
    else expect(complaint).to.match(sentence)
    expect(complaint).to.not.include('    at ')
    expect(code).to.equal(1)
    if (process.platform === 'linux') expect(processesOn(checkout.data)).to.deep.equal([])
    expect(existsSync(join(checkout.data, 'lock'))).to.equal(false)
    expect(existsSync(join(checkout.data, 'run.json'))).to.equal(false)
  }

  describe('without Python', () => {
    const onlyNode = () => ({ PATH: checkout.bin })
    const python = (version: string) => {
      writeFileSync(join(checkout.bin, 'python3'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 })
    }
    beforeEach(() => { rmSync(join(checkout.root, '.data', 'venv')) })

    it('says what to install, or how to do without', () => refused(onlyNode(),
      'The embedded stores need Python 3.10 to 3.13, but there is none: install one, or set MONGODB_URI and REDIS_URL to servers of your own.'))

    it('names the Python that is too old', () => {
      python('3.9')
      return refused(onlyNode(), /^The embedded stores need Python 3\.10 to 3\.13, but only 3\.9 is here: install one, or set/)
    })

    it('says so when it can make no environment', () => {
      writeFileSync(join(checkout.bin, 'python3'), '#!/bin/sh\n[ "$1" = -c ] && echo 3.11 || { echo "no ensurepip"; exit 1; }\n', { mode: 0o755 })
      return refused(onlyNode(), /^python3 cannot make an environment .*install python3-venv.*\nno ensurepip$/)
    })

    it('needs none when both stores are given', () => refused({ ...onlyNode(), ...OWN }, /^(MongoDB|Valkey or Redis) at 127\.0\.0\.1:1 cannot be used/))
  })

  it('refuses a Node that is too old', () => {
    expect(() => { checkNode('20.18.3') }).to.throw('Node 20.18.3 is too old: install Node 20.19 or newer.')
    expect(() => { checkNode('18.20.0') }).to.throw('too old')
    for (const version of ['20.19.0', '22.0.0']) checkNode(version)
  })

  it('refuses an npm that is too old or missing, when packages are to be installed', async () => {
    rmSync(join(checkout.root, 'node_modules'))
    writeFileSync(join(checkout.bin, 'npm'), '#!/bin/sh\necho 9.8.1\n', { mode: 0o755 })
    await refused({}, 'npm 9.8.1 is too old: install npm 10 or newer ("npm install -g npm@10").')
    rmSync(join(checkout.bin, 'npm'))
    await refused({ PATH: checkout.bin }, 'npm is missing: install the npm that belongs to Node (10 or newer).')
  })

  it('shows what npm ci said when it fails', () => {
    rmSync(join(checkout.root, 'node_modules'))
    writeFileSync(join(checkout.bin, 'npm'), '#!/bin/sh\n[ "$1" = --version ] && echo 10.9.0 || { echo "npm error E500"; exit 1; }\n', { mode: 0o755 })
    return refused({}, /^npm ci failed; put right what it says and start again:\nnpm error E500$/)
  })

  it('refuses a lock that disagrees with package.json, by the names', () => {
    const path = join(checkout.root, 'package.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"express": "[^"]+"/, '"express": "^4.0.0"'))
    return refused({}, 'package-lock.json does not agree with package.json on express: run "npm install" and commit both files.')
  })

  it('refuses sources that cannot be built', () => {
    writeFileSync(join(checkout.root, 'src', 'worker.ts'), "import { nothing } from './platform/config.ts'; nothing()")
    return refused({}, 'The sources cannot be built; the messages above say where.')
  })

  it('refuses a port that is taken, and names another', async () => {
    const server = createServer().listen(checkout.port, '127.0.0.1')
    await once(server, 'listening')
    await refused({}, `Port ${checkout.port} on 127.0.0.1 is taken: stop what listens there, or choose another one, for example PORT=${checkout.port + 1} npm start.`)
    server.close()
  })

  it('refuses an address that this machine does not have', () => refused({ HOST: '192.0.2.7' },
    new RegExp(`^The site cannot listen on 192\\.0\\.2\\.7:${checkout.port} \\(.*EADDRNOTAVAIL.*\\): put HOST and PORT right\\.$`)))

  it('refuses stores that do not answer, without telling their passwords', async () => {
    const port = await freePort()
    await refused({ MONGODB_URI: `mongodb://clerk:hidden@127.0.0.1:${port}/fuhua?serverSelectionTimeoutMS=500` },
      new RegExp(`^MongoDB at 127\\.0\\.0\\.1:${port} cannot be used \\([^)]*\\): start it, put MONGODB_URI right, or leave it out to use the embedded store\\.$`))
    await refused({ REDIS_URL: `redis://:hidden@127.0.0.1:${port}` },
      `Valkey or Redis at 127.0.0.1:${port} cannot be used (connect ECONNREFUSED 127.0.0.1:${port}): start it, put REDIS_URL right, or leave it out to use the embedded store.`)
  })

  it('refuses a Redis that is too old', async () => {
    const server = createServer(socket => socket.on('data', data => {
      const version = 'redis_version:5.0.14'
      for (const asked of data.toString().toLowerCase().split(/\*\d+\r\n/).slice(1)) {
        socket.write(asked.includes('\r\ninfo\r\n') ? `$${version.length}\r\n${version}\r\n` : '+OK\r\n')
      }
    })).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await refused({ REDIS_URL: `redis://127.0.0.1:${port}` }, `Valkey or Redis at 127.0.0.1:${port} is version 5.0.14, too old: 6.2 or newer is needed.`)
    server.close()
  })

  it('refuses a store that takes the connection and then says nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await refused({ REDIS_URL: `redis://127.0.0.1:${port}` }, /cannot be used \(no answer within 5 s\)/)
    server.close()
  })

  it('refuses production without secrets', () => refused({ NODE_ENV: 'production' },
    /^The settings cannot be used: SESSION_SECRET is missing; SEAL_SECRET is missing\. Put them right in the environment or in \.env/))

  it('refuses settings that are wrong, before it starts a store', () => refused({ LOG_LEVEL: 'loud', PORT: 'http' },
    /^The settings cannot be used: PORT is not a number; LOG_LEVEL is none of /))

  it('refuses to make new secrets when the kept ones are broken', async () => {
    const site = checkout.start(['seed'])
    expect(await site.ended).to.equal(0)
    writeFileSync(join(checkout.data, 'secrets.json'), '{')
    await refused({}, /secrets\.json is broken: get it back from a backup/)
  })

  it('refuses a data folder that cannot be written', () => refused({ DATA_DIR: join(checkout.root, 'package.json', 'data') },
    /^The data folder .*package\.json\/data cannot be written \(.*\): make it writable or set DATA_DIR to another one\.$/))

  it('refuses a command that it does not know', () => refused({}, '"strat" is no command of Fuhua: see "npm start -- --help".', ['strat']))

  it('warns of the embedded document store in production, and starts', async () => {
    const site = checkout.start([], { NODE_ENV: 'production', SESSION_SECRET: 's'.repeat(32), SEAL_SECRET: 't'.repeat(32) })
    await site.says('Fuhua is ready')
    expect(site.output()).to.include('! The embedded document store is a beta for trials and small offices: set MONGODB_URI')
    expect(existsSync(join(checkout.data, 'secrets.json'))).to.equal(false)
  })
})
