import { RuleBroken } from '../kernel/refusal.ts'
import { ArchivalDocument } from './archive.pdf.ts'
import { drawQr, drawRule, drawSignatures, heightOfQr, heightOfSignatures } from './figures.pdf.ts'
import { missingGlyphs } from './fonts.ts'
import { blocksOf } from './html-blocks.ts'
import { PrintRequest, type Block, type Printable } from './print.schema.ts'
import { renderPrint } from './print-template.ts'
import { drawMargins, isAtTop, paperOf, TYPE, turnPage, type Sheet } from './sheet.pdf.ts'
import { drawTable, heightOfBeginning } from './table.pdf.ts'
import { drawHeading, drawList, drawParagraph, SHORT } from './text.pdf.ts'

/**
 * Prints a template with its values as an archival, accessible PDF (A4, PDF/A-2a, PDF/UA-1). The same request gives the
 * same bytes. It is drawn in one go of some 50 milliseconds, so it belongs in the worker.
 * Throws RuleBroken `not-printable` with `details.characters` when the fonts lack a character: a name is never printed wrong.
 */
export async function print(request: PrintRequest): Promise<Buffer> {
  const printable = PrintRequest.parse(request)
  const { template, values, verifyUrl = null, ...document } = printable
  return draw(blocksOf(renderPrint(template, { ...values, document: { ...document, verifyUrl } })), printable)
}

/** Prints a small page, so that the fonts are parsed before the first contract waits for them. */
export async function warmUp(): Promise<void> {
  const html = '<h1>预热</h1><h2>第一条　字体</h2><p>政府采购服务合同，<b>Fuhua</b> 2026。</p><table data-cols="*"><tr><td>¥1,234.56</td></tr></table>'
  await draw(blocksOf(html), { title: '预热', author: 'Fuhua', reference: '0', issuedAt: new Date(0), signatures: [] })
}

type Document = Omit<Printable, 'template' | 'values'>

async function draw(blocks: Block[], document: Document): Promise<Buffer> {
  const content = JSON.stringify([blocks, document])
  const characters = missingGlyphs(content)
  if (characters.length > 0) throw new RuleBroken('not-printable', `No glyphs for ${characters.join(' ')}`, { characters })
  const doc = new ArchivalDocument(document, content)
  const body = doc.struct('Document')
  doc.addStructure(body)
  const paper = paperOf(document)
  const sheet: Sheet = { doc, body, paper, y: paper.top }
  for (const [at, block] of blocks.entries()) await drawBlock(sheet, block, { document, next: blocks.slice(at + 1, at + 5) })
  body.end()
  drawMargins(doc, document)
  return doc.bytes()
}

type Context = { document: Document; next: Block[] }

function drawBlock(sheet: Sheet, block: Block, { document, next }: Context): Promise<void> | void {
  const { verifyUrl, signatures } = document
  switch (block.kind) {
    case 'heading': return drawHeading(sheet, block, leastHeight(next, document))
    case 'paragraph': return drawParagraph(sheet, block, leads(next) ? leastHeight(next, document) : 0)
    case 'list': return drawList(sheet, block)
    case 'table': return drawTable(sheet, block)
    case 'rule': return drawRule(sheet)
    case 'page-break': return isAtTop(sheet) ? undefined : turnPage(sheet)
    case 'qr': {
      const url = block.url ?? verifyUrl
      return url ? drawQr(sheet, { ...block, url }) : undefined
    }
    case 'signatures': return drawSignatures(sheet, signatures, block.runs)
  }
}

/** A table and the signatures stand under the line that announces them. */
const leads = ([next]: Block[]): boolean => next?.kind === 'table' || next?.kind === 'signatures'

/** How much of the first of these blocks must stand on the page of the line above it; a QR code stays under its signatures. */
function leastHeight([block, ...after]: Block[], document: Document): number {
  switch (block?.kind) {
    case 'heading': return TYPE.article.leading * 3
    case 'paragraph': return TYPE.text.leading * SHORT + (leads(after) ? leastHeight(after, document) : 0)
    case 'list': return TYPE.text.leading * SHORT
    case 'table': return heightOfBeginning(block, paperOf(document))
    case 'qr': return block.url ?? document.verifyUrl ? heightOfQr : 0
    case 'signatures': return heightOfSignatures(document.signatures, block.runs) + (after[0]?.kind === 'qr' ? heightOfQr : 0)
    default: return 0
  }
}
