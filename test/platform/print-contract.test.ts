import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { afterSchoolClass, mealsForElders, printOf } from '../../fixtures/print-samples.ts'
import { ContractPrint } from '../../src/contract/contract-print.schema.ts'
import { fen } from '../../src/kernel/money.ts'
import { print } from '../../src/platform/print.pdf.ts'
import { readPrinted, squeeze } from '../support/printed.ts'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const readings = new Map<ContractPrint, ReturnType<typeof readPrinted>>()
/** Each contract is printed and read once, however many tests look at it. */
function read(contract: ContractPrint) {
  const reading = readings.get(contract) ?? print(printOf(contract)).then(readPrinted)
  readings.set(contract, reading)
  return reading
}

describe('printing a contract', () => {
  it('names both parties, their codes and their representatives', async () => {
    const { text } = await read(mealsForElders)
    for (const { name, code, representative } of [mealsForElders.buyer, mealsForElders.supplier]) {
      expect(text).to.include(name).and.to.include(code).and.to.include(representative)
    }
  })

  it('gives the price in figures and in words', async () => {
    const { text } = await read(mealsForElders)
    expect(text).to.include('合同总价为人民币肆拾捌万陆仟元整，小写¥486,000.00。')
    expect((await read(afterSchoolClass)).text).to.include('人民币贰拾陆万捌仟叁佰叁拾叁元叁角叁分')
  })

  it('has its articles in order, each of them in the outline', async () => {
    const { text, outline } = await read(afterSchoolClass)
    const numbers = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十',
      '十一', '十二', '十三', '十四', '十五', '十六', '十七', '十八']
    expect(outline.map(title => title.split('　')[0])).to.deep.equal(numbers.map(number => `第${number}条`))
    const places = outline.map(title => text.indexOf(title.replace(/\s/g, '')))
    expect(places).to.deep.equal(places.toSorted((a, b) => a - b)).and.not.to.include(-1)
  })

  it('is six pages, each with the number of the contract and its own', async () => {
    const { pages } = await read(mealsForElders)
    expect(pages).to.have.length(6)
    pages.forEach((lines, at) => expect(squeeze(lines))
      .to.include(`编号：HT-2026-0007`).and.to.include(`第${at + 1}页共6页`))
  })

  it('lists each payment with its share, and their total', async () => {
    const { text } = await read(mealsForElders)
    expect(text).to.match(/¥194,400\.00.*¥194,400\.00.*20%¥97,200\.00合计100%¥486,000\.00/)
  })

  it('says what the last payment is for each grade, to the fen', async () => {
    const { text } = await read(mealsForElders)
    expect(text).to.include('第三期价款（¥97,200.00）按照评价等级支付')
    expect(text).to.include('95%¥92,340.00').and.to.include('80%¥77,760.00').and.to.include('0%¥0.00')
  })

  it('does not let the evaluation touch a payment when no grades were agreed', async () => {
    expect((await read(afterSchoolClass)).text).to.include('评价结果不影响本合同价款的支付。')
  })

  it('allows only the subcontract that the bid named', async () => {
    expect((await read(afterSchoolClass)).text).to.include('大庆市安途客运服务有限公司').and.to.include('不得再次分包')
    expect((await read(mealsForElders)).text).to.include('由乙方自行完成，不得分包。')
  })

  it('takes agreed clauses in the place of the standard ones', async () => {
    const agreed = { ...mealsForElders, clauses: { ...mealsForElders.clauses, dispute: '提交大庆仲裁委员会仲裁。' } }
    const { text } = await read(agreed)
    expect(text).to.include('提交大庆仲裁委员会仲裁。').and.not.to.include('人民法院提起诉讼')
  })

  it('has a place for each party to sign, and shows where the signatures are verified', async () => {
    const { text } = await read(mealsForElders)
    expect(text).to.include('甲方电子签名').and.to.include('乙方电子签名')
    expect(text).to.include('https://fuhua.example.gov.cn/verify/HT-2026-0007')
  })

  it('lists who signed which file when asked to', async () => {
    const fileHash = '9f2c1ab07d4e5f60718293a4b5c6d7e8f90112233445566778899aabbccddeef'
    const at = new Date('2026-11-25T01:05:00Z')
    const { text } = await read({ ...mealsForElders, signedBy: [{ party: '甲方', name: '王明远', at, fileHash }] })
    expect(text).to.include('2026年11月25日09:05').and.to.include(fileHash)
  })

  it('prints a name with marks of HTML as it is written', async () => {
    const name = '<b>&"暖阳\'</b>{{x}}'
    const { text } = await read({ ...mealsForElders, supplier: { ...mealsForElders.supplier, name } })
    expect(text).to.include(name)
  })

  it('is refused when a name cannot be printed, and says which character it is', async () => {
    const odd = { ...mealsForElders, supplier: { ...mealsForElders.supplier, representative: '𠮷田' } }
    const refusal: unknown = await print(printOf(odd)).catch((error: unknown) => error)
    expect(refusal).to.deep.include({ code: 'not-printable', details: { characters: ['𠮷'] } })
  })

  it('is refused when the template names what nobody gave', async () => {
    const { buyer: _, ...values } = mealsForElders
    const refusal: unknown = await print({ ...printOf(mealsForElders), values }).catch((error: unknown) => error)
    expect(String(refusal)).to.match(/not defined/)
  })
})

describe('what a printed contract is made of', () => {
  const broken = (change: object) => ContractPrint.safeParse({ ...mealsForElders, ...change }).error?.issues.map(({ path }) => path[0])

  it('has payments that add up to its amount', () =>
    expect(broken({ amount: fen(48_600_001) })).to.deep.equal(['payments']))
  it('has weights that total 100', () =>
    expect(broken({ indicators: mealsForElders.indicators.slice(1) })).to.deep.equal(['indicators']))
  it('ends after it begins', () =>
    expect(broken({ term: { from: mealsForElders.term.to, to: mealsForElders.term.from } })).to.deep.equal(['term']))
})

describe('printing the same twice', () => {
  it('gives the same bytes, also when other documents are printed in between and at once', async () => {
    const first = sha256(await print(printOf(mealsForElders)))
    const at = await Promise.all([mealsForElders, afterSchoolClass, mealsForElders].map(contract => print(printOf(contract))))
    expect([at[0], at[2]].map(bytes => sha256(bytes!))).to.deep.equal([first, first])
    expect(sha256(at[1]!)).not.to.equal(first)
  })

  it('is not changed by what an earlier document asked of the same glyphs', async () => {
    await print({ ...printOf(afterSchoolClass), title: '\u{2fd4}' })
    const { text } = await read({ ...mealsForElders, place: '\u{9f9c}山社区' })
    expect(text).to.include('服务地点为\u{9f9c}山社区')
  })

  it('gives another id to another content', async () => {
    const ids = await Promise.all([
      printOf(mealsForElders), printOf({ ...mealsForElders, place: '让胡路区' }), { ...printOf(mealsForElders), reference: 'HT-2026-0009' },
    ].map(async request => (await readPrinted(await print(request))).id))
    expect(new Set(ids).size).to.equal(3)
  })
})
