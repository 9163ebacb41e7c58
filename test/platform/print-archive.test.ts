import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { aContractInForce } from '../../fixtures/contract.ts'
import * as samples from '../../fixtures/print-samples.ts'
import { signaturePrint } from '../../src/contract/contract-print.rules.ts'
import { print } from '../../src/platform/print.pdf.ts'
import { elements, readPrinted } from '../support/printed.ts'

const { mealsForElders, afterSchoolClass, printOf } = samples
const requests = {
  contract: printOf(mealsForElders), 'second-contract': printOf(afterSchoolClass),
  'bid-receipt': samples.bidReceipt, 'opening-record': samples.openingRecord, 'evaluation-report': samples.evaluationReport,
  'signature-record': signaturePrint(aContractInForce(), 'https://fuhua.example.gov.cn'), 'second-wording': { ...printOf(mealsForElders), template: 'contract/templates/2026-2' },
}

for (const [name, request] of Object.entries(requests)) {
  describe(`the printed ${name}`, () => {
    let bytes: Buffer
    before(async () => { bytes = await print(request) })

    it('claims PDF/A-2a and PDF/UA-1, with the schema of the second', () => {
      const file = bytes.toString('utf8')
      expect(file).to.match(/^%PDF-1\.7\n/)
      expect(file).to.include('<pdfaid:part>2</pdfaid:part>').and.to.include('<pdfaid:conformance>A</pdfaid:conformance>')
      expect(file).to.include('<pdfuaid:part>1</pdfuaid:part>')
        .and.to.include('<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>')
    })

    it('holds both of its fonts as subsets, and no other', () => {
      const file = bytes.toString('latin1')
      const named = [...file.matchAll(/\/FontName \/([A-Z]{6}\+)?([\w-]+)/g)].map(([, subset, font]) => [subset !== undefined, font])
      expect(named).to.have.deep.members([[true, 'NotoSerifSC-Regular'], [true, 'NotoSansSC-SemiBold']])
      expect(file.match(/\/FontFile2 \d+ 0 R/g)).to.have.length(2)
      expect(file.match(/\/ToUnicode \d+ 0 R/g)).to.have.length(2)
    })

    it('is tagged Chinese text whose title is shown', async () => {
      const { marked, info, structures } = await readPrinted(bytes)
      expect(marked).to.deep.include({ Marked: true })
      expect(info).to.deep.include({ Language: 'zh-CN', Title: request.title, Author: request.author })
      expect(bytes.toString('latin1')).to.include('/DisplayDocTitle true')
      expect(structures.flatMap(page => elements(page, 'H1'))).to.have.length(1)
      expect(structures.flatMap(page => elements(page, 'Table'))).not.to.be.empty
    })

    it('describes its QR code with the address that it leads to', async () => {
      const figures = (await readPrinted(bytes)).structures.flatMap(page => elements(page, 'Figure'))
      expect(figures.map(({ alt }) => alt)).to.have.length(1)
      expect(figures[0]?.alt).to.match(/查验二维码：https:\/\//).and.to.include(request.verifyUrl)
    })
  })
}

describe('what a printed file says of itself', () => {
  it('is readable when title and author hold marks of XML', async () => {
    const [title, author] = ['甲 & 乙 <合同> "一"', '民政局 <&>']
    const { info, dublinCore } = await readPrinted(await print({ ...printOf(mealsForElders), title, author }))
    expect(info).to.deep.include({ Title: title, Author: author })
    expect(dublinCore).to.deep.equal({ title, creator: [author] })
  })

  it('is dated as the document is', async () => {
    const { info } = await readPrinted(await print(printOf(mealsForElders)))
    expect(info).to.deep.include({ CreationDate: 'D:20261124013000Z' })
  })

  it('has a destination for each signature', async () => {
    const { destinations } = await readPrinted(await print(printOf(mealsForElders)))
    expect(destinations).to.have.members(['signature-buyer', 'signature-supplier'])
  })

  it('has no QR code when there is nowhere to verify it', async () => {
    const { structures, text } = await readPrinted(await print({ ...printOf(mealsForElders), verifyUrl: undefined }))
    expect(structures.flatMap(page => elements(page, 'Figure'))).to.be.empty
    expect(text).not.to.include('https://')
  })
})

const jar = process.env.VERAPDF_JAR
const describeWithVeraPdf = jar ? describe : describe.skip
describeWithVeraPdf('veraPDF, when VERAPDF_JAR names its greenfield-apps jar', () => {
  for (const flavour of ['2a', 'ua1']) {
    it(`passes every sample as ${flavour}`, async function () {
      this.timeout(120_000)
      const folder = mkdtempSync(join(tmpdir(), 'printed-'))
      try {
        const paths = await Promise.all(Object.entries(requests).map(async ([name, request]) => {
          const path = join(folder, `${name}.pdf`)
          writeFileSync(path, await print(request))
          return path
        }))
        const verdict = execFileSync('java',
          ['-cp', jar ?? '', 'org.verapdf.apps.GreenfieldCliWrapper', '-f', flavour, '--format', 'text', ...paths], { encoding: 'utf8' })
        expect(verdict.match(/^PASS /gm), verdict).to.have.length(paths.length)
      } finally {
        rmSync(folder, { recursive: true })
      }
    })
  }
})
