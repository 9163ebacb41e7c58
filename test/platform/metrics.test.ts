import { expect } from 'chai'
import express from 'express'
import request from 'supertest'
import { forgetMeasures, measureJobs, measureRequests, metricsHandler, metricsText } from '../../src/platform/metrics.ts'

const app = express()
  .use(measureRequests)
  .post('/tenders/:id/bids', (_req, res) => { res.locals.route = '/tenders/:id/bids'; res.status(303).end() })
  .get('/asset.css', (_req, res) => { res.end() })
  .get('/metrics', metricsHandler)

const linesOf = async (name: string) => (await metricsText()).split('\n').filter(line => line.startsWith(name))

describe('measuring requests', () => {
  // Tests of whole sites that ran before in this process have counted too.
  before(forgetMeasures)

  it('counts by pattern, so that nobody reads there how many bids a tender has', async () => {
    const bids = { 'CG-2026-0001': 3, 'CG-2026-0002': 1, '65a1f0c2': 2 }
    for (const [tender, count] of Object.entries(bids)) {
      for (let sent = 0; sent < count; sent++) await request(app).post(`/tenders/${tender}/bids?lot=7`)
    }
    const text = await metricsText()
    for (const word of [...Object.keys(bids), 'lot=7']) expect(text).not.to.contain(word)
    expect(await linesOf('http_request_duration_seconds_count')).to.deep.equal([
      'http_request_duration_seconds_count{method="POST",route="/tenders/:id/bids",status="303"} 6',
    ])
  })

  it('puts all addresses that nothing was declared for under one label', async () => {
    for (const path of ['/asset.css', '/wp-admin.php', '/tenders/65a1f0c2/bids/guess']) await request(app).get(path)
    const lines = await linesOf('http_request_duration_seconds_count')
    expect(lines).to.include('http_request_duration_seconds_count{method="GET",route="unmatched",status="404"} 2')
    expect(lines.join()).not.to.contain('wp-admin').and.not.to.contain('65a1f0c2')
  })

  it('hands the measures to Prometheus, with those of the process', async () => {
    const reply = await request(app).get('/metrics')
    expect(reply.status).to.equal(200)
    expect(reply.headers['content-type']).to.match(/^text\/plain/)
    expect(reply.headers['cache-control']).to.equal('no-store')
    expect(reply.text).to.match(/^process_cpu_seconds_total \d/m)
    expect(reply.text).to.match(/^http_request_duration_seconds_bucket\{le="0.25",method="POST"/m)
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
