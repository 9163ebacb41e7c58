import { openMarket, type Market } from '../tender/market.ts'
import { openBrowser, type OpenBrowser } from '../support/browser.ts'

describe('the public portal in a browser', function () {
  this.timeout(30_000)
  let market: Market
  let browser: OpenBrowser
  before(async function () {
    market = await openMarket('browserpublic', ['晨曦'])
    browser = await openBrowser(this, market.world.app)
  })
  afterEach(() => browser?.complaints())
  after(async () => {
    await browser?.stop()
    await market?.world.stop()
  })
  it('opens', async () => {
    const visit = await browser.visit()
    await visit.go('/')
    await visit.accessible()
  })
})
