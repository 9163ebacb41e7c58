import { expect } from 'chai'
import { partOf, sortedRows, type Asking, type List } from '../../src/platform/list.ts'
import { printOf, sheetOf } from '../../src/platform/list-file.ts'
import { print } from '../../src/platform/print.pdf.ts'
import { readPrinted, squeeze } from '../support/printed.ts'

const say: Asking['say'] = value => typeof value === 'object' && value !== null && 'text' in value ? String(value.text) : String(value)
const ask = (query: string): Asking => ({ query, lang: 'zh-CN', say })
const columns = [
  { name: 'name', label: '名称', href: 'href' }, { name: 'amount', label: '金额', type: 'money' }, { name: 'status', label: '状态', type: 'chip' },
  { name: 'note', label: '备注', only: 'file' as const },
]
const rows = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `第${at + 1}项`, href: `/things/t${at + 1}`, amount: (at * 7) % count, status: { text: at % 2 ? '待审' : '通过' }, note: '密' }))
const list = (count: number): List => ({ title: '清单', columns, rows: rows(count) })
const names = ({ rows }: { rows: Record<string, unknown>[] }) => rows.map(({ name }) => name)

describe('a list', () => {
  it('shows fifty rows, and leads through all of them, each once', () => {
    const seen: unknown[] = []
    let after: string | null = ''
    for (let pages = 0; after !== null && pages < 9; pages += 1) {
      const part = partOf(list(120), ask(`after=${encodeURIComponent(after)}`))
      expect(part).to.include({ total: 120, count: 120 })
      seen.push(...names(part))
      after = part.next
    }
    expect(seen).to.deep.equal(names(list(120)))
  })
  it('goes on after the row that was last, whatever came or went before it', () => {
    const { next } = partOf(list(120), ask(''))
    expect(next).to.equal('50~t50')
    const shorter = { ...list(120), rows: rows(120).slice(3) }
    expect(names(partOf(shorter, ask(`after=${next}`)))[0]).to.equal('第51项')
    const without = { ...list(120), rows: rows(120).filter(({ href }) => href !== '/things/t50') }
    expect(names(partOf(without, ask(`after=${next}`)))[0], 'by its number where the row itself is gone').to.equal('第52项')
  })
  it('leads back to the page before, which the first page has not', () => {
    const at = (after: string) => partOf(list(160), ask(`after=${after}`))
    expect(at('50~t50').previous).to.equal(null)
    expect(at('100~t100').previous).to.equal('50~t50')
    expect(names(at('50~t50'))[0]).to.equal('第51项')
  })
  it('begins anew where the address names a place that there is not', () => {
    for (const after of ['900~t900', 'x', '-5~t1', '50']) expect(names(partOf(list(60), ask(`after=${after}`)))[0], after).to.equal('第1项')
  })
  it('is sorted by any of its columns both ways; what is empty stands last', () => {
    const some = { ...list(3), rows: [{ name: '乙', amount: 3, href: '/a' }, { name: '第10项', amount: undefined, href: '/b' }, { name: '第9项', amount: 20, href: '/c' }, { name: '甲', amount: 0, href: '/d' }] }
    expect(names(partOf(some, ask('sort=amount')))).to.deep.equal(['甲', '乙', '第9项', '第10项'])
    expect(names(partOf(some, ask('sort=-amount')))).to.deep.equal(['第9项', '乙', '甲', '第10项'])
    expect(names(partOf(some, ask('sort=name'))), 'by pinyin, and numbers by their value').to.deep.equal(['第9项', '第10项', '甲', '乙'])
    for (const unknown of ['sort=secret', 'sort=', 'sort=__proto__']) expect([partOf(some, ask(unknown)).sort, names(partOf(some, ask(unknown)))]).to.deep.equal(['', names(some)])
  })
  it('of several on a page is sorted and paged by itself', () => {
    const one = { ...list(120), of: 'years' }
    const part = partOf(one, ask('sort=-years.amount'))
    expect([part.rows[0]!.amount, part.sort, part.columns[1]!.sort, part.next]).to.deep.equal([119, '-years.amount', 'years.amount', `years.50~${String(sortedRows(one, ask('sort=-years.amount'))[49]!.href).split('/').at(-1)}`])
    expect(names(partOf(one, ask(`after=${partOf(one, ask('')).next}`)))[0]).to.equal('第51项')
    for (const other of ['sort=-amount&after=50~t50', 'sort=-grades.amount&after=grades.50~t50', 'sort=years.secret']) expect([partOf(one, ask(other)).sort, names(partOf(one, ask(other)))[0]], other).to.deep.equal(['', '第1项'])
    expect(sortedRows(one, ask('sort=years.amount'))[0]!.amount, 'in its file too').to.equal(0)
  })
  it('that its service pages is shown as it comes', () => {
    const paged = { ...list(60), next: 'x', sort: '-amount', count: 900 }
    const part = partOf(paged, ask('sort=name&after=50~t50'))
    expect(part).to.include({ sort: '-amount', next: 'x', total: 900, shown: 60 })
    expect(sortedRows(paged, ask('sort=name'))).to.equal(paged.rows)
  })
  it('keeps to files what is too much for a page', () => {
    expect(partOf(list(1), ask('')).columns.map(({ name }) => name)).to.deep.equal(['name', 'amount', 'status'])
  })
})

const asked = (query = '', lang: 'zh-CN' | 'en' = 'zh-CN') => ({ path: '/things', query, lang, now: new Date('2026-03-02T01:00:00Z') })
describe('the file of a list', () => {
  const typed: List = {
    title: { key: 'contract.payment.list' },
    columns: [
      { name: 'name', label: '名称' }, { name: 'amount', label: '金额', type: 'money' }, { name: 'rate', label: '比例', type: 'percent' }, { name: 'at', label: '时间', type: 'datetime' },
      { name: 'tags', label: '标签', type: 'list' }, { name: 'state', label: '状态', texts: 'contract.payment.status' }, { name: 'short', label: '简称', only: 'page' },
    ],
    rows: [{ name: '甲', amount: 1_234_56, rate: 0.12345, at: new Date('2026-03-02T01:30:00Z'), tags: ['一', { text: '二' }], state: 'paid', short: 'x' }, { name: '乙' }],
  }
  it('has figures without units, which its headings say, and nothing where there is nothing', () => {
    expect(sheetOf(typed, asked())).to.deep.equal({
      name: '付款', columns: ['名称', '金额（元）', '比例（%）', '时间', '标签', '状态'],
      rows: [['甲', 1234.56, 12.35, '2026-03-02 09:30', '一、二', '已付款'], ['乙', null, null, null, null, null]],
    })
  })
  it('holds all rows in the order of the address, not one page of them', () => {
    expect(sheetOf(list(120), asked('sort=-amount&after=50~t50')).rows.map(([, amount]) => amount)).to.deep.equal(Array.from({ length: 120 }, (_, at) => (119 - at) / 100))
  })
})

describe('a list on paper', function () {
  this.timeout(30_000)
  const fields = [{ name: 'q', label: '关键词', value: '助老' }, { name: 'state', label: '状态', value: 'paid', options: [{ value: 'paid', text: '已付款' }] }, { name: 'year', label: '年度', value: undefined }]
  it('says its title, its filters in words, its day and its pages, and stands across', async () => {
    const printed = await readPrinted(await print(printOf({ ...list(60), fields }, asked('q=助老&state=paid'))))
    const all = squeeze(printed.pages.flat())
    for (const said of ['清单', '关键词：助老', '状态：已付款', '2026年3月2日09:00', '共60条', '第1页共']) expect(all).to.include(said)
    for (const secret of ['密', '年度']) expect(all).to.not.include(secret)
    expect(printed.body).to.have.length.above(2)
    for (const lines of printed.body) expect(squeeze(lines)).to.include('名称').and.include('状态')
    expect(printed.marked).to.deep.include({ Marked: true })
  })
  it('is printed in parts of three thousand rows that together are all of it', () => {
    const totals = { name: '合计', amount: 7 }
    const seen = [1, 2, 3].flatMap(part => {
      const { values } = printOf({ ...list(7_001), totals }, { ...asked(), part })
      return [values.more, ...(values.rows as { text: string }[][]).map(([name]) => name!.text)]
    })
    const wanted = list(7_001).rows.map(({ name }) => name)
    expect(seen).to.deep.equal([
      '第 1 部分（共 3 部分）：第 1–3,000 条', ...wanted.slice(0, 3_000), '第 2 部分（共 3 部分）：第 3,001–6,000 条', ...wanted.slice(3_000, 6_000), '第 3 部分（共 3 部分）：第 6,001–7,001 条', ...wanted.slice(6_000), '合计',
    ])
    expect((printOf(list(3_001), { ...asked(), part: 9 }).values.rows as unknown[]).length, 'the last where there are not so many').to.equal(1)
    expect(printOf({ ...list(3_000), totals }, asked()).values, 'no part of a list that is one').to.deep.include({ more: '' })
    expect((printOf({ ...list(3_000), totals }, asked()).values.rows as unknown[]).length).to.equal(3_001)
  })
  it('is whole for the register of a city, whose printing leaves others their turns', async () => {
    let [last, longest, done] = [performance.now(), 0, false]
    const beat = (): void => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
      if (!done) setImmediate(beat)
    }
    setImmediate(beat)
    const started = performance.now()
    const body = await print(printOf(list(1_077), asked()))
    done = true
    const took = performance.now() - started
    const all = squeeze((await readPrinted(body)).pages.flat())
    for (const row of ['第1项', '第301项', '第1077项']) expect(all, row).to.include(row)
    expect(longest, 'the longest while in which nobody else had a turn').to.be.below(took / 2)
  })
  it('speaks English to who reads English, and prints an empty list too', async () => {
    const printed = await readPrinted(await print(printOf({ ...list(0), fields }, asked('', 'en'))))
    expect(squeeze(printed.pages.flat())).to.include('Asof2March2026,09:00').and.include('Page1of1').and.include('0records').and.not.include('页')
  })
})
