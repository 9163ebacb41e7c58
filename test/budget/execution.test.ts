import { expect } from 'chai'
import { fen } from '../../src/kernel/money.ts'
import { rowsOf } from '../../src/platform/spreadsheet.ts'
import { startDesk, type Desk } from './desk.ts'

describe('execution over HTTP', function () {
  this.timeout(60_000)
  let desk: Desk
  before(async () => {
    desk = await startDesk('execution')
    const { finance, world: { services: { budget } } } = desk
    const line = await desk.approved({ amount: fen(1_000_000_33), area: '230604001', name: '=1+1 不是公式' })
    await desk.approved({ amount: fen(500_000_00) })
    await desk.submitted({ amount: fen(777_000_00) })
    const money = { lineId: line.id, subject: 'tender-1' }
    await budget.reserve(finance, { ...money, amount: fen(600_000_00) })
    await budget.commit(finance, { ...money, amount: fen(500_000_00) })
    await budget.pay(finance, { ...money, amount: fen(250_000_00) })
  })
  after(() => desk.world.stop())

  it('counts approved lines within the reach of who asks', async () => {
    const asked = async (role: 'bureau' | 'community' | 'finance', grant?: { area: string }) => (await (await desk.world.as(role, grant)).get('/api/v1/budget-execution?by=district')).body
    expect((await asked('bureau')).rows).to.deep.equal([
      { key: '230604', budgeted: 1_500_000_33, available: 1_000_000_33, reserved: 0, committed: 250_000_00, paid: 250_000_00, rate: 1667 },
    ])
    expect((await asked('community')).total.budgeted).to.equal(1_000_000_33)
    expect((await asked('finance', { area: '230602' })).rows).to.deep.equal([])
  })

  it('shows each grouping with its picture and its figures', async () => {
    const page = await desk.world.page('bureau')
    for (const by of ['district', 'purchaseArea', 'item', 'month']) {
      for (const lang of ['zh-CN', 'en']) {
        const shown = await page.get(`/budget/execution?by=${by}&lang=${lang}`)
        expect(shown.status, shown.text).to.equal(200)
        expect(shown.text).to.include('¥250,000.00').and.not.include('is-wide')
        const src = /src="(\/charts\/[^"]+)"/.exec(shown.text)?.[1]?.replaceAll('&amp;', '&') ?? ''
        const picture = await page.get(src)
        expect([picture.status, picture.headers['content-type']]).to.deep.equal([200, 'image/svg+xml; charset=utf-8'])
        expect(picture.body.toString()).to.include('<svg').and.not.include('<script')
      }
    }
    expect((await page.get('/charts/budget-execution.svg?by=district&lang=zh-CN')).body.toString()).to.include('让胡路区').and.include('已承付')
  })

  it('gives the same lines as a file, in yuan and without formulas', async () => {
    const page = await desk.world.page('bureau')
    await page.get('/budget?lang=zh-CN')
    const csv = await page.get('/budget?status=approved&format=csv')
    const rows = await rowsOf(Buffer.from(csv.text), 'csv')
    expect(rows).to.have.length(3)
    expect(rows[1]?.slice(0, 2)).to.deep.equal(['BL-2026-0001', "'=1+1 不是公式"])
    expect(rows[1]).to.include('1000000.33')
    const xlsx = await page.get('/budget?status=approved&format=xlsx')
    expect(xlsx.headers['content-disposition']).to.include(encodeURIComponent('购买服务预算.xlsx'))
    expect((await page.get('/budget/execution?by=district&format=csv')).text).to.include('让胡路区,1500000.33,250000,250000,0,1000000.33,16.67')
  })
})
