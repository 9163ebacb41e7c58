import { expect } from 'chai'
import type { Contract } from '../../src/contract/contract.schema.ts'
import { judgedOf } from '../../src/evaluation/evaluation.rules.ts'
import { evaluationStore } from '../../src/evaluation/index.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'
import { PHOTOS, ratingFields, reportFields } from '../evaluation/ground.ts'
import { openBrowser, type OpenBrowser } from '../support/browser.ts'
import type { Visit } from '../support/visit.ts'
import { confirm } from './bid.ts'
import { come, fill, mainOf, wayOf, WAYS } from './person.ts'

for (const looks of WAYS) describe(`the judging of a contract’s results, ${wayOf(looks)}`, function () {
  this.timeout(60_000).bail(true)
  let ground: PurchaseGround
  let browser: OpenBrowser
  let contract: Contract
  let path: string
  const pool: Actor[] = []
  const fresh = async () => (await evaluationStore.ofContract(contract.id))!
  /** Signs in and goes on to what has to be done, as the home page says. */
  async function toTask(person: Actor, href: string): Promise<Visit> {
    const visit = await come(browser, ground.world, person, looks)
    await visit.page.locator(`main a[href="${href}"]`).first().click()
    await visit.page.waitForURL(`**${href}`)
    await visit.accessible()
    return visit
  }
  const press = (visit: Visit, step: string) => visit.page.locator(`form[action$="/${step}"] button[type=submit]`).click()
  const send = async (visit: Visit, step: string) => {
    await press(visit, step)
    await confirm(visit)
  }
  const typed = (fields: Record<string, string>) => Object.fromEntries(Object.entries(fields).filter(([name]) => !name.endsWith('.leafId')))

  before(async function () {
    ground = await startPurchase(`browserjudge${looks.width}`)
    browser = await openBrowser(this, ground.world.app)
    for (let n = 0; n < 5; n += 1) pool.push(await ground.world.actor('expert', {}, `专家${n}`))
    contract = await ground.inForce()
    ground.world.clock.set(new Date('2027-04-15T01:00:00Z'))
  })
  afterEach(() => browser?.complaints())
  after(async () => {
    await browser?.stop()
    await ground?.world.stop()
  })

  it('is opened by the buyer from what he has to do; a number that cannot be is said at its field', async () => {
    const visit = await toTask(ground.district, `/contracts/${contract.id}/evaluation`)
    await fill(visit, { surveySize: '0' })
    await visit.refused(422, () => press(visit, 'evaluation'))
    expect(await visit.page.locator('#surveySize').inputValue()).to.equal('0')
    await visit.page.locator('#errors a').first().click()
    expect(await visit.page.evaluate(() => document.activeElement?.id)).to.equal('surveySize')
    await visit.accessible()
    await fill(visit, { surveySize: '3' })
    await send(visit, 'evaluation')
    await visit.page.locator('[data-flash]').waitFor()
    await visit.accessible()
    path = new URL(visit.page.url()).pathname
    expect(path).to.equal(`/evaluations/${(await fresh()).id}`)
  })

  it('takes the supplier’s report with evidence for one indicator, and keeps what was typed when one number is missing', async () => {
    const visit = await toTask(ground.owner, path)
    const fields = typed(reportFields(await fresh()))
    await fill(visit, { ...fields, 'actuals.1.actual': '' })
    await visit.refused(422, () => press(visit, 'report'))
    expect(await visit.page.locator('#summary').inputValue()).to.equal(fields.summary)
    expect(await visit.page.locator('#errors a').first().getAttribute('href')).to.equal('#actuals.1.actual')
    await visit.accessible()
    await fill(visit, fields)
    await visit.page.locator('[id="evidence.output-1"]').setInputFiles({ name: '上门照片.pdf', mimeType: 'application/pdf', buffer: PHOTOS })
    await send(visit, 'report')
    await visit.page.locator('[data-flash]').waitFor()
    expect(await mainOf(visit)).to.include('上门照片.pdf')
    await visit.accessible()
  })

  it('asks those who were served by a link, once and without a name, also without scripts', async () => {
    const { links } = (await (await ground.world.as(ground.district)).get(`/api/v1${path}/survey-links`)).body as { links: string[] }
    for (const [at, script] of (['on', 'off'] as const).entries()) {
      const visit = await browser.visit({ ...looks, script })
      await visit.go(`${links[at]!}?lang=${looks.lang}`)
      if (script === 'on') await visit.accessible()
      await visit.page.locator('input[name=answer][value="very-satisfied"]').check()
      await visit.page.locator('form[action^="/surveys/"] button[type=submit]').click()
      await visit.page.locator('#check button[value=yes]').click()
      await visit.page.locator('[data-flash]').waitFor()
      expect(await visit.page.locator('input[name=answer]').count(), 'nobody answers twice').to.equal(0)
    }
  })

  it('has each expert drawn judge alone: what is missing is said at its field, and what was typed stays', async () => {
    const { experts } = await fresh()
    for (const [n, { accountId }] of experts.entries()) {
      const visit = await toTask(pool.find(({ id }) => id === accountId)!, path)
      const fields = typed(ratingFields(await fresh(), n))
      if (n === 0) {
        await fill(visit, { ...fields, 'bands.0.attainment': '101' })
        await visit.refused(422, () => press(visit, 'rate'))
        expect(await visit.page.locator('#rationale').inputValue()).to.equal(fields.rationale)
        await visit.accessible()
      }
      await fill(visit, fields)
      await send(visit, 'rate')
      await visit.page.locator('[data-flash]').waitFor()
      expect(await mainOf(visit)).to.include(fields.rationale)
      await visit.accessible()
    }
    expect(judgedOf(await fresh())).to.have.length(4)
  })

  it('is scored by the worker and published by the buyer', async () => {
    await ground.world.runJobs()
    const visit = await toTask(ground.district, path)
    // 7.08 + 5.70 + 5.40 of the process, 14.75 (150 of 183) + 13.50 + 13.50 of the output, 12.78 + 6.40 of the benefit, 12.00 of the survey.
    expect(await mainOf(visit)).to.include('91.11')
    await send(visit, 'publish')
    await visit.page.locator('[data-flash]').waitFor()
    await visit.accessible()
  })

  it('is read by everybody: each number opens to what it was made of, and the report can be taken away', async () => {
    const visit = await browser.visit(looks)
    await visit.go(`${path}?lang=${looks.lang}`)
    await visit.accessible()
    await visit.page.locator('a[href="#source-execution"]').first().click()
    expect(await visit.page.locator('#source-execution').isVisible(), 'what a score is made of').to.equal(true)
    expect(await visit.page.locator('#source-execution').innerText()).to.include('7.08')
    expect(await mainOf(visit)).to.not.include('上门照片.pdf')
    const report = await visit.page.request.get((await visit.page.locator('main a[href$="/result"]').getAttribute('href'))!)
    expect([report.status(), report.headers()['content-type']]).to.deep.equal([200, 'application/pdf'])
  })
})
