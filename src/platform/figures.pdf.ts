import QRCode from 'qrcode'
import { breakLines, drawLine, type Line } from './lines.pdf.ts'
import type { Run, Signature } from './print.schema.ts'
import { decorate, ensure, PAPER, TYPE, type Sheet } from './sheet.pdf.ts'
import { drawElement } from './text.pdf.ts'

const QR = { side: 84, gap: 18 }
export const heightOfQr = QR.side + 12

/** A QR code as vectors, 84 points wide, with its note to the right. */
export function drawQr(sheet: Sheet, { url, alt, runs }: { url: string; alt: string; runs: Run[] }): void {
  ensure(sheet, heightOfQr)
  const { doc } = sheet
  const { left: x, textWidth } = sheet.paper
  const y = sheet.y + 6
  const figure = { alt: `${alt}${url}`, bbox: [x, y, x + QR.side, y + QR.side], placement: 'Block' } satisfies PDFKit.Mixins.StructureElementOptions
  sheet.body.add(doc.struct('Figure', figure, () => drawModules(doc, { url, x, y })))
  const { size, leading } = TYPE.cell
  const note = { x: x + QR.side + QR.gap, width: textWidth - QR.side - QR.gap, type: TYPE.cell, align: 'left' as const }
  const lines = breakLines(runs, { size, width: note.width })
  const top = y + Math.max(0, QR.side - lines.length * leading) / 2
  if (lines.length > 0) {
    drawElement(sheet, 'P', () => lines.forEach((line, at) => drawLine(doc, line, { ...note, y: top + at * leading })))
  }
  sheet.y = Math.max(y + QR.side, top + lines.length * leading) + 6
}

function drawModules(doc: PDFKit.PDFDocument, { url, x, y }: { url: string; x: number; y: number }): void {
  const { modules } = QRCode.create(url, { errorCorrectionLevel: 'M' })
  const side = QR.side / modules.size
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column)) doc.rect(x + column * side, y + row * side, side, side)
    }
  }
  doc.fill('#000000')
}

export function drawRule(sheet: Sheet): void {
  ensure(sheet, 16)
  const { doc, y, paper } = sheet
  decorate(doc, () => doc.lineWidth(0.5).moveTo(paper.left, y + 8).lineTo(paper.left + paper.textWidth, y + 8).stroke('#888888'))
  sheet.y += 16
}

const BLOCK = { gap: 16, padding: 12, blank: 40, before: 16, after: 14 }

/** The places where the parties sign, two side by side on upright paper; each can be opened by its id: `contract.pdf#signature-buyer`. */
export function drawSignatures(sheet: Sheet, signatures: Signature[], note: Run[]): void {
  for (const { blocks, height } of layOutSignatures(signatures, note)) {
    ensure(sheet, BLOCK.before + height)
    sheet.y += BLOCK.before
    for (const block of blocks) drawSignature(sheet, block, height)
    sheet.y += height + BLOCK.after
  }
}

export const heightOfSignatures = (signatures: Signature[], note: Run[]): number =>
  layOutSignatures(signatures, note).reduce((sum, { height }) => sum + BLOCK.before + height + BLOCK.after, 0)

function layOutSignatures(signatures: Signature[], note: Run[]): { blocks: LaidSignature[]; height: number }[] {
  const width = (PAPER.textWidth - BLOCK.gap) / 2
  const pairs = signatures.flatMap((_, at) => at % 2 === 0 ? [signatures.slice(at, at + 2)] : [])
  return pairs.map(pair => {
    const blocks = pair.map((signature, at) =>
      layOutSignature(signature, { note, x: PAPER.left + at * (width + BLOCK.gap), width }))
    return { blocks, height: Math.max(...blocks.map(block => block.height)) }
  })
}

type LaidSignature = { signature: Signature; x: number; width: number; label: Line[]; lines: Line[]; note: Line[]; height: number }

function layOutSignature(signature: Signature, { note, x, width }: { note: Run[]; x: number; width: number }): LaidSignature {
  const inner = width - 2 * BLOCK.padding
  const label = breakLines([{ text: signature.label, face: 'sans' }], { size: TYPE.text.size, width: inner })
  const lines = signature.lines.flatMap(text => breakLines([{ text, face: 'serif' }], { size: TYPE.cell.size, width: inner }))
  const small = breakLines(note, { size: TYPE.note.size, width: inner })
  const height = 2 * BLOCK.padding + BLOCK.blank
    + label.length * TYPE.text.leading + lines.length * TYPE.cell.leading + small.length * TYPE.note.leading
  return { signature, x, width, label, lines, note: small, height }
}

function drawSignature(sheet: Sheet, block: LaidSignature, height: number): void {
  const { doc, y } = sheet
  const { signature: { id, label }, x, width } = block
  decorate(doc, () => doc.lineWidth(0.5).rect(x, y, width, height).stroke('#333333'))
  doc.addNamedDestination(id, 'XYZ', x, y, null)
  const section = doc.struct('Sect', { title: label })
  sheet.body.add(section)
  const inner = { x: x + BLOCK.padding, width: width - 2 * BLOCK.padding, align: 'left' as const }
  const noteTop = y + height - BLOCK.padding - block.note.length * TYPE.note.leading
  const groups = [
    { lines: block.label, type: TYPE.text, top: y + BLOCK.padding },
    { lines: block.lines, type: TYPE.cell, top: y + BLOCK.padding + block.label.length * TYPE.text.leading },
    { lines: block.note, type: TYPE.note, top: noteTop },
  ]
  for (const { lines, type, top } of groups.filter(group => group.lines.length > 0)) {
    section.add(doc.struct('P', {}, () =>
      lines.forEach((line, at) => drawLine(doc, line, { ...inner, type, y: top + at * type.leading }))))
  }
  section.end()
}
