import { breakLines, drawLine, type Type } from './lines.pdf.ts'

/** A4 in points; the text is 37 characters of 12 points wide, so that a full line needs no stretching. */
export const PAPER = { width: 595.28, height: 841.89, left: 75.64, textWidth: 444, top: 82, bottom: 778 }

export const TYPE = {
  title: { size: 22, leading: 34 },
  article: { size: 12, leading: 18.5 },
  part: { size: 12, leading: 18.5 },
  text: { size: 12, leading: 18.5 },
  cell: { size: 10.5, leading: 16 },
  note: { size: 9, leading: 14 },
} satisfies Record<string, Type>

/** What is being printed: the document, the element of its structure that takes the blocks, and how far down the page is full. */
export type Sheet = { doc: PDFKit.PDFDocument; body: PDFKit.PDFStructureElement; y: number }

export const room = (sheet: Sheet): number => PAPER.bottom - sheet.y
export const isAtTop = (sheet: Sheet): boolean => sheet.y === PAPER.top

/** Goes on at the top of a new page; an element that is being drawn is continued there. */
export function turnPage(sheet: Sheet): void {
  sheet.doc.continueOnNewPage()
  sheet.y = PAPER.top
}

/** Turns the page unless so much height is left. */
export function ensure(sheet: Sheet, height: number): void {
  if (height > room(sheet) && !isAtTop(sheet)) turnPage(sheet)
}

/** Draws what only decorates, so that a screen reader passes over it. */
export function decorate(doc: PDFKit.PDFDocument, draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
  doc.markContent('Artifact', { type })
  doc.save()
  draw()
  doc.restore()
  doc.endMarkedContent()
}

/** The reference at the head and the page's number at the foot of every page, once their count is known. */
export function drawMargins(doc: PDFKit.PDFDocument, { title, reference }: { title: string; reference: string }): void {
  const { start, count } = doc.bufferedPageRange()
  const { left: x, textWidth: width } = PAPER
  const type = TYPE.note
  const place = { x, width, type }
  const [name, more] = breakLines([{ text: title, face: 'serif' }], { size: type.size, width: width / 2 })
  if (name && more) name.pieces.push({ text: '…', face: 'serif' })
  const [number] = breakLines([{ text: `编号：${reference}`, face: 'serif' }], { size: type.size, width: width / 2 })
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(start + page)
    decorate(doc, () => {
      doc.fillColor('#444444').strokeColor('#888888').lineWidth(0.5)
      if (name) drawLine(doc, { ...name, isLast: true }, { ...place, y: 46, align: 'left' })
      if (number) drawLine(doc, { ...number, isLast: true }, { ...place, y: 46, align: 'right' })
      doc.moveTo(x, 63).lineTo(x + width, 63).stroke()
      const [footer] = breakLines([{ text: `第 ${page + 1} 页　共 ${count} 页`, face: 'serif' }], { size: type.size, width })
      if (footer) drawLine(doc, footer, { ...place, y: 794, align: 'center' })
    }, 'Pagination')
  }
}
