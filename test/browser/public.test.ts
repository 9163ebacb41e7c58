import { expect } from 'chai'
import { PDF, openMarket, type Market } from '../tender/market.ts'
import { openBrowser, type OpenBrowser } from '../support/browser.ts'
import type { Visit } from '../support/visit.ts'

describe('the public portal in a browser', function () {
  this.timeout(60_000)
  let market: Market
  let browser: OpenBrowser
  let tender: string, paths: string[]

  before(async function () {
    market = await openMarket('browserpublic', ['晨曦', '暖阳'])
    browser = await openBrowser(this, market.world.app)
    const { world, people, bidders } = market
    const buyer = await world.page(people.buyer)
    const published = await market.published(undefined, async draft => {
      const sent = await buyer.upload(`/tenders/${draft.id}/documents`, { revision: String(draft.revision) }, [{ field: 'files', name: '需求清单（第一版）.pdf', body: PDF }])
      expect(sent.status, sent.text).to.equal(303)
      return world.services.tenders.known(draft.id)
    })
    tender = `/tenders/${published.id}`
    const asker = await world.page(bidders[0]!.owner)
    await asker.post(`${tender}/questions`, { text: '助餐是否包括周末？' })
    const { questions: [question], revision } = await world.services.tenders.known(published.id)
    const answered = await buyer.post(`${tender}/answers`, { revision: String(revision), questionId: question!.id, answer: '包括周末和节假日。' })
    expect(answered.status, answered.text).to.equal(303)
    await asker.post(`${tender}/questions`, { text: '巡访记录用什么表格？' })
    paths = [
      '/', '/search?q=养老', '/search?q=nothing', '/tenders', '/tenders?q=nothing-like-it', tender, '/catalogue', `/catalogue/${published.itemId}`, '/organizations', `/organizations/${bidders[0]!.organization.id}`,
      '/evaluations', '/contracts', '/areas', '/areas/230604', '/incubation', '/sign-in', '/sign-up',
    ]
  })
  afterEach(() => browser?.complaints())
  after(async () => {
    await browser?.stop()
    await market?.world.stop()
  })

  const each = async (visit: Visit, look: 'plain' | 'accessible') => {
    for (const path of paths) {
      await visit.go(path)
      await visit[look]()
    }
  }
  it('can be read by everybody on a wide screen', async () => each(await browser.visit(), 'accessible'))
  it('can be read by everybody on a phone', async () => each(await browser.visit({ width: 360 }), 'accessible'))
  it('is in English for whoever reads that', async () => each(await browser.visit({ lang: 'en', width: 360 }), 'plain'))
  it('needs no script', async () => each(await browser.visit({ width: 360, script: 'off' }), 'plain'))

  it('leads from the front page to a notice, its attachment and its answers', async () => {
    const visit = await browser.visit()
    const { page } = visit
    await visit.go('/')
    await page.getByRole('link', { name: 'CG-2026-0001' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).to.include('银浪社区居家养老服务项目')
    const questions = page.locator('#questions')
    expect(await questions.innerText()).to.include('包括周末和节假日。').and.include('等待答复')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '需求清单（第一版）.pdf' }).click()])
    expect(download.suggestedFilename()).to.equal('需求清单（第一版）.pdf')
    expect(await page.getByRole('link', { name: '参加投标' }).count(), 'a visitor cannot bid').to.equal(0)
  })

  it('finds an organization by the search on every page', async () => {
    const { page } = await browser.visit()
    await page.goto(tender)
    await page.getByRole('searchbox', { name: '搜索' }).first().fill('晨曦')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: '大庆市晨曦服务中心' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).to.include('大庆市晨曦服务中心')
  })

  it('can be used by the keyboard alone: past the menu, and through the menu of a phone', async () => {
    const wide = await browser.visit()
    await wide.go('/organizations')
    await wide.page.keyboard.press('Tab')
    expect(await wide.page.locator('.fh-skip').boundingBox()).to.have.property('y').that.is.at.least(0)
    await wide.page.keyboard.press('Enter')
    expect(await wide.page.evaluate(() => document.activeElement?.id)).to.equal('main')

    const { page } = await browser.visit({ width: 360 })
    await page.goto('/')
    const menu = page.locator('.fh-menu summary')
    await menu.focus()
    await page.keyboard.press('Enter')
    const notices = page.getByRole('link', { name: '采购公告' }).and(page.locator(':visible'))
    await notices.waitFor()
    await page.keyboard.press('Escape')
    expect(await notices.count()).to.equal(0)
    expect(await menu.evaluate(summary => summary === document.activeElement), 'the focus is back on the button').to.equal(true)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await Promise.all([page.waitForURL('**/tenders'), page.keyboard.press('Enter')])
  })

  it('changes its language where one stands, and remembers it', async () => {
    const { page } = await browser.visit()
    await page.goto(`${tender}?x=1`)
    await page.getByRole('link', { name: 'English' }).first().click()
    expect(new URL(page.url()).pathname).to.equal(tender)
    await page.goto('/tenders')
    expect(await page.locator('html').getAttribute('lang')).to.equal('en')
  })

  it('says what is missing, and asks a visitor to sign in where that is needed', async () => {
    const visit = await browser.visit({ width: 360 })
    await visit.refused(404, () => visit.go('/organizations/nobody'))
    await visit.accessible()
    await visit.refused(404, () => visit.go('/no-such-page'))
    await visit.accessible()
    await visit.go('/home')
    expect(new URL(visit.page.url()).pathname).to.equal('/sign-in')
  })
})
