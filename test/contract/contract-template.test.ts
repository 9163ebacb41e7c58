import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { aContract, aHalfSignedContract, aContractInForce } from '../../fixtures/contract.ts'
import { printOf, mealsForElders } from '../../fixtures/print-samples.ts'
import { contractPrint, samplePrint, signaturePrint } from '../../src/contract/contract-print.rules.ts'
import { articlesOf, differences, TEMPLATES, templateAt, templateBefore, templateOf, wordingBlockers } from '../../src/contract/contract-template.rules.ts'
import { Contract } from '../../src/contract/contract.schema.ts'
import { print } from '../../src/platform/print.pdf.ts'
import { preview } from '../../src/platform/print.ts'
import { viewsFolder } from '../../src/platform/root.ts'
import { readPrinted } from '../support/printed.ts'

/** The text of each version as it was published. A version is never edited: whoever changes the contract writes another one. */
const PUBLISHED: Record<string, string> = {
  '2026-1': 'f80339317d2cfb41ba031f25af8ce6b1c72fed5d105efd47adc9f3d75425195f',
  '2026-2': 'fa214fd861822ce695a34581f014372969fc5f902cd59e1cfdd49ba8ae436856',
}
const folder = join(viewsFolder, 'contract/templates')
const NAMES = { excellent: '优', good: '良', fair: '中', poor: '差' }

describe('the wordings of the contract', () => {
  it('are the files that there are, in order of their days', () => {
    expect(readdirSync(folder).toSorted()).to.deep.equal(TEMPLATES.map(({ version }) => `${version}.print.hbs`))
    expect(TEMPLATES.map(({ from }) => from)).to.deep.equal(TEMPLATES.map(({ from }) => from).toSorted())
  })
  for (const template of TEMPLATES) {
    it(`${template.version} stands as it was published`, () => {
      expect(createHash('sha256').update(readFileSync(join(folder, `${template.version}.print.hbs`))).digest('hex')).to.equal(PUBLISHED[template.version])
    })
    it(`${template.version} has all that the law asks for, and prints every contract`, async () => {
      const blocks = await preview(samplePrint(template))
      expect(wordingBlockers(blocks)).to.deep.equal([])
      const { text } = await readPrinted(await print({ ...printOf(mealsForElders), template: `contract/templates/${template.version}` }))
      for (const { name } of mealsForElders.indicators) expect(text).to.include(name)
    })
  }
  it('miss a clause when its article is gone or says nothing', async () => {
    const blocks = await preview(samplePrint(TEMPLATES[0]))
    for (const [title, code] of [['违约责任', 'clause-missing-breach'], ['资金支付', 'clause-missing-settlement'], ['履约验收', 'clause-missing-acceptance']] as const) {
      const at = blocks.findIndex(block => block.kind === 'heading' && block.runs.some(({ text }) => text.includes(title)))
      const next = blocks.findIndex((block, index) => index > at && block.kind === 'heading')
      const emptied = [...blocks.slice(0, at + 1), ...blocks.slice(next)]
      for (const broken of [emptied, [...blocks.slice(0, at), ...blocks.slice(next)]]) expect(wordingBlockers(broken).map(each => each.code)).to.deep.equal([code])
    }
  })
  it('refuse a value that nobody gives, by its name', async () => {
    const { contractNumber: _, ...values } = samplePrint(TEMPLATES[0]).values
    let message = ''
    await preview({ ...samplePrint(TEMPLATES[0]), values }).catch((error: Error) => { message = error.message })
    expect(message).to.include('contractNumber')
  })
  it('are in force from their day on', () => {
    expect(templateAt('2026-06-30').version).to.equal('2026-1')
    expect(templateAt('2026-07-01').version).to.equal('2026-2')
    expect(templateAt('2020-01-01'), 'before the first there is no other').to.equal(TEMPLATES[0])
    fc.assert(fc.property(fc.constantFrom(...TEMPLATES), fc.constantFrom(...TEMPLATES), (one, other) =>
      templateAt(one.from).version === one.version && (one.from <= other.from) === (TEMPLATES.indexOf(one) <= TEMPLATES.indexOf(other))))
    expect(() => templateOf('1999-1')).to.throw('No wording')
  })
  it('say article by article in what they differ', async () => {
    const second = templateOf('2026-2')
    const [before, after] = [await preview(samplePrint(templateBefore(second)!)), await preview(samplePrint(second))]
    const found = differences(before, after)
    expect(found.map(({ article }) => article)).to.deep.equal(['第三条　服务质量和绩效指标', '第十条　绩效评价和末期付款'])
    expect(found[1]!.from.join()).to.include('评价按照本合同第三条的指标和权重计分')
    expect(found[1]!.to.join()).to.include('过程 │ 20')
    expect(differences(after, after)).to.deep.equal([])
    expect(differences(after, before).map(({ from, to }) => [to, from])).to.deep.equal(found.map(({ from, to }) => [from, to]))
    expect(articlesOf(after).length).to.equal(articlesOf(before).length)
  })
})

describe('a contract and its wording', () => {
  it('keeps the one it was drawn up with, also a contract from before there were versions', () => {
    expect(contractPrint(aContract({ template: '2026-1' }), NAMES, 'https://fuhua.example.org').template).to.equal('contract/templates/2026-1')
    const { template: _, ...old } = aContract()
    expect(Contract.parse(old).template).to.equal('2026-1')
  })
  it('is printed to the same bytes again', async () => {
    const request = contractPrint(aContract({ template: '2026-2' }), NAMES, 'https://fuhua.example.org')
    expect((await print(request)).equals(await print(request))).to.equal(true)
  })
})

describe('the record of signatures', () => {
  it('names who signed, when, and the file by its digest', async () => {
    const contract = aContractInForce()
    const printed = await print(signaturePrint(contract, 'https://fuhua.example.org'))
    const { text, info } = await readPrinted(printed)
    for (const { name, fileHash } of contract.signatures) expect(text).to.include(name).and.include(fileHash)
    expect(text).to.include(contract.file!.name).and.include('双方所签文件的摘要一致')
    expect(info).to.deep.include({ Title: `合同电子签名记录 ${contract.reference}` })
    expect((await print(signaturePrint(contract, 'https://fuhua.example.org'))).equals(printed)).to.equal(true)
  })
  it('says of a contract that one has signed that it is not in force', async () => {
    const { text } = await readPrinted(await print(signaturePrint(aHalfSignedContract(), 'https://fuhua.example.org')))
    expect(text).to.include('另一方尚未签署').and.not.include('一致')
  })
})
