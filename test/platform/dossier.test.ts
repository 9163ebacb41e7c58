import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import { aPublishedEvaluation } from '../../fixtures/evaluation.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { filePapers, jsonPaper, zipOf, type Paper } from '../../src/platform/dossier.ts'
import { rowsOf } from '../../src/platform/spreadsheet.ts'
import { translator } from '../../src/platform/text.ts'
import { evaluationStore } from '../../src/evaluation/index.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'
import { reportFields, SHEET } from '../evaluation/ground.ts'
import { anOwned } from '../registry/ground.ts'
import { PASSPHRASES } from '../tender/desk.ts'
import { walk } from '../tender/evaluation.ts'
import { fillBid, openMarket, PDF, type Market } from '../tender/market.ts'
import { readPrinted } from '../support/printed.ts'
import { filesIn } from '../support/zip.ts'

const t = translator('en')
const AT = new Date('2026-05-20T01:00:00Z')
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const paper = (path: string, text: string): Paper => ({ path, body: async () => Buffer.from(text) })

/** What the index says of each file, but for the index itself. */
async function indexIn(files: Map<string, Buffer>): Promise<string[][]> {
  return (await rowsOf(files.get('index.csv')!, 'csv')).slice(1)
}
/** Holds the index against the files, and gives their paths. */
async function whole(zip: Buffer): Promise<Map<string, Buffer>> {
  const files = filesIn(zip)
  expect([...files.keys()].at(-1)).to.equal('index.csv')
  const others = [...files].filter(([path]) => path !== 'index.csv')
  expect(await indexIn(files)).to.deep.equal(others.map(([path, bytes]) => [path, String(bytes.length), sha256(bytes)]))
  return files
}

describe('a dossier', () => {
  it('holds its papers by path, whatever their order, with the index at the end, the same each time', async () => {
    const papers = [paper('record.json', '{}'), paper('documents/02-需求.pdf', 'b'), paper('documents/01-需求.pdf', 'a'), jsonPaper('a.json', { at: AT })]
    const one = await buffer(zipOf({ reference: 'HT', at: AT, papers }, t))
    expect([...(await whole(one)).keys()]).to.deep.equal(['a.json', 'documents/01-需求.pdf', 'documents/02-需求.pdf', 'record.json', 'index.csv'])
    expect(await buffer(zipOf({ reference: 'HT', at: AT, papers: papers.toReversed() }, t))).to.deep.equal(one)
  })

  it('reads one file after the other, and large ones in parts', async () => {
    let open = 0
    let most = 0
    const big = (name: string): Paper => ({ path: name, body: async () => {
      open += 1
      most = Math.max(most, open)
      return Readable.from((function* () { for (let n = 0; n < 200; n += 1) yield Buffer.alloc(65_536, n) })()).once('close', () => { open -= 1 })
    } })
    const files = await whole(await buffer(zipOf({ reference: 'HT', at: AT, papers: ['a', 'b', 'c'].map(big) }, t)))
    expect([files.get('b')!.length, most]).to.deep.equal([200 * 65_536, 1])
  })

  it('is broken off where a file fails, before or while it is read', async () => {
    const failing: Paper['body'][] = [
      async () => { throw new Error('no such file') },
      async () => Readable.from((function* () { yield Buffer.from('x'); throw new Error('the disk failed') })()),
    ]
    for (const body of failing) {
      const thrown = await buffer(zipOf({ reference: 'HT', at: AT, papers: [paper('a', 'a'), { path: 'b', body }, paper('c', 'c')] }, t)).catch((error: Error) => error)
      expect(thrown).to.be.instanceOf(Error)
    }
  })

  it('leaves no file open when its reader goes away', async () => {
    const source = Readable.from((function* () { for (;;) yield Buffer.alloc(65_536) })())
    const zip = zipOf({ reference: 'HT', at: AT, papers: [{ path: 'endless.bin', body: async () => source }] }, t)
    await new Promise<void>(done => zip.once('data', () => done()))
    zip.destroy()
    await setTimeout(20)
    expect(source.destroyed).to.equal(true)
  })

  it('gives files of one name names of their own, without folders of theirs', () => {
    const file = { key: '0'.repeat(64), sha256: '0'.repeat(64), name: '../发票.pdf', type: 'pdf' as const, size: 1 }
    expect(filePapers('files', [file, file], async () => Readable.from([])).map(({ path }) => path)).to.deep.equal(['files/01-发票.pdf', 'files/02-发票.pdf'])
  })
})

describe('the dossier of a contract, its evaluation and its supplier', function () {
  this.timeout(120_000)
  let ground: PurchaseGround
  let contract: Contract, judged: Contract
  let stranger: Actor
  const get = async (person: Actor, path: string) => (await ground.page(person)).download(`${path}/dossier?lang=zh-CN`)
  const dossier = async (person: Actor, path: string) => {
    const { status, body, headers } = await get(person, path)
    expect(status, path).to.equal(200)
    expect(headers['content-type']).to.equal('application/zip')
    return whole(body)
  }

  before(async () => {
    ground = await startPurchase('dossiers')
    stranger = (await anOwned(ground.world, '晨曦')).owner
    contract = await ground.inForce()
    judged = await ground.inForce()
    const { owner, district } = ground
    const agent = await ground.page(owner)
    expect((await agent.upload(`/contracts/${contract.id}/invoices`, { seq: '1', number: '23301001' }, [{ field: 'file', name: '发票.pdf', body: SHEET }])).status).to.equal(303)
    for (const [comment, audience] of [['内部意见', 'staff'], ['发票已收到', 'parties']] as const) await ground.send(district, `/contracts/${contract.id}/comments`, { comment, audience })
  })
  after(() => ground.world.stop())

  it('has the record as the API gives it, the timeline, the comments, the signed file, the signatures and the claims', async () => {
    const { district, world } = ground
    const files = await dossier(district, `/contracts/${contract.id}`)
    const [payment] = await world.services.payments.ofContract(contract)
    const folder = `payments/${payment!.reference}`
    expect([...files.keys()]).to.deep.equal([
      `${contract.reference}.pdf`, 'comments.csv', `${folder}/01-发票.pdf`, `${folder}/payment.json`, 'record.json', 'signature-record.pdf', 'timeline.csv', 'index.csv',
    ])
    const api = await (await world.as(district)).get(`/api/v1/contracts/${contract.id}`)
    expect(JSON.parse(files.get('record.json')!.toString())).to.deep.equal(api.body)
    expect(sha256(files.get(`${contract.reference}.pdf`)!)).to.equal(contract.file!.sha256)
    expect(files.get(`${folder}/01-发票.pdf`)).to.deep.equal(SHEET)
    expect(files.get('signature-record.pdf')!.subarray(0, 5).toString()).to.equal('%PDF-')
    expect((await rowsOf(files.get('timeline.csv')!, 'csv')).slice(1).map(([, who, what]) => [who, what])).to.deep.include([district.name, translator('zh-CN')('audit.contract.sign-buyer')])
    expect(files.get('comments.csv')!.toString()).to.include('内部意见').and.include('发票已收到')
    expect(await ground.open(district, `/contracts/${contract.id}`)).to.include(`href="/contracts/${contract.id}/dossier"`)
  })

  it('has for the supplier what the supplier may read: no comment of the authorities', async () => {
    const files = await dossier(ground.owner, `/contracts/${contract.id}`)
    expect(files.get('comments.csv')!.toString()).to.include('发票已收到').and.not.include('内部意见')
    expect([...files.keys()].some(path => path.endsWith('发票.pdf'))).to.equal(true)
  })

  it('has for others nothing that is not published, and refuses who may not see the record', async () => {
    const elsewhere = await ground.world.actor('district', { area: '230602' })
    for (const person of [stranger, elsewhere]) {
      const { status, body } = await get(person, `/contracts/${contract.id}`)
      if (status === 200) expect([...(await whole(body)).keys()].filter(path => /comments|payments/.test(path)), person.name).to.deep.equal([])
      else expect(status).to.equal(403)
    }
    const unsigned = await ground.printed()
    for (const person of [stranger, elsewhere]) expect((await get(person, `/contracts/${unsigned.id}`)).status, person.name).to.equal(403)
    expect((await get(ground.district, '/contracts/none')).status).to.equal(404)
  })

  it('of an organization has changes and comments for those inside only, and no contact or account, as in the API', async () => {
    const { district, organization } = ground
    const path = `/organizations/${organization.id}`
    await ground.send(district, `${path}/comments`, { comment: '请补交年度报告', audience: 'parties' })
    const inside = await dossier(ground.owner, path)
    expect([...inside.keys()]).to.deep.equal(['changes.json', 'comments.csv', 'record.json', 'timeline.csv', 'index.csv'])
    expect(inside.get('comments.csv')!.toString()).to.include('请补交年度报告')
    const outside = await dossier(stranger, path)
    expect([...outside.keys()]).to.deep.equal(['record.json', 'timeline.csv', 'index.csv'])
    expect(JSON.parse(outside.get('record.json')!.toString())).not.to.have.any.keys('contact', 'account', 'appliedBy')
  })

  it('of an evaluation has the evidence for those inside, no score before it is published, and never an expert’s sheet', async () => {
    const { world, district, owner } = ground
    for (const alias of ['专家甲', '专家乙', '专家丙', '专家丁']) await world.actor('expert', {}, alias)
    world.clock.set(new Date(contract.term.to.getTime() - 10 * 86_400_000))
    const opened = await world.services.evaluations.open(district, { contractId: contract.id, surveySize: 10 })
    const path = `/evaluations/${opened.id}`
    const agent = await ground.page(owner)
    expect((await agent.upload(`${path}/report`, reportFields(opened), [{ field: 'files', name: '签到表.pdf', body: SHEET }])).status).to.equal(303)
    await ground.send(district, `${path}/comments`, { comment: '请抽查签到', audience: 'staff' })
    const files = await dossier(district, path)
    expect([...files.keys()]).to.deep.equal(['comments.csv', 'evidence/01-签到表.pdf', 'record.json', 'timeline.csv', 'index.csv'])
    expect(files.get('evidence/01-签到表.pdf')).to.deep.equal(SHEET)
    expect((await dossier(owner, path)).get('comments.csv')!.toString()).not.to.include('请抽查签到')
    expect(JSON.parse(files.get('record.json')!.toString())).not.to.have.any.keys('ratings', 'raters', 'result')
    expect((await get(stranger, path)).status).to.equal(403)
    const rater = (await world.services.accounts.named(opened.raters))[0]!
    const rated = await dossier({ id: rater.id, name: rater.name, grants: rater.grants }, path)
    expect([...rated.keys()]).to.deep.equal(['evidence/01-签到表.pdf', 'record.json', 'timeline.csv', 'index.csv'])
  })

  it('of a published evaluation has for everybody the printed report, without evidence and what the experts wrote', async () => {
    const evaluation = await evaluationStore.insert({ ...aPublishedEvaluation(), id: 'published-1', contractId: judged.id })
    const files = await dossier(stranger, `/evaluations/${evaluation.id}`)
    expect([...files.keys()]).to.deep.equal(['record.json', 'result.pdf', 'timeline.csv', 'index.csv'])
    expect((await readPrinted(files.get('result.pdf')!)).text).to.include(evaluation.title)
    expect(evaluation.ratings).not.to.deep.equal([])
    for (const { rationale } of evaluation.ratings) expect(files.get('record.json')!.toString()).not.to.include(rationale)
  })
})

describe('the dossier of a purchase', function () {
  this.timeout(120_000)
  let market: Market
  let path: string
  let id: string
  const names = ['晨曦', '暖阳', '安居', '同行']
  const papersOf = async (person: Actor) => {
    const { status, body } = await (await market.world.page(person)).download(`${path}/dossier`)
    expect(status, person.name).to.equal(200)
    return whole(body)
  }
  const bidsIn = (files: Map<string, Buffer>) => [...files.keys()].filter(each => each.startsWith('bids/'))

  before(async () => {
    market = await openMarket('tenderdossier', names)
    id = (await market.published()).id
    path = `/tenders/${id}`
    for (const [n, { owner }] of market.bidders.entries()) {
      const page = await market.world.page(owner)
      await fillBid(page, id, String(440_000 + n * 1_000))
      expect((await page.post(`${path}/bid/seal`)).status).to.equal(303)
    }
    await (await market.world.page(market.people.buyer)).post(`${path}/comments`, { comment: '开标前请核对场地', audience: 'staff' })
  })
  after(() => market.world.stop())

  it('has nothing of the bids while they are sealed, for nobody: not their number, not the own one', async () => {
    const { people, bidders } = market
    for (const person of [people.buyer, people.bureau, people.supervisor, people.expert, bidders[0]!.owner]) {
      const files = await papersOf(person)
      expect(bidsIn(files), person.name).to.deep.equal([])
      const all = Buffer.concat([...files.values()]).toString()
      for (const { organization } of bidders) expect(all, person.name).not.to.include(organization.name)
      expect(all.includes('开标前请核对场地'), person.name).to.equal([people.buyer, people.bureau, people.supervisor].includes(person as never))
    }
  })

  it('has after the opening the bids that one may read, with their files, and the record that was read out', async () => {
    const { world, people, bidders } = market
    world.clock.set(new Date('2026-03-24T09:31:00+08:00'))
    await world.services.tenders.closeDue(id)
    await world.services.openings.enter(people.buyer, id, { passphrase: PASSPHRASES.buyer })
    await world.services.openings.enter(people.supervisor, id, { passphrase: PASSPHRASES.supervisor })
    const files = await papersOf(people.buyer)
    expect(bidsIn(files)).to.have.length(8)
    for (const [at, bytes] of files) if (at.endsWith('服务方案.pdf')) expect(bytes, at).to.deep.equal(PDF)
    expect(files.get('opening-record.pdf')!.subarray(0, 5).toString()).to.equal('%PDF-')
    expect((JSON.parse(files.get('opening.json')!.toString()) as { bids: unknown[] }).bids).to.have.length(4)
    expect(files.get('record.json')!.toString()).not.to.match(/custody|wrappedKey|openedWith|evaluators/)

    const own = await papersOf(bidders[1]!.owner)
    expect(bidsIn(own).map(each => each.split('/').at(-1))).to.deep.equal(['01-服务方案.pdf', 'bid.json'])
    expect(own.get(bidsIn(own)[1]!)!.toString()).to.include(bidders[1]!.organization.name)
    expect([...own.keys()]).not.to.include.members(['timeline.csv', 'comments.csv'])
    expect(bidsIn(await papersOf(people.expert)), 'an expert who sits on no committee').to.deep.equal([])
    expect(bidsIn(await papersOf(people.elsewhere)), 'another district').to.deep.equal([])
  })

  it('has the papers of the committee for who may read them: no score before all have signed, and no member’s name', async () => {
    const { world, people, bidders } = market
    const experts = [people.expert]
    while (experts.length < 5) experts.push(await world.actor('expert', {}, `专家${experts.length}`))
    const on = walk(world, experts)
    const committeeIn = (files: Map<string, Buffer>) => ['committee.json', 'ranking.json', 'sheets.json'].filter(each => files.has(each))
    expect(committeeIn(await papersOf(people.buyer))).to.deep.equal([])
    await on.qualify(people.buyer, id)
    await on.draw(people.buyer, id)
    await on.declareAll(id)
    await on.conform(id)
    const members = await on.members(id)
    for (const member of members) await on.score(member, id)
    for (const member of members.slice(1)) await on.sign(member, id)
    const drafts = await papersOf(people.buyer)
    expect(committeeIn(drafts)).to.deep.equal(['committee.json', 'ranking.json'])
    expect(JSON.parse(drafts.get('ranking.json')!.toString())).to.deep.include({ signed: 4, size: 5, result: null })

    await on.sign(members[0]!, id)
    const files = await papersOf(people.buyer)
    expect(committeeIn(files)).to.deep.equal(['committee.json', 'ranking.json', 'sheets.json'])
    expect(JSON.parse(files.get('sheets.json')!.toString())).to.have.length(5)
    const judged = ['committee.json', 'ranking.json', 'sheets.json'].map(each => files.get(each)!.toString()).join()
    for (const expert of experts) expect(judged).not.to.include(expert.id).and.not.to.include(expert.name)
    for (const person of [bidders[0]!.owner, people.elsewhere]) expect(committeeIn(await papersOf(person)), person.name).to.deep.equal([])
  })
})
