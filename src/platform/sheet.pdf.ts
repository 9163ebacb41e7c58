import { breakLines, drawLine, type Type } from './lines.pdf.ts'
import type { Printable } from './print.schema.ts'
import { translator } from './text.ts'

/** A4 in points; the text is 37 characters of 12 points wide, so that a full line needs no stretching. */
export const PAPER = { width: 595.28, height: 841.89, left: 75.64, textWidth: 444, top: 82, bottom: 778 }
export type Paper = typeof PAPER
/** The same across, for wide tables. */
export const LYING: Paper = { width: 841.89, height: 595.28, left: 50, textWidth: 741.89, top: 76, bottom: 540 }
export const paperOf = ({ paper }: Pick<Printable, 'paper'>): Paper => paper === 'lying' ? LYING : PAPER

export const TYPE = {
  title: { size: 22, leading: 34 },
  article: { size: 12, leading: 18.5 },
  part: { size: 12, leading: 18.5 },
  text: { size: 12, leading: 18.5 },
  cell: { size: 10.5, leading: 16 },
  note: { size: 9, leading: 14 },
} satisfies Record<string, Type>

/** What is being printed: the document, the element of its structure that takes the blocks, and how far down the page is full. */
export type Sheet = { doc: PDFKit.PDFDocument; body: PDFKit.PDFStructureElement; paper: Paper; y: number }

export const room = (sheet: Sheet): number => sheet.paper.bottom - sheet.y
export const isAtTop = (sheet: Sheet): boolean => sheet.y === sheet.paper.top

/** Goes on at the top of a new page; an element that is being drawn is continued there. */
export function turnPage(sheet: Sheet): void {
  sheet.doc.continueOnNewPage()
  sheet.y = sheet.paper.top
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

type Margins = Pick<Printable, 'title' | 'reference' | 'corner' | 'lang' | 'paper'>
/** The reference, or what stands in its place, at the head and the page's number at the foot of every page, once their count is known. */
export function drawMargins(doc: PDFKit.PDFDocument, { title, reference, corner, lang = 'zh-CN', paper }: Margins): void {
  const { start, count } = doc.bufferedPageRange()
  const { left: x, textWidth: width, bottom } = paperOf({ paper })
  const t = translator(lang)
  const type = TYPE.note
  const place = { x, width, type }
  const [name, more] = breakLines([{ text: title, face: 'serif' }], { size: type.size, width: width / 2 })
  if (name && more) name.pieces.push({ text: '…', face: 'serif' })
  const [number] = breakLines([{ text: corner ?? t('platform.print.reference', { reference }), face: 'serif' }], { size: type.size, width: width / 2 })
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(start + page)
    decorate(doc, () => {
      doc.fillColor('#444444').strokeColor('#888888').lineWidth(0.5)
      if (name) drawLine(doc, { ...name, isLast: true }, { ...place, y: 46, align: 'left' })
      if (number) drawLine(doc, { ...number, isLast: true }, { ...place, y: 46, align: 'right' })
      doc.moveTo(x, 63).lineTo(x + width, 63).stroke()
      const [footer] = breakLines([{ text: t('platform.print.page', { page: page + 1, count }), face: 'serif' }], { size: type.size, width })
      if (footer) drawLine(doc, footer, { ...place, y: bottom + 16, align: 'center' })
    }, 'Pagination')
  }
}
