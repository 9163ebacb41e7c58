import { createHash } from 'node:crypto'
import PDFDocument from 'pdfkit'
import { font } from './fonts.ts'
import { paperOf } from './sheet.pdf.ts'
import type { Printable } from './print.schema.ts'

const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f]/g
const xml = (text: string): string =>
  text.replace(CONTROL, '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

/** The claim of PDF/UA-1, and its extension schema, which PDF/A asks of every claim that is not its own. */
const ACCESSIBLE = `
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>PDF/UA version</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>`

/** A tagged document that claims PDF/A-2a and PDF/UA-1; equal content gives equal bytes. */
export class ArchivalDocument extends PDFDocument {
  /** `content` stands for all that is printed: the document's /ID is its digest. */
  constructor({ title, author, issuedAt, lang = 'zh-CN', paper }: Pick<Printable, 'title' | 'author' | 'issuedAt' | 'lang' | 'paper'>, content: string) {
    const { width, height } = paperOf({ paper })
    super({
      size: [width, height], margin: 0, bufferPages: true,
      pdfVersion: '1.7', subset: 'PDF/A-2a', tagged: true, lang, displayTitle: true, font: '',
      info: { Title: title, Author: author, Creator: 'Fuhua', CreationDate: issuedAt },
    })
    this._id = createHash('sha256').update(content).digest().subarray(0, 16)
    this.registerFont('serif', font('serif'), 'serif').registerFont('sans', font('sans'), 'sans')
  }

  override endMetadata(): void {
    this.appendXML(ACCESSIBLE)
    // The information dictionary is already written; pdfkit puts these into the XMP as they are, unescaped.
    this.info.Title = xml(this.info.Title ?? '')
    this.info.Author = xml(this.info.Author ?? '')
    super.endMetadata()
  }

  /** Ends the document and gives its bytes. */
  async bytes(): Promise<Buffer> {
    this.end()
    const chunks: Buffer[] = []
    for await (const chunk of this) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  }
}
