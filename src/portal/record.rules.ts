import type { Line } from '../budget/line.schema.ts'
import { totalOf } from '../contract/index.ts'
import type { Contract } from '../contract/contract.schema.ts'
import type { Evaluation } from '../evaluation/evaluation.schema.ts'
import { yearOf } from '../kernel/period.ts'
import type { Complaint } from '../tender/complaint.schema.ts'
import type { Tender } from '../tender/tender.schema.ts'
import type { PublicRecord, RecordFilter, RecordKind, RecordSort } from './record.schema.ts'

/** What the domains have made public, and the lines by which it is placed. */
export type Published = { tenders: Tender[]; contracts: Contract[]; evaluations: Evaluation[]; complaints: Complaint[]; lines: Pick<Line, 'id' | 'purchaseArea'>[] }

type Placed = Pick<PublicRecord, 'areas' | 'district' | 'purchaseArea'>
const placed = (areas: string[], lineId: string | undefined, lines: Published['lines']): Placed =>
  ({ areas, district: areas[1] ?? areas[0] ?? '', purchaseArea: lines.find(({ id }) => id === lineId)?.purchaseArea ?? null })

/** An award that failed afterwards is none; of the bids only the winner's total is told here, as in the notice. */
const awards = ({ tenders, lines }: Published): PublicRecord[] => tenders.flatMap(({ id, reference, title, buyer, award, status, ranking, areas, lineId }) =>
  award?.announcedAt && ['awarded', 'contracted'].includes(status) ? [{
    id, reference, title, href: `/tenders/${id}/result`, buyer: buyer.name, organization: { id: award.organizationId, name: award.organizationName },
    amount: award.amount, score: ranking?.result.rows.find(({ bidId }) => bidId === award.bidId)?.total ?? null, grade: null, status: null,
    at: award.announcedAt, ...placed(areas, lineId, lines),
  }] : [])

const contracts = ({ contracts, lines }: Published): PublicRecord[] => contracts.flatMap(({ id, reference, title, buyer, supplier, organizationId, amount, supplements, status, published, inForceAt, areas, lineId }) =>
  published && inForceAt ? [{
    id, reference, title, href: `/contracts/${id}`, buyer: buyer.name, organization: { id: organizationId, name: supplier.name }, amount: totalOf({ amount, supplements }), score: null, grade: null,
    status, at: inForceAt, ...placed(areas, lineId, lines),
  }] : [])

const results = ({ evaluations, contracts, lines }: Published): PublicRecord[] => evaluations.flatMap(({ id, reference, title, buyerName, supplierName, organizationId, amount, result, published, publishedAt, areas, contractId }) =>
  published && publishedAt && result ? [{
    id, reference, title, href: `/evaluations/${id}`, buyer: buyerName, organization: { id: organizationId, name: supplierName }, amount,
    score: result.total, grade: result.grade, status: null, at: publishedAt, ...placed(areas, contracts.find(contract => contract.id === contractId)?.lineId, lines),
  }] : [])

const OF = { award: awards, contract: contracts, result: results }
export const recordsOf = (kind: RecordKind, published: Published): PublicRecord[] => OF[kind](published)

/** What was asked for, in its order; equal ones by their references, so that no two stand at one place. */
export function found(records: PublicRecord[], { q = '', year, area, purchaseArea, grade, sort }: RecordFilter): PublicRecord[] {
  const typed = q.toLowerCase()
  const sign = sort.startsWith('-') ? -1 : 1
  return records
    .filter(record => (!year || yearOf(record.at) === year) && (!area || record.areas.includes(area)) && (!purchaseArea || record.purchaseArea === purchaseArea)
      && (!grade || record.grade === grade)
      && (!typed || `${record.title} ${record.reference} ${record.buyer} ${record.organization.name}`.toLowerCase().includes(typed)))
    .toSorted((a, b) => placeOf(a, sort) < placeOf(b, sort) ? -sign : sign)
}

const DIGITS = 16
const placeOf = (record: PublicRecord, sort: RecordSort): string =>
  `${String(Number(record[sort.replace('-', '') as 'at' | 'amount' | 'score'] ?? 0)).padStart(DIGITS, '0')}~${record.reference}`

/** The page after a place; one that has come meanwhile neither stops nor repeats another. */
export function pageOf(records: PublicRecord[], { after, sort }: Pick<RecordFilter, 'after' | 'sort'>, size: number): { records: PublicRecord[]; next: string | null } {
  const rest = after ? records.filter(record => sort.startsWith('-') ? placeOf(record, sort) < after : placeOf(record, sort) > after) : records
  const page = rest.slice(0, size)
  const last = page.at(-1)
  return { records: page, next: last && rest.length > size ? placeOf(last, sort) : null }
}
