import { expect } from 'chai'
import express, { type ErrorRequestHandler } from 'express'
import request from 'supertest'
import { Invalid } from '../../src/kernel/refusal.ts'
import { openLog, requestLog } from '../../src/platform/log.ts'

type Line = Record<string, unknown> & { msg: string }

const logged = () => {
  const written: string[] = []
  const logger = openLog({ level: 'debug', to: { write: line => { written.push(line) } } })
  return { logger, text: () => written.join(''), lines: () => written.map(line => JSON.parse(line) as Line) }
}

describe('the log', () => {
  it('keeps Chinese intact, names the level, and says when', () => {
    const { logger, lines } = logged()
    logger.info({ tender: 'CG-2026-0007' }, '开标完成')
    const [line] = lines()
    expect(line).to.include({ level: 'info', tender: 'CG-2026-0007', msg: '开标完成' })
    expect(line?.time).to.match(/^\d{4}-\d\d-\d\dT.*Z$/)
    expect(line).not.to.have.any.keys('pid', 'hostname')
  })

  it('never writes secrets, prices of bids or what was typed, at any depth and by any road', () => {
    const { logger, text, lines } = logged()
    const secrets = {
      password: 's3cret-1', Passphrase: 's3cret-2', headers: { cookie: 's3cret-3', 'Set-Cookie': 's3cret-4', authorization: 's3cret-5' },
      bid: { lots: [{ price: 's3cret-6', unitPrices: ['s3cret-7'] }] }, typed: { name: 's3cret-8' },
      deep: { a: { b: { c: { d: { privateKey: 's3cret-9' } } } } }, document: { toJSON: () => ({ price: 's3cret-10' }) },
      buffer: Buffer.from('s3cret-11'), map: new Map([['price', 's3cret-12']]),
    }
    logger.info(secrets, 'as an entry')
    logger.child({ password: 's3cret-13', price: 's3cret-14' }).info('as a child')
    logger.error(Object.assign(new Error('broken'), { price: 's3cret-15', details: { typed: 's3cret-16' } }))
    logger.error({ job: { error: new Error('outer', { cause: Object.assign(new Error('inner'), { body: 's3cret-17' }) }) } }, 'nested')
    expect(text()).not.to.contain('s3cret').and.not.to.contain(Buffer.from('s3cret-11').join())
    expect(lines()).to.have.length(4)
    expect(text()).to.contain('broken').and.to.contain('inner').and.to.contain('[redacted]')
  })

  it('survives what refers to itself', () => {
    const { logger, lines } = logged()
    const circle: Record<string, unknown> = { name: 'x' }
    circle.self = circle
    logger.info(circle, 'round')
    expect(lines()[0]).to.include({ msg: 'round', name: 'x' })
  })
})

describe('the log of requests', () => {
  const served = () => {
    const log = logged()
    const fails: ErrorRequestHandler = (error, _req, res, next) => {
      if (res.headersSent) next(error)
      else res.status(error instanceof Invalid ? 422 : 500).end()
    }
    const app = express()
      .use(requestLog(log.logger), express.urlencoded({ extended: false }))
      .get('/search', (_req, res) => { res.locals.route = '/search'; res.send('found') })
      .post('/tenders/:id/bids', (_req, res) => { res.locals.route = '/tenders/:id/bids'; res.status(303).end() })
      .get('/fails', () => { throw new Error('boom') })
      .get('/refuses', () => { throw new Invalid('invalid-input', 'no', { problems: [] }) })
      .get('/asset.css', (_req, res) => { res.end() })
      .get('/id', (req, res) => { res.send(String((req as { id?: unknown }).id)) })
      .use(fails)
    return { app, ...log }
  }

  it('says method, route, status and time, and neither the query, the body, the headers nor the address', async () => {
    const { app, lines, text } = served()
    await request(app).get('/search?q=张三的身份证').set('Cookie', 'sid=s3cret').set('Authorization', 'Bearer s3cret')
    await request(app).post('/tenders/65a1f0/bids').type('form').send({ price: '1280000', note: 's3cret' })
    expect(lines()[0]).to.include({ level: 'info', method: 'GET', route: '/search', status: 200, msg: 'request completed' })
    expect(lines()[0]?.ms).to.be.a('number')
    expect(lines()[1]).to.include({ method: 'POST', route: '/tenders/:id/bids', status: 303 })
    for (const word of ['张三', encodeURIComponent('张三'), 's3cret', '1280000', '65a1f0', 'cookie']) expect(text()).not.to.contain(word)
  })

  it('takes a well-formed request id from the proxy and makes one otherwise', async () => {
    const { app, lines } = served()
    const given = await request(app).get('/id').set('X-Request-Id', 'edge-20260101.7f3a')
    expect(given.text).to.equal('edge-20260101.7f3a')
    expect(given.headers['x-request-id']).to.equal('edge-20260101.7f3a')
    for (const bad of ['short', 'a b c d e f g h', 'x'.repeat(65), '"},{"level":"fatal']) {
      const made = await request(app).get('/id').set('X-Request-Id', bad)
      expect(made.text).to.match(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)
    }
    expect(lines()[0]).to.include({ requestId: 'edge-20260101.7f3a' })
  })

  it('marks faults as errors, refusals as ordinary, and assets as noise', async () => {
    const { app, lines } = served()
    for (const path of ['/fails', '/refuses', '/asset.css', '/nowhere']) await request(app).get(path)
    expect(lines().map(({ level, route, status }) => [level, route, status])).to.deep.equal([
      ['error', 'unmatched', 500], ['info', 'unmatched', 422], ['debug', 'unmatched', 200], ['info', 'unmatched', 404],
    ])
    expect(lines()[0]?.msg).to.equal('request failed')
  })
})
