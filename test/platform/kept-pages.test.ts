import { expect } from 'chai'
import express from 'express'
import request from 'supertest'
import { keptPages } from '../../src/platform/kept-pages.ts'

type Drawn = { status?: number; session?: object; meanwhile?: () => Promise<unknown> }

/** A page that counts how often it was drawn. */
function aSite({ status = 200, session, meanwhile }: Drawn = {}) {
  let now = new Date('2026-03-02T01:00:00Z')
  let drawn = 0
  const kept = keptPages({ clock: () => now })
  const app = express()
  app.use(kept.router(['/notices/:id']))
  app.get('/notices/:id', async (req, res) => {
    drawn += 1
    Object.assign(req, { session: { cookie: {}, ...session } })
    await meanwhile?.()
    res.status(status).send(`<p>${'公告'.repeat(100)} ${req.params.id} ${drawn}`)
  })
  return {
    kept, pass: (ms: number) => { now = new Date(now.getTime() + ms) }, drawn: () => drawn,
    get: (path = '/notices/one', headers: Record<string, string> = {}) => request(app).get(path).set(headers),
  }
}

describe('pages that are kept for visitors', () => {
  it('are drawn once for all who read them within a second, and say the same with the same headers', async () => {
    const site = aSite()
    const [first, second] = [await site.get(), await site.get()]
    expect(site.drawn()).to.equal(1)
    expect(second.text).to.equal(first.text)
    for (const name of ['etag', 'content-type']) expect(second.headers[name], name).to.equal(first.headers[name])
    expect((await site.get('/notices/one', { 'If-None-Match': first.headers.etag! })).status).to.equal(304)
    expect((await site.get('/notices/one', { 'Accept-Encoding': 'gzip' })).text).to.equal(first.text)
    expect((await site.get('/notices/one', { 'Accept-Encoding': 'identity' })).text).to.equal(first.text)
    expect(site.drawn()).to.equal(1)
  })

  it('are drawn anew once something has changed, the clock has moved or a second is over', async () => {
    const site = aSite()
    await site.get()
    await site.kept.forget()
    await site.get()
    expect(site.drawn()).to.equal(2)
    site.pass(1_000)
    await site.get()
    expect(site.drawn()).to.equal(3)
    await new Promise(done => setTimeout(done, 1_050))
    await site.get()
    expect(site.drawn()).to.equal(4)
  })

  it('are drawn anew by one reader, while the others get the old one for a second more', async () => {
    let release = () => { /* replaced as soon as somebody waits */ }
    const slow = { wait: false }
    const site = aSite({ meanwhile: async () => { if (slow.wait) await new Promise<void>(done => { release = done }) } })
    const { text: old } = await site.get()
    site.pass(1_500)
    slow.wait = true
    const renewing = site.get().then(({ text }) => text)
    while (site.drawn() < 2) await new Promise(done => setTimeout(done, 5))
    expect((await site.get()).text).to.equal(old)
    slow.wait = false
    release()
    expect(await renewing).to.not.equal(old)
    expect((await site.get()).text).to.equal(await renewing)
    expect(site.drawn()).to.equal(2)
    site.pass(2_000)
    await site.get()
    expect(site.drawn()).to.equal(3)
  })

  it('are each their own: by address, language and question, and for whoever has a cookie or a token', async () => {
    const site = aSite()
    await site.get()
    for (const [path, headers] of [
      ['/notices/two', {}], ['/notices/one', { 'Accept-Language': 'en' }], ['/notices/one?lang=en', {}], ['/notices/one', { Cookie: 'fuhua.sid=s' }],
      ['/notices/one', { Authorization: 'Bearer t' }],
    ] as const) {
      const before = site.drawn()
      await site.get(path, headers)
      expect(site.drawn(), `${path} ${JSON.stringify(headers)}`).to.equal(before + 1)
    }
  })

  it('are not those that were refused, that belong to a session, or whose thing changed while they were drawn', async () => {
    const changing: { site?: ReturnType<typeof aSite> } = {}
    changing.site = aSite({ meanwhile: async () => changing.site?.kept.forget() })
    for (const site of [aSite({ status: 404 }), aSite({ session: { csrfToken: 'x' } }), changing.site]) {
      await site.get()
      await site.get()
      expect(site.drawn()).to.equal(2)
    }
  })
})
