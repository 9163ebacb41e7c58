import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import readSheet from 'read-excel-file/node'
import writeSheet from 'write-excel-file/node'
import { mediaTypes } from './files.schema.ts'
import type { Served } from './serve-file.ts'

export type Cell = string | number | Date | null
export type Table = { name: string; columns: string[]; rows: Cell[][] }

/** UTF-8 with its mark, since Excel takes a file without it for another encoding; texts that would be formulas are quoted. */
export const csvOf = ({ columns, rows }: Table): Buffer => Buffer.from(stringify([columns, ...rows], {
  bom: true, record_delimiter: 'windows', cast: { string: guarded, date: day },
}))

const day = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
/** A cell that begins like a formula would be run by the program that opens the file. */
const guarded = (text: string): string => /^[=+\-@\t\r]/.test(text) ? `'${text}` : text

/** A sheet whose texts are texts, whatever they begin with. */
export const xlsxOf = ({ name, columns, rows }: Table): Promise<Buffer> => writeSheet([
  columns.map(value => ({ value, type: String, fontWeight: 'bold' as const })),
  ...rows.map(row => row.map(value => value === null ? null
    : value instanceof Date ? { value: day(value), type: String }
      : typeof value === 'number' ? { value, type: Number } : { value, type: String })),
], { sheet: name, stickyRowsCount: 1, columns: columns.map(title => ({ width: Math.max(12, title.length * 2.4) })) }).toBuffer()

export type SheetType = 'csv' | 'xlsx'
/** A table as a file to take home. */
export const fileOf = async (table: Table, type: SheetType): Promise<Served> => type === 'csv'
  ? { name: `${table.name}.csv`, type: 'text/csv; charset=utf-8', body: csvOf(table) }
  : { name: `${table.name}.xlsx`, type: mediaTypes.xlsx, body: await xlsxOf(table) }

/** Excel in China writes CSV in GB 18030; UTF-8 is told by its being valid. */
function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
/** What parts the cells of the first line most often; a comma where nothing does. */
function delimiterOf(text: string): string {
  const first = text.split(/\r?\n/, 1)[0] ?? ''
  return [',', '\t', ';'].toSorted((a, b) => first.split(b).length - first.split(a).length)[0]!
}

/** The sheets of a workbook, or a CSV as the only one, as rows of texts; dates as `2026-03-02`. Throws what the parser throws. */
export async function sheetsOf(bytes: Buffer, type: SheetType): Promise<string[][][]> {
  if (type === 'csv') {
    const text = decoded(bytes)
    // A quotation mark within a cell is what people type; lines stay where they are, so that each can be told by its number.
    return [parse(text, { bom: true, delimiter: delimiterOf(text), relax_column_count: true, relax_quotes: true, trim: true })]
  }
  const sheets = await readSheet(bytes)
  return sheets.map(({ data }) => data.map(row => row.map(cell => cell === null ? '' : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell as string | number).trim())))
}
/** The first sheet. */
export const rowsOf = async (bytes: Buffer, type: SheetType): Promise<string[][]> => (await sheetsOf(bytes, type))[0] ?? []
