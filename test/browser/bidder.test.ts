import { expect } from 'chai'
import type { Actor } from '../../src/kernel/actor.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import { PASSPHRASES } from '../tender/desk.ts'
import { walk } from '../tender/evaluation.ts'
import { fillBid, openMarket, type Market } from '../tender/market.ts'
import { openBrowser, type OpenBrowser } from '../support/browser.ts'
import type { Visit } from '../support/visit.ts'
import { submit, write, writeAll } from './bid.ts'

const FIRST = { yuan: '452000', file: '晨曦服务方案（终稿）.pdf' }
const PASSWORD = 'long-enough-for-all'

describe('a bidder in a browser', function () {
  this.timeout(60_000).bail(true)
  let market: Market
  let browser: OpenBrowser
  let tender: Tender
  let bid: string
  let bidder: Visit
  const emailOf = async ({ id }: Actor) => (await market.world.services.accounts.named([id]))[0]!.email
  const come = async (owner: number, looks: Parameters<OpenBrowser['visit']>[0] = {}) => {
    const visit = await browser.visit(looks)
    await visit.signIn({ email: await emailOf(market.bidders[owner]!.owner), password: PASSWORD })
    return visit
  }

  before(async function () {
    market = await openMarket('browserbidder')
    browser = await openBrowser(this, market.world.app)
    tender = await market.published()
    bid = `/tenders/${tender.id}/bid`
  })
  afterEach(() => browser?.complaints())
  after(async () => {
    await browser?.stop()
    await market?.world.stop()
  })

  it('signs in by keyboard, finds the tender and begins', async () => {
    bidder = await browser.visit()
    const { page } = bidder
    await bidder.go('/sign-in')
    await page.locator('#email').focus()
    await page.keyboard.type(await emailOf(market.bidders[0]!.owner))
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await Promise.all([page.waitForURL('**/home'), page.keyboard.press('Enter')])
    await bidder.accessible()
    await page.getByRole('navigation', { name: '公众栏目', exact: true }).getByRole('link', { name: '采购公告' }).click()
    await page.getByRole('link', { name: tender.title }).click()
    await bidder.accessible()
    await page.getByRole('link', { name: '参加投标' }).click()
    expect(await page.getByRole('heading', { level: 1 }).innerText()).to.include('投标')
    expect(await page.locator('.fh-tasks-list').innerText()).to.include('报价与声明').and.include('附件')
    await bidder.accessible()
  })

  it('is asked before it leaves what is not saved, and loses nothing after', async () => {
    const { page } = bidder
    await page.getByRole('link', { name: '报价与声明' }).click()
    await page.locator('#price').pressSequentially('452000')
    expect(await page.locator('#price-echo').innerText()).to.equal('¥452,000.00（45.2 万元）')
    const asked = page.waitForEvent('dialog')
    await page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).to.equal('beforeunload')
    await dialog.dismiss()
    await page.getByRole('status').filter({ hasText: '已自动保存' }).waitFor()
    const cookies = await page.context().cookies()
    await page.close()

    bidder = await browser.visit({ cookies })
    await bidder.go('/bids')
    await bidder.accessible()
    await bidder.page.getByRole('link', { name: tender.title }).click()
    await bidder.page.getByRole('link', { name: '报价与声明' }).click()
    expect(await bidder.page.locator('#price').inputValue()).to.match(/^452,?000(\.00)?$/)
    await bidder.accessible()
  })

  it('keeps on the device what the platform could not take, and brings it back', async () => {
    const { page } = bidder
    await bidder.go(`${bid}/plan`)
    await page.context().setOffline(true)
    await page.locator('#plan').pressSequentially('断网时写下的方案')
    await page.getByRole('status').filter({ hasText: '内容已留在本机' }).waitFor()
    await page.context().setOffline(false)
    const heard = bidder.heard.splice(0)
    expect(heard.every(said => said.includes('ERR_INTERNET_DISCONNECTED')), heard.join()).to.equal(true)
    page.once('dialog', dialog => void dialog.accept())
    await page.reload()
    expect(await page.locator('#plan').inputValue()).to.equal('断网时写下的方案')
    expect(await page.getByRole('status').innerText()).to.include('已恢复您上次填写')
    await bidder.accessible()
    await page.getByRole('button', { name: '清除恢复的内容' }).click()
    expect(await page.locator('#plan').inputValue()).to.equal('')
  })

  it('is told what is wrong beside the field, with what it typed', async () => {
    const { page } = bidder
    await bidder.go(`${bid}/price`)
    await page.locator('#price').fill('很多')
    await bidder.refused(422, () => submit(bidder))
    expect(await page.locator('#price').inputValue()).to.equal('很多')
    expect(await page.locator('#errors').innerText()).to.include('请填写数字')
    await page.locator('#errors a').first().click()
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal('price')
    await bidder.accessible()
  })

  it('writes each part, with a file of a Chinese name', async () => {
    await writeAll(bidder, bid, FIRST)
    for (const part of ['price', 'plan', 'people', 'declarations', 'files']) {
      await bidder.go(`${bid}/${part}`)
      await bidder.accessible()
    }
    expect(await bidder.page.locator('.fh-files').innerText()).to.include(FIRST.file)
    await bidder.go(bid)
    expect(await bidder.page.locator('.fh-tasks-list').innerText()).not.to.include('还有')
    await bidder.accessible()
  })

  it('checks its answers, signs off and seals, and holds a receipt', async () => {
    const { page } = bidder
    await page.getByRole('link', { name: '核对并提交' }).click()
    expect(await page.locator('main').innerText()).to.include('¥452,000.00').and.include('肆拾伍万贰仟元整').and.include(FIRST.file).and.include('王芳（项目负责人，社会工作师）').and.include('已确认 7 项，共 7 项')
    await bidder.accessible()
    await page.getByRole('button', { name: '签字确认并密封' }).click()
    await page.waitForURL(`**${bid}/receipt`)
    const receipt = await page.locator('main').innerText()
    expect(receipt).to.match(/TB(-[0-9A-F]{4})+/).and.include('大庆市晨曦服务中心').and.include(FIRST.file)
    expect(receipt).not.to.include('452,000')
    await bidder.accessible()
    const printed = await page.request.get(`${bid}/receipt-file`)
    expect((await printed.body()).subarray(0, 5).toString()).to.equal('%PDF-')
    await bidder.go(bid)
    expect(await page.locator('main').innerText()).to.include('投标已密封').and.include('编写替换的投标')
    await bidder.accessible()
  })

  it('replaces it until the deadline, which voids the first receipt', async () => {
    const { page } = bidder
    const receiptOf = async () => {
      await bidder.go(`${bid}/receipt`)
      return /TB(-[0-9A-F]{4})+/.exec(await page.locator('main').innerText())?.[0]
    }
    const first = await receiptOf()
    market.world.clock.pass({ hours: 1 })
    await fillBid(await market.world.page(market.bidders[0]!.owner), tender.id, '441000')
    await page.goto(`${bid}/check`)
    expect(await page.locator('main').innerText()).to.include('密封后将替换之前的投标')
    await page.getByRole('button', { name: '签字确认并密封' }).click()
    await page.waitForURL(`**${bid}/receipt`)
    expect(await receiptOf()).to.be.a('string').and.not.equal(first)
  })

  it('does the same without a script on a phone, and withdraws', async () => {
    const other = await come(1, { script: 'off', width: 360 })
    const { page } = other
    await other.go(`/tenders/${tender.id}`)
    await page.getByRole('link', { name: '参加投标' }).click()
    await writeAll(other, bid, { yuan: '461000', file: '暖阳方案.pdf' })
    await other.go(bid)
    await other.plain()
    await page.getByRole('link', { name: '核对并提交' }).click()
    await other.plain()
    await page.getByRole('button', { name: '签字确认并密封' }).click()
    await other.plain()
    expect(await page.locator('main').innerText()).to.include('暖阳方案.pdf')
    await other.go(bid)
    await page.locator('summary').filter({ hasText: '撤回投标' }).click()
    await other.plain()
    await page.getByRole('button', { name: '撤回投标' }).click()
    expect(await page.locator('main').innerText()).to.include('投标已撤回').and.not.include('回执编号')
    await other.go('/bids')
    expect(await page.locator('main').innerText()).to.include('没有正在进行的投标')
  })

  it('does it in English on a phone, and changes its mind about withdrawing', async () => {
    const third = await come(2, { lang: 'en', width: 360 })
    const { page } = third
    await writeAll(third, bid, { yuan: '470000', file: '安居方案.pdf' })
    await third.go(`${bid}/check`)
    await third.accessible()
    await page.getByRole('button', { name: 'Sign off and seal' }).click()
    await page.waitForURL(`**${bid}/receipt`)
    await third.accessible()
    await third.go(bid)
    await page.locator('summary').filter({ hasText: 'Withdraw the bid' }).click()
    await page.getByRole('dialog', { name: 'Withdraw the bid' }).waitFor()
    await third.accessible()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await page.locator('main').innerText()).to.include('The bid is sealed')
  })

  it('sees after the deadline that nothing can be changed any more', async () => {
    await bidder.go(`${bid}/price`)
    await write(bidder, 'price', { ...FIRST, yuan: '430000' })
    await bidder.page.getByRole('status').filter({ hasText: '已自动保存' }).waitFor()
    await fillBid(await market.world.page(market.bidders[3]!.owner), tender.id, '433000')
    await (await market.world.page(market.bidders[3]!.owner)).post(`${bid}/seal`)
    market.world.clock.set(new Date('2026-03-24T01:30:00Z'))
    await bidder.refused(409, () => submit(bidder))
    await bidder.accessible()
    await bidder.go(bid)
    const text = await bidder.page.locator('main').innerText()
    expect(text).to.include('投标已密封').and.not.include('编写替换的投标').and.not.include('撤回投标')
    await bidder.accessible()
    await bidder.go(`/tenders/${tender.id}`)
    expect(await bidder.page.locator('main').innerText()).to.include('已截止')
    expect(await bidder.page.getByRole('link', { name: '参加投标' }).count()).to.equal(0)
    await bidder.accessible()
  })

  it('reads its own score and rank after the award, and no other’s', async () => {
    await award()
    // 20 × 433,000 ÷ 441,000 for the price, 60 points from each member.
    const { page } = bidder
    await bidder.go(`/tenders/${tender.id}`)
    await bidder.accessible()
    await bidder.go(`/tenders/${tender.id}/result`)
    const own = page.locator('section').filter({ hasText: '本单位结果' })
    expect(await own.innerText()).to.include('大庆市晨曦服务中心').and.include('未中标').and.match(/名次\s+2/).and.include('19.64').and.include('79.64')
      .and.include('总得分 79.64，低于中标供应商的 80.00')
    expect(await page.locator('main').innerText(), 'the winner’s price score').not.to.include('20.00')
    await bidder.accessible()
    await bidder.go('/bids')
    await bidder.accessible()
    await page.locator('a[href^="/bids/"]').first().click()
    expect(await page.locator('main').innerText()).to.include('¥441,000.00')
    await bidder.accessible()

    const visitor = await browser.visit({ width: 360 })
    for (const path of ['result', 'opening']) {
      await visitor.go(`/tenders/${tender.id}/${path}`)
      await visitor.accessible()
      expect(await visitor.page.locator('main').innerText()).to.include('大庆市同行服务中心').and.not.include('本单位')
    }
  })

  /** The buyer's and the experts' part, over the API. */
  async function award(): Promise<void> {
    const { world, people } = market
    const experts: Actor[] = [people.expert]
    for (let n = 0; n < 4; n += 1) experts.push(await world.actor('expert', {}, `专家${n}`))
    await world.services.tenders.closeAllDue()
    await world.services.openings.enter(people.buyer, tender.id, { passphrase: PASSPHRASES.buyer })
    await world.services.openings.enter(people.supervisor, tender.id, { passphrase: PASSPHRASES.supervisor })
    const on = walk(world, experts)
    await on.qualify(people.buyer, tender.id)
    await on.draw(people.buyer, tender.id)
    await on.declareAll(tender.id)
    await on.conform(tender.id)
    for (const member of await on.members(tender.id)) {
      await on.score(member, tender.id)
      await on.sign(member, tender.id)
    }
    await on.rank(tender.id)
    const { ranking } = await world.services.tenders.known(tender.id)
    const awarded = await on.post(people.district, tender.id, 'award', { revision: await on.revision(tender.id), bidId: ranking!.result.rows[0]!.bidId })
    expect(awarded.status, JSON.stringify(awarded.body)).to.equal(200)
  }
})
