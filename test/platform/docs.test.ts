import { expect } from 'chai'
import request, { type Response } from 'supertest'
import { endpoints } from '../../src/app.ts'
import { openBrowser, type OpenBrowser } from '../support/browser.ts'
import { startWorld, type World } from '../support/world.ts'

/** What the page loads: scripts, sheets and pictures, by their addresses. */
const loaded = ({ text }: Response): string[] => [...text.matchAll(/<(?:script|link|img)\b[^>]*\b(?:src|href)="([^"]+)"/g)].flatMap(([, address]) => address ?? [])
const policyOf = ({ headers }: Response): string => String(headers['content-security-policy'])

describe('the documentation of the API', function () {
  this.timeout(60_000)
  let world: World
  before(async () => { world = await startWorld('docs') })
  after(() => world.stop())

  it('is linked from the foot of every page, in both languages', async () => {
    const words = { 'zh-CN': '开放接口文档', en: 'API documentation' }
    for (const [lang, text] of Object.entries(words)) {
      const front = await request(world.app).get(`/?lang=${lang}`)
      expect(front.text).to.contain(`<a href="/api/docs">${text}</a>`)
      expect((await request(world.app).get(`/api/docs?lang=${lang}`)).text).to.contain(`<title>${text} `)
    }
  })

  it('is told of in the document itself', async () => {
    const { body } = await request(world.app).get('/api/v1/openapi.json')
    expect((body as { externalDocs: { url: string } }).externalDocs.url).to.equal('/api/docs')
  })

  it('loads nothing but files of this site, under the same policy as every page', async () => {
    const docs = await request(world.app).get('/api/docs')
    expect(docs.status).to.equal(200)
    expect(policyOf(docs)).to.equal(policyOf(await request(world.app).get('/'))).and.not.to.contain('unsafe')
    expect(docs.text).not.to.match(/<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=/)
    for (const address of loaded(docs)) expect((await request(world.app).get(address)).status, address).to.equal(200)
    expect(loaded(docs).join()).to.contain('/assets/swagger-ui.').and.to.contain('/assets/api-docs.')
  })

  describe('in a browser', () => {
    let browser: OpenBrowser
    before(async function () { browser = await openBrowser(this, world.app) })
    after(() => browser?.stop())

    it('speaks Chinese, its own words too, and lists all calls to who has no scripts', async () => {
      const visit = await browser.visit()
      await visit.go('/api/docs')
      await visit.page.locator('#operations-tenders-get_tenders_id .opblock-summary').click()
      const shown = visit.page.locator('#operations-tenders-get_tenders_id')
      await shown.getByText('试用').waitFor()
      const text = await shown.innerText()
      for (const word of ['一项采购及其采购文件', '适用：所有人', '参数', '应答', '说明']) expect(text).to.include(word)
      expect(text).not.to.match(/Parameters|Responses|Try it out|Description/)
      visit.heard.length = 0
      const plain = await request(world.app).get('/api/docs?lang=en')
      expect(plain.text.match(/<noscript>[\s\S]*<\/noscript>/)?.[0].match(/<tr/g)).to.have.length(endpoints(world.services).length + 1)
    })

    it('shows every call of the document', async () => {
      const visit = await browser.visit()
      await visit.go('/api/docs')
      const calls = visit.page.locator('.opblock')
      await calls.first().waitFor()
      expect(await calls.count()).to.equal(endpoints(world.services).length)
      // Swagger UI sets styles by its scripts and one of them as an attribute, which the policy refuses without harm.
      const heard = visit.heard.splice(0).filter(said => !/inline style/.test(said))
      expect(heard).to.deep.equal([])
      if (process.env.PICTURES) await visit.page.screenshot({ path: `${process.env.PICTURES}/docs.png` })
    })
  })
})
