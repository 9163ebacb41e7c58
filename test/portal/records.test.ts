import { expect } from 'chai'
import fc from 'fast-check'
import { aLine } from '../../fixtures/budget.ts'
import { aContractInForce, aPrintedContract } from '../../fixtures/contract.ts'
import { aPublishedEvaluation, aScoredEvaluation } from '../../fixtures/evaluation.ts'
import { awardedTender, contractedTender, openTender, rankedTender } from '../../fixtures/gallery/tender-states.ts'
import { rowsOf } from '../../src/platform/spreadsheet.ts'
import { frontPage } from '../../src/portal/front.view.ts'
import { moneyOf } from '../../src/portal/money.rules.ts'
import { found, pageOf, recordsOf, type Published } from '../../src/portal/record.rules.ts'
import { RecordFilter, RecordSort, type PublicRecord, type RecordKind } from '../../src/portal/record.schema.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'

const published = (changes: Partial<Published> = {}): Published => ({ tenders: [], contracts: [], evaluations: [], complaints: [], lines: [aLine()], ...changes })
const [aRecord] = recordsOf('award', published({ tenders: [contractedTender()] }))

describe('public records', () => {
  it('begin with the award, the last signature and the publication, and not before', () => {
    const count = (kind: RecordKind, given: Partial<Published>) => recordsOf(kind, published(given)).length
    expect([openTender(), rankedTender(), awardedTender(), contractedTender(), { ...awardedTender(), status: 'failed' as const }].map(tender => count('award', { tenders: [tender] }))).to.deep.equal([0, 0, 1, 1, 0])
    expect([aPrintedContract(), aContractInForce()].map(contract => count('contract', { contracts: [contract] }))).to.deep.equal([0, 1])
    expect([aScoredEvaluation(), aPublishedEvaluation()].map(evaluation => count('result', { evaluations: [evaluation] }))).to.deep.equal([0, 1])
  })
  it('tell the winner\'s score and nobody else\'s', () => {
    const tender = contractedTender()
    const rows = tender.ranking!.result.rows
    expect(aRecord!.score).to.equal(rows.find(({ bidId }) => bidId === tender.award!.bidId)!.total)
    expect(rows.filter(({ total }) => total !== aRecord!.score && JSON.stringify(aRecord).includes(String(total)))).to.deep.equal([])
  })
  it('stand on the front page, of each kind the three newest', () => {
    const awards = [1, 4, 2, 3].map(day => ({ ...aRecord!, reference: `CG-${day}`, title: `第${day}日`, at: new Date(Date.UTC(2026, 0, day)) }))
    const shown = { notices: [], calls: [], organizations: 0, awards, contracts: [], results: [], money: moneyOf([], [], { asked: undefined, now: 2026 }) }
    const { parts: [first], money } = frontPage.locals(shown, { names: new Map(), lang: 'en' }) as { parts: { rows: { title: string }[] }[]; money: object | null }
    expect(first!.rows.map(({ title }) => title)).to.deep.equal(['第4日', '第3日', '第2日'])
    expect(money, 'no picture of nothing').to.equal(null)
  })
  it('are placed by the line that pays, a result by the line of its contract', () => {
    const all = published({ contracts: [aContractInForce()], evaluations: [aPublishedEvaluation()] })
    expect(recordsOf('result', all)[0]).to.include({ purchaseArea: 'community', district: '230604' })
  })
  it('come page by page in their order, each once, whatever they are sorted by', () => fc.assert(fc.property(
    fc.array(fc.record({ at: fc.integer({ min: 0, max: 3 }), amount: fc.integer({ min: 0, max: 300 }), score: fc.option(fc.integer({ min: 0, max: 9 })) }), { maxLength: 30 }), fc.constantFrom(...RecordSort.options),
    (drawn, sort) => {
      const records = drawn.map(({ at, amount, score }, place): PublicRecord => ({ ...aRecord!, reference: `CG-${place}`, amount: amount as PublicRecord['amount'], score, at: new Date(Date.UTC(2026, 0, 1 + at)) }))
      const wanted = found(records, RecordFilter.parse({ sort }))
      const seen: PublicRecord[] = []
      for (let after: string | null | undefined; after !== null;) {
        const { records: page, next } = pageOf(wanted, { after, sort }, 7)
        seen.push(...page)
        after = next
      }
      expect(seen).to.deep.equal(wanted)
      const key = sort.replace('-', '') as 'at' | 'amount' | 'score'
      const values = seen.map(record => Number(record[key] ?? 0))
      expect(values).to.deep.equal(values.toSorted((a, b) => sort.startsWith('-') ? b - a : a - b))
    },
  )))
})

describe('public records over HTTP', function () {
  this.timeout(60_000)
  let ground: PurchaseGround
  before(async () => {
    ground = await startPurchase('records')
    await ground.inForce({ title: '=1+1 已经签约的项目' })
    await ground.printed({ title: '还没有签字的项目' })
  })
  after(() => ground.world.stop())
  const read = async (path: string) => (await ground.world.visitor().get(path)).text

  it('stand on the front page, with the money of the year', async () => {
    const front = await read('/?lang=zh-CN')
    const awards = front.slice(front.indexOf('最新成交'))
    expect(awards).to.include('已经签约的项目').and.match(/charts\/money\.svg\?of&#x3D;purchaseAreas|charts\/money\.svg\?of=purchaseAreas/)
    expect(front).to.include('1 份生效合同')
  })

  it('list awards at once, a contract only when both have signed', async () => {
    expect(await read('/awards?lang=zh-CN')).to.include('已经签约的项目').and.include('还没有签字的项目').and.include(`/organizations/${ground.organization.id}`)
    expect(await read('/contract-notices')).to.include('已经签约的项目').and.not.include('还没有签字的项目')
    expect(await read('/results?lang=en')).to.include('No result fits')
  })
  it('are narrowed by the address, and say so', async () => {
    expect(await read('/awards?q=签字')).to.include('还没有签字的项目').and.not.include('已经签约的项目')
    expect(await read('/awards?year=2026&area=230604&purchaseArea=welfare')).to.include('签约').and.include('fh-filter')
    for (const other of ['year=2025', 'area=230602', 'purchaseArea=youth']) expect(await read(`/awards?lang=zh-CN&${other}`), other).to.include('没有符合条件的成交结果')
  })
  it('go into a file as they were asked for, with no formula in it', async () => {
    const { body, headers } = await ground.world.visitor().get('/awards?lang=zh-CN&q=签约&format=csv').buffer(true).parse((res, done) => {
      const parts: Buffer[] = []
      res.on('data', (part: Buffer) => parts.push(part)).on('end', () => { done(null, Buffer.concat(parts)) })
    })
    expect(headers['content-type']).to.include('text/csv')
    const [columns, ...rows] = await rowsOf(body as Buffer, 'csv')
    expect(rows).to.have.length(1)
    expect(rows[0]![0]).to.equal('\'=1+1 已经签约的项目')
    expect(rows[0]![columns!.indexOf('成交金额（元）')]).to.equal('452000')
    expect((await ground.world.visitor().get('/results?format=xlsx')).status).to.equal(200)
  })
  it('agree with the money page, which agrees with the ledger', async () => {
    const text = await read('/money?lang=zh-CN')
    expect(text).to.include('资金公开').and.include('¥452,000.00').and.include('尚未评价')
    for (const of of ['years', 'purchaseAreas', 'districts', 'sources', 'payees', 'grades']) {
      const { status, headers } = await ground.world.visitor().get(`/charts/money.svg?of=${of}`)
      expect([status, headers['content-type']], of).to.deep.equal([200, 'image/svg+xml; charset=utf-8'])
    }
  })
})
