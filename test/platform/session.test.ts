import { expect } from 'chai'
import request from 'supertest'
import { app } from '../../src/app.ts'
import { accountStore } from '../../src/people/index.ts'
import { openLog } from '../../src/platform/log.ts'
import { startWorld, type World } from '../support/world.ts'
import { atSignIn, cookieIn, tokenIn } from './browser.ts'

const PASSWORD = 'long-enough-for-all'
const sid = (cookie: string | undefined): string => cookie?.split(';')[0] ?? ''

describe('a session', () => {
  let world: World
  before(async () => { world = await startWorld('session') })
  after(() => world.stop())
  const someone = async (alias: string) => world.actor('resident', {}, alias)
  const homeWith = (cookie: string) => request(world.app).get('/home').set('Cookie', cookie)

  it('gives a cookie that scripts cannot read and other sites cannot use', async () => {
    const { opened } = await atSignIn(world.app)
    expect(cookieIn(opened, 'fuhua.sid')).to.include('HttpOnly').and.include('SameSite=Lax').and.include('Path=/').and.include('Expires=')
  })

  it('gives it over HTTPS only, where the site is reached by HTTPS', async () => {
    const { services } = world
    const safe = app({ ...services, config: { ...services.config, PUBLIC_URL: 'https://fuhua.example' } }, openLog({ level: 'silent' }))
    const overHttps = await request(safe).get('/sign-in').set('X-Forwarded-Proto', 'https')
    expect(cookieIn(overHttps, 'fuhua.sid')).to.match(/; Secure/)
    expect(cookieIn(await request(safe).get('/sign-in'), 'fuhua.sid')).to.equal(undefined)
  })

  it('begins a new session, so that a planted one is worth nothing', async () => {
    const { opened, signIn } = await atSignIn(world.app)
    const planted = sid(cookieIn(opened, 'fuhua.sid'))
    const signedIn = await signIn({ email: (await someone('planted')).email, password: PASSWORD })
    expect([signedIn.status, signedIn.headers.location]).to.deep.equal([303, '/home'])
    expect(sid(cookieIn(signedIn, 'fuhua.sid'))).to.not.equal(planted)
    expect((await homeWith(planted)).status).to.equal(303)
    expect((await homeWith(sid(cookieIn(signedIn, 'fuhua.sid')))).status).to.equal(200)
  })

  it('goes on to the page that was asked for, of this site only', async () => {
    const asked = await request(world.app).get('/accounts?role=expert')
    expect([asked.status, asked.headers.location]).to.deep.equal([303, `/sign-in?to=${encodeURIComponent('/accounts?role=expert')}`])
    const { email } = await someone('to')
    for (const [to, goes] of [['/catalogue?q=1', '/catalogue?q=1'], ['//evil.example', '/home'], ['/\\evil.example', '/home'], ['https://evil.example', '/home'], ['', '/home']]) {
      const { signIn } = await atSignIn(world.app)
      expect((await signIn({ email, password: PASSWORD, to: to! })).headers.location, to).to.equal(goes)
    }
  })

  it('says in the form that address or password is wrong, and keeps the address, never the password', async () => {
    const { email } = await someone('wrong')
    for (const address of [email, 'nobody@example.org']) {
      const { signIn } = await atSignIn(world.app)
      const refused = await signIn({ email: address, password: 'not-the-password', to: '/catalogue' })
      expect(refused.status).to.equal(401)
      expect(refused.text).to.include('The address or the password is wrong.')
      expect(refused.text).to.include(`value="${address}"`).and.include('name="to" value="/catalogue"').and.not.include('not-the-password')
    }
  })

  it('ends with the session: its cookie is worth nothing afterwards', async () => {
    const { agent, signIn } = await atSignIn(world.app)
    const cookie = sid(cookieIn(await signIn({ email: (await someone('out')).email, password: PASSWORD }), 'fuhua.sid'))
    const token = tokenIn((await agent.get('/home')).text)
    expect((await agent.post('/sign-out').type('form').send({ _csrf: token })).headers.location).to.equal('/')
    expect((await agent.get('/home')).headers.location).to.equal('/sign-in?to=%2Fhome')
    expect((await homeWith(cookie)).status).to.equal(303)
  })

  it('ends at once for an account that is disabled', async () => {
    const { agent, signIn } = await atSignIn(world.app)
    const person = await someone('disabled')
    await signIn({ email: person.email, password: PASSWORD })
    const call = await world.as(person)
    expect([(await agent.get('/home')).status, (await call.get('/api/v1/me')).status]).to.deep.equal([200, 200])
    await accountStore.save({ ...await accountStore.get(person.id), status: 'disabled' })
    expect([(await agent.get('/home')).status, (await call.get('/api/v1/me')).status]).to.deep.equal([303, 401])
    const again = await (await atSignIn(world.app)).signIn({ email: person.email, password: PASSWORD })
    expect(again.status).to.equal(401)
  })

  describe('too often with a wrong password', () => {
    const tryTen = async (email: string, lang: string) => {
      const { signIn } = await atSignIn(world.app, lang)
      for (let tries = 0; tries < 10; tries += 1) expect((await signIn({ email, password: `wrong-${tries}` })).status).to.equal(401)
      return signIn
    }

    it('is refused for a while, also with the right one, in the language of the reader; others are not', async () => {
      const [{ email }, other] = [await someone('often'), await someone('other')]
      const signIn = await tryTen(email, 'en')
      const refused = await signIn({ email, password: PASSWORD })
      expect(refused.status).to.equal(429)
      expect(Number(refused.headers['retry-after'])).to.be.within(800, 900)
      expect(refused.text).to.include('Too many tries. Try again in 15 minutes.')
      const chinese = await (await atSignIn(world.app, 'zh-CN')).signIn({ email: email.toUpperCase(), password: PASSWORD })
      expect([chinese.status, chinese.text.includes('尝试次数过多，请 15 分钟后再试')]).to.deep.equal([429, true])
      const call = await request(world.app).post('/api/v1/tokens').send({ email, password: PASSWORD })
      expect([call.status, (call.body as { code: string }).code]).to.deep.equal([429, 'too-many-tries'])
      expect((await (await atSignIn(world.app)).signIn({ email: other.email, password: PASSWORD })).status).to.equal(303)
    })

    it('is not counted where the right one was given', async () => {
      const { email } = await someone('right')
      for (let tries = 0; tries < 12; tries += 1) {
        expect((await (await atSignIn(world.app)).signIn({ email, password: PASSWORD })).status).to.equal(303)
      }
    })
  })

  describe('a form without the token of its page', () => {
    it('is refused, and nothing is done', async () => {
      const { agent, token: earlier, signIn } = await atSignIn(world.app)
      const person = await world.actor('administrator')
      await signIn({ email: person.email, password: PASSWORD })
      const foreign = (await atSignIn(world.app)).token
      const draft = { name: '被伪造的人', email: 'forged@example.org', password: PASSWORD }
      for (const token of [undefined, '', 'x'.repeat(128), foreign, earlier]) {
        const refused = await agent.post('/accounts').type('form').send({ ...draft, ...(token !== undefined && { _csrf: token }) })
        expect(refused.status).to.equal(403)
        expect(refused.text).to.include('The form was open for too long')
      }
      expect(await accountStore.withEmail('forged@example.org')).to.equal(null)
      const right = tokenIn((await agent.get('/accounts/new')).text)
      expect((await agent.post('/accounts').type('form').send({ ...draft, _csrf: right })).status).to.equal(303)
      expect((await agent.post('/sign-out').set('X-CSRF-Token', right)).status).to.equal(303)
    })
  })
})
