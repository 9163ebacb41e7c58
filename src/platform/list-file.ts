import * as format from './format.ts'
import { PRINTED, printedParts, sortedRows, type List, type ListColumn } from './list.ts'
import type { PrintRequest } from './print.schema.ts'
import type { Cell, Table } from './spreadsheet.ts'
import type { PageContext } from './page-context.ts'
import { activeFilters, coded, shown } from './template.ts'
import { say } from './words.ts'
import { translator, type Locale } from './text.ts'

/** `part`: of a long list on paper, which one; the first unless told otherwise. */
type Asked = Pick<PageContext, 'path' | 'query' | 'lang'> & { now: Date; part?: number }

/** A value as the page shows it. */
function wordsOf(value: unknown, { texts, type }: ListColumn, lang: Locale): string {
  const meant = coded(value, texts, '')
  return Array.isArray(meant) && meant.length > 0 ? meant.map(each => say(each, lang)).join(translator(lang)('platform.list.and')) : shown(meant, type, lang)
}
/** In a file the sums are one more row, the last. */
const rowsOf = (list: List, { query, lang }: Asked) =>
  [...sortedRows(list, { query, lang, say: (value, column) => wordsOf(value, column, lang) }), ...(list.totals ? [list.totals] : [])]
const isNothing = (value: unknown): value is null | undefined | '' => value === undefined || value === null || value === ''

/** Of types that programs reckon with: the value without its unit, which stands in the heading. */
const PLAIN: Record<string, { unit?: string; cell: (value: never) => Cell }> = {
  money: { unit: 'in-yuan', cell: (fen: number) => fen / 100 }, percent: { unit: 'in-percent', cell: (share: number) => Math.round(share * 10_000) / 100 },
  score: { cell: (hundredths: number) => hundredths / 100 }, number: { cell: (value: number) => value }, bytes: { cell: (value: number) => value },
  date: { cell: (at: Date) => at }, day: { cell: (at: Date) => at }, datetime: { cell: (at: Date) => format.localTime(at).replace('T', ' ') },
}

/** All of a list as a table for a file, with the columns that are too much for a page. */
export function sheetOf(list: List, asked: Asked): Table {
  const t = translator(asked.lang)
  const heading = ({ label, type = '' }: ListColumn) => {
    const unit = PLAIN[type]?.unit
    return unit ? t(`platform.list.${unit}`, { label: say(label, asked.lang) }) : say(label, asked.lang)
  }
  const columns = list.columns.filter(({ only }) => only !== 'page')
  const cell = (value: unknown, column: ListColumn): Cell => isNothing(value) ? null
    : PLAIN[column.type ?? '']?.cell(value as never) ?? wordsOf(value, column, asked.lang)
  return {
    name: say(list.title, asked.lang), columns: columns.map(heading),
    rows: rowsOf(list, asked).map(row => columns.map(column => cell(row[column.name], column))),
  }
}

const [WIDE, PADDING, EM, SHARES] = [12, 12, 10.5, { least: 6, most: 24 }]
const ems = (text: string): number => [...text].reduce((sum, char) => sum + (char < '\u2000' ? 0.62 : 1), 0)

/** What is short gets what it needs, so that figures and dates stay on one line; longer words share the rest. */
function widthsOf(columns: string[], rows: { text: string }[][]): string {
  return columns.map((heading, at) => {
    const longest = Math.max(...rows.map(row => ems(row[at]!.text)), Math.min(ems(heading), 6))
    return longest <= WIDE ? String(Math.ceil(longest * EM + PADDING)) : `${Math.ceil(Math.min(SHARES.most, Math.max(SHARES.least, longest)))}*`
  }).join(',')
}

const NUMBERS = ['money', 'number', 'score', 'percent', 'bytes']

/** A list as the page shows it, on paper: its title, what it was narrowed by, when, and the head of the table on every page. */
export function printOf(list: List, asked: Asked): PrintRequest {
  const { lang, now } = asked
  const t = translator(lang)
  const columns = list.columns.filter(({ only }) => only !== 'file')
  const rows = rowsOf(list, asked)
  const parts = printedParts(list.rows.length)
  const part = Math.min(asked.part ?? 1, parts.length)
  // The sums stand under the last row.
  const [from, to] = [(part - 1) * PRINTED, part === parts.length ? rows.length : part * PRINTED]
  const cells = rows.slice(from, to).map(row => columns.map(column => ({ text: wordsOf(row[column.name], column, lang), align: NUMBERS.includes(column.type ?? '') ? 'r' : '' })))
  const headings = columns.map(({ label }) => say(label, lang))
  const made = t('platform.list.made', { at: now })
  const title = say(list.title, lang)
  return {
    template: 'platform/list', title, author: t('platform.product'), reference: title, corner: made, issuedAt: now, paper: 'lying', lang,
    values: {
      title, made, found: t('platform.filters.found', { count: list.rows.length }), all: t('platform.list.all'),
      more: parts.length > 1 ? t('platform.list.part', { part, parts: parts.length, from: from + 1, to: Math.min(to, list.rows.length) }) : '',
      filters: activeFilters((list.fields ?? []) as never, asked).map(({ label, value }) => `${say(label, lang)}${t('platform.colon')}${value}`),
      // A table of nothing still has its column.
      columns: headings, rows: cells, widths: widthsOf(headings, cells),
    },
  }
}
