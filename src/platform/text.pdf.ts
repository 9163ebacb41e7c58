import { breakLines, drawLine, type Line, type Type } from './lines.pdf.ts'
import type { Alignment, Heading, List, Paragraph, Run } from './print.schema.ts'
import { ensure, isAtTop, room, TYPE, turnPage, type Sheet } from './sheet.pdf.ts'

const FIRST_LINE = 2 * TYPE.text.size
const HEADINGS = {
  1: { tag: 'H1', type: TYPE.title, before: 0, after: 12, align: 'center' },
  2: { tag: 'H2', type: TYPE.article, before: 8, after: 1, align: 'left' },
  3: { tag: 'H3', type: TYPE.part, before: 4, after: 0, align: 'left' },
} as const

/** Draws a heading; `follower` is the height of what must stand on the same page under it. */
export function drawHeading(sheet: Sheet, { level, runs }: Heading, follower: number): void {
  const { tag, type, before, after, align } = HEADINGS[level]
  const lines = breakLines(runs, { size: type.size, width: sheet.paper.textWidth })
  ensure(sheet, before + lines.length * type.leading + after + follower)
  if (!isAtTop(sheet)) sheet.y += before
  if (level === 2) sheet.doc.outline.addItem(textOf(runs), { top: sheet.y, left: sheet.paper.width })
  drawElement(sheet, tag, () => drawLines(sheet, lines, { x: sheet.paper.left, type, align, indent: 0 }))
  sheet.y += after
}

/** Draws a paragraph; `follower` is the height of what must stand on the same page under a short one. */
export function drawParagraph(sheet: Sheet, { runs, align, indented }: Paragraph, follower: number): void {
  const indent = indented ? FIRST_LINE : 0
  const lines = breakLines(runs, { size: TYPE.text.size, width: sheet.paper.textWidth, indent })
  ensure(sheet, unbroken(lines) * TYPE.text.leading + (lines.length <= SHORT ? follower : 0))
  drawElement(sheet, 'P', () => drawLines(sheet, lines, { x: sheet.paper.left, type: TYPE.text, align, indent }))
}

export function drawList(sheet: Sheet, { items }: List): void {
  const { size, leading } = TYPE.text
  const list = sheet.doc.struct('L')
  sheet.body.add(list)
  for (const { label, runs } of items) {
    const [mark] = breakLines([{ text: label, face: 'serif' }], { size, width: sheet.paper.textWidth })
    const indent = FIRST_LINE + (mark?.width ?? 0)
    const lines = breakLines(runs, { size, width: sheet.paper.textWidth, indent })
    ensure(sheet, unbroken(lines) * leading)
    const item = sheet.doc.struct('LI')
    list.add(item)
    const at = { x: sheet.paper.left + FIRST_LINE, y: sheet.y, width: sheet.paper.textWidth, type: TYPE.text, align: 'left' as const }
    item.add(sheet.doc.struct('Lbl', {}, () => mark && drawLine(sheet.doc, mark, at)))
    item.add(sheet.doc.struct('LBody', {}, () =>
      drawLines(sheet, lines, { x: sheet.paper.left, type: TYPE.text, align: 'left', indent })))
  }
  list.end()
}

/** A paragraph of so many lines is never parted. */
export const SHORT = 3
const unbroken = (lines: Line[]): number => lines.length <= SHORT ? lines.length : 2

export const textOf = (runs: Run[]): string => runs.map(({ text }) => text).join('')

/** Adds an element to the page's structure and draws its content. */
export function drawElement(sheet: Sheet, tag: string, draw: () => void): void {
  sheet.body.add(sheet.doc.struct(tag, {}, draw))
}

/** Draws lines down the page and over to the next, where a single last line never stands alone. */
function drawLines(sheet: Sheet, lines: Line[], look: { x: number; type: Type; align: Alignment; indent: number }): void {
  const { x, type, align, indent } = look
  for (const [at, line] of lines.entries()) {
    const left = lines.length - at
    const needed = left === 2 && at > 1 ? 2 : 1
    if (needed * type.leading > room(sheet)) turnPage(sheet)
    const shift = at === 0 ? indent : 0
    drawLine(sheet.doc, line, { x: x + shift, y: sheet.y, width: sheet.paper.textWidth - shift, type, align })
    sheet.y += type.leading
  }
}
