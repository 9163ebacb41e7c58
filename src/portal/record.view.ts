import { PurchaseArea } from '../catalogue/item.schema.ts'
import { view } from '../kernel/view.ts'
import type { PublicRecord, RecordFilter, RecordKind } from './record.schema.ts'

type Choice = { value: string; text: string }
type Shown = {
  kind: RecordKind; page: PublicRecord[]; next: string | null
  count: number; years: number[]; grades: string[]; areas: Choice[]; names: Map<string, string>
  filter: RecordFilter
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
  { name: 'district', label: label('area'), only: 'file' }, { name: 'purchaseArea', label: label('purchase-area'), texts: 'catalogue.area', only: 'file' },
]

export const recordList = view('portal/records', ({ kind, page, next, count, years, grades, areas, names, filter }: Shown) => ({
  title: own(kind, 'title'), lead: own(kind, 'lead'),
  actions: [],
  fields: [
    { name: 'q', label: label('search'), type: 'search', value: filter.q },
    { name: 'year', label: label('year'), type: 'select', value: filter.year, options: years.map(year => ({ value: year, text: String(year) })) },
    { name: 'area', label: label('area'), type: 'select', value: filter.area, options: areas },
    { name: 'purchaseArea', label: label('purchase-area'), type: 'select', value: filter.purchaseArea,
      options: PurchaseArea.options.map(value => ({ value, key: `catalogue.area.${value}` })) },
    ...(kind === 'result' ? [{ name: 'grade', label: label('grade'), type: 'select', value: filter.grade, options: grades.map(value => ({ value, ...gradeWords(value) })) }] : []),
  ],
  sort: filter.sort, count, next,
  columns: columnsOf(kind),
  rows: page.map(({ organization, grade, status, ...record }) => ({
    ...record, district: names.get(record.district) ?? record.district, organization: organization.name, organizationHref: `/organizations/${organization.id}`,
    grade: grade && gradeWords(grade), status: status && { key: `contract.status.${status}`, tone: TONE[status] ?? 'info' },
  })),
  empty: { title: own(kind, 'none'), text: label('none-text') },
}))
