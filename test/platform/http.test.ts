import { createHash } from 'node:crypto'
import { expect } from 'chai'
import mongoose from 'mongoose'
import request, { type Response } from 'supertest'
import { z } from 'zod'
import { pages } from '../../src/app.ts'
import { mayAtAll } from '../../src/kernel/policy.ts'
import { canonical } from '../../src/platform/canonical.ts'
import { endpoint } from '../../src/platform/endpoint.ts'
import { site } from '../../src/platform/http.ts'
import { openLog } from '../../src/platform/log.ts'
import { page } from '../../src/platform/page.ts'
import { everybody } from '../../src/platform/route.ts'
import { layAreas } from '../registry/ground.ts'
import { startWorld, type World } from '../support/world.ts'
import { atSignIn, cookieIn } from './browser.ts'

const FAULT = 'connection to mongodb://fuhua:hunter2@db.internal:27017 refused'
const INTERNAL = /hunter2|mongodb|node_modules|src\/|\.ts:|    at |TypeError|Error:/

describe('the site', function () {
  this.timeout(60_000)
  let world: World
  before(async () => {
    world = await startWorld('http')
    await layAreas(world)
  })
  after(() => world.stop())

  /** A site with a page and a call that fail by a fault of ours, and its log. */
  function failing(actor = world.services.accounts.actorOf) {
    const lines: { requestId?: string; level: string; err?: { message: string } }[] = []
    const logger = openLog({ level: 'info', to: { write: line => { lines.push(JSON.parse(line) as (typeof lines)[number]) } } })
    const fail = async () => { throw new Error(FAULT) }
    const app = site({
      logger, clock: world.clock.now, demo: () => null, version: '0', tokens: world.services.tokens, unread: async () => 0, ready: async () => true, connected: () => true, mounted: [], trustedProxies: 'loopback', kept: world.services.kept,
      session: { redis: world.services.redis, secret: 's'.repeat(40), secure: 'plain', actor },
      pages: [page({ path: '/fault', may: everybody, handle: fail })],
      endpoints: [endpoint({ method: 'get', path: '/fault', may: everybody, summary: 'Fails', reply: z.object({}), handle: fail })],
    })
    return { app, lines }
  }

  it('allows no inline script or style, no frame and no foreign source', async () => {
    for (const path of ['/', '/sign-in', '/nothing-here', '/assets/nothing.css', '/api/v1/me']) {
      const { headers } = await request(world.app).get(path)
      const policy = String(headers['content-security-policy'])
      expect(policy, path).to.include("default-src 'none'").and.include("script-src 'self'").and.include("frame-ancestors 'none'")
      expect(policy, path).to.not.match(/unsafe|https?:|\*/)
      expect(headers, path).to.include({ 'x-content-type-options': 'nosniff' }).and.not.have.property('x-powered-by')
    }
  })

  it('lets no cache between give one reader what another got, and says what an answer differs by', async () => {
    for (const path of ['/', '/sign-in', '/tenders', '/tenders', '/nothing-here', '/api/v1/tenders']) {
      const { headers } = await request(world.app).get(path)
      expect(headers['cache-control'], path).to.equal('private, no-cache')
      expect(headers.vary, path).to.include('Cookie').and.include('Accept-Language').and.include('Accept-Encoding')
    }
    const [, sheet = ''] = /href="(\/assets\/[^"]+\.css)"/.exec((await request(world.app).get('/')).text) ?? []
    const { headers } = await request(world.app).get(sheet)
    expect(headers['cache-control']).to.include('immutable')
    expect(headers.vary).to.equal('Accept-Encoding')
  })

  it('says whether it lives and whether its stores answer', async () => {
    expect((await request(world.app).get('/healthz')).body).to.deep.equal({ ok: true })
    expect(await request(world.app).get('/readyz')).to.deep.include({ status: 200, body: { ok: true } })
  })

  it('starts no session for a reader of the portal', async () => {
    for (const path of ['/', '/organizations', '/tenders', '/catalogue', '/nothing-here']) {
      expect(cookieIn(await request(world.app).get(path), 'fuhua.sid'), path).to.equal(undefined)
    }
  })

  it('remembers the language that was asked for, and no other', async () => {
    const reader = request.agent(world.app)
    expect((await reader.get('/').set('Accept-Language', 'en')).text).to.include('<html lang="en">')
    await reader.get('/?lang=zh-CN')
    expect((await reader.get('/catalogue').set('Accept-Language', 'en')).text).to.include('<html lang="zh-CN">')
    const odd = await reader.get('/?lang=xx')
    expect(odd.text).to.include('<html lang="zh-CN">')
    expect(cookieIn(odd, 'lang')).to.equal(undefined)
    const searching = await reader.get('/organizations?q=%E9%93%B6%E6%B5%AA&status=registered')
    expect(searching.text.replaceAll('&#x3D;', '=')).to.include('href="/organizations?q=%E9%93%B6%E6%B5%AA&amp;status=registered&amp;lang=en"')
  })

  it('says that there is no such page, whatever the address holds', async () => {
    for (const path of ['/nothing-here', '/tenders/%00', '/%E0%A4%A', `/organizations/${'x'.repeat(2_000)}`, '/catalogue/../../etc/passwd', '/accounts/[object]']) {
      const answer = await request(world.app).get(path)
      expect(answer.status, path).to.be.oneOf([303, 400, 404, 422])
      expect(answer.text, path).to.not.match(INTERNAL)
    }
    const { status, text, headers } = await request(world.app).get('/nothing-here')
    expect(status).to.equal(404)
    expect(text).to.include('没有这个页面').and.include(headers['x-request-id']!)
  })

  const unreadable: [what: string, status: number, text: string, send: (agent: ReturnType<typeof request.agent>) => PromiseLike<Response>][] = [
    ['a form that is too large', 413, 'too large', agent => agent.post('/sign-in').type('form').send(`email=${'x'.repeat(1_100_000)}`)],
    ['a form of too many fields', 413, 'too large', agent => agent.post('/sign-in').type('form').send('a=1&'.repeat(5_001))],
    ['JSON that is broken', 400, 'cannot be read', agent => agent.post('/sign-in').type('json').send('{"email":')],
    ['a coding that nobody knows', 400, 'cannot be read', agent => agent.post('/sign-in').set('Content-Type', 'application/json; charset=nowhere').send('{}')],
  ]
  for (const [what, status, text, send] of unreadable) {
    it(`refuses ${what} on a page, in the language of the reader and without telling anything internal`, async () => {
      const { agent } = await atSignIn(world.app)
      const answer = await send(agent)
      expect(answer.status).to.equal(status)
      expect(answer.text).to.include('<html lang="en">').and.include(text).and.include(answer.headers['x-request-id']!)
      expect(answer.text).to.not.match(INTERNAL)
    })
  }

  it('tells of a fault only its number, on the page and in the log the same', async () => {
    const { app, lines } = failing()
    const answer = await request(app).get('/fault?lang=en').set('X-Request-Id', 'request-4711')
    expect(answer.status).to.equal(500)
    expect(answer.text).to.include('Something went wrong on our side').and.include('<code>request-4711</code>').and.not.match(INTERNAL)
    const logged = lines.filter(({ level }) => level === 'error')
    expect(logged.map(({ requestId }) => requestId)).to.include('request-4711')
    expect(JSON.stringify(logged)).to.include('refused')
    const call = await request(app).get('/api/v1/fault').set('X-Request-Id', 'request-4712').set('Accept-Language', 'zh-CN')
    expect(call.status).to.equal(500)
    expect(call.body).to.deep.equal({ code: 'internal', text: '系统出现故障，请稍后再试。', requestId: 'request-4712' })
  })

  it('tells of a fault before there is a page just as little', async () => {
    const { app, lines } = failing(async () => { throw new Error(FAULT) })
    const person = await world.actor('bureau')
    const signedIn = await (await atSignIn(world.app)).signIn({ email: person.email, password: 'long-enough-for-all' })
    const cookie = cookieIn(signedIn, 'fuhua.sid')?.split(';')[0] ?? ''
    const answer = await request(app).get('/fault').set('Cookie', cookie)
    expect(answer.status).to.equal(500)
    expect(answer.text).to.include('系统出现故障').and.include(answer.headers['x-request-id']!).and.not.match(INTERNAL)
    expect(lines.some(({ level }) => level === 'error')).to.equal(true)
  })

  /** Everything that is stored, as one digest for each collection. */
  async function stored(): Promise<Record<string, string>> {
    const collections = await mongoose.connection.db!.collections()
    return Object.fromEntries(await Promise.all(collections.map(async each =>
      [each.collectionName, createHash('sha256').update(canonical(await each.find().sort({ _id: 1 }).toArray())).digest('hex')] as const)))
  }

  it('changes nothing when pages are looked at', async () => {
    const left = new Set(pages(world.services).filter(({ method }) => method === 'get'))
    for (const role of ['bureau', 'community', 'finance', 'administrator', 'resident'] as const) {
      const [agent, actor] = [await world.page(role), await world.actor(role)]
      const opened = await stored()
      for (const each of [...left].filter(({ may }) => mayAtAll(may, actor))) {
        left.delete(each)
        expect((await agent.get(each.path.replace(/:\w+/g, '230604'))).status, `${role} ${each.path}`).to.be.lessThan(500)
      }
      expect(await stored(), role).to.deep.equal(opened)
    }
    for (const path of ['/', '/organizations', '/sign-in']) expect((await request(world.app).head(path)).status, path).to.equal(200)
  })
})
