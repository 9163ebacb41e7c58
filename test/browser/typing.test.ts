import { expect } from 'chai'
import { anIncubationDraft, aSiteDraft } from '../../fixtures/incubation.ts'
import { aTenderDraft } from '../../fixtures/tender.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { translator } from '../../src/platform/text.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'
import { PHOTOS } from '../evaluation/ground.ts'
import { openBrowser, type OpenBrowser } from '../support/browser.ts'
import type { Visit } from '../support/visit.ts'
import { checkAndSend, submit } from './bid.ts'
import { come, fill, mainOf, PASSWORD } from './person.ts'

const NEED = '入户走访 1,260 户，独居高龄老人 183 人。\n需要助餐、助浴和紧急呼叫。'

describe('a person who types for long, in a browser', function () {
  this.timeout(60_000).bail(true)
  const t = translator('zh-CN')
  let ground: PurchaseGround
  let browser: OpenBrowser
  let tenderAt: string, evaluationAt: string, applyAt: string

  before(async function () {
    ground = await startPurchase('browsertyping')
    browser = await openBrowser(this, ground.world.app)
    const { world: { services, clock, actor }, district } = ground
    const contract = await ground.inForce()
    tenderAt = `/tenders/${(await services.tenders.draft(district, aTenderDraft(contract.lineId))).id}/edit`
    applyAt = `/incubation/sites/${(await services.sites.open(await actor('bureau'), aSiteDraft({ places: 2 }))).id}/apply`
    clock.set(new Date('2027-04-15T01:00:00Z'))
    for (let n = 0; n < 4; n += 1) await actor('expert', {}, `专家${n}`)
    evaluationAt = `/evaluations/${(await services.evaluations.open(district, { contractId: contract.id, surveySize: 3 })).id}`
  })
  afterEach(() => browser?.complaints())
  after(async () => {
    await browser?.stop()
    await ground?.world.stop()
  })

  const saved = ({ page }: Visit) => page.getByRole('status').filter({ hasText: '已自动保存' }).waitFor()
  const valueOf = ({ page }: Visit, id: string) => page.locator(`[id="${id}"]`).inputValue()
  /** What happens by itself after eight hours: the store forgets the session. */
  async function endSession({ page }: Visit): Promise<void> {
    const cookie = (await page.context().cookies()).find(({ name }) => name === 'fuhua.sid')!
    const id = /^s:(.+)\.[^.]+$/.exec(decodeURIComponent(cookie.value))![1]!
    expect(await ground.world.services.redis.del(`session:${id}`), 'there was a session to end').to.equal(1)
  }
  async function signInAgain(visit: Visit, { id }: Actor): Promise<void> {
    const [account] = await ground.world.services.accounts.named([id])
    await fill(visit, { email: account!.email, password: PASSWORD })
    await visit.page.press('#password', 'Enter')
    await visit.page.waitForURL(url => url.pathname !== '/sign-in')
  }

  it('finds a section of a tender on another device as it was left, with the time, and drops it there', async () => {
    const visit = await come(browser, ground.world, ground.district)
    await visit.go(`${tenderAt}/need`)
    await visit.page.locator('#need').pressSequentially('写了一半的需求')
    await saved(visit)
    const elsewhere = await come(browser, ground.world, ground.district)
    await elsewhere.go(`${tenderAt}/need`)
    expect(await valueOf(elsewhere, 'need')).to.equal('写了一半的需求')
    expect(await mainOf(elsewhere)).to.include('您在 2027年4月15日 09:00 填写、尚未提交的内容')
    await elsewhere.accessible()
    const bureau = await come(browser, ground.world, await ground.world.actor('bureau'))
    await bureau.go(`${tenderAt}/need`)
    expect(await mainOf(bureau)).to.include(`${ground.district.name}也在填写这一页`)
    await bureau.page.locator('details.fh-more summary').first().click()
    expect(await mainOf(bureau)).to.include('写了一半的需求')
    expect(await valueOf(bureau, 'need')).to.equal('')
    await bureau.accessible()
    await elsewhere.page.locator('summary').filter({ hasText: t('platform.unsent.discard') }).click()
    await elsewhere.page.locator('dialog[open] button[type=submit]').click()
    await elsewhere.page.locator('[data-flash]').waitFor()
    expect(await valueOf(elsewhere, 'need')).to.equal('')
  })

  it('is told on the form that the connection is gone, and sends it when it is back', async () => {
    const visit = await come(browser, ground.world, ground.district)
    await visit.go(`${tenderAt}/need`)
    await visit.page.context().setOffline(true)
    await fill(visit, { need: NEED, description: '为 183 名独居老人提供服务。' })
    await submit(visit)
    await visit.page.getByRole('status').filter({ hasText: t('platform.script.offline') }).waitFor()
    expect(new URL(visit.page.url()).pathname).to.equal(`${tenderAt}/need`)
    expect(await valueOf(visit, 'need')).to.equal(NEED)
    await visit.page.context().setOffline(false)
    visit.heard.splice(0)
    await submit(visit)
    await visit.page.locator('[data-flash]').waitFor()
    await visit.go(`${tenderAt}/need`)
    expect(await valueOf(visit, 'need')).to.equal(NEED)
    expect(await visit.page.locator('#unsent-0').count()).to.equal(0)
  })

  const FORMS: { name: string; person: () => Actor; at: () => string; action: RegExp; fields: Record<string, string>; file?: string }[] = [
    { name: 'a section of a tender', person: () => ground.district, at: () => `${tenderAt}/scoring`, action: /scoring$/, fields: { 'factors.0.name': '服务方案', 'factors.0.anchors': '优：方案完整。\n良：基本可行。' } },
    { name: 'the report of an evaluation', person: () => ground.owner, at: () => evaluationAt, action: /report$/, fields: { summary: '全年服务 150 名老人，按约定上门。', spent: '40万' }, file: 'files' },
    { name: 'an application for incubation', person: () => ground.owner, at: () => applyAt, action: /apply$/, fields: { need: anIncubationDraft('x').need, team: '三名专职社工，两名助理社会工作师。' } },
  ]
  for (const { name, person, at, action, fields, file } of FORMS) {
    for (const script of ['on', 'off'] as const) {
      it(`finds ${name} again after the session has ended and a new sign-in, ${script === 'on' ? 'with' : 'without'} scripts`, async () => {
        const { unsent } = ground.world.services
        for (const { action: kept } of await unsent.onPage(person(), at())) await unsent.drop(person(), kept)
        const visit = await browser.visit({ script })
        const [account] = await ground.world.services.accounts.named([person().id])
        await visit.signIn({ email: account!.email, password: PASSWORD })
        await visit.go(at())
        await fill(visit, fields)
        if (file) await visit.page.locator(`[name="${file}"]`).setInputFiles({ name: '照片.pdf', mimeType: 'application/pdf', buffer: PHOTOS })
        await endSession(visit)
        const button = visit.page.locator('main form').filter({ has: visit.page.locator(`[name="${Object.keys(fields)[0]!}"]`) }).locator('button[type=submit]').first()
        await button.click()
        await visit.page.waitForURL('**/sign-in?to=*')
        expect(await mainOf(visit)).to.include('登录已失效').and.include(file ? '附件请重新选择' : '内容还在')
        visit.heard.splice(0)
        await visit.plain()
        await signInAgain(visit, person())
        expect(new URL(visit.page.url()).pathname).to.equal(at())
        for (const [field, text] of Object.entries(fields)) expect(await valueOf(visit, field), field).to.equal(text)
        expect(await mainOf(visit)).to.include('尚未提交的内容已填回下面')
        await visit.plain()
        expect(action.test(await visit.page.locator('form[action="/unsent/discard"] input[name=action]').first().getAttribute('value') ?? '')).to.equal(true)
      })
    }
  }

  it('does not show it to another person who signs in at the same browser', async () => {
    const visit = await come(browser, ground.world, ground.owner)
    await visit.go(applyAt)
    await fill(visit, { need: '只有自己知道的打算' })
    await endSession(visit)
    await submit(visit)
    await visit.page.waitForURL('**/sign-in?to=*')
    const other = await ground.world.actor('owner', { organizationId: ground.organization.id }, '另一位负责人')
    await signInAgain(visit, other)
    expect(await visit.page.locator('body').innerText()).not.to.include('只有自己知道的打算')
    expect(await valueOf(visit, 'need')).to.equal('')
  })

  it('writes a comment without scripts on a page of its own, so that a report typed beside it is not left behind; with scripts both stay', async () => {
    const [account] = await ground.world.services.accounts.named([ground.owner.id])
    const plain = await browser.visit({ script: 'off' })
    await plain.signIn({ email: account!.email, password: PASSWORD })
    await plain.go(evaluationAt)
    await plain.page.locator('#summary').waitFor()
    expect(await plain.page.locator('#comment').isVisible()).to.equal(false)
    await plain.page.locator('#comments').getByRole('link', { name: t('platform.comments.write') }).click()
    await fill(plain, { comment: '什么时候截止？' })
    await plain.plain()
    await submit(plain)
    expect(await mainOf(plain)).to.include('什么时候截止？')

    const visit = await come(browser, ground.world, ground.owner)
    await visit.go(evaluationAt)
    await fill(visit, { summary: '报告写了一半，先问一句。', comment: '可以延期吗？' })
    await visit.page.locator('#comment-form button[type=submit]').click()
    await visit.page.locator('[data-flash]').waitFor()
    expect(await valueOf(visit, 'summary')).to.equal('报告写了一半，先问一句。')
    expect(await valueOf(visit, 'comment')).to.equal('')
    await visit.accessible()
  })

  it('checks its answers before they bind, goes back to change one, and finds them confirmed', async () => {
    const visit = await come(browser, ground.world, ground.owner)
    await visit.go(applyAt)
    await fill(visit, { need: '需要场地和督导支持，开展居家养老服务。', team: '两名助理社会工作师。' })
    await visit.page.locator('#stage').selectOption('starting')
    await submit(visit)
    const check = visit.page.locator('#check')
    await check.waitFor()
    expect(await mainOf(visit)).to.include('核对您填写的内容').and.include('两名助理社会工作师。').and.include(ground.organization.name)
    await visit.accessible()
    await check.locator('button[value=no]').click()
    await visit.page.locator('#team').waitFor()
    expect(await valueOf(visit, 'need')).to.equal('需要场地和督导支持，开展居家养老服务。')
    await fill(visit, { team: '三名助理社会工作师。' })
    await checkAndSend(visit)
    await visit.page.locator('[data-flash]').waitFor()
    expect(new URL(visit.page.url()).pathname).to.match(/^\/incubation\/[0-9a-f]{24}$/)
    expect(await mainOf(visit)).to.include('三名助理社会工作师。')
    await visit.go(applyAt)
    expect(await visit.page.locator('#unsent-0').count(), 'what is sent does not wait').to.equal(0)
  })
})
