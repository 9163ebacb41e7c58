import { expect } from 'chai'
import PDFDocument from 'pdfkit'
import QRCode from 'qrcode'
import { buffer } from 'node:stream/consumers'
import writeXlsxFile from 'write-excel-file/node'
import { disposition, fileName } from '../../src/platform/file-name.ts'
import { sniffer } from '../../src/platform/sniff.ts'
import { zipOf } from '../support/zip.ts'

/** In pieces, as a network brings it. */
const contentOf = (bytes: Buffer | string, step = 1_000) => {
  const whole = Buffer.from(bytes)
  const { take, content } = sniffer()
  for (let at = 0; at < whole.length; at += step) take(whole.subarray(at, at + step))
  return content()
}
const gbk = Buffer.from([0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xbd, 0xf0, 0xb6, 0xee, 0x0d, 0x0a])

describe('telling what a file is', () => {
  it('knows files that real programs wrote', async () => {
    const pdf = new PDFDocument()
    pdf.text('contract').end()
    expect(await contentOf(await buffer(pdf))).to.equal('pdf')
    expect(await contentOf(await QRCode.toBuffer('verify'))).to.equal('png')
    expect(await contentOf(await writeXlsxFile([['姓名', '金额'], ['张三', 1_280_000]]).toBuffer())).to.equal('xlsx')
  })

  const parts = { '[Content_Types].xml': '<Types/>' }
  const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`附件/第${n}份.txt`, 'x'.repeat(50)]))
  const cases: [string, Buffer | string, string][] = [
    ['a JPEG', Buffer.from('ffd8ffe000104a46494600', 'hex'), 'jpg'],
    ['a Word document', zipOf({ ...parts, 'word/document.xml': '<w/>' }), 'docx'],
    ['a Word document whose type list comes last', zipOf({ 'word/document2.xml': '<w/>', ...parts }), 'docx'],
    ['a spreadsheet after a large picture', zipOf({ 'xl/media/a.png': Buffer.alloc(400_000), ...parts, 'xl/workbook.xml': '<w/>' }), 'xlsx'],
    ['a Word document with macros', zipOf({ ...parts, 'word/document.xml': '', 'word/vbaProject.bin': '' }), 'other'],
    ['slides', zipOf({ ...parts, 'ppt/presentation.xml': '' }), 'other'],
    ['an OFD', zipOf({ 'Doc_0/Document.xml': '', 'OFD.xml': '<ofd:OFD/>' }), 'ofd'],
    ['a zip', zipOf({ '投标文件.pdf': '%PDF-1.7' }), 'zip'],
    ['a zip of two thousand names', zipOf(many), 'zip'],
    ['a zip that was cut off', zipOf({ 'a.txt': 'x'.repeat(500) }).subarray(0, 300), 'other'],
    ['UTF-8 text', '姓名,金额\r\n张三,100\r\n', 'text'],
    ['text with a byte order mark', '\ufeff姓名,金额\n', 'text'],
    ['GB 18030 text, as Chinese spreadsheets save it', gbk, 'text'],
    ['text that begins as a bitmap would', 'BMI,体重\n', 'text'],
    ['a Windows program', Buffer.concat([Buffer.from('MZ\x90\0\x03'), Buffer.alloc(200)]), 'other'],
    ['a Linux program', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), Buffer.alloc(200)]), 'other'],
    ['a shell script', '#!/bin/sh\nrm -rf ~\n', 'other'],
    ['an old Word file', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), 'other'],
    ['bytes without meaning', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xff]), 'other'],
    ['text that ends in a broken character', Buffer.concat([Buffer.from('abc'), Buffer.from([0xe5])]), 'other'],
  ]
  for (const [what, bytes, content] of cases) {
    it(`takes ${what} for ${content}`, async () => {
      expect(await contentOf(bytes)).to.equal(content)
      expect(await contentOf(bytes, 7), 'in small pieces').to.equal(content)
    })
  }
})

describe('the name of a file', () => {
  for (const [given, name] of [
    ['投标文件（正本）.pdf', '投标文件（正本）.pdf'],
    ['C:\\Users\\张三\\桌面\\报价.xlsx', '报价.xlsx'],
    ['../../etc/passwd', 'passwd'],
    ['报价\u202Efdp.exe', '报价fdp.exe'],
    ['a\u0000b\r\nc.pdf', 'abc.pdf'],
    ['e\u0301.pdf', 'é.pdf'],
    ['他说"好"?.pdf', '他说_好__.pdf'],
    ['.htaccess', 'htaccess'],
    ['报告.pdf. ', '报告.pdf'],
    ['///', 'file'],
  ] as const) it(`is kept as ${name}`, () => expect(fileName(given)).to.equal(name))

  it('is shortened before its ending', () => {
    const long = fileName(`${'长'.repeat(400)}.pdf`)
    expect([...long]).to.have.length(150)
    expect(long).to.match(/长\.pdf$/)
  })

  it('travels in a header in Chinese and, for the rest, in ASCII', () => {
    expect(disposition("投标 (1)'s.pdf", 'attachment'))
      .to.equal(`attachment; filename="_ (1)'s.pdf"; filename*=UTF-8''%E6%8A%95%E6%A0%87%20%281%29%27s.pdf`)
    expect(disposition('a"b\\c%41.pdf', 'inline')).to.contain('filename="a_b_c_41.pdf"')
  })
})
