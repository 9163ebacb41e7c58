import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { aContractInForce, aFailedAcceptance, aPassedAcceptance } from '../../fixtures/contract.ts'
import { anEvaluation, aPublishedEvaluation } from '../../fixtures/evaluation.ts'
import { aSupplement } from '../../fixtures/supplement.ts'
import * as samples from '../../fixtures/print-samples.ts'
import { currentRules } from '../../fixtures/rulesets.ts'
import { aServiceRecord, aVolunteer } from '../../fixtures/volunteer.ts'
import { translator } from '../../src/platform/text.ts'
import { committeeReport } from '../../src/tender/committee-report.view.ts'
import { reported } from '../../fixtures/gallery/committee.ts'
import { acceptancePrint } from '../../src/contract/acceptance-print.rules.ts'
import { supplementPrint } from '../../src/contract/supplement-print.rules.ts'
import { signaturePrint } from '../../src/contract/contract-print.rules.ts'
import { reportPrint } from '../../src/evaluation/report-print.rules.ts'
import { surveySheet } from '../../src/evaluation/survey-sheet.view.ts'
import { certificatePrint } from '../../src/people/volunteer.view.ts'
import { print } from '../../src/platform/print.pdf.ts'
import type { PrintRequest } from '../../src/platform/print.schema.ts'
import { veraPdf } from '../support/judges.mjs'
import { elements, readPrinted } from '../support/printed.ts'

const { mealsForElders, afterSchoolClass, printOf } = samples
const records = Array.from({ length: 24 }, (_, at) => aServiceRecord({ activityId: `activity-${at}`, training: at % 2 === 0 ? '轮椅推行与陪同礼仪' : undefined }))
const certificate = { reference: 'ZF-2026-0001', organizationId: 'organization-1', organizationName: '大庆市暖阳助老服务中心', issuedAt: new Date('2026-03-09T02:00:00Z'), records }
const SITE = 'https://fuhua.example.gov.cn'
/** Each has tables, and one QR code to verify it by. */
const documents: Record<string, PrintRequest> = {
  contract: printOf(mealsForElders), 'second-contract': printOf(afterSchoolClass),
  'bid-receipt': samples.bidReceipt, 'opening-record': samples.openingRecord,
  'evaluation-report': reportPrint(aPublishedEvaluation(), { contract: aContractInForce(), scale: currentRules.scales[0]!, publicUrl: SITE }),
  'signature-record': signaturePrint(aContractInForce(), SITE), 'second-wording': { ...printOf(mealsForElders), template: 'contract/templates/2026-2' },
  'committee-report': committeeReport(reported(), { publicUrl: SITE, t: translator('zh-CN') }),
  acceptance: acceptancePrint(aPassedAcceptance(), { contract: aContractInForce(), publicUrl: SITE }), 'failed-acceptance': acceptancePrint(aFailedAcceptance(), { contract: aContractInForce(), publicUrl: SITE }),
  supplement: supplementPrint(aSupplement(), { contract: aContractInForce(), publicUrl: SITE }),
  'volunteer-certificate': certificatePrint(aVolunteer({ certificates: [certificate] }), certificate),
}
const tokens = Array.from({ length: 60 }, (_, at) => `t0ken-${at + 1}`)
const strips = surveySheet(anEvaluation({ surveySize: 60 }), { tokens, from: 49, site: SITE })
const requests: Record<string, PrintRequest> = { ...documents, 'survey-sheet': strips }

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
    })

    if (name in documents) it('has its tables tagged, and describes its QR code with the address that it leads to, where it has one', async () => {
      const { structures } = await readPrinted(bytes)
      expect(structures.flatMap(page => elements(page, 'Table'))).not.to.be.empty
      const figures = structures.flatMap(page => elements(page, 'Figure'))
      expect(figures.map(({ alt }) => alt)).to.have.length(request.verifyUrl ? 1 : 0)
      if (request.verifyUrl) expect(figures[0]?.alt).to.match(/查验二维码：https:\/\//).and.to.include(request.verifyUrl)
    })
  })
}

describe('a printed sheet of survey strips', () => {
  it('describes the QR code of each strip with the address that it leads to', async () => {
    const { structures } = await readPrinted(await print(strips))
    expect(structures.flatMap(page => elements(page, 'Figure')).map(({ alt }) => alt)).to.deep.equal(tokens.slice(48).map(token => `答卷二维码：${SITE}/surveys/${token}`))
  })
})

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

const describeWithVeraPdf = existsSync(veraPdf) ? describe : describe.skip
describeWithVeraPdf('veraPDF, once `npm run judges` has fetched it', () => {
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
          ['-cp', veraPdf, 'org.verapdf.apps.GreenfieldCliWrapper', '-f', flavour, '--format', 'text', ...paths], { encoding: 'utf8' })
        expect(verdict.match(/^PASS /gm), verdict).to.have.length(paths.length)
      } finally {
        rmSync(folder, { recursive: true })
      }
    })
  }
})
