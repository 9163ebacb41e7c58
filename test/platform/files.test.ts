import { expect } from 'chai'
import express, { type ErrorRequestHandler } from 'express'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { createServer, request as openRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline, Transform } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import request from 'supertest'
import { Refusal } from '../../src/kernel/refusal.ts'
import { fileStorage, openFile, sweepTemporary, type FileStorageSpec } from '../../src/platform/files.ts'
import { mediaTypes, type StoredFile } from '../../src/platform/files.schema.ts'
import { newSealKey, sealStream, unsealStream } from '../../src/platform/seal.ts'
import { serveFile } from '../../src/platform/serve-file.ts'
import { filesOf, upload } from '../../src/platform/upload.ts'
import { zipOf } from '../support/zip.ts'

const LIMIT = 300_000
const pdf = (bytes = 1_000) => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(bytes, '投标')])
const program = Buffer.concat([Buffer.from('MZ\x90\0\x03'), Buffer.alloc(500)])
const key = newSealKey()

describe('files', () => {
  let directory: string
  let kept: Record<string, StoredFile>
  /** All that lies on the disk, kept or waiting. */
  const onDisk = async () => (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  /** What an answer drops goes just after the answer. */
  const settled = async (count: number) => {
    for (let tries = 0; tries < 100 && (await onDisk()).length !== count; tries++) await pause(20)
    expect(await onDisk()).to.have.length(count)
  }

  const app = (spec: Partial<FileStorageSpec> = {}) => {
    const storage = fileStorage({ directory, limitBytes: LIMIT, accept: ['pdf', 'docx', 'xlsx', 'csv'], ...spec })
    const refused: ErrorRequestHandler = (error, req, res, next) => {
      if (res.headersSent || !(error instanceof Refusal)) next(error)
      else res.status(error.status).json({ code: error.code, ...error.details, typed: req.body as unknown })
    }
    return express().set('env', 'test')
      .post('/bids', upload([{ name: 'bid', maxCount: 1 }, { name: 'attachments', maxCount: 3 }], storage), async (req, res) => {
        if ((req.body as { title?: string } | undefined)?.title === 'refused') return void res.status(422).json({})
        const files = [...await filesOf(req, 'bid'), ...await filesOf(req, 'attachments')]
        for (const file of files) kept[file.name] = file
        res.json(files)
      })
      .get('/files/:name', async (req, res) => {
        const file = kept[req.params.name]
        if (!file) return void res.status(404).end()
        const lying = await openFile(directory, file.key)
        const body = spec.wrap ? pipeline(lying.bytes(), unsealStream(key.privateKey, 'tender T1'), () => undefined) : lying
        await serveFile(req, res, { name: file.name, type: mediaTypes[file.type], size: file.size, body })
      })
      .use(refused)
  }
  const fetch = (served: express.Express, name: string) => request(served).get(`/files/${encodeURIComponent(name)}`).buffer(true)
    .parse((res, done) => {
      const pieces: Buffer[] = []
      res.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => done(null, Buffer.concat(pieces)))
    })

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'files-'))
    kept = {}
  })
  afterEach(() => rm(directory, { recursive: true }))

  describe('being sent', () => {
    it('come back as they were, under their Chinese name, as a download that can do nothing', async () => {
      const served = app()
      const sent = await request(served).post('/bids').field('title', '养老服务').attach('bid', pdf(200_000), '投标文件（正本）.pdf')
      expect(sent.status).to.equal(200)
      expect(sent.body).to.have.length(1)
      expect((sent.body as StoredFile[])[0]).to.include({ name: '投标文件（正本）.pdf', type: 'pdf', size: 200_009 })
      await settled(1)

      const reply = await fetch(served, '投标文件（正本）.pdf')
      expect((reply.body as Buffer).equals(pdf(200_000))).to.equal(true)
      expect(reply.headers).to.include({
        'content-type': 'application/pdf', 'content-length': '200009', 'x-content-type-options': 'nosniff',
        'content-security-policy': 'sandbox', 'cache-control': 'private, no-store, no-transform',
        'content-disposition': `attachment; filename="_.pdf"; filename*=UTF-8''${encodeURIComponent('投标文件（正本）')}.pdf`,
      })
    })

    it('share one place when they are equal, whatever they are called', async () => {
      const served = app()
      const [one, two] = [await request(served).post('/bids').attach('bid', pdf(), '甲.pdf'), await request(served).post('/bids').attach('bid', pdf(), '乙.pdf')]
      expect([one, two].map(({ body }) => (body as StoredFile[])[0]?.name)).to.deep.equal(['甲.pdf', '乙.pdf'])
      expect(kept['甲.pdf']?.key).to.equal(kept['乙.pdf']?.key).and.to.equal(kept['甲.pdf']?.sha256)
      await settled(1)
      const [path = ''] = await onDisk()
      expect(path).to.equal(join(directory, ...[/^../, /^..(..)/].map(part => part.exec(kept['甲.pdf']?.key ?? '')?.at(-1) ?? ''), kept['甲.pdf']?.key ?? ''))
      expect((await stat(path)).mode & 0o777).to.equal(0o600)
    })

    it('keep the order of the form', async () => {
      const sent = await request(app()).post('/bids')
        .attach('attachments', pdf(250_000), '1.pdf').attach('attachments', pdf(10), '2.pdf').attach('bid', pdf(5), '0.pdf').attach('attachments', pdf(90_000), '3.pdf')
      expect((sent.body as StoredFile[]).map(({ name }) => name)).to.deep.equal(['0.pdf', '1.pdf', '2.pdf', '3.pdf'])
    })

    it('may be none', async () => {
      expect((await request(app()).post('/bids').field('title', 'x')).body).to.deep.equal([])
      expect((await request(app()).post('/bids').send('title=x')).body).to.deep.equal([])
    })
  })

  describe('being refused', () => {
    const docx = zipOf({ '[Content_Types].xml': '', 'word/document.xml': '' })
    const accepted = { accepted: 'pdf, docx, xlsx, csv' }
    for (const [why, bytes, name, problem] of [
      ['too large', pdf(LIMIT), '大.pdf', { code: 'file-too-large', params: { megabytes: 0.29 } }],
      ['empty', Buffer.alloc(0), '空.pdf', { code: 'file-empty' }],
      ['a program named as a PDF', program, '报价.pdf', { code: 'file-type-not-allowed', params: accepted }],
      ['a program named as one', program, '报价.pdf.exe', { code: 'file-type-not-allowed', params: accepted }],
      ['a spreadsheet by name only', docx, '报价.xlsx', { code: 'file-type-mismatch' }],
      ['of a type this form does not take', zipOf({ 'a.txt': 'a' }), '附件.zip', { code: 'file-type-not-allowed', params: accepted }],
      ['without an ending', pdf(), 'pdf', { code: 'file-type-not-allowed', params: accepted }],
    ] as const) {
      it(`names the field when one is ${why}, keeps what was typed, and leaves nothing on the disk`, async () => {
        const sent = await request(app()).post('/bids').field('title', '养老').attach('attachments', pdf(), '好.pdf').attach('bid', bytes, name).field('note', '后面的字')
        expect(sent.status).to.equal(422)
        expect(sent.body).to.deep.equal({ code: 'invalid-input', problems: [{ field: 'bid', ...problem }], typed: { title: '养老', note: '后面的字' } })
        await settled(0)
      })
    }

    it('names too many files once, and an input that the form does not have', async () => {
      const four = await ['1', '2', '3', '4', '5'].reduce((sending, name) => sending.attach('attachments', pdf(), `${name}.pdf`), request(app()).post('/bids'))
      expect((four.body as { problems: unknown }).problems).to.deep.equal([{ field: 'attachments', code: 'too-many-files', params: { maximum: 3 } }])
      const unknown = await request(app()).post('/bids').attach('other', pdf(), 'a.pdf')
      expect((unknown.body as { problems: unknown }).problems).to.deep.equal([{ field: 'other', code: 'unexpected-file' }])
      await settled(0)
    })

    it('leaves nothing when the form is refused for another reason', async () => {
      expect((await request(app()).post('/bids').field('title', 'refused').attach('bid', pdf(), 'a.pdf')).status).to.equal(422)
      await settled(0)
    })

    it('leaves nothing when a form ends halfway', async () => {
      const sent = await request(app()).post('/bids').type('multipart/form-data; boundary=x')
        .send('--x\r\nContent-Disposition: form-data; name="bid"; filename="a.pdf"\r\n\r\n%PDF-1.7 and no end')
      expect(sent.status).to.equal(422)
      expect((sent.body as { problems: unknown }).problems).to.deep.equal([{ field: '', code: 'upload-broken-off' }])
      await settled(0)
    })

    const sendingTo = (server: Server) => openRequest({
      port: (server.address() as AddressInfo).port, path: '/bids', method: 'POST', headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    }).on('error', () => undefined)

    it('leaves nothing of a file that was still being written when the connection broke', async () => {
      let written = false
      const slow = () => new Transform({
        transform(chunk, _, done) { done(null, chunk) },
        flush(done) { setTimeout(() => { written = true; done() }, 200) },
      })
      const server: Server = createServer(app({ wrap: () => [slow()] })).listen(0)
      const sending = sendingTo(server)
      sending.write('--x\r\nContent-Disposition: form-data; name="bid"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n--x\r\n')
      await settled(1)
      sending.destroy()
      await pause(400)
      expect(written).to.equal(true)
      await settled(0)
      await new Promise(resolve => server.close(resolve))
    })

    it('leaves nothing when the connection breaks', async () => {
      const server: Server = createServer(app()).listen(0)
      const sending = sendingTo(server)
      sending.write('--x\r\nContent-Disposition: form-data; name="attachments"; filename="whole.pdf"\r\n\r\n%PDF-1.7\r\n')
      sending.write('--x\r\nContent-Disposition: form-data; name="bid"; filename="a.pdf"\r\n\r\n%PDF-1.7')
      sending.write(Buffer.alloc(100_000, 'a'))
      await settled(2)
      sending.destroy()
      await settled(0)
      await new Promise(resolve => server.close(resolve))
    })
  })

  describe('lying sealed', () => {
    const sealed = () => app({ wrap: () => [sealStream(key.publicKey, 'tender T1')] })

    it('show nothing on the disk, cannot be matched, and come back unsealed', async () => {
      const served = sealed()
      for (const name of ['甲.pdf', '乙.pdf']) await request(served).post('/bids').attach('bid', pdf(200_000), name)
      await settled(2)
      expect(kept['甲.pdf']?.sha256).to.equal(kept['乙.pdf']?.sha256)
      expect(kept['甲.pdf']?.key).not.to.equal(kept['乙.pdf']?.key).and.not.to.equal(kept['甲.pdf']?.sha256)
      const [one, two] = await Promise.all((await onDisk()).map(path => readFile(path)))
      expect(one?.includes('%PDF')).to.equal(false)
      expect(one?.includes('投标')).to.equal(false)
      expect(one?.equals(two ?? Buffer.alloc(0))).to.equal(false)
      const reply = await fetch(served, '甲.pdf')
      expect((reply.body as Buffer).equals(pdf(200_000))).to.equal(true)
    })

    it('are still sniffed before they are sealed', async () => {
      expect((await request(sealed()).post('/bids').attach('bid', program, '报价.pdf')).status).to.equal(422)
      await settled(0)
    })

    it('break the download when they were changed: with a refusal at the start, with a cut later', async () => {
      const served = sealed()
      await request(served).post('/bids').attach('bid', pdf(200_000), '甲.pdf')
      const [path = ''] = await onDisk()
      const bytes = await readFile(path)
      const flip = (at: number) => { const changed = Buffer.from(bytes); changed[at] = (changed[at] ?? 0) ^ 1; return changed }
      await writeFile(path, flip(40))
      const early = await request(served).get(`/files/${encodeURIComponent('甲.pdf')}`)
      expect(early.status).to.equal(409)
      expect(early.body).to.include({ code: 'seal-broken' })
      expect(early.headers).not.to.have.property('content-disposition')
      await writeFile(path, flip(bytes.length - 1))
      const late = await fetch(served, '甲.pdf').then(() => 'whole', (error: NodeJS.ErrnoException) => error.code ?? error.message)
      expect(late).to.be.oneOf(['ECONNRESET', 'aborted'])
    })
  })

  describe('being fetched', () => {
    it('let go of a reader who leaves, without a fault', async () => {
      const served = app({ limitBytes: 40_000_000 })
      await request(served).post('/bids').attach('bid', pdf(30_000_000), '大.pdf')
      const file = kept['大.pdf']
      let outcome: Promise<void> | undefined
      const server: Server = createServer(express().get('/', async (req, res) => {
        outcome = serveFile(req, res, { name: '大.pdf', type: 'application/pdf', body: await openFile(directory, file?.key ?? '') })
        return outcome
      })).listen(0)
      await new Promise<void>(resolve => {
        openRequest({ port: (server.address() as AddressInfo).port }, res => res.once('data', () => { res.destroy(); resolve() }).on('error', () => undefined)).end()
      })
      expect(await outcome).to.equal(undefined)
      await new Promise(resolve => server.close(resolve))
    })
  })

  describe('being looked for', () => {
    it('are not found by a key that is none or names another place', async () => {
      for (const bad of ['0'.repeat(64), '../../etc/passwd', `${'0'.repeat(62)}/.`, '']) {
        const found = await openFile(directory, bad).then(() => null, (error: unknown) => error)
        expect(found).to.be.instanceOf(Refusal).with.property('status', 404)
      }
    })
  })

  describe('left behind by a crash', () => {
    it('are swept when they are old, and only then', async () => {
      expect(await sweepTemporary(directory, new Date())).to.equal(0)
      await request(app()).post('/bids').attach('bid', pdf(), 'kept.pdf')
      for (const [name, date] of [['old', '2026-01-01'], ['young', '2026-01-03']] as const) {
        await writeFile(join(directory, 'incoming', name), 'half')
        await utimes(join(directory, 'incoming', name), new Date(date), new Date(date))
      }
      expect(await sweepTemporary(directory, new Date('2026-01-02'))).to.equal(1)
      expect((await onDisk()).map(path => path.includes('young') || path.includes(kept['kept.pdf']?.key ?? ''))).to.deep.equal([true, true])
    })
  })
})
