import { expect } from 'chai'
import request, { type Response } from 'supertest'
import { z } from 'zod'
import { anItemDraft } from '../../fixtures/catalogue.ts'
import { accountStore } from '../../src/people/index.ts'
import { endpoint } from '../../src/platform/endpoint.ts'
import { site } from '../../src/platform/http.ts'
import { openLog } from '../../src/platform/log.ts'
import { everybody } from '../../src/platform/route.ts'
import { bureau } from '../registry/ground.ts'
import { startWorld, type World } from '../support/world.ts'

type Refused = { code: string; text: string; requestId: string; problems: { field: string; code: string; text: string }[] }
const PASSWORD = 'long-enough-for-all'

describe('a call of the API', () => {
  let world: World
  before(async () => { world = await startWorld('endpoint') })
  after(() => world.stop())
  const call = () => request(world.app)
  const refusedWith = ({ status, body }: Response) => [status, (body as Refused).code]

  it('is made with a bearer token, that an address and a password give', async () => {
    const { email, id } = await world.actor('bureau')
    const { status, body } = await call().post('/api/v1/tokens').send({ email, password: PASSWORD })
    const { token, expiresInSeconds } = body as { token: string; expiresInSeconds: number }
    expect([status, expiresInSeconds]).to.deep.equal([201, 43_200])
    const me = await call().get('/api/v1/me').set('Authorization', `Bearer ${token}`)
    expect(me.body).to.include({ id, email }).and.not.have.property('passwordHash')
    const kept = await world.services.redis.keys('token:*')
    expect(kept.join()).to.not.include(token)
  })

  it('is nobody\'s without a token, with a wrong one, and with the cookie of a session', async () => {
    expect(refusedWith(await call().get('/api/v1/me'))).to.deep.equal([401, 'sign-in-first'])
    for (const header of ['Bearer ', `Bearer ${'x'.repeat(43)}`, 'Bearer ../../etc', `Basic ${Buffer.from('a:b').toString('base64')}`, `bearer ${'x'.repeat(9_000)}`]) {
      const answer = await call().get('/api/v1/me').set('Authorization', header)
      expect(answer.status, header.slice(0, 30)).to.equal(401)
    }
    const browser = await world.page('administrator')
    expect((await browser.get('/api/v1/me')).status).to.equal(401)
    expect((await browser.post('/api/v1/accounts', { name: '伪造', email: 'forged@example.org', password: PASSWORD })).status).to.equal(401)
  })

  it('is nobody\'s any more when its token is revoked', async () => {
    const { token } = await world.services.tokens.issue((await world.actor('finance')).id)
    const me = () => call().get('/api/v1/me').set('Authorization', `Bearer ${token}`)
    expect((await me()).status).to.equal(200)
    await world.services.tokens.revoke(token)
    expect((await me()).status).to.equal(401)
  })

  it('is refused in the language of the reader, with a code that stays and the number of the request', async () => {
    const token = await world.as('resident')
    const [english, chinese] = await Promise.all(['en', 'zh-CN'].map(lang => token.get('/api/v1/accounts').set('Accept-Language', lang)))
    expect(english!.body).to.deep.equal({ code: 'forbidden', text: 'You may not do this.', problems: [], blockers: [], requestId: english!.headers['x-request-id'] })
    expect([chinese!.status, (chinese!.body as Refused).code, (chinese!.body as Refused).text]).to.deep.equal([403, 'forbidden', '您没有办理这一事项的权限。'])
    expect(english!.headers['content-type']).to.match(/^application\/json/)
  })

  it('that nobody declared, or for a thing that is not there, is not found', async () => {
    const bureauCalls = await world.as('bureau')
    expect(refusedWith(await bureauCalls.get('/api/v1/nothing'))).to.deep.equal([404, 'page-not-found'])
    expect(refusedWith(await bureauCalls.delete('/api/v1/me'))).to.deep.equal([404, 'page-not-found'])
    expect(refusedWith(await bureauCalls.get('/api/v1/items/ffffffffffffffffffffffff'))).to.deep.equal([404, 'not-found'])
    expect(refusedWith(await bureauCalls.get(`/api/v1/items/${'x'.repeat(65)}`))).to.deep.equal([422, 'invalid-input'])
  })

  const bodies: [what: string, type: string, body: string, expected: [number, string]][] = [
    ['JSON that is broken', 'application/json', '{"email": "a', [400, 'bad-request']],
    ['JSON that is too large', 'application/json', JSON.stringify({ email: 'x'.repeat(1_100_000) }), [413, 'too-large']],
    ['a list', 'application/json', '[]', [422, 'invalid-input']],
    ['a bare word', 'application/json', '"email"', [400, 'bad-request']],
    ['plain text', 'text/plain', 'email=a', [422, 'invalid-input']],
    ['an unknown coding', 'application/json; charset=nowhere', '{}', [400, 'bad-request']],
    ['nothing', 'application/json', '', [422, 'invalid-input']],
  ]
  for (const [what, type, body, expected] of bodies) {
    it(`with ${what} is refused as ${expected.join(' ')}`, async () => {
      const answer = await call().post('/api/v1/tokens').set('Content-Type', type).send(body)
      expect(refusedWith(answer)).to.deep.equal(expected)
      expect(answer.text).to.not.match(/node_modules|SyntaxError|\.ts:/)
    })
  }

  it('with wrong fields names each of them by its path and a code', async () => {
    const draft = { ...anItemDraft(), code: 'X9', name: undefined, referencePrice: 1.5, indicators: [{ name: '甲', target: -1, unit: '人' }], validFrom: '2026-13-45', purchaseArea: 'war' }
    const answer = await (await world.as('bureau')).post('/api/v1/items').send(draft)
    expect(answer.status).to.equal(422)
    expect((answer.body as Refused).problems.map(({ field, code }) => `${field}: ${code}`)).to.have.members([
      'code: catalogue-code', 'name: required', 'referencePrice: not-number', 'indicators.0.target: too-small-number', 'validFrom: not-date', 'purchaseArea: not-a-choice',
    ])
    for (const { text } of (answer.body as Refused).problems) expect(text).to.match(/\w{3}/)
  })

  it('takes none of the fields that it did not ask for', async () => {
    const administrator = await world.as('administrator')
    const answer = await administrator.post('/api/v1/accounts').send({
      name: '周静', email: 'zhou@example.org', password: PASSWORD, id: 'chosen', passwordHash: 'chosen', status: 'disabled', revision: 7, $where: '1',
    })
    expect(answer.status).to.equal(201)
    const account = await accountStore.withEmail('zhou@example.org')
    expect(account).to.include({ status: 'active', revision: 0 }).and.not.have.any.keys('$where')
    expect(account?.id).to.not.equal('chosen')
    expect(account?.passwordHash).to.match(/^\$argon2id\$/)
  })

  it('with operators of the database in place of an answer finds nothing', async () => {
    const answer = await call().post('/api/v1/tokens').send({ email: { $ne: null }, password: { $ne: null } })
    expect(refusedWith(answer)).to.deep.equal([422, 'invalid-input'])
    const listed = await call().get('/api/v1/items?status[$ne]=x&purchaseArea[$gt]=')
    expect(listed.status).to.be.oneOf([200, 422])
  })

  it('says of two who changed one thing that the slower was late', async () => {
    const item = await world.services.items.draft(bureau, anItemDraft())
    const calls = await world.as('bureau')
    const answers = await Promise.all([1, 2, 3].map(() => calls.post(`/api/v1/items/${item.id}/submit`).send({ revision: item.revision })))
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 409, 409])
    for (const answer of answers.filter(({ status }) => status === 409)) expect((answer.body as Refused).code).to.be.oneOf(['changed-meanwhile', 'not-allowed-now'])
  })

  it('answers with what it declares and nothing more, whatever its handler gives', async () => {
    const { services } = world
    const leaking = site({
      logger: openLog({ level: 'silent' }), clock: world.clock.now, demo: () => null, version: '0', tokens: services.tokens, unread: async () => 0, ready: async () => true, connected: () => true, trustedProxies: 'loopback', kept: services.kept,
      session: { redis: services.redis, secret: 's'.repeat(40), secure: 'plain', actor: services.accounts.actorOf }, pages: [], mounted: [],
      endpoints: [endpoint({
        method: 'get', path: '/bid', may: everybody, summary: 'Leaks', reply: z.object({ name: z.string() }), handle: async () => ({ name: '晨曦', price: 48_600_000 }),
      })],
    })
    expect((await request(leaking).get('/api/v1/bid')).body).to.deep.equal({ name: '晨曦' })
  })

  it('is documented: every answer to a refusal has the shape that the document gives', async () => {
    const { body } = await call().get('/api/v1/openapi.json') as { body: { openapi: string; components: { schemas: Record<string, { required: string[] }> } } }
    expect(body.openapi).to.equal('3.1.0')
    const refused = await call().get('/api/v1/me')
    expect(refused.body).to.include.all.keys(...body.components.schemas.Refused!.required)
  })
})
