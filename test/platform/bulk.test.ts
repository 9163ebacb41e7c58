import { expect } from 'chai'
import { lineStore } from '../../src/budget/index.ts'
import type { Line } from '../../src/budget/line.schema.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { rowsOf } from '../../src/platform/spreadsheet.ts'
import { startDesk, type Desk } from '../budget/desk.ts'
import type { PageAgent } from '../support/page-agent.ts'

const tokens = (html: string): string[] => [...html.matchAll(/name="chosen[^"]*" value="([^"]+)"/g)].map(([, token = '']) => token)
/** The rows of the table as texts, by the names of the things. */
const rowOf = (html: string, name: string): string => (html.split('<tr>').find(row => row.includes(name)) ?? '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

describe('many at once', function () {
  this.timeout(60_000)
  let desk: Desk
  let finance: PageAgent
  let both: Actor & { email: string }
  const status = async ({ id }: Line) => (await lineStore.get(id)).status
  const pick = (agent: PageAgent, act: string, lines: Line[]) => agent.get(`/budget/bulk/${act}?${lines.map(({ id }) => `ids=${id}`).join('&')}&from=status%3Dsubmitted&lang=zh-CN`)

  before(async () => {
    desk = await startDesk('bulk')
    both = await desk.world.actor('finance', { area: '230604001' }, '社区财政')
    finance = await desk.world.page(both)
  })
  after(() => desk.world.stop())

  it('are ticked in the list, one by one or all on the page, by who may do it', async () => {
    await desk.submitted({ name: '待批的一条', area: '230604001' })
    const list = await finance.get('/budget?lang=zh-CN&status=submitted')
    expect(list.text).to.include('formaction="/budget/bulk/approve"').and.include('name="ids"').and.not.include('formaction="/budget/bulk/submit"').and.not.match(/name="ids"[^>]* checked/)
    expect((await finance.get('/budget?status=submitted&pick=page')).text).to.match(/name="ids"[^>]* checked/)
    const supervisor = await (await desk.world.page('supervisor')).get('/budget')
    expect(supervisor.text).to.not.include('name="ids"').and.not.include('/budget/bulk')
    expect((await (await desk.world.page('supervisor')).get('/budget/bulk/approve?ids=x')).status).to.equal(403)
  })

  it('tell before what will be done to each and why not, and do nothing by being looked at', async () => {
    const [fit, draft] = [await desk.submitted({ name: '可以批准的', area: '230604001' }), await desk.drafted({ name: '还是草稿的', area: '230604001' })]
    const elsewhere = await desk.submitted({ name: '区里自己的', area: '230604' })
    const { status: answered, text } = await pick(finance, 'approve', [fit, draft, elsewhere])
    expect(answered).to.equal(200)
    expect(rowOf(text, '可以批准的')).to.include('将办理')
    expect(rowOf(text, '还是草稿的')).to.include('不办理').and.match(/草稿|不能|状态/)
    expect(text).to.include('您无权查看的记录').and.not.include('区里自己的')
    expect(tokens(text)).to.deep.equal([`${fit.id}@${fit.revision}`])
    expect(text.replaceAll('&#x3D;', '=')).to.include('href="/budget?status=submitted"')
    expect([await status(fit), await status(draft), await status(elsewhere)]).to.deep.equal(['submitted', 'draft', 'submitted'])
  })

  it('are done one by one: one fit, one blocked, one of somebody else, one changed meanwhile, and each tells what became of it', async () => {
    const [fit, blocked, changed] = [await desk.submitted({ name: '合适的一条', area: '230604001' }), await desk.drafted({ name: '未提交的一条', area: '230604001' }), await desk.submitted({ name: '中途改动的一条', area: '230604001' })]
    const elsewhere = await desk.submitted({ name: '别处的一条', area: '230604' })
    const changing = await lineStore.get(changed.id)
    await lineStore.save({ ...changing, ground: `${changing.ground}（补充）` })
    const chosen = [fit, blocked, elsewhere, changed].map(({ id, revision }) => `${id}@${revision}`)
    const sent = await finance.post('/budget/bulk/approve', { chosen, from: 'status=submitted' })
    expect([sent.status, sent.headers.location]).to.deep.equal([303, '/budget/bulk/approve/done'])
    const { text } = await finance.get('/budget/bulk/approve/done?lang=zh-CN')
    expect(rowOf(text, '合适的一条')).to.include('已办理')
    expect(rowOf(text, '未提交的一条')).to.include('不办理')
    expect(rowOf(text, '中途改动的一条')).to.include('不办理')
    expect(text).to.include('您无权查看的记录').and.include('已办理 1 条，被拒绝 3 条').and.not.include('别处的一条')
    expect(await Promise.all([fit, blocked, elsewhere, changed].map(status))).to.deep.equal(['approved', 'draft', 'submitted', 'submitted'])
    const { budget, lines } = desk.world.services
    expect((await budget.balance(fit.id)).available).to.equal(fit.amount)
    for (const line of [blocked, elsewhere, changed]) expect((await budget.balance(line.id)).available, line.name).to.equal(0)
    expect((await lines.timeline(fit)).map(({ action }) => action)).to.include('line.approve')
    for (const line of [blocked, elsewhere, changed]) expect((await lines.timeline(line)).map(({ action }) => action), line.name).to.not.include('line.approve')
    expect((await finance.get('/budget/bulk/approve/done?lang=zh-CN')).text, 'the result stays to be read').to.include('合适的一条')
  })

  it('are not done twice by being sent twice', async () => {
    const line = await desk.submitted({ name: '送了两次的一条', area: '230604001' })
    const chosen = [`${line.id}@${line.revision}`]
    const answers = await Promise.all([finance.post('/budget/bulk/approve', { chosen }), finance.post('/budget/bulk/approve', { chosen })])
    expect(answers.map(({ status }) => status)).to.deep.equal([303, 303])
    expect((await desk.world.services.budget.entries(line.id)).filter(({ kind }) => kind === 'allocate')).to.have.length(1)
  })

  it('refuse what is no choice', async () => {
    expect((await finance.get('/budget/bulk/approve?lang=zh-CN')).text).to.include('没有选择记录')
    for (const chosen of ['', 'x', `${'a'.repeat(65)}@1`, ...[Array.from({ length: 101 }, (_, at) => `l${at}@0`)]]) {
      expect((await finance.post('/budget/bulk/approve', { chosen })).status).to.equal(422)
    }
    expect((await finance.get('/budget?lang=zh-CN')).status).to.equal(200)
  })

  it('are taken home as the page shows them narrowed and sorted, and on paper', async () => {
    const csv = await finance.get('/budget?lang=zh-CN&status=approved&sort=-name&format=csv')
    const rows = await rowsOf(Buffer.from(csv.text), 'csv')
    expect(rows.slice(1).map(([, name]) => name)).to.deep.equal(['送了两次的一条', '合适的一条'])
    const pdf = await finance.get('/budget?lang=zh-CN&status=approved&format=pdf')
    expect([pdf.status, pdf.headers['content-type']]).to.deep.equal([200, 'application/pdf'])
    expect((await desk.world.visitor().get('/budget?format=csv')).status).to.equal(303)
    expect((await finance.get('/budget?format=exe&lang=zh-CN')).text, 'what is no format is a page').to.include('<html')
  })
})
