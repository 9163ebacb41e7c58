import type { ExecutionRow } from '../budget/execution.schema.ts'
import { view } from '../kernel/view.ts'
import type { PublicMoney } from './money.rules.ts'
import type { MoneyPart, MoneyPicture } from './money.schema.ts'

export type Names = Map<string, string>
type Translate = (key: string, params?: Record<string, unknown>) => string
type Words = string | { key: string; params?: Record<string, unknown> }
type Column = { name: string; label: Words; type?: string; href?: string }
type Row = { name: Words } & Record<string, unknown>
/** One subject of the page: the rows of its table, and those of their values that the picture draws. */
type Part = { part: MoneyPart; columns: Column[]; rows: Row[]; totals: Row; drawn: Column[]; unit: 'money' | 'contracts' }

const label = (name: string) => ({ key: `portal.money.${name}` })
const money = (name: string, words: Words): Column => ({ name, label: words, type: 'money' })
const pot = (name: 'available' | 'reserved' | 'committed' | 'paid') => money(name, { key: `budget.pot.${name}` })
const budgeted = money('budgeted', { key: 'budget.execution.budgeted' })
const contractCount: Column = { name: 'contracts', label: label('contracts'), type: 'number' }

/** A stage of money for each bar's part, from what is paid to what is still free. */
const POTS = [pot('paid'), pot('committed'), pot('reserved'), pot('available')]
const executed = ({ key: _, ...row }: ExecutionRow) => ({ ...row, rate: row.rate / 10_000 })
const sum = <T>(rows: T[], of: (row: T) => number): number => rows.reduce((all, row) => all + of(row), 0)

function executionPart(part: MoneyPart, rows: ExecutionRow[], total: ExecutionRow | null, named: (key: string) => Words): Part {
  // What a year left to the next stands there again.
  const pots = part === 'years' ? [...POTS, money('carried', label('carried'))] : POTS
  return {
    part, drawn: pots, unit: 'money', columns: [{ name: 'name', label: label(`by.${part}`) }, budgeted, ...pots, { name: 'rate', label: { key: 'budget.execution.rate' }, type: 'percent' }],
    rows: rows.map(row => ({ ...executed(row), name: named(row.key) })),
    // What is carried over is budgeted again, so that years are not added up.
    totals: total ? { ...executed(total), name: label('total') } : { name: '' },
  }
}

function partsOf(all: PublicMoney, names: Names): Part[] {
  const named = (name: string, href?: string): Column => ({ name: 'name', label: label(`by.${name}`), ...(href && { href }) })
  const { sources, payees, others, grades } = all
  return [
    executionPart('years', all.years, null, key => key),
    executionPart('purchaseAreas', all.purchaseAreas.rows, all.total, key => ({ key: `catalogue.area.${key}` })),
    executionPart('districts', all.districts.rows, all.total, key => names.get(key) ?? key),
    {
      part: 'sources', unit: 'money', columns: [named('sources'), budgeted, pot('paid'), money('open', label('not-yet-paid'))],
      drawn: [pot('paid'), money('open', label('not-yet-paid'))],
      rows: sources.map(({ source, ...row }) => ({ ...row, open: row.budgeted - row.paid, name: { key: `budget.source.${source}` } })),
      totals: { name: label('total'), budgeted: all.total.budgeted, paid: all.total.paid, open: all.total.budgeted - all.total.paid },
    },
    {
      part: 'payees', unit: 'money', columns: [named('payees', 'href'), contractCount, pot('paid')], drawn: [pot('paid')],
      rows: [
        ...payees.map(({ id, ...row }) => ({ ...row, href: `/organizations/${id}` })),
        ...(others.paid > 0 ? [{ ...others, name: label('others'), href: '' }] : []),
      ],
      totals: { name: label('total'), contracts: sum(payees, each => each.contracts) + others.contracts, paid: all.total.paid },
    },
    {
      part: 'grades', unit: 'contracts', columns: [named('grades', 'href'), contractCount, { name: 'share', label: label('share'), type: 'percent' }, money('amount', label('amount'))], drawn: [contractCount],
      rows: grades.map(({ grade, contracts, amount }) => ({
        contracts, amount, share: contracts / sum(grades, each => each.contracts), name: grade ? { key: `evaluation.grade.${grade}` } : label('not-judged'), href: grade && `/results?grade=${grade}`,
      })),
      totals: { name: label('total'), contracts: sum(grades, each => each.contracts), amount: sum(grades, each => each.amount) },
    },
  ]
}

type Size = MoneyPicture['size']
const sizeOf = ({ part, rows }: Part, size: Size) => ({ width: size === 'wide' ? 880 : 340, height: part === 'years' ? 320 : Math.max(180, 100 + rows.length * 40) })

type Asked = { names: Names; lang: string; of?: MoneyPart | undefined }
const titleOf = (part: MoneyPart, { year }: PublicMoney) => ({ key: `portal.money.chart.${part}`, params: { year: String(year) } })
/** Its table, sorted and taken home by itself. */
const listOf = ({ part, columns, rows, totals }: Part, all: PublicMoney) => ({ of: part, title: titleOf(part, all), columns, rows, totals: totals.name === '' ? null : totals })

/** A subject with the address of its picture, and the same figures to read. */
const pictured = (part: Part, all: PublicMoney, lang: string) => ({
  id: part.part, title: titleOf(part.part, all),
  alt: { key: 'portal.money.alt', params: { count: part.rows.length } },
  src: `/charts/money.svg?of=${part.part}&year=${all.year}&lang=${lang}`, ...sizeOf(part, 'wide'), narrow: sizeOf(part, 'narrow'),
  list: listOf(part, all),
})

/** One subject for another page; null where nothing is budgeted yet. */
export function moneyPart(all: PublicMoney, of: MoneyPart, { names, lang }: Omit<Asked, 'of'>) {
  const part = partsOf(all, names).find(each => each.part === of)!
  return part.rows.length > 0 ? pictured(part, all, lang) : null
}

export const moneyPage = view('portal/money', (all: PublicMoney, { names, lang, of = 'years' }: Asked) => {
  const parts = partsOf(all, names)
  return {
    title: label('title'), lead: label('lead'),
    // As a file, one of its tables.
    list: listOf(parts.find(({ part }) => part === of)!, all),
    fields: [{ name: 'year', label: { key: 'budget.year' }, type: 'select', must: true, value: all.year,
      options: [...new Set([...all.years.map(({ key }) => Number(key)), all.year])].sort((a, b) => b - a).map(year => ({ value: year, text: String(year) })) }],
    figures: [
      { label: budgeted.label, value: all.total.budgeted, type: 'money' }, ...(['reserved', 'committed', 'paid'] as const).map(name =>
        ({ label: pot(name).label, hint: label(`hint.${name}`), value: all.total[name], type: 'money' })),
      { label: { key: 'budget.execution.rate' }, value: all.total.rate / 10_000, type: 'percent', hint: label('hint.rate') },
    ],
    parts: parts.filter(({ rows }) => rows.length > 0).map(part => pictured(part, all, lang)),
    empty: { title: { key: 'budget.execution.none' }, text: label('none-text') },
  }
})

/** One of the pictures, money in 10,000 yuan, in the reader's language. */
export function moneyBars(all: PublicMoney, { of, size }: MoneyPicture, { names, t }: { names: Names; t: Translate }) {
  const said = (words: Words): string => typeof words === 'string' ? words : t(words.key, words.params)
  const part = partsOf(all, names).find(each => each.part === of)!
  return {
    ...sizeOf(part, size), direction: of === 'years' ? 'up' as const : 'across' as const, unit: t(part.unit === 'money' ? 'budget.execution.unit' : 'portal.money.unit'),
    categories: part.rows.map(({ name }) => said(name)),
    series: part.drawn.map(({ name, label }) => ({ name: said(label), values: part.rows.map(row => Number(row[name]) / (part.unit === 'money' ? 1_000_000 : 1)) })),
  }
}
