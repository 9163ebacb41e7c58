import { view } from '../kernel/view.ts'
import { footOf } from './execution.rules.ts'
import { Grouping, type Execution, type ExecutionFilter, type ExecutionPicture, type ExecutionRow } from './execution.schema.ts'
import type { Choice } from './line.view.ts'

export type Names = Map<string, string>
type Translate = (key: string, params?: Record<string, unknown>) => string

const label = (key: string) => ({ key: `budget.${key}` })
const PARTS = ['paid', 'committed', 'reserved', 'available'] as const
/** By month there is no stock, only what moved. */
const partsOf = ({ by }: Execution) => by === 'month' ? PARTS.filter(part => part !== 'available') : PARTS
const columnsOf = (execution: Execution) => [...(['budgeted'] as const), ...partsOf(execution)]

/** The name of a row in words; codes of purchase areas and months have texts, areas have names, items are their names. */
const named = ({ by }: Execution, { key }: ExecutionRow, areas: Names): string | { key: string; params?: object } => ({
  district: areas.get(key) ?? key, item: key, purchaseArea: { key: `catalogue.area.${key}` }, month: { key: `budget.execution.months.${Number(key)}` },
}[by])

const query = ({ year, by }: Execution, area: string | undefined): string => String(new URLSearchParams({ year: String(year), by, ...(area && { area }) }))

type Asked = { filter: ExecutionFilter; areas: Choice[]; year: number; lang: string }

export const executionPage = view('budget/execution', (execution: Execution, { filter, areas, year, lang }: Asked) => {
  const names = new Map(areas.map(({ value, text }) => [value, text]))
  const asked = query(execution, filter.area)
  const shown = (row: ExecutionRow) => ({ ...row, rate: row.rate / 10_000 })
  const columns = [
    { name: 'name', label: label(`execution.by.${execution.by}`) },
    ...columnsOf(execution).map(part => ({ name: part, label: label(part === 'budgeted' ? 'execution.budgeted' : `pot.${part}`), type: 'money' })),
    ...(execution.by === 'month' ? [] : [{ name: 'rate', label: label('execution.rate'), type: 'percent' }]),
  ]
  const rows = execution.rows.map(row => ({ ...shown(row), name: named(execution, row, names) }))
  const totals = { ...shown(footOf(execution)), name: label('execution.total') }
  const fields = [
    { name: 'year', label: label('year'), type: 'select', must: true, value: execution.year, options: [year + 1, year, year - 1, year - 2].map(value => ({ value, text: String(value) })) },
    { name: 'by', label: label('execution.by.label'), type: 'select', must: true, value: execution.by, options: Grouping.options.map(value => ({ value, key: `budget.execution.by.${value}` })) },
    { name: 'area', label: label('area'), type: 'select', value: filter.area, options: areas },
  ]
  return {
    title: label('execution.title'), lead: label('execution.lead'), breadcrumbs: [{ ...label('list.title'), href: '/budget' }, label('execution.title')],
    fields,
    list: { title: { key: 'budget.execution.file', params: { year: String(execution.year) } }, columns, rows, totals, fields },
    figures: [
      { label: label('execution.budgeted'), value: execution.total.budgeted, type: 'money' },
      ...PARTS.map(part => ({ label: label(`pot.${part}`), value: execution.total[part], type: 'money' })),
      { label: label('execution.rate'), value: execution.total.rate / 10_000, type: 'percent' },
    ],
    chart: {
      src: `/charts/budget-execution.svg?${asked}&lang=${lang}`, title: { key: `budget.execution.chart.${execution.by}`, params: { year: execution.year } },
      alt: { key: 'budget.execution.alt', params: { by: label(`execution.by.${execution.by}`), paid: execution.total.paid, budgeted: execution.total.budgeted } },
      ...sizeOf(execution, 'wide'), narrow: sizeOf(execution, 'narrow'),
    },
    isEmpty: execution.rows.length === 0,
    empty: { title: label('execution.none'), text: label('execution.none-text') },
  }
})

type Size = ExecutionPicture['size']
const sizeOf = ({ by, rows }: Execution, size: Size) => ({ width: size === 'wide' ? 880 : 340, height: by === 'month' ? 340 : Math.max(180, 100 + rows.length * 40) })

/** The figures in 10,000 yuan, as a picture is labelled in the reader's language. */
export const executionBars = (execution: Execution, { areas, size, t }: { areas: Names; size: Size; t: Translate }) => {
  const said = (words: ReturnType<typeof named>) => typeof words === 'string' ? words : t(words.key, words.params as Record<string, unknown>)
  return {
    ...sizeOf(execution, size), direction: execution.by === 'month' ? 'up' as const : 'across' as const, unit: t('budget.execution.unit'),
    categories: execution.rows.map(row => said(named(execution, row, areas))),
    series: partsOf(execution).map(part => ({ name: t(`budget.pot.${part}`), values: execution.rows.map(row => row[part] / 1_000_000) })),
  }
}
