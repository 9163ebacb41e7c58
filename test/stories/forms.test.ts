import { spawn } from 'node:child_process'
import { expect } from 'chai'
import mongoose from 'mongoose'
import type { Response } from 'supertest'
import { pages } from '../../src/app.ts'
import { build } from '../../src/build.mjs'
import type { AnyPage } from '../../src/platform/page.ts'
import { pageAgent, type PageAgent } from '../support/page-agent.ts'
import { readPage } from '../support/page-reader.ts'
import { allForms, formsIn, inputsOf, type FoundForm } from '../support/rubbish.ts'
import { testRedisUrl } from '../support/stores.ts'
import { startWorld, type World } from '../support/world.ts'

const PEOPLE = ['bureau', 'community', 'district', 'centre', 'finance', 'supervisor', 'axin', 'jiazaidongbei', 'yinling', 'expert1', 'expert8', 'admin', 'resident']
/** Of pages of one kind each person looks at so many. */
const EACH = 5
/** These take nothing that could be shown again: passphrases, and what is chosen in a row of a list. */
const SECRET = /pass(word|phrase)/i

type Rubbish = { what: string; of: (name: string) => string }
const RUBBISH: Rubbish[] = [
  { what: 'too much', of: name => `${name} ${'长'.repeat(2)}${'z'.repeat(12_000)}` },
  { what: 'something else', of: name => `胡写 <b>"&${name}` },
  { what: 'nothing', of: () => '' },
]

/** Every form of the demo city, as somebody finds it who may use it, sent with what it cannot take. */
describe('a form filled in with rubbish', function () {
  this.timeout(600_000)
  let world: World
  let patterns: { route: AnyPage; pattern: RegExp }[]
  const agents = new Map<string, PageAgent>()
  const found = new Map<string, { form: FoundForm; by: string; on: string }>()
  const binding = new Map<string, { form: FoundForm; by: string; route: AnyPage }>()

  before(async () => {
    world = await startWorld('forms', new Date('2026-09-07T01:00:00Z'))
    await seed(world)
    patterns = pages(world.services).map(route => ({ route, pattern: new RegExp(`^${route.path.replace(/\./g, '\\.').replace(/:\w+/g, '[^/]+')}$`) }))
    for (const name of PEOPLE) agents.set(name, await pageAgent(world.app, { email: `${name}@daqing.example`, password: 'fuhua-demo-2026' }))
    for (const [name, agent] of agents) await walk(name, agent)
  })
  after(() => world.stop())
  const routeOf = (method: 'get' | 'post', path: string) => patterns.find(({ route, pattern }) => route.method === method && pattern.test(path))?.route

  /** Follows the links of the pages, a few of each kind, and notes each kind of form where it is met first. */
  async function walk(name: string, agent: PageAgent): Promise<void> {
    const seen = new Map<string, number>()
    const known = new Set<string>()
    const waiting = ['/home', '/bids', '/evaluations', '/incubation', '/organizations', '/areas', '/budget', '/volunteers', '/activities']
    while (waiting.length > 0) {
      const address = waiting.shift()!
      const path = address.split(/[?#]/)[0]!
      const route = routeOf('get', path)
      if (!route || known.has(path) || /\.(atom|xlsx|csv|zip)$|download|files|dossier|\/open\/|receipt-file|sheet$/.test(path)) continue
      known.add(path)
      const times = (seen.get(route.path) ?? 0) + 1
      seen.set(route.path, times)
      if (times > EACH) continue
      const { status, text, headers } = await agent.get(address)
      if (status === 303) waiting.push(headers.location!)
      if (status !== 200 || !String(headers['content-type']).includes('html')) continue
      for (const form of formsIn(text)) {
        const action = routeOf('post', form.action)
        if (action && !found.has(action.path)) found.set(action.path, { form, by: name, on: address })
      }
      for (const form of allForms(text)) {
        const action = routeOf('post', form.action)
        if (action?.binds && !binding.has(action.path)) binding.set(action.path, { form, by: name, route: action })
      }
      waiting.push(...readPage(text, path).links.filter(link => link.startsWith('/') && !link.startsWith('/api')))
    }
  }

  it('is found in the demo city, of more than sixty kinds', () => {
    expect(found.size).to.be.greaterThan(60)
  })

  it('that binds leaves nothing on record when it is sent first: it is shown once more, with what follows from it', async () => {
    // What needs nobody's approval, such as an organization's telephone, is only saved.
    const recorded = () => mongoose.connection.collection('audit_events').countDocuments({ action: { $ne: 'organization.edit' } })
    const [acted, asked]: [string[], string[]] = [[], []]
    for (const [path, { form, by, route }] of binding) {
      const before = await recorded()
      const answer = await agents.get(by)!.post(`${form.action}?lang=en`, { ...plausible(form, route), _checked: '' })
      if (await recorded() !== before) acted.push(`${path} (${answer.status})`)
      if (answer.text.includes('id="check"')) asked.push(path)
    }
    expect(acted).to.deep.equal([])
    expect(asked.length).to.be.greaterThan(30)
  })

  for (const { what, of } of RUBBISH) {
    it(`comes back with what was typed and what is wrong at its field, or is taken: ${what}`, async () => {
      const faults: string[] = []
      for (const [path, { form, by }] of found) {
        if (form.controls.some(({ name }) => SECRET.test(name))) continue
        const typed = Object.fromEntries(form.controls.filter(({ kind }) => kind === 'text').map(({ name }) => [name, of(name)]))
        const others = Object.fromEntries(form.controls.filter(({ kind, name }) => kind !== 'text' && name !== '_csrf').map(({ name, value }) => [name, value]))
        const answer = await agents.get(by)!.post(`${form.action}?lang=en`, { ...others, ...typed })
        faults.push(...faultsOf(answer, { typed, what, action: form.action }).map(fault => `${path} (${form.action} by ${by}): ${fault}`))
      }
      expect(faults).to.deep.equal([])
    })
  }
})

const ROW = /\.\d+(?=\.|$)/g
/** What the form asks for, as it could be meant. */
function plausible({ controls }: FoundForm, { body }: AnyPage): Record<string, string> {
  const types = new Map(inputsOf(body).map(({ name, type }) => [name.replace(ROW, '.0'), type]))
  const answers: Record<string, string> = { number: '1', int: '1', date: '2026-12-01' }
  return Object.fromEntries(controls.filter(({ name }) => !name.startsWith('_')).map(({ name, kind, value }) =>
    [name, kind === 'text' && value === '' ? answers[types.get(name.replace(ROW, '.0')) ?? ''] ?? '内容已经核对，理由充分，依据齐全。' : value]))
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

function faultsOf(answer: Response, { typed, what, action }: { typed: Record<string, string>; what: string; action: string }): string[] {
  // What has no limit may be taken, such as a note of any words.
  if (answer.status === 303) return what === 'too much' ? ['was taken'] : []
  const title = /<h1[^>]*>([^<]*)/.exec(answer.text)?.[1] ?? ''
  const forms = formsIn(answer.text)
  const fields = forms.flatMap(({ controls }) => controls)
  const lost = Object.entries(typed).filter(([name, text]) => text !== '' && !fields.some(each => each.name === name && each.value.trim() === text) && !answer.text.includes(`>${escaped(text)}<`))
    .map(([name]) => `${name} is lost`)
  // Somebody may not do any more what an earlier form has ended; the page says so, with what was typed.
  if (answer.status === 403 || answer.status === 409) return lost
  if (answer.status !== 422) return [`answers ${answer.status}: ${title}`]
  const { links, ids } = readPage(answer.text, '/')
  const summary = answer.text.split('id="errors"')[1]?.split('</ul>')[0] ?? ''
  return [
    ...lost, ...links.filter(link => link.startsWith('#') && !ids.includes(link.slice(1))).map(link => `${link} leads nowhere`),
    ...(forms.some(form => form.action === action) && !summary.includes('<a href="#') ? [`names no field: ${summary.replace(/<[^>]+>|\s+/g, ' ')}`] : []),
    ...(BARE.exec(summary.replace(/<[^>]+>/g, ' ')) ?? []).map(key => `says ${key}`),
  ]
}
const BARE = /\b(?:problem|refusal|blocker)\.[a-z][\w-]*/

/** The demo city, as npm start makes it, in the world's own stores. */
async function seed({ services: { config } }: World): Promise<void> {
  await build(process.cwd())
  const env = {
    ...process.env, NODE_ENV: 'development', DEMO: 'true', MONGODB_URI: config.MONGODB_URI, REDIS_URL: `${testRedisUrl()}/7`, DATA_DIR: config.DATA_DIR,
    SESSION_SECRET: config.SESSION_SECRET, SEAL_SECRET: config.SEAL_SECRET, LOG_LEVEL: 'warn',
  }
  await new Promise<void>((done, failed) => {
    const child = spawn(process.execPath, ['dist/fixtures/seed.js'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', chunk => { said += chunk })
    child.once('close', code => code === 0 ? done() : failed(new Error(`The seed ended with ${code}: ${said}`)))
  })
}
