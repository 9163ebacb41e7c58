import { expect } from 'chai'
import request from 'supertest'
import { contractPdf } from '../../src/contract/index.ts'
import { Role, type Actor } from '../../src/kernel/actor.ts'
import type { Jobs } from '../../src/platform/jobs.schema.ts'
import { openBrowser, type OpenBrowser } from '../support/browser.ts'
import type { PageAgent } from '../support/page-agent.ts'
import { startWorld, type World } from '../support/world.ts'

const NOWHERE = '0'.repeat(24)
const BOARD = '/jobs/board'

describe('the job board', function () {
  this.timeout(60_000)
  let world: World
  let administrator: PageAgent
  before(async () => {
    world = await startWorld('board')
    administrator = await world.page('administrator')
    // There is no such contract, which is final.
    await world.services.enqueue(contractPdf, { contractId: NOWHERE })
    await world.runJobs()
  })
  after(() => world.stop())

  it('stands in the navigation of administrators, in both languages, and of nobody else', async () => {
    const link = /<a href="\/jobs"[^>]*>.*?<span>(.*?)<\/span>/
    expect(link.exec((await administrator.get('/home?lang=zh-CN')).text)?.[1]).to.equal('后台任务')
    expect(link.exec((await administrator.get('/home?lang=en')).text)?.[1]).to.equal('Background jobs')
    expect((await (await world.page('bureau')).get('/home')).text).not.to.match(link)
  })

  it('is open to administrators only, with all its files and calls', async () => {
    const paths = ['/jobs', BOARD, `${BOARD}/api/queues`, `${BOARD}/static/images/logo.svg`, `${BOARD}/queue/fuhua`]
    for (const path of paths) expect((await administrator.get(path)).status, path).to.equal(200)
    for (const role of Role.options.filter(role => role !== 'administrator')) {
      const organizationId = ['owner', 'editor', 'signatory'].includes(role) ? 'f'.repeat(24) : undefined
      const agent = await world.page(role, ...(organizationId ? [{ organizationId }] : []) as [])
      for (const path of paths) expect((await agent.get(path)).status, `${path} as ${role}`).to.equal(403)
    }
    for (const path of paths) expect((await request(world.app).get(path)).status, `${path} as a visitor`).to.equal(303)
    const { token } = await world.services.tokens.issue((await world.actor('administrator')).id)
    expect((await request(world.app).get(BOARD).set('Authorization', `Bearer ${token}`)).status, 'by a token').to.equal(303)
  })

  it('is only looked at: whatever it could do is refused, whoever asks', async () => {
    for (const path of ['add', 'pause', 'obliterate', 'promote', 'retry/failed', `${contractPdf.name}-${NOWHERE}/retry`, `${contractPdf.name}-${NOWHERE}/clean`]) {
      expect((await administrator.post(`${BOARD}/api/queues/fuhua/${path}`)).status, path).to.equal(403)
    }
    expect((await world.services.queue.getJobCounts('failed')).failed).to.equal(1)
  })

  it('keeps the site\'s policy but for the base address, and only on its own path', async () => {
    const policy = async (path: string) => String((await administrator.get(path)).headers['content-security-policy'])
    const site = await policy('/jobs')
    expect(site).to.contain("base-uri 'none'")
    expect(await policy(BOARD)).to.equal(site.replace("base-uri 'none'", "base-uri 'self'"))
  })

  it('says why a job failed, in the reader\'s language', async () => {
    expect((await administrator.get('/jobs?lang=zh-CN')).text).to.contain('生成合同文件').and.to.contain('没有找到这条记录')
    expect((await administrator.get('/jobs?lang=en')).text).to.contain('Printing a contract').and.to.contain('There is no such record')
    const { body } = await (await world.as('administrator')).get('/api/v1/jobs')
    expect(body).to.include({ failed: 1, active: 0 })
    expect((body as Jobs).failures[0]).to.include({ name: 'contract-pdf', tries: 1 }).and.nested.include({ 'refused.code': 'not-found' })
  })

  it('lists what failed by what it was, by why, and by whose it was', async () => {
    const found = async (query: string) => (await administrator.get(`/jobs?${query}&lang=zh-CN`)).text.includes(`name="ids" value="${contractPdf.name}-${NOWHERE}"`)
    for (const query of ['cause=refused', `name=${contractPdf.name}`, `q=${NOWHERE}`]) expect(await found(query), query).to.equal(true)
    for (const query of ['cause=fault', 'name=send-mail', 'q=ffffff']) expect(await found(query), query).to.equal(false)
    expect((await administrator.get('/jobs?format=csv&lang=zh-CN')).text.split('\n')[1]).to.include('生成合同文件').and.include(NOWHERE).and.include('没有找到这条记录').and.not.include('重试')
  })

  it('lets an administrator try again, with a token and on record', async () => {
    const id = `${contractPdf.name}-${NOWHERE}`
    const actor: Actor = await world.actor('administrator')
    expect((await administrator.post('/jobs/retry', { id, _csrf: 'forged' })).status).to.equal(403)
    expect((await administrator.post('/jobs/retry', { id })).status).to.equal(303)
    expect((await administrator.post('/jobs/retry', { id })).status, 'it waits by now').to.equal(409)
    await world.runJobs()
    const again = await (await world.as('administrator')).post('/api/v1/jobs/retry').send({ id })
    expect([again.status, (again.body as { state: string }).state]).to.deep.equal([200, 'waiting'])
    await world.runJobs()
    expect((await (await world.as('administrator')).post('/api/v1/jobs/retry').send({ id: 'no-such' })).status).to.equal(404)
    const told = await world.services.audit.timeline('job', id)
    expect(told.map(({ action, actorId }) => [action, actorId])).to.deep.equal([['job.retry', actor.id], ['job.retry', actor.id]])
  })

  describe('in a browser', () => {
    let browser: OpenBrowser
    before(async function () { browser = await openBrowser(this, world.app) })
    after(() => browser?.stop())

    it('works under its policy, with nothing from elsewhere', async () => {
      const visit = await browser.visit()
      const { email } = await world.actor('administrator')
      await visit.signIn({ email, password: 'long-enough-for-all' })
      await visit.go(`${BOARD}/queue/fuhua?status=failed`)
      await visit.page.getByText(`${contractPdf.name}-${NOWHERE}`).first().waitFor()
      await visit.page.getByText('not-found: No ').first().waitFor()
      if (process.env.PICTURES) await visit.page.screenshot({ path: `${process.env.PICTURES}/board.png` })
      // The board would style its waiting sign inline and ask another site for a font; the policy keeps both from happening.
      const heard = visit.heard.splice(0).filter(said => !/inline style|fonts\.googleapis\.com/.test(said))
      expect(heard).to.deep.equal([])
      await visit.go('/jobs')
      await visit.accessible()
      const phone = await browser.visit({ width: 360, cookies: await visit.page.context().cookies() })
      await phone.go('/jobs')
      await phone.plain()
      if (process.env.PICTURES) await visit.page.screenshot({ path: `${process.env.PICTURES}/jobs.png` })
    })
  })
})
