import { expect } from 'chai'
import { translator } from '../../src/platform/text.ts'
import { openStory, type Scores, type Story } from '../stories/ground.ts'
import { PASSPHRASES } from '../tender/desk.ts'
import { openBrowser, type OpenBrowser } from '../support/browser.ts'
import type { Visit } from '../support/visit.ts'
import { checkAndSend, confirm, submit } from './bid.ts'
import { come, fill, mainOf, WAYS, wayOf } from './person.ts'

/** What every member gives every bid here: 73.5 in all. */
const GIVEN: Scores = [3_600, 2_250, 1_500]

for (const { lang, width } of WAYS) describe(`those who run and judge a tender, ${wayOf({ lang, width })}`, function () {
  const t = translator(lang)
  this.timeout(60_000).bail(true)
  let story: Story
  let browser: OpenBrowser
  let id = '', at = ''
  let clerk: Visit

  before(async function () {
    story = await openStory(`browserstaff${lang.slice(0, 2)}`)
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
    clerk = await come(browser, story.world, story.people.buyer, { lang, width })
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

    const supervisor = await come(browser, story.world, story.people.supervisor, { lang, width })
    await supervisor.page.locator(`main a[href^="${at}"]`).first().click()
    await supervisor.go(`${at}/opening`)
    await fill(supervisor, { passphrase: 'not the one that was deposited' })
    await supervisor.refused(422, () => submit(supervisor))
    expect(await supervisor.page.locator('#errors a').getAttribute('href'), 'said at its field').to.equal('#passphrase')
    expect(await mainOf(supervisor)).not.to.include('452,000')
    await fill(supervisor, { passphrase: PASSPHRASES.supervisor })
    await supervisor.page.getByRole('button', { name: t('tender.opening.open') }).click()
    await supervisor.page.getByRole('heading', { name: t('tender.opening.record') }).waitFor()
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
    await clerk.refused(422, () => checkAndSend(clerk))
    expect(await page.locator('#errors a').count()).to.equal(1)
    expect(await page.locator(`input[name="findings.${failing.id}.passed"][value=no]`).isChecked()).to.equal(true)
    await clerk.accessible()
    await fill(clerk, { [`findings.${failing.id}.reason`]: '未提供法人登记证书' })
    await checkAndSend(clerk)
    await page.locator('[data-flash]').waitFor()
    await clerk.go(`${at}/committee`)
    await page.getByRole('button', { name: t('scoring.committee.draw-submit') }).click()
    await confirm(clerk)
    await page.locator('[data-flash]').waitFor()
    expect(await mainOf(clerk)).to.include(t('scoring.committee.secret')).and.not.match(/专家\d/)
    await clerk.accessible()
  })

  it('an expert declares, scores each bid alone, and signs', async () => {
    const { on } = story
    const { all, leader, other } = await story.members(id)
    const expert = await come(browser, story.world, other, { lang, width })
    const { page } = expert
    await page.locator(`main a[href="${at}/committee"]`).first().click()
    await page.locator('#agreed').check()
    await checkAndSend(expert, `form[action="${at}/committee/declare"] button[type=submit]`)
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
      expect(await mainOf(expert)).to.include(t('scoring.score.place', { number: turn + 1, all: qualified.length }))
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
    await checkAndSend(expert)
    await page.locator('[data-flash]').waitFor()
    await expert.go((await page.locator('.fh-tasks-list a').first().getAttribute('href'))!)
    expect(await page.locator('main form').count(), 'what is signed is locked').to.equal(0)
    await expert.accessible()
    await expert.go(`${at}/ranking`)
    expect(await mainOf(expert), 'others have not signed').to.include(t('scoring.ranking.sealed')).and.not.include('73.5')
    await expert.accessible()
  })

  it('the leader fixes the ranking, the district awards, and the supervisor reads each number of it', async () => {
    const { leader } = await story.sign(id, { 0: GIVEN, 1: GIVEN, 2: GIVEN })
    const chair = await come(browser, story.world, leader, { lang, width })
    await chair.page.locator(`main a[href="${at}/ranking"]`).first().click()
    expect(await mainOf(chair)).to.include('73.5').and.include(t('scoring.ranking.steps'))
    await chair.accessible()
    await chair.page.getByRole('button', { name: t('scoring.ranking.submit') }).click()
    await confirm(chair)
    await chair.page.locator('[data-flash]').waitFor()

    const district = await come(browser, story.world, story.people.district, { lang, width })
    await district.page.locator(`main a[href="${at}/award"]`).first().click()
    await district.accessible()
    await district.page.locator('input[name=bidId]').nth(1).check()
    await district.refused(422, () => checkAndSend(district))
    expect(await district.page.locator('#errors a').getAttribute('href')).to.equal('#reason')
    expect(await district.page.locator('input[name=bidId]').nth(1).isChecked()).to.equal(true)
    await district.page.locator('input[name=bidId]').nth(0).check()
    await checkAndSend(district)
    await district.page.locator('[data-flash]').waitFor()

    await clerk.go(at)
    expect(await mainOf(clerk), 'who drafts and does not award is told whose turn it is').to.include(t('blocker.district-awards'))
    await clerk.accessible()

    const supervisor = await come(browser, story.world, story.people.supervisor, { lang, width })
    for (const page of ['', '/qualification', '/committee', '/ranking', '/result', '/opening']) {
      await supervisor.go(`${at}${page}`)
      await supervisor.accessible()
      expect(await supervisor.page.locator('main form[method=post]:not([action*=comment])').count(), `a supervisor changes nothing on ${page}`).to.equal(0)
    }
    await supervisor.go(`${at}/ranking`)
    expect(await mainOf(supervisor)).to.include('73.5').and.include(t('scoring.ranking.frozen'))
  })
})
