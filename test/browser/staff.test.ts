import { expect } from 'chai'
import type { Actor } from '../../src/kernel/actor.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'
import { layAreas } from '../registry/ground.ts'
import { openStory, type Story } from '../stories/ground.ts'
import { PASSPHRASES } from '../tender/desk.ts'
import { openBrowser, type OpenBrowser } from '../support/browser.ts'
import type { Visit } from '../support/visit.ts'
import { startWorld, type World } from '../support/world.ts'
import { submit } from './bid.ts'

const PASSWORD = 'long-enough-for-all'
type Looks = NonNullable<Parameters<OpenBrowser['visit']>[0]>

/** Signs somebody in, as they look at the site; after that they stand before what they have to do. */
async function come(browser: OpenBrowser, world: World, { id }: Actor, looks: Looks = {}): Promise<Visit> {
  const visit = await browser.visit(looks)
  const [account] = await world.services.accounts.named([id])
  await visit.signIn({ email: account!.email, password: PASSWORD })
  await visit.accessible()
  return visit
}
const fill = async ({ page }: Visit, fields: Record<string, string>) => {
  for (const [field, text] of Object.entries(fields)) await page.locator(`[id="${field}"]`).fill(text)
}
const mainOf = ({ page }: Visit) => page.locator('main').innerText()

describe('those who run a tender, in a browser', function () {
  this.timeout(60_000).bail(true)
  let story: Story
  let browser: OpenBrowser
  let id = '', at = ''
  let clerk: Visit

  before(async function () {
    story = await openStory('browserstaff')
    browser = await openBrowser(this, story.world.app)
    ;({ id } = await story.published())
    at = `/tenders/${id}`
    for (const [place, yuan] of [452_000, 461_000, 470_000, 433_000].entries()) await story.bid(id, place, yuan)
    await story.pass('2026-03-24T01:30:01Z')
  })
  afterEach(() => browser?.complaints())
  after(async () => {
    await browser?.stop()
    await story?.world.stop()
  })

  it('a clerk begins a tender on a budget line, and is told what is still to be written', async () => {
    clerk = await come(browser, story.world, story.people.buyer)
    const { page } = clerk
    await clerk.go('/tenders/new')
    await page.locator('#lineId').selectOption(story.lineId)
    await fill(clerk, {
      title: '银浪社区助餐服务项目', ceiling: '300000', 'term.from': '2026-07-01', 'term.to': '2027-06-30',
      'buyer.name': '让胡路区银浪社区工作站', 'buyer.contact': '李敏', 'buyer.phone': '0459-5551234',
    })
    await clerk.accessible()
    await submit(clerk)
    await page.waitForURL('**/edit')
    expect(await mainOf(clerk)).to.include('银浪社区助餐服务项目')
    await clerk.accessible()
  })

  it('hands the first half of the key over, and a supervisor opens all bids with the second', async () => {
    await clerk.go(`${at}/opening`)
    await fill(clerk, { passphrase: PASSPHRASES.buyer })
    await submit(clerk)
    await clerk.page.locator('[data-flash]').waitFor()
    expect(await mainOf(clerk)).not.to.include('452,000')

    const supervisor = await come(browser, story.world, story.people.supervisor, { lang: 'en' })
    await supervisor.page.locator(`main a[href^="${at}"]`).first().click()
    await supervisor.go(`${at}/opening`)
    await fill(supervisor, { passphrase: 'not the one that was deposited' })
    await supervisor.refused(409, () => submit(supervisor))
    expect(await mainOf(supervisor)).not.to.include('452,000')
    await fill(supervisor, { passphrase: PASSPHRASES.supervisor })
    await supervisor.page.getByRole('button', { name: 'Open all bids' }).click()
    await supervisor.page.getByRole('heading', { name: 'Record of the opening' }).waitFor()
    expect(await mainOf(supervisor)).to.include('452,000.00').and.include('433,000.00').and.include('大庆市同行服务中心')
    await supervisor.accessible()
  })

  it('a clerk judges who qualifies, each failure with its reason, and draws the committee', async () => {
    const { page } = clerk
    await clerk.go(`${at}/qualification`)
    const bids = await story.bidsOf(id)
    for (const { id: bid } of bids) await page.locator(`input[name="findings.${bid}.passed"][value=yes]`).check()
    const failing = bids.find(({ owner }) => owner === 3)!
    await page.locator(`input[name="findings.${failing.id}.passed"][value=no]`).check()
    await clerk.refused(422, () => submit(clerk))
    expect(await page.locator('#errors a').count()).to.equal(1)
    expect(await page.locator(`input[name="findings.${failing.id}.passed"][value=no]`).isChecked()).to.equal(true)
    await clerk.accessible()
    await fill(clerk, { [`findings.${failing.id}.reason`]: '未提供法人登记证书' })
    await submit(clerk)
    await page.locator('[data-flash]').waitFor()
    await clerk.go(`${at}/committee`)
    await page.getByRole('button', { name: '随机抽取' }).click()
    await page.locator('[data-flash]').waitFor()
    expect(await mainOf(clerk)).to.include('保密').and.not.match(/专家\d/)
    await clerk.accessible()
  })

  it('an expert declares, scores each bid alone, and signs', async () => {
    const { on } = story
    const { all, leader, other } = await story.members(id)
    const expert = await come(browser, story.world, other, { lang: 'en' })
    const { page } = expert
    await page.locator(`main a[href="${at}/committee"]`).first().click()
    await page.locator('#agreed').check()
    await page.locator(`form[action="${at}/committee/declare"] button[type=submit]`).click()
    await page.locator('[data-flash]').waitFor()
    await expert.accessible()
    for (const member of all) if (member.id !== other.id) await on.done(200, on.post(member, `${at}/committee/declare`, { agreed: true }))
    const qualified = (await story.bidsOf(id)).filter(({ owner }) => owner < 3)
    await on.done(200, story.at(id, 'conformity', leader, { findings: Object.fromEntries(qualified.map(({ id: bid }) => [bid, { passed: 'yes' }])) }))

    await expert.go(`${at}/score`)
    await page.locator('.fh-tasks-list a').first().click()
    // The draft is saved by itself, and is slow to come back: whoever goes on meanwhile is not refused.
    await page.route('**/score/*', async route => {
      if (!route.request().headers()['x-autosave']) return route.continue()
      const response = await route.fetch()
      await new Promise(done => { setTimeout(done, 700) })
      return route.fulfill({ response })
    })
    for (const [turn] of qualified.entries()) {
      if (turn === 0) await expert.accessible()
      const saving = page.waitForRequest(request => request.headers()['x-autosave'] === '1')
      await fill(expert, { 'scores.f1': '36', 'scores.f2': '22.5', 'scores.f3': '15', rationale: '方案切合需求，人员齐备。' })
      await saving
      const before = page.url()
      await page.locator('button[name=then][value=next]').click()
      await page.waitForURL(url => url.href !== before)
    }
    await page.waitForURL(`**${at}/score`)
    expect(await mainOf(expert)).to.include('73.5').and.not.include('大庆市同行服务中心')
    await page.locator('#agreed').check()
    await submit(expert)
    await page.locator('[data-flash]').waitFor()
    await expert.go((await page.locator('.fh-tasks-list a').first().getAttribute('href'))!)
    expect(await page.locator('main form').count(), 'what is signed is locked').to.equal(0)
    await expert.accessible()
  })
})

describe('those who pay, in a browser', function () {
  this.timeout(60_000).bail(true)
  let ground: PurchaseGround
  let browser: OpenBrowser

  before(async function () {
    ground = await startPurchase('browserpay')
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
    for (const [person, wording] of [[ground.finance, '审批通过'], [ground.finance2, '审批通过并付款']] as const) {
      const visit = await come(browser, ground.world, person)
      await visit.page.locator(`main a[href="/payments/${id}"]`).first().click()
      expect(await mainOf(visit)).to.include('226,000.00')
      await visit.accessible()
      await visit.page.getByRole('button', { name: wording, exact: true }).click()
      await visit.page.locator('[data-flash]').waitFor()
      expect(await visit.page.getByRole('button', { name: /^审批通过/ }).count(), 'nobody approves twice').to.equal(0)
      await visit.accessible()
    }
    expect(await ground.balance(contract.lineId)).to.include({ committed: 226_000_00, paid: 226_000_00 })
  })
})

describe('a resident in a browser', function () {
  this.timeout(60_000)
  let world: World
  let browser: OpenBrowser

  before(async function () {
    world = await startWorld('browserresident')
    await layAreas(world)
    browser = await openBrowser(this, world.app)
  })
  afterEach(() => browser?.complaints())
  after(async () => {
    await browser?.stop()
    await world?.stop()
  })

  it('opens an account on a phone, registers an organization with a code that is checked, and sees that it waits', async () => {
    const visit = await browser.visit({ lang: 'en', width: 360 })
    const { page } = visit
    await visit.go('/sign-up?lang=en')
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
    await visit.refused(422, () => submit(visit))
    await page.locator('#errors a').first().click()
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal('uscc')
    expect(await page.locator('#purpose').inputValue()).to.include('精神慰藉')
    await visit.accessible()
    await fill(visit, { uscc: '52230604MJ0TE5T27R' })
    await submit(visit)
    await page.locator('[data-flash]').waitFor()
    expect(await page.getByRole('heading', { level: 1 }).innerText()).to.include('大庆市银浪助老服务中心')
    await visit.accessible()
    expect((await world.visitor().get(new URL(page.url()).pathname)).status, 'nobody else reads it before it is approved').to.be.oneOf([403, 404])
  })
})
