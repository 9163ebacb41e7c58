import type { LineWithBooks } from '../budget/index.ts'
import { totalOf } from '../contract/index.ts'
import type { Contract } from '../contract/contract.schema.ts'
import { yuan, type Money } from '../kernel/money.ts'
import type { Method } from '../kernel/ruleset.ts'
import { hasNotice } from '../tender/index.ts'
import type { Tender } from '../tender/tender.schema.ts'
import type { OpenFilter, Release, ReleasePackage } from './ocds.schema.ts'

/** The Open Contracting Partnership gives each publisher a prefix; until the city has its own, this one says whose numbers these are. */
const PREFIX = 'ocds-fuhua'
/** Government notices are free to use with their source named. */
const LICENSE = 'https://creativecommons.org/licenses/by/4.0/'
const PAGINATION = 'https://raw.githubusercontent.com/open-contracting-extensions/ocds_pagination_extension/master/extension.json'

type Payment = { id: string; at: Date; amount: Money }
export type OpenPurchase = { tender: Tender; contract: Contract | null; payments: Payment[] }

/** Payments of a purchase as the ledger has them. */
export function paymentsOf(books: LineWithBooks[]): Map<string, Payment[]> {
  const found = new Map<string, Payment[]>()
  for (const { kind, subject, id, at, amount } of books.flatMap(({ entries }) => entries)) {
    if (kind === 'pay' && subject) found.set(subject, [...found.get(subject) ?? [], { id, at, amount }])
  }
  return found
}

const METHOD: Record<Method, Release['tender']['procurementMethod']> = {
  'open-tender': 'open', 'invited-tender': 'selective', consultation: 'open', negotiation: 'limited', inquiry: 'limited', 'single-source': 'direct',
  framework: 'selective', 'small-purchase': 'limited',
}
const value = (amount: Money) => ({ amount: amount / 100, currency: 'CNY' as const })
const partyOf = (name: string) => ({ id: name, name })

function statusOf({ status }: Tender): Release['tender']['status'] {
  if (status === 'failed') return 'unsuccessful'
  if (status === 'cancelled') return 'cancelled'
  return ['awarded', 'contracted'].includes(status) ? 'complete' : 'active'
}

function itemsOf({ itemName, itemId }: Tender) {
  const [code = '', ...name] = itemName.split(' ')
  return [{ id: itemId, description: itemName, ...(name.length > 0 && { classification: { scheme: 'x_CN-GPS', id: code, description: name.join(' ') } }) }]
}

/** The latest that became public of it: questions are left out, since they do not stand in a release. */
const dateOf = ({ tender, contract, payments }: OpenPurchase): Date => new Date(Math.max(...[
  tender.publishedAt, tender.award?.announcedAt, tender.failure?.at, ...tender.amendments.map(({ at }) => at),
  ...(contract ? [contract.inForceAt, contract.ended?.at, ...contract.supplements.map(({ at }) => at), ...payments.map(({ at }) => at)] : []),
].filter(at => at !== undefined).map(Number)))

function tenderPart(tender: Tender, site: string): Release['tender'] {
  const announced = tender.award?.announcedAt !== undefined
  return {
    id: tender.reference, title: tender.title, description: tender.description, status: statusOf(tender), procuringEntity: partyOf(tender.buyer.name), items: itemsOf(tender),
    value: value(tender.ceiling), mainProcurementCategory: 'services', procurementMethod: METHOD[tender.method], procurementMethodDetails: tender.method,
    awardCriteria: 'ratedCriteria', submissionMethod: ['electronicSubmission'],
    tenderPeriod: { startDate: tender.publishedAt, endDate: tender.bidDeadline }, contractPeriod: { startDate: tender.term.from, endDate: tender.term.to },
    documents: [{ id: 'notice', documentType: 'tenderNotice', title: tender.title, url: `${site}/tenders/${tender.id}`, datePublished: tender.publishedAt, format: 'text/html', language: 'zh' }],
    amendments: tender.amendments.map(({ seq, at, text }) => ({ id: String(seq), date: at, description: text })),
    ...(announced && tender.opening && { numberOfTenderers: tender.opening.received }),
  }
}

const awardOf = ({ award, status }: Tender) => award?.announcedAt && ['awarded', 'contracted'].includes(status) ? { ...award, announcedAt: award.announcedAt } : null

function contractPart({ tender, contract, payments }: OpenPurchase, site: string): Release['contracts'] {
  if (!contract?.published || !contract.inForceAt) return []
  const [payer, payee] = [partyOf(contract.buyer.name), { id: contract.organizationId, name: contract.supplier.name }]
  return [{
    id: contract.reference, awardID: tender.reference, title: contract.title, status: contract.status === 'in-force' ? 'active' : 'terminated',
    period: { startDate: contract.term.from, endDate: contract.term.to }, value: value(totalOf(contract)), dateSigned: contract.inForceAt, items: itemsOf(tender),
    documents: [
      { id: 'contract', documentType: 'contractSigned', title: contract.title, url: `${site}/contracts/${contract.id}/file`, datePublished: contract.inForceAt, format: 'application/pdf', language: 'zh' },
      ...contract.supplements.map(({ supplementId, reference, at }) =>
        ({ id: reference, documentType: 'contractAnnexe', title: `补充合同 ${reference}`, url: `${site}/supplements/${supplementId}/file`, datePublished: at, format: 'application/pdf', language: 'zh' as const })),
    ],
    amendments: contract.supplements.map(({ reference, at, reason, amount }) => ({ id: reference, date: at, rationale: reason, description: `补充合同 ${reference}，增加 ¥${yuan(amount)}` })),
    implementation: { transactions: payments.map(({ id, at, amount }) =>
      ({ id, source: `${site}/money`, date: at, value: value(amount), payer, payee })) },
  }]
}

/** One purchase as far as it is public now. Before the award nobody who bid is in it, and neither is how many. */
export function releaseOf(purchase: OpenPurchase, site: string): Release {
  const { tender } = purchase
  const award = awardOf(tender)
  const contracts = award ? contractPart(purchase, site) : []
  const paid = contracts.some(({ implementation }) => implementation.transactions.length > 0)
  const date = dateOf(purchase)
  const ended = contracts.length > 0 && purchase.contract?.status === 'terminated'
  const supplier = award && { id: award.organizationId, name: award.organizationName }
  const code = contracts.length > 0 ? purchase.contract?.supplier.code : undefined
  const tag: Release['tag'] = [
    statusOf(tender) === 'cancelled' ? 'tenderCancellation' : tender.amendments.length > 0 ? 'tenderAmendment' : 'tender',
    ...(award ? ['award' as const] : []), ...(contracts.length > 0 ? ['contract' as const] : []), ...(contracts.some(({ amendments }) => amendments.length > 0) ? ['contractAmendment' as const] : []), ...(paid ? ['implementation' as const] : []), ...(ended ? ['contractTermination' as const] : []),
  ]
  return {
    ocid: `${PREFIX}-${tender.reference}`, id: `${tender.reference}-${date.getTime()}-${tag.length + purchase.payments.length}`, date, tag, initiationType: 'tender', language: 'zh',
    parties: [
      { ...partyOf(tender.buyer.name), roles: ['buyer', 'procuringEntity', ...(paid ? ['payer' as const] : [])] },
      ...(supplier ? [{
        ...supplier, ...(code && { identifier: { scheme: 'CN-USCC', id: code, legalName: supplier.name } }), roles: ['supplier' as const, ...(paid ? ['payee' as const] : [])],
      }] : []),
    ],
    buyer: partyOf(tender.buyer.name), tender: tenderPart(tender, site),
    awards: award && supplier ? [{
      id: tender.reference, title: tender.title, status: 'active', date: award.announcedAt, value: value(award.amount), suppliers: [supplier],
      documents: hasNotice(tender) ? [{ id: 'result', documentType: 'awardNotice', title: tender.title, url: `${site}/tenders/${tender.id}/result`, datePublished: award.announcedAt, format: 'text/html', language: 'zh' }] : [],
    }] : [],
    contracts,
  }
}

type Packing = { asked: OpenFilter; site: string; publisher: string; now: Date }
/** A page of the purchases, oldest first, so that what is new comes last and no page shifts under its reader. */
export function packageOf(purchases: OpenPurchase[], { asked: { page, size }, site, publisher, now }: Packing): ReleasePackage {
  const ordered = purchases.toSorted((a, b) => Number(a.tender.publishedAt) - Number(b.tender.publishedAt) || (a.tender.reference < b.tender.reference ? -1 : 1))
  const address = (at: number) => `${site}/api/v1/open/releases?page=${at}&size=${size}`
  return {
    uri: address(page), version: '1.1', extensions: [PAGINATION], publishedDate: now, publisher: { name: publisher, uri: site }, license: LICENSE, publicationPolicy: `${site}/api/docs`,
    releases: ordered.slice((page - 1) * size, page * size).map(each => releaseOf(each, site)),
    links: { ...(page * size < ordered.length && { next: address(page + 1) }), ...(page > 1 && { prev: address(page - 1) }) },
  }
}
