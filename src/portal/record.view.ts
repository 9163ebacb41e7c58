import { PurchaseArea } from '../catalogue/item.schema.ts'
import { view } from '../kernel/view.ts'
import type { PublicRecord, RecordFilter, RecordKind } from './record.schema.ts'

type Translate = (key: string, params?: Record<string, unknown>) => string
type Choice = { value: string; text: string }
type Shown = {
  kind: RecordKind; page: PublicRecord[]; next: string | null
  count: number; years: number[]; grades: string[]; areas: Choice[]
  filter: RecordFilter
  /** The question as it was asked, for the files. */
  query: string
}

/** Contracts stand where their service draws them up, so their notices have an address of their own. */
export const PATH: Record<RecordKind, string> = { award: '/awards', contract: '/contract-notices', result: '/results' }
const TONE: Record<string, string> = { 'in-force': 'good', completed: 'done', terminated: 'bad' }

const label = (name: string) => ({ key: `portal.record.${name}` })
const own = (kind: RecordKind, name: string) => label(`${kind}.${name}`)
const gradeWords = (grade: string) => ({ key: `evaluation.grade.${grade}` })

const columnsOf = (kind: RecordKind) => [
  { name: 'title', label: label('title'), href: 'href' }, { name: 'reference', label: label('reference'), type: 'code' },
  { name: 'buyer', label: label('buyer') }, { name: 'organization', label: label('organization'), href: 'organizationHref' },
  { name: 'amount', label: own(kind, 'amount'), type: 'money', sort: 'amount' },
  ...(kind === 'contract' ? [{ name: 'status', label: label('status'), type: 'chip' }] : [{ name: 'score', label: own(kind, 'score'), type: 'score', sort: 'score' }]),
  ...(kind === 'result' ? [{ name: 'grade', label: label('grade') }] : []),
  { name: 'at', label: own(kind, 'at'), type: 'date', sort: 'at' },
]

export const recordList = view('portal/records', ({ kind, page, next, count, years, grades, areas, filter, query }: Shown) => ({
  title: own(kind, 'title'), lead: own(kind, 'lead'),
  actions: (['csv', 'xlsx'] as const).map(type => ({ key: `registry.list.${type}`, href: `${PATH[kind]}/export.${type}${query}`, icon: type === 'csv' ? 'download' : 'file-earmark-spreadsheet' })),
  fields: [
    { name: 'q', label: label('search'), type: 'search', value: filter.q },
    { name: 'year', label: label('year'), type: 'select', value: filter.year, options: years.map(year => ({ value: year, text: String(year) })) },
    { name: 'area', label: label('area'), type: 'select', value: filter.area, options: areas },
    { name: 'purchaseArea', label: label('purchase-area'), type: 'select', value: filter.purchaseArea,
      options: PurchaseArea.options.map(value => ({ value, key: `catalogue.area.${value}` })) },
    ...(kind === 'result' ? [{ name: 'grade', label: label('grade'), type: 'select', value: filter.grade, options: grades.map(value => ({ value, ...gradeWords(value) })) }] : []),
  ],
  keep: { sort: filter.sort }, sort: filter.sort, count, shown: page.length, next, after: filter.after ?? null,
  columns: columnsOf(kind),
  rows: page.map(({ organization, grade, status, ...record }) => ({
    ...record, organization: organization.name, organizationHref: `/organizations/${organization.id}`,
    grade: grade && gradeWords(grade), status: status && { key: `contract.status.${status}`, tone: TONE[status] ?? 'info' },
  })),
  empty: { title: own(kind, 'none'), text: label('none-text') },
}))

/** The same for a file, money in yuan and scores in points. */
export function recordTable(kind: RecordKind, records: PublicRecord[], { t, areaNames }: { t: Translate; areaNames: Map<string, string> }) {
  type Cell = string | number | Date | null
  const columns: [name: string, value: (record: PublicRecord) => Cell][] = [
    ['title', ({ title }) => title], ['reference', ({ reference }) => reference], ['buyer', ({ buyer }) => buyer], ['organization', ({ organization }) => organization.name],
    [`${kind}.amount`, ({ amount }) => amount / 100],
    ...(kind === 'contract' ? [['status', ({ status }: PublicRecord) => t(`contract.status.${status}`)]] : [[`${kind}.score`, ({ score }: PublicRecord) => score === null ? null : score / 100]]) as [string, (record: PublicRecord) => Cell][],
    ...(kind === 'result' ? [['grade', ({ grade }: PublicRecord) => grade && t(`evaluation.grade.${grade}`)]] : []) as [string, (record: PublicRecord) => Cell][],
    [`${kind}.at`, ({ at }) => at], ['area', ({ district }) => areaNames.get(district) ?? district],
    ['purchase-area', ({ purchaseArea }) => purchaseArea && t(`catalogue.area.${purchaseArea}`)],
  ]
  return {
    name: t(`portal.record.${kind}.title`), rows: records.map(record => columns.map(([, value]) => value(record))),
    columns: columns.map(([name]) => `${t(`portal.record.${name}`)}${name.endsWith('.amount') ? t('budget.in-yuan') : ''}`),
  }
}
