/** A column of a list; one `only` for files is too much for a page, one only for pages says more shortly what another says. Its rows are sorted by its name, or in its service by `sort`. */
export type ListColumn = { name: string; label: unknown; type?: string; texts?: string; href?: string; sort?: string; only?: 'page' | 'file' }
type Row = Record<string, unknown>
type Field = { name: string; label: unknown; value?: unknown; options?: { value: unknown }[] }
/** What a view of a list gives. A service that reads only one page of it says which is next (or null), how it is sorted and how many there are in all. */
export type List = {
  /** Of several lists on a page: its own, by which it is sorted and paged without the others, `districts.paid`. */
  of?: string
  title: unknown; columns: ListColumn[]; rows: Row[]; fields?: Field[]; empty?: unknown
  next?: string | null; count?: number; sort?: string
  /** The sums of all rows, which stand under them however they are sorted. */
  totals?: Row | null
  /** What may be done with many rows at once, each with the page that looks at them first. */
  bulk?: { key: string; href: string }[]
}
/** How the list is asked for, and how its words are said. */
export type Asking = { query: string; lang: string; say: (value: unknown, column: ListColumn) => string }

const PAGE = 50
const UNSORTED = ['list', 'action']

/**
 * A register of 1,077 organizations prints in 0.4 to 1.1 seconds on 61 pages; 3,000 rows take two seconds and 200 MB at most, while others
 * have their turns between the rows. What is longer is printed in parts of so many rows.
 */
export const PRINTED = 3_000
/** The parts in which a list of so many rows is printed, 1, 2, 3. */
export const printedParts = (count: number): number[] => Array.from({ length: Math.max(1, Math.ceil(count / PRINTED)) }, (_, at) => at + 1)

/** The part of a list that the address asks for, sorted by one of its columns. */
export function partOf(list: List, { query, lang, say }: Asking) {
  const asked = new URLSearchParams(query)
  const columns = list.columns.filter(({ only }) => only !== 'file')
  const bulk = { bulk: list.bulk ?? [], from: query, totals: list.totals ?? null }
  if (list.next !== undefined) {
    return { ...list, ...bulk, columns, rows: list.rows.map(row => pickable(row, columns, say)), sort: list.sort ?? '', next: list.next, previous: null, total: list.count, shown: list.rows.length, keep: list.sort ? { sort: list.sort } : {} }
  }
  const { of } = list
  const sort = sortOf(columns, asked.get('sort'), of)
  const rows = sorted(list, { sort, lang, say })
  const start = startOf(rows, ofList(asked.get('after'), of))
  const place = (count: number) => `${of ? `${of}.` : ''}${placeAfter(rows, count)}`
  const page = rows.slice(start, start + PAGE)
  return {
    ...list, ...bulk, columns: columns.map(column => ({ ...column, sort: UNSORTED.includes(column.type ?? '') ? '' : named(column.name, of) })), rows: page.map(row => pickable(row, columns, say)),
    sort: named(sort, of), keep: sort ? { sort: named(sort, of) } : {}, count: rows.length, total: rows.length, shown: page.length,
    next: start + PAGE < rows.length ? place(start + PAGE) : null,
    // What stands before the second page is the first one, which has a link of its own.
    previous: start > PAGE ? place(start - PAGE) : null,
  }
}

/** All rows in the order that is asked for. */
export const sortedRows = (list: List, { query, lang, say }: Asking): Row[] =>
  list.next === undefined ? sorted(list, { sort: sortOf(list.columns, new URLSearchParams(query).get('sort'), list.of), lang, say }) : list.rows

type Way = { sort: string; way: string; icon: string; current: boolean }
/** What a list can be sorted by, for where its headings cannot be seen: each column both ways, and which is in force; null where there is none. */
export function sortsOf(columns: readonly Pick<ListColumn, 'label' | 'sort'>[], now: unknown): { current: { label: unknown; way: string } | null; columns: { label: unknown; ways: Way[] }[] } | null {
  const sorted = columns.filter(({ sort }) => sort).map(({ label, sort }) => ({
    label, ways: [['', 'up'], ['-', 'down']].map(([sign = '', way = '']) => ({ sort: `${sign}${sort}`, way: `platform.sort.${way}`, icon: `arrow-${way}`, current: `${sign}${sort}` === now })),
  }))
  const current = sorted.flatMap(({ label, ways }) => ways.filter(each => each.current).map(({ way }) => ({ label, way })))[0] ?? null
  return sorted.length > 0 ? { current, columns: sorted } : null
}

/** What is asked of one of several lists, without the word before it; of another list, nothing. */
const ofList = (asked: string | null, of: string | undefined): string | null =>
  !of || asked === null ? asked : asked.replace(/^-/, '').startsWith(`${of}.`) ? asked.replace(`${of}.`, '') : null
const named = (sort: string, of: string | undefined): string => of && sort ? sort.replace(/^-?/, sign => `${sign}${of}.`) : sort

/** `name` or `-name` of a column; what is none asks for nothing. */
function sortOf(columns: ListColumn[], given: string | null, of?: string): string {
  const asked = ofList(given, of)
  return columns.some(({ name }) => name === asked?.replace(/^-/, '')) ? asked ?? '' : ''
}

function sorted({ rows, columns }: List, { sort, lang, say }: Omit<Asking, 'query'> & { sort: string }): Row[] {
  const column = columns.find(({ name }) => name === sort.replace(/^-/, ''))
  if (!column) return rows
  const { compare } = new Intl.Collator(lang, { numeric: true })
  const sign = sort.startsWith('-') ? -1 : 1
  const placed = rows.map(row => ({ row, place: placeOf(row[column.name], value => say(value, column)) }))
  // Where there is nothing stands last, whichever way.
  return placed.toSorted((a, b) => a.place === null || b.place === null ? Number(a.place === null) - Number(b.place === null)
    : sign * (typeof a.place === 'number' && typeof b.place === 'number' ? a.place - b.place : compare(String(a.place), String(b.place))))
    .map(({ row }) => row)
}

/** Figures and days by themselves, all else by its words in the reader's language. */
function placeOf(value: unknown, words: (value: unknown) => string): number | string | null {
  if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) return null
  if (value instanceof Date) return value.getTime()
  return typeof value === 'number' ? value : words(value)
}

const keyOf = (row: Row | undefined): string => ((row?.id ?? row?.href ?? '') as string).split('/').at(-1) ?? ''
/** What a checkbox beside the row sends, and how it is named. */
const pickable = (row: Row, [first]: ListColumn[], say: Asking['say']): Row =>
  ({ ...row, id: keyOf(row), pick: first ? say(row[first.name], first) : '' })
/** A place in a list: how many rows stand before it, and the last of them, which is found again when others came or went. */
const placeAfter = (rows: Row[], count: number): string => `${count}~${keyOf(rows[count - 1])}`

function startOf(rows: Row[], after: string | null): number {
  const [, count, key] = /^(\d{1,6})~(.*)$/.exec(after ?? '') ?? []
  if (count === undefined) return 0
  const known = key ? rows.findIndex(row => keyOf(row) === key) : -1
  const start = known >= 0 ? known + 1 : Number(count)
  return start < rows.length ? start : 0
}
