import { totalOf } from '../contract/index.ts'
import { hasNotice } from '../tender/index.ts'
import type { Tender } from '../tender/tender.schema.ts'
import type { Published } from './record.rules.ts'

export const FeedKind = ['notice', 'result', 'contract', 'evaluation', 'decision'] as const
type Kind = (typeof FeedKind)[number]
/** Something that became public: `updated` moves when it changes, `published` never. */
export type FeedEntry = { kind: Kind; id: string; href: string; title: string; published: Date; updated: Date; params: Record<string, string | number> }

/** Readers that come once a day miss nothing in a busy week. */
const NEWEST = 50

/** A question is public once it is asked, an answer with it; an amendment moves the notice. */
const noticeUpdated = ({ publishedAt, questions, amendments }: Tender): Date => new Date(Math.max(
  Number(publishedAt), ...questions.map(({ askedAt, answeredAt }) => Number(answeredAt ?? askedAt)), ...amendments.map(({ at }) => Number(at))))

function ofTender(tender: Tender): FeedEntry[] {
  const { id, title, reference, buyer, publishedAt, award, failure } = tender
  if (!publishedAt) return []
  const notice: FeedEntry = {
    kind: 'notice', id: `tender/${id}/notice`, href: `/tenders/${id}`, title, published: publishedAt, updated: noticeUpdated(tender),
    params: { reference, buyer: buyer.name },
  }
  const at = award?.announcedAt ?? failure?.at
  if (!hasNotice(tender) || !at) return [notice]
  const failed = tender.status === 'failed'
  return [notice, {
    kind: 'result', id: `tender/${id}/result`, href: `/tenders/${id}/result`, title, published: at, updated: failed && failure ? failure.at : at,
    params: { reference, buyer: buyer.name, winner: failed ? '' : award?.organizationName ?? '', amount: award?.amount ?? 0 },
  }]
}

/** The newest of what everybody may read, by what became public or changed last. */
export function feedOf({ tenders, contracts, evaluations, complaints }: Published): FeedEntry[] {
  const signed = contracts.flatMap(({ id, title, reference, published, inForceAt, ended, buyer, supplier, ...signed }): FeedEntry[] => published && inForceAt ? [{
    kind: 'contract', id: `contract/${id}`, href: `/contracts/${id}`, title, published: inForceAt, updated: ended?.at ?? signed.supplements.at(-1)?.at ?? inForceAt,
    params: { reference, buyer: buyer.name, supplier: supplier.name, amount: totalOf(signed) },
  }] : [])
  const judged = evaluations.flatMap(({ id, title, reference, published, publishedAt, result, supplierName }): FeedEntry[] => published && publishedAt && result ? [{
    kind: 'evaluation', id: `evaluation/${id}`, href: `/evaluations/${id}`, title, published: publishedAt, updated: publishedAt,
    params: { reference, supplier: supplierName, score: result.total, grade: result.grade },
  }] : [])
  // Decisions on complaints are published (令101 art. 3).
  const decided = complaints.flatMap(({ id, tenderTitle, reference, decided: isPublic, decision, status, buyerName }): FeedEntry[] => isPublic && decision ? [{
    kind: 'decision', id: `complaint/${id}`, href: `/complaints/${id}`, title: tenderTitle, published: decision.at, updated: decision.at, params: { reference, buyer: buyerName, status },
  }] : [])
  return [...tenders.flatMap(ofTender), ...signed, ...judged, ...decided]
    .sort((a, b) => b.updated.getTime() - a.updated.getTime() || (a.id < b.id ? -1 : 1)).slice(0, NEWEST)
}
