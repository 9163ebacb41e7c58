import { expect } from 'chai'
import express from 'express'
import request from 'supertest'
import { app } from '../../src/app.ts'
import { openLog } from '../../src/platform/log.ts'
import { forgetMeasures, measureJobs, measureRequests, metrics, metricsText } from '../../src/platform/metrics.ts'
import { startWorld, type World } from '../support/world.ts'

const measured = express()
  .use(measureRequests)
  .post('/tenders/:id/bids', (_req, res) => { res.locals.route = '/tenders/:id/bids'; res.status(303).end() })
  .get('/asset.css', (_req, res) => { res.end() })
  .get('/metrics', metrics())

const linesOf = async (name: string) => (await metricsText()).split('\n').filter(line => line.startsWith(name))

describe('measuring requests', () => {
  // Tests of whole sites that ran before in this process have counted too.
  before(forgetMeasures)

  it('counts by pattern, so that nobody reads there how many bids a tender has', async () => {
    const bids = { 'CG-2026-0001': 3, 'CG-2026-0002': 1, '65a1f0c2': 2 }
    for (const [tender, count] of Object.entries(bids)) {
      for (let sent = 0; sent < count; sent++) await request(measured).post(`/tenders/${tender}/bids?lot=7`)
    }
    const text = await metricsText()
    for (const word of [...Object.keys(bids), 'lot=7']) expect(text).not.to.contain(word)
    expect(await linesOf('http_request_duration_seconds_count')).to.deep.equal([
      'http_request_duration_seconds_count{method="POST",route="/tenders/:id/bids",status="303"} 6',
    ])
  })

  it('puts all addresses that nothing was declared for under one label', async () => {
    for (const path of ['/asset.css', '/wp-admin.php', '/tenders/65a1f0c2/bids/guess']) await request(measured).get(path)
    const lines = await linesOf('http_request_duration_seconds_count')
    expect(lines).to.include('http_request_duration_seconds_count{method="GET",route="unmatched",status="404"} 2')
    expect(lines.join()).not.to.contain('wp-admin').and.not.to.contain('65a1f0c2')
  })

  it('hands the measures to Prometheus, with those of the process', async () => {
    const reply = await request(measured).get('/metrics')
    expect(reply.status).to.equal(200)
    expect(reply.headers['content-type']).to.match(/^text\/plain/)
    expect(reply.headers['cache-control']).to.equal('no-store')
    expect(reply.text).to.match(/^process_cpu_seconds_total \d/m)
    expect(reply.text).to.match(/^http_request_duration_seconds_bucket\{le="0.25",method="POST"/m)
  })
})

describe('reading the measures', () => {
  const TOKEN = 'a-token-for-the-measures'
  const site = (token?: string) => express().set('trust proxy', 'loopback').get('/metrics', metrics(token))
  const status = async (app: express.Express, headers: Record<string, string>) => (await request(app).get('/metrics').set(headers)).status
  const elsewhere = { 'X-Forwarded-For': '203.0.113.7' }

  it('is open to this machine, with and without a token', async () => {
    expect([await status(site(), {}), await status(site(TOKEN), {})]).to.deep.equal([200, 200])
    expect(await status(site(), { 'X-Forwarded-For': '::1' })).to.equal(200)
  })
  it('is refused to every other, also behind a proxy and whatever it says of itself', async () => {
    expect(await status(site(), elsewhere)).to.equal(403)
    expect(await status(site(), { 'X-Forwarded-For': '127.0.0.1, 203.0.113.7' })).to.equal(403)
    expect(await status(site(), { 'X-Forwarded-For': '2001:db8::1' })).to.equal(403)
    expect(await status(site(), { 'X-Forwarded-For': 'unknown' })).to.equal(403)
  })
  it('is open to a program elsewhere that knows the token, and only where there is one', async () => {
    const bearing = (token: string) => ({ ...elsewhere, Authorization: `Bearer ${token}` })
    expect(await status(site(TOKEN), bearing(TOKEN))).to.equal(200)
    for (const wrong of [`${TOKEN}x`, 'x', TOKEN.toUpperCase()]) expect(await status(site(TOKEN), bearing(wrong)), wrong).to.equal(403)
    expect(await status(site(), bearing(TOKEN))).to.equal(403)
    expect(await status(site(), bearing('undefined'))).to.equal(403)
    expect(await status(site(TOKEN), { ...elsewhere, Authorization: TOKEN })).to.equal(403)
  })
})

describe('the addresses that watch over the site', function () {
  this.timeout(30_000)
  let world: World
  before(async () => { world = await startWorld('watch') })
  after(() => world.stop())

  it('tell everybody whether it lives and is ready, but only this machine how it is used', async () => {
    const from = (path: string) => request(world.app).get(path).set('X-Forwarded-For', '203.0.113.7')
    expect([(await from('/healthz')).status, (await from('/readyz')).status, (await from('/metrics')).status]).to.deep.equal([200, 200, 403])
    expect((await request(world.app).get('/metrics')).status).to.equal(200)
  })
  it('tell of an own bid neither that it was sealed nor withdrawn, by page or call: all that is done with one has one name', async () => {
    forgetMeasures()
    const owner = await world.actor('owner', { organizationId: 'organization-1' })
    const [page, call] = [await world.page(owner), await world.as(owner)]
    for (const part of ['', '/price', '/check', '/receipt']) await page.get(`/tenders/65a1f0c2/bid${part}`)
    for (const step of ['price', 'seal', 'save', 'withdraw']) {
      await page.post(`/tenders/65a1f0c2/bid/${step}`, {})
      await call.post(`/api/v1/tenders/65a1f0c2/bid/${step}`).send({})
    }
    await call.get('/api/v1/tenders/65a1f0c2/bid')
    await page.upload('/tenders/65a1f0c2/bid-files', {}, [{ field: 'files', name: '方案.pdf', body: Buffer.from('%PDF-1.7') }])
    const routes = (await linesOf('http_request_duration_seconds_count')).map(line => /route="([^"]*)"/.exec(line)![1]!)
    expect([...new Set(routes.filter(route => route.includes('bid')))]).to.deep.equal(['/tenders/:id/bid'])
  })
  it('take the token from the settings', async () => {
    const { services } = world
    const tokened = app({ ...services, config: { ...services.config, METRICS_TOKEN: 'a-token-for-the-measures' } }, openLog({ level: 'silent' }))
    const reply = await request(tokened).get('/metrics').set({ 'X-Forwarded-For': '203.0.113.7', Authorization: 'Bearer a-token-for-the-measures' })
    expect(reply.status).to.equal(200)
  })
})

describe('measuring jobs', () => {
  it('tells those done from those tried again and those failed for good', async () => {
    measureJobs.onDone('contract-pdf', 0.2)
    measureJobs.onDone('contract-pdf', 3)
    measureJobs.onFailed('contract-pdf', new Error('tender 65a1f0c2'), false)
    measureJobs.onFailed('contract-pdf', new Error('tender 65a1f0c2'), true)
    expect(await linesOf('jobs_total')).to.deep.equal([
      'jobs_total{job="contract-pdf",outcome="done"} 2',
      'jobs_total{job="contract-pdf",outcome="retried"} 1',
      'jobs_total{job="contract-pdf",outcome="failed"} 1',
    ])
    expect(await linesOf('job_duration_seconds_sum')).to.deep.equal(['job_duration_seconds_sum{job="contract-pdf"} 3.2'])
    expect(await metricsText()).not.to.contain('65a1f0c2')
  })
})
