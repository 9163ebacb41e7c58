import { expect } from 'chai'
import type { Actor } from '../../src/kernel/actor.ts'
import { accountStore } from '../../src/people/index.ts'
import { atSignIn } from '../platform/browser.ts'
import { refusalOf } from '../platform/ground.ts'
import type { PageAgent } from '../support/page-agent.ts'
import { startWorld, type World } from '../support/world.ts'

const OLD = 'long-enough-for-all'
const NEW = 'another-one-by-now'
const revisionIn = (html: string): string => /name="revision" value="(\d+)"/.exec(html)?.[1] ?? ''

describe('an account on its pages', function () {
  this.timeout(30_000)
  let world: World
  let administrator: PageAgent
  before(async () => {
    world = await startWorld('accountpages')
    administrator = await world.page('administrator')
  })
  after(() => world.stop())
  const signIn = async (email: string, password: string) => (await (await atSignIn(world.app)).signIn({ email, password })).status

  it('is opened by oneself, signed in and without any role', async () => {
    const { agent, token } = await atSignIn(world.app)
    const draft = { _csrf: token, name: '何新', email: 'hexin@example.org', phone: '', password: 'too-short' }
    const refused = await agent.post('/sign-up').type('form').send(draft)
    expect(refused.status).to.equal(422)
    expect(refused.text).to.include('value="何新"').and.include('At least 10 letters')
    expect((await agent.post('/sign-up').type('form').send({ ...draft, password: OLD, 'grants.0.role': 'administrator' })).headers.location).to.equal('/home')
    expect((await agent.get('/home')).status).to.equal(200)
    expect((await accountStore.withEmail('hexin@example.org'))?.grants).to.deep.equal([])
  })

  it('is opened by an administrator, gets a role and loses it', async () => {
    const opened = await administrator.post('/accounts', { name: '周静', email: 'zhou@example.org', password: OLD })
    expect(opened.status, opened.text).to.equal(303)
    const at = opened.headers.location!
    const change = async (step: string, fields: Record<string, string>) =>
      administrator.post(`${at}/${step}`, { revision: revisionIn((await administrator.get(at)).text), reason: '调岗', ...fields })
    expect((await change('give', { role: 'expert' })).status).to.equal(303)
    expect((await administrator.get(at)).text).to.include('Expert').and.include('调岗')
    expect((await change('give', { role: 'district' })).text).to.include('href="#area"')
    expect((await change('take', { role: 'expert' })).status).to.equal(303)
    expect((await administrator.get('/accounts')).text).to.include('zhou@example.org').and.not.include('argon2')
  })

  it('is shut to all who neither administer nor supervise', async () => {
    const other = await world.actor('bureau')
    for (const role of ['bureau', 'community', 'resident'] as const) {
      const page = await world.page(role)
      for (const path of ['/accounts', '/accounts/new', `/accounts/${other.id}`]) expect((await page.get(path)).status, `${role} ${path}`).to.equal(403)
      expect((await page.post(`/accounts/${other.id}/disable`, { revision: '0', reason: '不行' })).status, role).to.equal(403)
    }
    const supervisor = await world.page('supervisor')
    expect((await supervisor.get(`/accounts/${other.id}`)).text).to.not.include('/disable').and.not.include('/give')
    expect((await supervisor.post(`/accounts/${other.id}/give`, { revision: '0', reason: '不行', role: 'expert' })).status).to.equal(403)
  })

  it('that is disabled ends its sessions and tokens at once, and can be enabled again', async () => {
    const person = await world.actor('finance')
    const [page, calls] = [await world.page(person), await world.as(person)]
    const at = `/accounts/${person.id}`
    const step = async (name: string, reason = '离职') => administrator.post(`${at}/${name}`, { revision: revisionIn((await administrator.get(at)).text), reason })
    expect((await step('disable', '')).text).to.include('href="#reason"')
    expect((await step('disable')).status).to.equal(303)
    expect([(await page.get('/home')).status, (await calls.get('/api/v1/me')).status]).to.deep.equal([303, 401])
    expect(await signIn(person.email, OLD)).to.equal(401)
    expect((await administrator.get(at)).text).to.include('Disabled').and.include('disabled the account').and.include(`${at}/enable`)
    expect((await step('disable')).status).to.equal(409)
    expect((await step('enable', '返岗')).status).to.equal(303)
    expect((await calls.get('/api/v1/me')).status).to.equal(200)
    expect(await signIn(person.email, OLD)).to.equal(303)
  })

  it('is not disabled by its own administrator, so that one is left', async () => {
    const self: Actor = await world.actor('administrator')
    expect((await administrator.get(`/accounts/${self.id}`)).text).to.not.include('/disable')
    const account = await accountStore.get(self.id)
    const refused = await refusalOf((async () => world.services.accounts.step(self, self.id, { action: 'disable', revision: account.revision, reason: '不行' }))())
    expect(refused).to.include({ code: 'blocked', status: 409 })
    expect((await accountStore.get(self.id)).status).to.equal('active')
  })

  describe('whose password is changed', () => {
    it('wants the old one and the new one twice, and brings none of them back', async () => {
      const page = await world.page('district')
      const refused = await page.post('/password', { current: 'not-the-old-one', password: NEW, passwordAgain: NEW })
      expect([refused.status, refused.text.includes('The present password is wrong')]).to.deep.equal([422, true])
      const differing = await page.post('/password', { current: OLD, password: NEW, passwordAgain: `${NEW}!` })
      expect([differing.status, differing.text.includes('The new passwords differ')]).to.deep.equal([422, true])
      for (const { text } of [refused, differing]) expect(text).to.not.include(NEW).and.not.include(OLD)
      expect((await page.post('/password', { current: OLD, password: 'short', passwordAgain: 'short' })).status).to.equal(422)
      expect(await signIn((await world.actor('district')).email, OLD)).to.equal(303)
    })

    it('goes on in this browser; all other sessions and tokens end, and the old password with them', async () => {
      const person = await world.actor('community')
      const [here, elsewhere, calls] = [await world.page(person), await world.page(person), await world.as(person)]
      expect((await here.post('/password', { current: OLD, password: NEW, passwordAgain: NEW })).headers.location).to.equal('/home')
      expect((await here.get('/home')).status).to.equal(200)
      expect([(await elsewhere.get('/home')).status, (await calls.get('/api/v1/me')).status]).to.deep.equal([303, 401])
      expect([await signIn(person.email, OLD), await signIn(person.email, NEW)]).to.deep.equal([401, 303])
      const { body } = await world.visitor().post('/api/v1/tokens').send({ email: person.email, password: NEW }) as { body: { token: string } }
      expect((await world.visitor().get('/api/v1/me').set('Authorization', `Bearer ${body.token}`)).status).to.equal(200)
      const last = (await world.services.accounts.timeline(person.id)).at(-1)
      expect(last).to.include({ action: 'account.password', actorId: person.id })
      expect(JSON.stringify(last)).to.not.include('argon2')
    })

    it('counts wrong tries as the sign-in does', async () => {
      const calls = await world.as('expert')
      const wrong = () => calls.put('/api/v1/me/password').send({ current: 'guessed', password: NEW, passwordAgain: NEW })
      for (let tries = 0; tries < 10; tries += 1) expect((await wrong()).status).to.equal(422)
      expect((await wrong()).status).to.equal(429)
    })
  })
})
