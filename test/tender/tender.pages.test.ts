import { expect } from 'chai'
import { anAcceptedComplaint } from '../../fixtures/challenge.ts'
import request from 'supertest'
import { app } from '../../src/app.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { complaintStore } from '../../src/tender/index.ts'
import { openLog } from '../../src/platform/log.ts'
import { forgetMeasures, metricsText } from '../../src/platform/metrics.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import { pageAgent, type PageAgent } from '../support/page-agent.ts'
import { PASSPHRASES } from './desk.ts'
import { fillBid, openMarket, PDF, type Market } from './market.ts'

const revisionIn = (html: string): string => /name="revision" value="(\d+)"/.exec(html)?.[1] ?? ''

describe('a tender on its pages', function () {
  this.timeout(60_000)
  let market: Market
  let buyer: PageAgent, bureau: PageAgent, supervisor: PageAgent
  let id: string
  const at = (path = '') => `/tenders/${id}${path}`
  const send = async (page: PageAgent, path: string, fields: Record<string, string> = {}) => {
    const html = (await page.get(path.replace(/\/(submit|approve|return|questions|answers)$/, ''))).text
    return page.post(path, { revision: revisionIn(html), ...fields })
  }

  const tasksOf = async (person: Actor) => (await market.world.services.home.tasks(person)).map(({ key }) => key)

  before(async () => {
    market = await openMarket('tenderpages')
    buyer = await market.world.page(market.people.buyer)
    bureau = await market.world.page(market.people.bureau)
    supervisor = await market.world.page(market.people.supervisor)
  })
  after(() => market.world.stop())

  it('is begun on a budget line and lists what each section lacks', async () => {
    const line = market.lineId
    expect((await buyer.get(`/tenders/new?line=${line}`)).text).to.include(`value="${line}" selected`)
    const wrong = await buyer.post('/tenders', { lineId: line, title: '银浪社区居家养老服务项目', ceiling: 'a lot' })
    expect(wrong.status).to.equal(422)
    expect(wrong.text).to.include('value="银浪社区居家养老服务项目"').and.include('href="#ceiling"')
    const begun = await buyer.post('/tenders', {
      lineId: line, title: '银浪社区居家养老服务项目', ceiling: '480,000', 'term.from': '2026-05-01', 'term.to': '2027-04-30',
      'buyer.name': '让胡路区银浪社区工作站', 'buyer.contact': '李敏', 'buyer.phone': '0459-5551234',
    })
    expect(begun.status, begun.text).to.equal(303)
    id = begun.headers.location!.split('/')[2]!
    const edit = await buyer.get(at('/edit'))
    expect(edit.status, edit.text).to.equal(200)
    expect(edit.text).to.match(/needs survey/i).and.include('disabled')
    expect((await buyer.get(`${at('/edit')}?lang=zh-CN`)).text).to.include('需求调查')
    for (const path of [at(), at('/edit')]) {
      const { text } = await buyer.get(path)
      for (const place of ['need#need', 'scoring#factors', 'conditions#qualification']) expect(text, path).to.include(`href="${at('/edit/')}${place}"`)
    }
  })

  it('is filled in section by section', async () => {
    const sections: Record<string, Record<string, string>> = {
      basics: { title: '银浪社区居家养老服务项目', ceiling: '480000', 'term.from': '2026-05-01', 'term.to': '2027-04-30', intendedOn: '2026-01-20', 'buyer.name': '让胡路区银浪社区工作站', 'buyer.contact': '李敏', 'buyer.phone': '0459-5551234' },
      need: { need: '入户走访1,260户，独居高龄老人183人，需要助餐、助浴和紧急呼叫。', description: '为183名独居老人提供助餐、助浴、巡访和紧急呼叫响应。' },
      scoring: {
        priceWeight: '20', 'lowPrice.average': '50', 'lowPrice.secondLowest': '50', 'lowPrice.ceiling': '45', deduction: '10', tieBreak: 'bid-price', candidates: '3',
        'factors.0.name': '服务方案', 'factors.0.kind': 'subjective', 'factors.0.max': '50', 'factors.0.anchors': '优40至50，良25至39，差0至24',
        'factors.1.name': '持证社会工作者', 'factors.1.kind': 'objective', 'factors.1.max': '30', 'factors.1.anchors': '每名10分', 'factors.2.name': '', 'factors.2.kind': '', 'factors.2.max': '', 'factors.2.anchors': '',
      },
      conditions: { 'qualification.0.text': '具有独立承担民事责任的能力', 'qualification.1.text': '三年内没有重大违法记录', 'qualification.2.text': '', 'sme.reserved': 'no', 'sme.ground': 'non-enterprise' },
      results: { 'indicators.0.name': '服务老人人数', 'indicators.0.target': '183', 'indicators.0.unit': '人', 'indicators.0.weight': '60', 'indicators.1.name': '满意度', 'indicators.1.target': '90', 'indicators.1.unit': '%', 'indicators.1.weight': '40' },
      payment: { 'payments.0.condition': '合同签订', 'payments.0.percent': '70', 'payments.1.condition': '末期评估', 'payments.1.percent': '30', 'payments.1.gradeLinked': 'on', 'gradeEffects.excellent': '100', 'gradeEffects.good': '100', 'gradeEffects.fair': '60', 'gradeEffects.poor': '0' },
      opening: { openingPlace: '市公共资源交易中心三楼' },
    }
    for (const [section, fields] of Object.entries(sections)) {
      const path = at(`/edit/${section}`)
      const sent = await send(buyer, path, fields)
      expect(sent.status, `${section}: ${sent.text}`).to.equal(303)
    }
    const unkind = await send(buyer, at('/edit/scoring?lang=zh-CN'), { ...sections.scoring, 'factors.0.kind': '', 'factors.1.kind': '' })
    expect(unkind.text).to.match(/href="#factors\.0\.kind">[^<]+（第 1 项）/).and.match(/href="#factors\.1\.kind">[^<]+（第 2 项）/)
    const short = await send(buyer, at('/edit/payment'), { ...sections.payment, 'payments.1.percent': '29.99' })
    expect(short.status).to.equal(422)
    expect(short.text).to.include('href="#payments.1.percent').and.include('99.99%').and.include('value="29.99"')
    expect((await buyer.get(at('/edit/payment'))).text, 'the schedule at the ceiling').to.include('336,000.00').and.include('144,000.00').and.include('480,000.00')
    const tender = await market.world.services.tenders.known(id)
    expect(tender.factors.map(({ id: factor, max }) => [factor, max])).to.deep.equal([['f1', 5_000], ['f2', 3_000]])
    expect(tender.gradeEffects).to.deep.include({ grade: 'fair', percent: 6_000 })
    expect(tender.payments[1]).to.deep.equal({ condition: '末期评估', percent: 3_000, gradeLinked: true, onAcceptance: false })
    expect(tender).to.deep.include({ priceWeight: 2_000, ceiling: 480_000_00 })
    expect((await buyer.get(at('/edit'))).text).not.to.include('disabled')
  })

  it('takes attachments into a draft, which are published with the notice', async () => {
    const html = (await buyer.get(at('/documents'))).text
    const sent = await buyer.upload(at('/documents'), { revision: revisionIn(html) }, [{ field: 'files', name: '需求清单.pdf', body: PDF }])
    expect(sent.status, sent.text).to.equal(303)
    const page = (await buyer.get(at('/documents'))).text
    const href = /href="(\/tenders\/[0-9a-f]+\/documents\/[0-9a-f]{64})"/.exec(page)?.[1] ?? ''
    expect(page).to.include('需求清单.pdf')
    expect((await market.world.visitor().get(href)).status).to.equal(403)
    expect(Buffer.from((await buyer.get(href)).body as Buffer).equals(PDF)).to.equal(true)
    expect((await buyer.upload(at('/documents'), { revision: revisionIn(page) }, [{ field: 'files', name: '工具.exe', body: PDF }])).status).to.equal(422)
  })

  it('is submitted, returned with a reason, submitted again and approved by somebody else', async () => {
    expect((await send(buyer, at('/submit'))).status).to.equal(303)
    expect((await market.world.visitor().get(at())).status).to.equal(403)
    const returned = await send(bureau, at('/return'), { reason: '请补充满意度的调查方法' })
    expect(returned.status, returned.text).to.equal(303)
    expect((await buyer.get(at())).text).to.include('请补充满意度的调查方法')
    expect(await tasksOf(market.people.buyer)).to.include('tender.task.revise')
    expect((await send(buyer, at('/submit'))).status).to.equal(303)
    expect(await tasksOf(market.people.bureau)).to.include('tender.task.approve')
    expect(await tasksOf(market.people.buyer)).not.to.include('tender.task.approve')
    const approved = await send(bureau, at('/approve'), { warningsRead: 'on' })
    expect(approved.status, approved.text).to.equal(303)
  })

  it('is published once both keys are deposited', async () => {
    expect((await buyer.get(at('/publish'))).text).to.include(`href="${at('/keys')}"`)
    const early = await send(buyer, at('/publish'), { bidDeadline: '2026-03-24T09:30' })
    expect(early.status).to.equal(409)
    expect(early.text).to.match(/密钥|key/i)
    for (const person of [market.people.buyer, market.people.supervisor]) expect(await tasksOf(person)).to.include('tender.task.deposit')
    for (const [page, passphrase] of [[buyer, PASSPHRASES.buyer], [supervisor, PASSPHRASES.supervisor]] as const) {
      const wrong = await page.post(at('/keys'), { passphrase, passphraseAgain: 'x' })
      expect(wrong.status).to.equal(422)
      expect(wrong.text).not.to.include(passphrase)
      expect((await page.post(at('/keys'), { passphrase, passphraseAgain: passphrase })).status).to.equal(303)
    }
    const soon = await send(buyer, at('/publish'), { bidDeadline: '2026-03-20T09:30' })
    expect(soon.status).to.equal(409)
    expect(soon.text).to.include('2026年3月23日')
    const published = await send(buyer, at('/publish'), { bidDeadline: '2026-03-24T09:30' })
    expect(published.status, published.text).to.equal(303)
    const notice = await market.world.visitor().get(`${at()}?lang=zh-CN`)
    expect(notice.status).to.equal(200)
    expect(notice.text).to.include('银浪社区居家养老服务项目').and.include('2026年3月24日 09:30').and.include('480,000.00')
    expect(notice.text).not.to.include('陈静').and.not.to.include(market.people.supervisor.name)
    expect((await market.world.visitor().get('/tenders?lang=zh-CN')).text).to.include(at())
  })

  it('takes questions without keeping who asked, and publishes the answers', async () => {
    const asker = await market.world.page(market.bidders[0]!.owner)
    expect((await asker.post(at('/questions'), { text: '助餐是否包括周末？' })).status).to.equal(303)
    const stored = JSON.stringify(await market.world.services.tenders.known(id)) + JSON.stringify(await market.world.services.audit.timeline('tender', id))
    expect(stored).not.to.include(market.bidders[0]!.owner.id)
    const task = (await market.world.services.home.tasks(market.people.buyer)).find(({ key }) => key === 'tender.task.answer')!
    // Asked on Monday 2 March 2026: the third workday after it (条例 art. 52), long before the bids close.
    expect(task.due?.toISOString()).to.equal('2026-03-05T15:59:59.999Z')
    const questionId = (await market.world.services.tenders.known(id)).questions[0]!.id
    const answered = await send(buyer, at('/answers'), { questionId, answer: '包括周末和节假日。' })
    expect(answered.status, answered.text).to.equal(303)
    expect((await market.world.visitor().get(at())).text).to.include('包括周末和节假日。')
  })

  it('is amended, moving the deadline when less than fifteen days are left', async () => {
    market.world.clock.set(new Date('2026-03-12T02:00:00Z'))
    const late = await send(buyer, at('/amend'), { text: '服务次数调整为每周不少于四次。', affectsBids: 'on', bidDeadline: '2026-03-24T09:30' })
    expect(late.status).to.equal(409)
    expect(late.text, 'the rule stands at its field').to.match(/href="#bidDeadline">[^<]+2026年3月27日/).and.match(/id="bidDeadline-error"/)
    expect((await buyer.get(at('/amend'))).text, 'and is said before').to.include('2026年3月27日')
    const amended = await send(buyer, at('/amend'), { text: '服务次数调整为每周不少于四次。', affectsBids: 'on', bidDeadline: '2026-03-27T09:30' })
    expect(amended.status, amended.text).to.equal(303)
    expect((await market.world.visitor().get(`${at()}?lang=zh-CN`)).text).to.include('每周不少于四次').and.include('2026年3月27日 09:30')
  })

  it('asks the signatory for the signature when an editor has finished, and nobody else', async () => {
    const { organization, owner } = market.bidders[3]!
    const editor = await market.world.actor('editor', { organizationId: organization.id })
    const page = await market.world.page(editor)
    await fillBid(page, id, '433000')
    expect((await page.post(at('/bid/seal'))).status).to.equal(403)
    expect((await page.post(at('/bid/ready'))).status).to.equal(303)
    expect(await tasksOf(owner)).to.include('tender.task.sign')
    for (const other of [editor, market.bidders[0]!.owner, market.people.buyer, market.people.supervisor]) expect(await tasksOf(other)).not.to.include('tender.task.sign')
    expect((await (await market.world.page(owner)).get('/bids')).text).to.include(at('/bid'))
    expect((await page.post(at('/bid/discard'))).status).to.equal(303)
    expect(await tasksOf(owner)).not.to.include('tender.task.sign')
  })

  it('takes bids, gives receipts, and shows nothing of them to anybody else', async () => {
    for (const [n, price] of ['452000', '461000', '470000'].entries()) {
      const page = await market.world.page(market.bidders[n]!.owner)
      await fillBid(page, id, price)
      const check = await page.get(at('/bid/check'))
      expect(check.status, check.text).to.equal(200)
      const sealed = await page.post(at('/bid/seal'))
      expect(sealed.status, sealed.text).to.equal(303)
      const receipt = await page.get(at('/bid/receipt'))
      expect(receipt.text).to.match(/TB-[0-9A-F-]{14}/).and.not.to.include('452,000')
      const printed = await page.get(at('/bid/receipt-file'))
      expect(printed.headers['content-type']).to.equal('application/pdf')
      expect((printed.body as Buffer).subarray(0, 5).toString()).to.equal('%PDF-')
    }
    const names = market.bidders.map(({ organization }) => organization.name)
    const watching = await Promise.all([market.people.buyer, market.people.bureau, market.people.supervisor, market.people.administrator].map(each => market.world.page(each)))
    for (const page of watching) {
      for (const path of [at(), at('/opening'), '/tenders']) {
        const { text } = await page.get(path)
        for (const secret of [...names, '452,000', '452000', '独门', '王芳']) expect(text, `${secret} on ${path}`).not.to.include(secret)
      }
    }
    const calls = await Promise.all(['bureau', 'supervisor'] .map(async role => market.world.as(role as 'bureau')))
    for (const call of calls) {
      expect((await call.get(`/api/v1/tenders/${id}/bids`)).body).to.deep.equal({ bids: [] })
      expect((await call.get(`/api/v1/tenders/${id}/opening`)).status).to.equal(404)
      const seen = JSON.stringify((await call.get(`/api/v1/tenders/${id}`)).body)
      for (const secret of [...names, 'custody', 'shares', 'wrappedKey']) expect(seen).not.to.include(secret)
    }
  })

  it('closes by the sweep, and opens with both passphrases for everybody to read', async () => {
    market.world.clock.set(new Date('2026-03-27T01:30:00Z'))
    expect((await market.world.visitor().get(`${at()}?lang=zh-CN`)).text).to.include('已截止')
    await market.world.services.tenders.closeAllDue()
    const [by, when] = [{ accountId: 'supervisor', name: '陈静' }, market.world.clock.now()]
    const complaint = await complaintStore.insert(anAcceptedComplaint({ revision: 0, tenderId: id, suspension: { reason: '可能改变采购文件', by, at: when, until: new Date('2026-04-20T15:59:59Z') } }))
    const bidder = await market.world.page(market.bidders[0]!.owner)
    expect((await bidder.get('/bids?state=sealed')).text, 'a sealed bid stays in sight of its own people until the opening').to.include(at('/bid'))
    expect((await bidder.get('/bids?state=judged')).text).not.to.include(at('/bid'))
    expect((await buyer.get(at('/opening'))).text, 'no passphrase is asked for while it waits').to.include(complaint.reference).and.not.include('name="passphrase"')
    await complaintStore.save({ ...complaint, suspension: { ...complaint.suspension!, liftedAt: when } })
    const wrong = await buyer.post(at('/opening'), { passphrase: 'not the passphrase' })
    expect(wrong.status).to.equal(422)
    expect(wrong.text, 'said at its field, and not sent back').to.include('href="#passphrase"').and.not.include('not the passphrase')
    expect((await buyer.post(at('/opening'), { passphrase: PASSPHRASES.buyer })).status).to.equal(303)
    const opened = await supervisor.post(at('/opening'), { passphrase: PASSPHRASES.supervisor })
    expect(opened.status, opened.text).to.equal(303)
    const record = await market.world.visitor().get(`${at('/opening')}?lang=zh-CN`)
    expect(record.text).to.include('大庆市晨曦服务中心').and.include('¥452,000.00').and.include('肆拾伍万贰仟元整')
    expect(record.text).not.to.include('/bids/')
    const printed = await market.world.visitor().get(at('/opening/file'))
    expect((printed.body as Buffer).subarray(0, 5).toString()).to.equal('%PDF-')
    const shown = async (query: string) => [...(await bidder.get(`/bids?${query}`)).text.matchAll(/href="\/bids\/[0-9a-f]+"/g)].length
    expect([await shown(''), await shown('state=judged'), await shown('q=452'), await shown('state=sealed'), await shown('state=won')]).to.deep.equal([1, 1, 0, 0, 0])
    const file = await bidder.get('/bids?format=csv&lang=zh-CN')
    expect(file.text.split('\n')[1]).to.include('银浪社区居家养老服务项目').and.include('452000').and.include('已开启')
  })

  it('lets the buyer read the bids and their files, and an organization only its own', async () => {
    const links = [...(await buyer.get(at('/opening'))).text.matchAll(/href="(\/bids\/[0-9a-f]+)"/g)].map(([, href]) => href!)
    expect(links).to.have.length(3)
    const bid = await buyer.get(links[0]!)
    expect(bid.text).to.include('组建十二人服务队')
    const file = /href="(\/bids\/[^"]+\/files\/[^"]+)"/.exec(bid.text)?.[1] ?? ''
    const bytes = await buyer.get(file)
    expect(Buffer.from(bytes.body as Buffer).equals(PDF)).to.equal(true)
    const other = await market.world.page(market.bidders[1]!.owner)
    expect((await other.get(links[0]!)).status).to.equal(403)
    expect((await other.get(links[1]!)).status).to.equal(200)
    expect((await other.get(file)).status).to.equal(403)
  })
})

describe('the log and the measures of bidding', function () {
  this.timeout(60_000)
  let market: Market
  let tender: Tender
  const lines: string[] = []
  before(async () => {
    market = await openMarket('bidlog', ['晨曦'])
    // Measures are the process's: other suites have left routes of theirs, such as withdrawing from an incubator.
    forgetMeasures()
    tender = await market.published()
  })
  after(() => market.world.stop())

  it('tell sealing, saving and withdrawing apart by nothing, and hold no word of the bid', async () => {
    const site = app(market.world.services, openLog({ level: 'debug', to: { write: line => { lines.push(line) } } }))
    const { owner } = market.bidders[0]!
    const page = await pageAgent(site, { email: (await market.world.services.accounts.named([owner.id]))[0]!.email, password: 'long-enough-for-all' })
    await fillBid(page, tender.id, '452000')
    const posted = async (path: string, fields = {}) => {
      const before = lines.length
      await page.post(path, fields)
      const found = lines.slice(before).map(line => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === 'request completed')
      return found.map(({ level, method, route, status }) => ({ level, method, route, status }))
    }
    const saved = await posted(`/tenders/${tender.id}/bid/price`, { price: '451000', revision: '5', declaration: 'none' })
    const sealed = await posted(`/tenders/${tender.id}/bid/seal`)
    expect((await page.get(`/tenders/${tender.id}/bid/receipt`)).status).to.equal(200)
    const withdrawn = await posted(`/tenders/${tender.id}/bid/withdraw`)
    expect(saved).to.have.length(1)
    expect(sealed).to.deep.equal(saved)
    expect(withdrawn).to.deep.equal(saved)
    const told = lines.join('\n') + await metricsText()
    for (const secret of ['452000', '45200000', '451000', '组建十二人', '王芳', '13900000001', '服务方案.pdf', market.bidders[0]!.organization.id, market.bidders[0]!.organization.name, tender.id, '/seal', '/withdraw', '/receipt']) {
      expect(told, secret).not.to.include(secret)
    }
    expect(told).to.include('"/tenders/:id/bid"')
  })

  it('are all that a visitor gets to see', async () => {
    const { text } = await request(market.world.app).get(`/tenders/${tender.id}`)
    expect(text).not.to.include(market.bidders[0]!.organization.name)
  })
})
