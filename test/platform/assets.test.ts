import { get, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync, brotliDecompressSync } from 'node:zlib'
import { expect } from 'chai'
import express, { type ErrorRequestHandler } from 'express'
import request from 'supertest'
import { NotFound } from '../../src/kernel/refusal.ts'
import { assetAddress, assets } from '../../src/platform/assets.ts'

const refused: ErrorRequestHandler = (error, _req, res, _next) => { res.status(error instanceof NotFound ? 404 : 500).end() }
const app = express().use('/assets', assets()).use(refused)
const server = app.listen(0)

/** The bytes as they travel; the usual clients unpack them. */
const bytes = (path: string, encoding: string) => new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((done, failed) => {
  const { port } = server.address() as AddressInfo
  get({ port, path, headers: { 'Accept-Encoding': encoding } }, res => {
    const parts: Buffer[] = []
    res.on('data', (part: Buffer) => parts.push(part)).on('end', () => done({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(parts) }))
  }).on('error', failed)
})
after(() => server.close())

describe('assets', () => {
  it('have addresses that change with their content, and may be kept for ever', async () => {
    const address = assetAddress('fuhua.css')
    expect(address).to.match(/^\/assets\/fuhua\.[0-9a-f]{12}\.css$/)
    const { status, headers } = await request(app).get(address)
    expect(status).to.equal(200)
    expect(headers['cache-control']).to.equal('public, max-age=31536000, immutable')
    expect(headers['content-type']).to.equal('text/css; charset=utf-8')
  })
  it('are asked for again under a plain name or an old one', async () => {
    for (const name of ['fuhua.css', 'fuhua.000000000000.css']) {
      expect((await request(app).get(`/assets/${name}`)).headers['cache-control'], name).to.equal('no-cache')
    }
  })
  it('are not sent again to those who have them', async () => {
    const first = await request(app).get('/assets/fuhua.js')
    const again = await request(app).get('/assets/fuhua.js').set('If-None-Match', first.headers.etag ?? '')
    expect([again.status, again.text]).to.deep.equal([304, ''])
  })
  it('travel packed where the browser can unpack them', async () => {
    const plain = await bytes('/assets/tabler.css', 'identity')
    const [gz, br] = [await bytes('/assets/tabler.css', 'gzip'), await bytes('/assets/tabler.css', 'br, gzip')]
    expect([plain, gz, br].map(({ headers }) => headers['content-encoding'])).to.deep.equal([undefined, 'gzip', 'br'])
    expect(br.headers.vary).to.equal('Accept-Encoding')
    expect(new Set([plain, gz, br].map(({ headers }) => headers.etag)).size).to.equal(3)
    expect(br.body.length).to.be.below(plain.body.length / 5)
    expect(brotliDecompressSync(br.body).equals(plain.body)).to.equal(true)
    expect(gunzipSync(gz.body).equals(plain.body)).to.equal(true)
  })
  it('hold the Chinese font in slices, named by the sheet', async () => {
    const sheet = (await request(app).get(assetAddress('noto-sans-sc.css')).buffer(true)).text
    const slices = [...sheet.matchAll(/url\(([^)]+)\)/g)].map(([, name]) => name)
    expect(slices.length).to.be.above(90)
    const { status, headers } = await bytes(`/assets/${slices[0]}`, 'br')
    expect([status, headers['content-type'], headers['content-encoding']]).to.deep.equal([200, 'font/woff2', undefined])
    expect(headers['cache-control']).to.include('immutable')
  })
  it('are only those that there are', async () => {
    for (const path of ['/assets/no-such.css', '/assets/..%2Flayout.hbs', '/assets/%2e%2e%2f%2e%2e%2fpackage.json']) {
      expect((await request(app).get(path)).status, path).to.equal(404)
    }
    expect(() => assetAddress('no-such.css')).to.throw('No asset "no-such.css"')
  })
})
