import { expect } from 'chai'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'
import { layAreas } from '../registry/ground.ts'
import { openBrowser, type OpenBrowser } from '../support/browser.ts'
import type { Visit } from '../support/visit.ts'
import { startWorld, type World } from '../support/world.ts'
import { checkAndSend, submit } from './bid.ts'
import { translator } from '../../src/platform/text.ts'
import { come, fill, mainOf, PASSWORD, WAYS, wayOf } from './person.ts'

for (const looks of WAYS) describe(`those who pay, ${wayOf(looks)}`, function () {
  const t = translator(looks.lang)
  this.timeout(60_000).bail(true)
  let ground: PurchaseGround
  let browser: OpenBrowser

  before(async function () {
    ground = await startPurchase(`browserpay${looks.width}`)
    browser = await openBrowser(this, ground.world.app)
  })
  afterEach(() => browser?.complaints())
  after(async () => {
    await browser?.stop()
    await ground?.world.stop()
  })

  it('approve a payment by two people, the second of whom pays', async () => {
    const contract = await ground.inForce()
    const { id } = await ground.world.services.payments.invoice(ground.owner, contract.id, { seq: 1, number: '2330100001' })
    for (const [person, wording] of [[ground.finance, 'contract.payment.approve'], [ground.finance2, 'contract.payment.approve-last']] as const) {
      const visit = await come(browser, ground.world, person, looks)
      await visit.page.locator(`main a[href="/payments/${id}"]`).first().click()
      expect(await mainOf(visit)).to.include('226,000.00')
      await visit.accessible()
      await checkAndSend(visit, 'form[action$="/approve"] button[type=submit]')
      await visit.page.locator('[data-flash]').waitFor()
      expect(await visit.page.getByRole('button', { name: t(wording), exact: true }).count(), 'nobody approves twice').to.equal(0)
      await visit.accessible()
    }
    expect(await ground.balance(contract.lineId)).to.include({ committed: 226_000_00, paid: 226_000_00 })
  })
})

for (const looks of WAYS) describe(`a resident and the clerk of the registry, ${wayOf(looks)}`, function () {
  this.timeout(60_000).bail(true)
  const t = translator(looks.lang)
  let world: World
  let browser: OpenBrowser
  let visit: Visit
  let at = ''

  before(async function () {
    world = await startWorld(`browserresident${looks.width}`)
    await layAreas(world)
    browser = await openBrowser(this, world.app)
  })
  afterEach(() => browser?.complaints())
  after(async () => {
    await browser?.stop()
    await world?.stop()
  })

  it('opens an account, registers an organization with a code that is checked, and sees that it waits', async () => {
    visit = await browser.visit(looks)
    const { page } = visit
    await visit.go(`/sign-up?lang=${looks.lang}`)
    await fill(visit, { name: '李素芬', email: 'lisufen@example.org', password: PASSWORD })
    await visit.accessible()
    await submit(visit)
    await page.waitForURL('**/home')
    await visit.accessible()
    await page.locator('main a[href="/organizations/register"]').first().click()
    await page.locator('#type').selectOption('service-institution')
    await page.locator('#area').selectOption('230604001')
    await fill(visit, {
      name: '大庆市银浪助老服务中心', uscc: '52230604MJ0TE5T29X', founded: '2015-04-01', address: '让胡路区银浪社区综合服务楼二层', representative: '李素芬',
      'contact.name': '李素芬', 'contact.phone': '0459-5500002', purpose: '为社区老年人提供助餐、助洁、助医和精神慰藉服务。', scope: '居家养老服务',
    })
    await visit.refused(422, () => checkAndSend(visit))
    await page.locator('#errors a').first().click()
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal('uscc')
    expect(await page.locator('#purpose').inputValue()).to.include('精神慰藉')
    await visit.accessible()
    await fill(visit, { uscc: '52230604MJ0TE5T27R' })
    await checkAndSend(visit)
    await page.locator('[data-flash]').waitFor()
    expect(await page.getByRole('heading', { level: 1 }).innerText()).to.include('大庆市银浪助老服务中心')
    await visit.accessible()
    at = new URL(page.url()).pathname
    expect((await world.visitor().get(at)).status, 'nobody else reads it before it is approved').to.be.oneOf([403, 404])
  })

  it('a clerk finds it among the tasks and approves it', async () => {
    const clerk = await come(browser, world, await world.actor('bureau'), looks)
    const { page } = clerk
    await page.locator(`main a[href="${at}"]`).first().click()
    await clerk.accessible()
    await page.locator(`main a[href="${at}/judgements"]`).click()
    await clerk.accessible()
    await page.locator(`main a.fh-btn-primary[href^="${at}/judgements/"]`).click()
    // Section by section, until all are judged and the overview says so.
    while (await page.locator('input[value="in-order"]').count() === 1) {
      const here = page.url()
      await page.locator('input[value="in-order"]').check()
      await submit(clerk)
      await page.waitForURL(url => url.href !== here)
    }
    await clerk.accessible()
    await page.locator(`a[href="${at}"]`).first().click()
    await page.locator('summary').filter({ hasText: t('registry.do.approve') }).click()
    await page.locator(`form[action="${at}/approve"] button[type=submit]`).click()
    await page.locator('[data-flash]').waitFor()
    expect(await mainOf(clerk)).to.include(t('registry.status.registered'))
    await clerk.accessible()
    expect((await world.visitor().get(at)).status).to.equal(200)
  })

  it('its owner changes the representative, and the clerk sees whom it replaces before approving', async () => {
    await visit.go(`${at}/sections/people`)
    await fill(visit, { representative: '王秀英', reason: '理事会换届' })
    await visit.accessible()
    await checkAndSend(visit)
    await visit.page.locator('[data-flash]').waitFor()
    expect(await mainOf(visit)).to.include('王秀英')
    await visit.accessible()

    const clerk = await come(browser, world, await world.actor('bureau'), looks)
    await clerk.page.locator(`main a[href^="${at}"]`).first().click()
    expect(await mainOf(clerk), 'the old one and the new one').to.include('李素芬').and.include('王秀英')
    await clerk.accessible()
    await checkAndSend(clerk, `form[action^="${at}/changes/"][action$="/approve"] button[type=submit]`)
    await clerk.page.locator('[data-flash]').waitFor()
    expect((await world.services.organizations.known(at.split('/').at(-1)!)).representative).to.equal('王秀英')
    await clerk.accessible()
  })
})
