import { expect } from 'chai'
import compression from 'compression'
import express from 'express'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import request, { type Response } from 'supertest'
import { fileStorage, openFile } from '../../src/platform/files.ts'
import { headers } from '../../src/platform/headers.ts'
import { page, pageRouter, send } from '../../src/platform/page.ts'
import { everybody } from '../../src/platform/route.ts'

const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(4_000, '合同')])
const CSV = '组织,大庆\n'.repeat(500)
const NAME = '合同（正本）.pdf'
const encoded = encodeURIComponent('合同（正本）') + '.pdf'

describe('a page that sends a file', () => {
  let directory: string
  let site: express.Express
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sending-'))
    const storage = fileStorage({ directory, limitBytes: 1_000_000, accept: ['pdf'] })
    const received = await storage.receive(NAME, Readable.from([PDF]))
    if ('problem' in received) throw new Error(received.problem.code)
    const { key } = await storage.keep(received)
    const sending = (path: string, file: () => Promise<Parameters<typeof send>[0]>) => page({ path, may: everybody, handle: async () => send(await file()) })
    site = express().use(headers, compression(), pageRouter([
      sending('/kept', async () => ({ name: NAME, type: 'application/pdf', body: await openFile(directory, key) })),
      sending('/printed', async () => ({ name: NAME, type: 'application/pdf', body: PDF, inline: true })),
      sending('/table', async () => ({ name: '台账.csv', type: 'text/csv; charset=utf-8', body: CSV })),
      sending('/sealed', async () => ({ name: NAME, type: 'application/pdf', size: PDF.length, body: Readable.from([PDF]) })),
      sending('/broken', async () => ({ name: NAME, type: 'application/pdf', body: new Readable({ read() { this.destroy(new Error('does not open')) } }) })),
    ], (_req, _res, next) => { next() }))
    site.use(((_error, _req, res, _next) => { res.status(500).end('refused') }) as express.ErrorRequestHandler)
  })
  after(() => rm(directory, { recursive: true }))

  const fetched = (path: string, range?: string) => request(site).get(path).set(range ? { Range: range } : {}).buffer(true).parse((res, done) => {
    const pieces: Buffer[] = []
    res.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => { done(null, Buffer.concat(pieces)) })
  })
  const bytesOf = ({ body }: Response): Buffer => body as Buffer

  for (const [path, how] of [['/kept', 'attachment'], ['/printed', 'inline'], ['/sealed', 'attachment']] as const) {
    it(`gives ${path} whole, under its Chinese name, of its length and kept by nobody on the way`, async () => {
      const reply = await fetched(path)
      expect([reply.status, bytesOf(reply).equals(PDF)]).to.deep.equal([200, true])
      expect(reply.headers).to.include({
        'content-type': 'application/pdf', 'content-length': String(PDF.length), 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store, no-transform',
        'content-disposition': `${how}; filename="_.pdf"; filename*=UTF-8''${encoded}`,
      })
    })
  }

  it('lets a download do nothing, and shows what was printed under the site\'s own policy', async () => {
    expect((await fetched('/kept')).headers['content-security-policy']).to.equal('sandbox')
    expect((await fetched('/table')).headers['content-security-policy']).to.equal('sandbox')
    expect((await fetched('/printed')).headers['content-security-policy']).to.contain("default-src 'none'")
  })

  for (const path of ['/kept', '/printed', '/table']) {
    it(`gives a part of ${path} to a reader that goes on where it stopped`, async () => {
      const whole = bytesOf(await fetched(path))
      for (const [range, start, end] of [['bytes=0-99', 0, 99], ['bytes=1000-', 1000, whole.length - 1], ['bytes=-10', whole.length - 10, whole.length - 1]] as const) {
        const part = await fetched(path, range)
        expect(part.status, range).to.equal(206)
        expect(part.headers, range).to.include({ 'content-range': `bytes ${start}-${end}/${whole.length}`, 'content-length': String(end - start + 1) })
        expect(bytesOf(part).equals(whole.subarray(start, end + 1)), range).to.equal(true)
      }
    })
  }

  it('says so when there is no such part, and gives all when it is asked for several or cannot cut', async () => {
    const beyond = await fetched('/kept', 'bytes=999999-')
    expect([beyond.status, beyond.headers['content-range']]).to.deep.equal([416, `bytes */${PDF.length}`])
    expect((await fetched('/kept', 'bytes=0-1,5-6')).status).to.equal(200)
    expect((await fetched('/kept', 'lines=1-2')).status).to.equal(200)
    const sealed = await fetched('/sealed', 'bytes=0-1')
    expect([sealed.status, sealed.headers['accept-ranges']]).to.deep.equal([200, undefined])
  })

  it('refuses with a page of its own what fails before its first byte', async () => {
    const broken = await fetched('/broken')
    expect([broken.status, bytesOf(broken).toString(), broken.headers['content-disposition']]).to.deep.equal([500, 'refused', undefined])
  })
})
