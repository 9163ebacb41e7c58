import { expect } from 'chai'
import fc from 'fast-check'
import { reported } from '../../fixtures/gallery/committee.ts'
import { mealsForElders, printOf } from '../../fixtures/print-samples.ts'
import type { ContractPrint } from '../../src/contract/contract-print.schema.ts'
import { advance, missingGlyphs } from '../../src/platform/fonts.ts'
import { breakLines, type Line } from '../../src/platform/lines.pdf.ts'
import { print } from '../../src/platform/print.pdf.ts'
import { translator } from '../../src/platform/text.ts'
import { committeeReport } from '../../src/tender/committee-report.view.ts'
import { elements, readPrinted, squeeze, type TextLine } from '../support/printed.ts'

const read = async (contract: ContractPrint) => readPrinted(await print(printOf(contract)))
const indicator = (name: string, weight: number) => ({ name, target: '不低于90%', unit: '%', weight })
const textOf = ({ pieces }: Line) => pieces.map(({ text }) => text).join('')
const linesOf = (text: string, width: number) => breakLines([{ text, face: 'serif' }], { size: 12, width }).map(textOf)

describe('a table that is longer than a page', () => {
  const long = { ...mealsForElders, indicators: Array.from({ length: 80 }, (_, at) => indicator(`指标${at + 1}`, 125)) }
  let printed: Awaited<ReturnType<typeof read>>
  before(async () => { printed = await read(long) })

  it('shows its head on each of its pages', () => {
    const withRows = printed.body.filter(lines => lines.some(({ text }) => /^指标\d+$/.test(text)))
    expect(withRows).to.have.length.above(2)
    for (const lines of withRows) expect(squeeze(lines)).to.include('序号指标目标值单位权重（分）')
  })

  it('shows each row once, in order', () => {
    const names = printed.body.flat().map(({ text }) => text).filter(text => /^指标\d+$/.test(text))
    expect(names).to.deep.equal(long.indicators.map(({ name }) => name))
  })

  it('is one table with one head to a screen reader', () => {
    const tables = printed.structures.flatMap(page => elements(page, 'Table'))
      .map(table => elements(table, 'TR').map(row => elements(row, 'TH').length))
    const whole = tables.filter(rows => rows.length === 81)
    expect(whole).to.have.length.above(2)
    for (const rows of whole) expect(rows).to.deep.equal([5, ...Array.from({ length: 80 }, () => 0)])
  })
})

describe('a row of a table', () => {
  const rowWith = (lineCount: number) => read({
    ...mealsForElders,
    indicators: [...Array.from({ length: 9 }, (_, at) => indicator(`指标${at + 1}`, 1_000)), indicator('甲'.repeat(15 * lineCount), 1_000)],
  })
  const pagesOf = (printed: Awaited<ReturnType<typeof read>>) =>
    printed.body.map(lines => lines.filter(({ text }) => /^甲{3,}$/.test(text)).length).filter(count => count > 0)

  it('stays on one page when it is not long', async () => {
    for (const lineCount of [4, 8, 12]) expect(pagesOf(await rowWith(lineCount)), `${lineCount} lines`).to.have.length(1)
  })

  it('goes on over pages when it is longer than one, and loses no line', async () => {
    const printed = await rowWith(90)
    expect(pagesOf(printed)).to.have.length.above(1)
    expect(printed.text.match(/甲{3,}/g)?.join('').length).to.equal(90 * 15)
  })
})

describe('the end of a page', () => {
  const isHeading = (line: TextLine | undefined) => /^第[一二三四五六七八九十]+条/.test(line?.text ?? '')
  const longer = (count: number) => read({ ...mealsForElders, content: Array.from({ length: count }, () => '服务内容。').join('\n') })

  it('never parts a heading from its text, nor signatures from what announces them', async function () {
    this.timeout(60_000)
    for (let count = 1; count <= 27; count += 2) {
      const { body } = await longer(count)
      for (const lines of body) expect(isHeading(lines.at(-1)), `${count} lines before, then "${lines.at(-1)?.text}"`).to.equal(false)
      const signing = body.filter(lines => squeeze(lines).includes('甲方电子签名'))
      expect(signing).to.have.length(1)
      expect(squeeze(signing.flat())).to.include('（以下无正文').and.to.include('扫描二维码')
    }
  })

  it('keeps a heading with a paragraph of three lines, which is not parted either', async function () {
    this.timeout(60_000)
    const standing = reported()
    for (let count = 0; count <= 12; count += 1) {
      const steps = Array.from({ length: count }, () => standing.tender.ranking!.result.steps[0]!)
      const { ranking } = standing.tender
      const tender = { ...standing.tender, ranking: { ...ranking!, result: { ...ranking!.result, steps: [...steps, ...ranking!.result.steps] } } }
      const { body } = await readPrinted(await print(committeeReport({ ...standing, tender }, { publicUrl: 'https://fuhua.example.gov.cn', t: translator('zh-CN') })))
      for (const lines of body) expect(lines.at(-1)?.text, `${count} lines more`).not.to.match(/^[一二三四五六七]、/)
    }
  })
})

describe('breaking lines', () => {
  it('starts no line with a closing mark and ends none with an opening one', () => {
    const mixed = fc.stringMatching(/^[民政局甲乙，。、；：）》”（《“A-c0-9 ]{1,200}$/)
    fc.assert(fc.property(mixed, fc.integer({ min: 100, max: 444 }), (text, width) => {
      const runsOfMarks = /[，。、；：）》”（《“][，。、；：）》”（《“ ]{3,}|[A-c0-9，。、；：）》”（《“ ]{9,}/.test(text)
      fc.pre(!runsOfMarks)
      for (const line of linesOf(text, width).slice(1)) expect(line).not.to.match(/^[，。、；：）》”]/)
      for (const line of linesOf(text, width).slice(0, -1)) expect(line).not.to.match(/[（《“]$/)
    }))
  })

  it('loses no character and fits the width, but for the blank half of a closing mark', () => {
    fc.assert(fc.property(fc.stringMatching(/^[民政局，。（）A-c0-9 ]{1,200}$/), fc.integer({ min: 60, max: 444 }), (text, width) => {
      const lines = breakLines([{ text, face: 'serif' }], { size: 12, width })
      expect(lines.map(textOf).join('').replaceAll(' ', '')).to.equal(text.replaceAll(' ', ''))
      for (const line of lines) expect(line.width - line.hang).to.be.at.most(width)
    }))
  })

  it('keeps words and amounts whole, and parts an address at a slash', () => {
    expect(linesOf('价款为¥486,000.00元', 76)).to.deep.equal(['价款为', '¥486,000.00', '元'])
    expect(linesOf('https://fuhua.example.gov.cn/verify/HT', 220)).to.deep.equal(['https://fuhua.example.gov.cn/verify/', 'HT'])
  })

  it('parts what has no place to part, such as a digest, at the width', () =>
    expect(linesOf('a'.repeat(64), 100).slice(0, -1).every(line => line.length > 10)).to.equal(true))
})

describe('characters', () => {
  it('of the usual sets and of rare names can be printed', () =>
    expect(missingGlyphs('中华人民共和国 䶮㛃𬭎 ABC ¥1,234.56％“”——……①℃㎡')).to.deep.equal([]))
  it('that cannot are named once each', () =>
    expect(missingGlyphs('𠮷田𠮷😀')).to.deep.equal(['𠮷', '😀']))
  it('of Chinese are one em wide', () => expect(advance('合', 'serif')).to.equal(1))
})
