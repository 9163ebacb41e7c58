import { setImmediate } from 'node:timers/promises'
import { breakLines, drawLine, type Line } from './lines.pdf.ts'
import type { Cell, Column, Table } from './print.schema.ts'
import { decorate, ensure, room, TYPE, turnPage, type Paper, type Sheet } from './sheet.pdf.ts'

const { size, leading } = TYPE.cell
const PADDING = { x: 5, y: 4 }
const SPACE = { before: 5, after: 9, caption: 3 }
/** Rows of more lines may go on over the page; shorter ones move to the next as a whole. */
const KEPT_LINES = 12
const FEWEST_LINES = 4
/** After so many rows of a long table whoever else waits for this process has a turn. */
const BREATH = 50
/** A lower table is not parted by a page's end; of a higher one two rows stand at least on either side, in points. */
const KEPT_HEIGHT = 250

type LaidCell = { cell: Cell; x: number; width: number; lines: Line[] }
type LaidRow = { cells: LaidCell[]; lineCount: number }
type LaidTable = { caption: Line[]; head: LaidRow[]; rows: LaidRow[] }

function layOut({ caption, columns, head, rows }: Table, paper: Paper): LaidTable {
  const widths = columnWidths(columns, paper)
  const lefts = widths.map((_, at) => paper.left + widths.slice(0, at).reduce((sum, width) => sum + width, 0))
  const row = (cells: Cell[]): LaidRow => {
    const laid = cells.map((cell, at): LaidCell => {
      const width = widths[at]!
      return { cell, width, x: lefts[at]!, lines: breakLines(cell.runs, { size, width: width - 2 * PADDING.x }) }
    })
    return { cells: laid, lineCount: Math.max(1, ...laid.map(({ lines }) => lines.length)) }
  }
  return { caption: breakLines(caption, { size, width: paper.textWidth }), head: head.map(row), rows: rows.map(row) }
}

function columnWidths(columns: Column[], { textWidth }: Paper): number[] {
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
  const rest = textWidth - sum(columns.map(column => 'points' in column ? column.points : 0))
  const shares = sum(columns.map(column => 'share' in column ? column.share : 0))
  return columns.map(column => 'points' in column ? column.points : rest * column.share / shares)
}

const heightOf = ({ lineCount }: LaidRow): number => lineCount * leading + 2 * PADDING.y
const isKept = ({ lineCount }: LaidRow): boolean => lineCount <= KEPT_LINES
const total = (rows: LaidRow[]): number => rows.reduce((sum, row) => sum + heightOf(row), 0)
const captionHeight = ({ caption }: LaidTable): number => caption.length === 0 ? 0 : caption.length * leading + SPACE.caption

/** The least of a table that may stand on a page: its caption, its head and two rows, or all of it. */
function beginning(table: LaidTable): number {
  const first = total(table.rows) <= KEPT_HEIGHT ? table.rows : table.rows.slice(0, 2).filter(isKept)
  return SPACE.before + captionHeight(table) + total(table.head) + total(first)
}
/** Rows that are surely higher together than what is kept; no more of a long table need be laid out to know how it begins. */
const ENOUGH = Math.ceil(KEPT_HEIGHT / leading)
export const heightOfBeginning = (table: Table, paper: Paper): number => beginning(layOut({ ...table, rows: table.rows.slice(0, ENOUGH) }, paper))

/** Draws a table; on each further page its head stands again, as decoration: a screen reader hears one table with one head. */
export async function drawTable(sheet: Sheet, table: Table): Promise<void> {
  const laid = layOut(table, sheet.paper)
  const { doc } = sheet
  ensure(sheet, beginning(laid))
  sheet.y += SPACE.before
  const element = doc.struct('Table')
  sheet.body.add(element)
  if (laid.caption.length > 0) element.add(doc.struct('Caption', {}, () => drawCaption(sheet, laid.caption)))
  for (const row of laid.head) drawRow(sheet, { element, row, head: [] })
  for (const [at, row] of laid.rows.entries()) {
    if (at > 0 && at % BREATH === 0) await setImmediate()
    const lastTwo = at === laid.rows.length - 2 ? laid.rows.slice(at) : []
    if (lastTwo.length > 0 && at > 0 && total(lastTwo) > room(sheet) && lastTwo.every(isKept)) turnPageUnder(sheet, laid.head)
    drawRow(sheet, { element, row, head: laid.head })
  }
  element.end()
  sheet.y += SPACE.after
}

function drawCaption(sheet: Sheet, lines: Line[]): void {
  for (const line of lines) {
    drawLine(sheet.doc, line, { x: sheet.paper.left, y: sheet.y, width: sheet.paper.textWidth, type: TYPE.cell, align: 'center' })
    sheet.y += leading
  }
  sheet.y += SPACE.caption
}

function turnPageUnder(sheet: Sheet, head: LaidRow[]): void {
  turnPage(sheet)
  for (const row of head) {
    decorate(sheet.doc, () => {
      drawBoxes(sheet, row, heightOf(row))
      for (const cell of row.cells) drawCell(sheet, cell, { from: 0, to: row.lineCount, lineCount: row.lineCount })
    }, 'Pagination')
    sheet.y += heightOf(row)
  }
}

const linesThatFit = (sheet: Sheet): number => Math.floor((room(sheet) - 2 * PADDING.y) / leading)

function drawRow(sheet: Sheet, { element, row, head }: { element: PDFKit.PDFStructureElement; row: LaidRow; head: LaidRow[] }): void {
  const { doc } = sheet
  const { cells, lineCount } = row
  const fewest = isKept(row) ? lineCount : FEWEST_LINES
  if (fewest > linesThatFit(sheet)) turnPageUnder(sheet, head)
  const rowElement = doc.struct('TR')
  element.add(rowElement)
  const parts = cells.map(laid => ({ laid, part: doc.struct(...tagOf(laid.cell)) }))
  for (const { part } of parts) rowElement.add(part)
  for (let from = 0, to = 0; to < lineCount; from = to) {
    if (from > 0) turnPageUnder(sheet, head)
    to = Math.min(lineCount, from + Math.max(1, linesThatFit(sheet)))
    const height = (to - from) * leading + 2 * PADDING.y
    decorate(doc, () => drawBoxes(sheet, row, height))
    for (const { laid, part } of parts) part.add(() => drawCell(sheet, laid, { from, to, lineCount }))
    sheet.y += height
  }
}

const SCOPE = { column: 'Column', row: 'Row' } as const
const tagOf = ({ heads }: Cell): [string, PDFKit.Mixins.StructureElementOptions] =>
  heads ? ['TH', { scope: SCOPE[heads] }] : ['TD', {}]

function drawBoxes({ doc, y }: Sheet, { cells }: LaidRow, height: number): void {
  for (const { cell, x, width } of cells) if (cell.heads) doc.rect(x, y, width, height).fill('#f0f2f4')
  doc.lineWidth(0.5).strokeColor('#333333')
  for (const { x, width } of cells) doc.rect(x, y, width, height).stroke()
  doc.fillColor('#000000')
}

/** Draws the lines `from` … `to` of a cell; one that is shorter than its row stands in the middle of it. */
function drawCell({ doc, y }: Sheet, { cell, x, width, lines }: LaidCell, row: { from: number; to: number; lineCount: number }): void {
  const isWhole = row.from === 0 && row.to === row.lineCount
  const top = y + PADDING.y + (isWhole ? (row.lineCount - lines.length) * leading / 2 : 0)
  for (const [at, line] of lines.slice(row.from, row.to).entries()) {
    const place = { x: x + PADDING.x, y: top + at * leading, width: width - 2 * PADDING.x }
    drawLine(doc, line, { ...place, type: TYPE.cell, align: cell.align })
  }
}
