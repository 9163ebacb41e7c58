import { expect } from 'chai'
import { aContract } from '../../fixtures/contract.ts'
import { aRatedEvaluation, aReportedEvaluation } from '../../fixtures/evaluation.ts'
import { anOrganization } from '../../fixtures/registry.ts'
import { aTender } from '../../fixtures/tender.ts'
import { contractStore } from '../../src/contract/index.ts'
import { evaluationStore } from '../../src/evaluation/index.ts'
import { newId } from '../../src/platform/document.ts'
import { tenderStore } from '../../src/tender/index.ts'
import { importStore, organizationStore } from '../../src/registry/index.ts'
import { openBrowser, type OpenBrowser } from '../support/browser.ts'
import type { PageAgent } from '../support/page-agent.ts'
import { startWorld, type World } from '../support/world.ts'

/** A character that the fonts of the print lack. */
const UNPRINTABLE = '𠮷'
const ORGANIZATION = 'f'.repeat(24)

describe('a page that waits for a job', function () {
  this.timeout(60_000)
  let world: World
  let clerk: PageAgent, owner: PageAgent
  before(async () => {
    world = await startWorld('progress')
    await organizationStore.insert(anOrganization({ id: ORGANIZATION, revision: 0 }))
    clerk = await world.page('district')
    owner = await world.page('owner', { organizationId: ORGANIZATION })
  })
  after(() => world.stop())

  const drawnUp = async (supplier = '大庆市示例服务中心') => {
    const [id, tenderId] = [newId(), newId()]
    const base = aContract()
    await tenderStore.insert(aTender({ id: tenderId, revision: 0, reference: `CG-${id.slice(-6)}`, status: 'contracted' }))
    await contractStore.insert({
      ...base, id, revision: 0, reference: `HT-${id.slice(-6)}`, tenderId, organizationId: ORGANIZATION, areas: ['230604001', '230604', '230600'],
      supplier: { ...base.supplier, name: supplier },
    })
    return { id, at: `/contracts/${id}` }
  }
  const fragment = (agent: PageAgent, path: string) => agent.get(path, { 'HX-Request': 'true' })

  describe('the contract', () => {
    it('asks for its progress alone while it is printed, and is loaded anew when it can be signed', async () => {
      const { id, at } = await drawnUp()
      await world.services.contracts.retryPrinting(await world.actor('district'), id)
      expect((await clerk.get(at)).text).to.contain(`hx-get="${at}/printing"`).and.to.contain('Printing a contract: waiting')
      const alone = await fragment(clerk, `${at}/printing`)
      expect(alone.text).to.match(/^<div class="fh-progress is-waiting"/).and.not.to.contain('<html')
      expect(alone.headers).not.to.have.property('hx-refresh')
      const without = await clerk.get(`${at}/printing`)
      expect([without.status, without.headers.location], 'without scripts').to.deep.equal([303, at])
      expect((await (await world.as('district')).get(`/api/v1${at}/printing`)).body).to.deep.equal({ printing: { state: 'waiting', percent: 0, tries: 0 } })
      await world.runJobs()
      const done = await fragment(clerk, `${at}/printing`)
      expect([done.status, done.text, done.headers['hx-refresh']]).to.deep.equal([200, '', 'true'])
      expect((await clerk.get(at)).text).to.contain(`${at}/file`).and.not.to.contain('/printing')
      expect((await (await world.as('district')).get(`/api/v1${at}/printing`)).body).to.deep.equal({ printing: null })
    })

    it('says in the reader\'s language why it was not printed, and is printed when somebody who may asks again', async () => {
      const { id, at } = await drawnUp(`大庆市${UNPRINTABLE}服务中心`)
      await world.services.contracts.askAgain()
      await world.runJobs()
      expect((await clerk.get(`${at}?lang=zh-CN`)).text).to.contain('生成合同文件：处理失败').and.to.contain(`以下文字没有可用字形，无法打印：${UNPRINTABLE}`)
      const failed = (await clerk.get(`${at}?lang=en`)).text
      expect(failed).to.contain('Printing a contract: it failed').and.to.contain(`action="${at}/printing"`).and.not.to.contain('hx-get')
      expect((await owner.get(at)).text).to.contain('Printing a contract: it failed').and.not.to.contain(`action="${at}/printing"`)
      expect((await owner.post(`${at}/printing`)).status).to.equal(403)
      expect((await clerk.post(`${at}/printing`, { _csrf: 'forged' })).status).to.equal(403)
      await world.services.contracts.askAgain()
      expect((await world.services.contracts.printing(await world.actor('district'), id))?.state, 'a sweep does not ask for what was refused').to.equal('failed')

      const contract = await contractStore.get(id)
      await contractStore.save({ ...contract, supplier: { ...contract.supplier, name: '大庆市吉服务中心' } })
      expect((await clerk.post(`${at}/printing`)).headers.location).to.equal(at)
      expect((await clerk.get(at)).text).to.contain('It will be tried again.')
      await world.runJobs()
      expect((await contractStore.get(id)).status).to.equal('printed')
      expect((await clerk.post(`${at}/printing`)).status, 'nothing left to try').to.equal(409)
      expect((await (await world.as('district')).post(`/api/v1${at}/printing`)).body).to.include({ code: 'nothing-to-retry' })
    })

    it('keeps what was done for the next whole page, whatever is asked for meanwhile', async () => {
      const { at } = await drawnUp()
      await clerk.post(`${at}/printing`)
      await fragment(clerk, `${at}/printing`)
      expect((await clerk.get(at)).text).to.contain('It will be tried again.')
    })
  })

  describe('the evaluation', () => {
    const rated = async (changes: object = {}) => {
      const id = newId()
      const { id: contractId } = await drawnUp()
      await evaluationStore.insert({ ...aRatedEvaluation(), id, revision: 0, contractId, areas: ['230604001', '230604', '230600'], organizationId: ORGANIZATION, ...changes })
      return { id, at: `/evaluations/${id}` }
    }
    const answer = (evaluationId: string) => evaluationStore.answer({ id: newId(), revision: 0, evaluationId, answer: 'satisfied' })

    it('waits for its score only once somebody has answered', async () => {
      const { id, at } = await rated()
      expect((await clerk.get(at)).text).not.to.contain('hx-get')
      await answer(id)
      await world.services.evaluations.askAgain()
      expect((await clerk.get(at)).text).to.contain(`hx-get="${at}/scoring"`).and.to.contain('Scoring an evaluation')
      await world.runJobs()
      expect((await fragment(clerk, `${at}/scoring`)).headers['hx-refresh']).to.equal('true')
      expect((await evaluationStore.get(id)).status).to.equal('scored')
    })

    it('says why it cannot be scored, and lets those who run it try again', async () => {
      const { id, at } = await rated({ report: undefined })
      await answer(id)
      await world.services.evaluations.askAgain()
      await world.runJobs()
      expect((await clerk.get(`${at}?lang=zh-CN`)).text).to.contain('计算评价得分：处理失败').and.to.contain(`action="${at}/scoring"`)
      expect((await owner.get(at)).text).to.contain('is-failed').and.not.to.contain(`action="${at}/scoring"`)
      await evaluationStore.save({ ...await evaluationStore.get(id), report: aReportedEvaluation().report })
      expect((await clerk.post(`${at}/scoring`)).status).to.equal(303)
      await world.runJobs()
      expect((await evaluationStore.get(id)).status).to.equal('scored')
    })
  })

  describe('the import of a register', () => {
    it('counts its lines, says that it failed, and goes on when it is asked again', async () => {
      const bureau = await world.page('bureau')
      const id = newId()
      const at = `/organizations/imports/${id}`
      await importStore.insert({ id, revision: 0, file: '台账.csv', heading: [], status: 'running', by: { id: 'x', name: '李敏' }, at: world.clock.now(), good: 8, bad: 0, done: 3, entered: 3 })
      await world.services.queue.add('enter-import', { importId: newId() }, { jobId: `enter-import-${id}`, attempts: 1 })
      const alone = await fragment(bureau, `${at}/progress`)
      expect(alone.text).to.contain('3 / 8').and.to.contain('max="8" value="3"')
      await world.runJobs()
      expect((await fragment(bureau, `${at}/progress`)).headers['hx-refresh']).to.equal('true')
      expect((await bureau.get(at)).text).to.contain('Entering a register: it failed').and.to.contain(`action="${at}/retry"`)
      expect((await clerk.post(`${at}/retry`)).status).to.equal(403)
      expect((await bureau.post(`${at}/retry`)).status).to.equal(303)
    })
  })

  describe('in a browser', () => {
    let browser: OpenBrowser
    before(async function () { browser = await openBrowser(this, world.app) })
    after(() => browser?.stop())

    it('follows the printing by itself, until there is the file', async () => {
      const { id, at } = await drawnUp()
      const district = await world.actor('district')
      const visit = await browser.visit()
      await visit.signIn({ email: district.email, password: 'long-enough-for-all' })
      await visit.go(at)
      await visit.page.getByText('生成合同文件：正在排队').waitFor()
      await visit.accessible()
      if (process.env.PICTURES) await visit.page.screenshot({ path: `${process.env.PICTURES}/printing.png` })
      await world.services.contracts.retryPrinting(district, id)
      await world.runJobs()
      await visit.page.locator(`a[href="${at}/file"]`).first().waitFor()
      const failing = await drawnUp(UNPRINTABLE)
      await world.services.contracts.retryPrinting(district, failing.id)
      await visit.go(failing.at)
      await world.runJobs()
      await visit.page.getByRole('button', { name: '重试' }).waitFor()
      await visit.accessible()
      if (process.env.PICTURES) await visit.page.screenshot({ path: `${process.env.PICTURES}/failed.png` })
      browser.complaints()
    })
  })
})
