import type { Call } from '../incubation/call.schema.ts'
import { view } from '../kernel/view.ts'
import type { Tender } from '../tender/tender.schema.ts'
import type { PublicMoney } from './money.rules.ts'
import { moneyPart, type Names } from './money.view.ts'
import type { PublicRecord } from './record.schema.ts'

/** How many of the newest awards and results the front page shows; the lists have all. */
const NEWEST = 3

type Shown = { notices: Tender[]; calls: Call[]; organizations: number; awards: PublicRecord[]; contracts: PublicRecord[]; results: PublicRecord[]; money: PublicMoney }

const label = (name: string) => ({ key: `portal.front.${name}` })
const newest = (records: PublicRecord[]) => records.toSorted((a, b) => b.at.getTime() - a.at.getTime()).slice(0, NEWEST)
  .map(({ title, href, organization, grade, ...record }) => ({ ...record, title, href, organization: organization.name, grade: grade && { key: `evaluation.grade.${grade}` } }))
const title = { name: 'title', label: { key: 'portal.record.title' }, href: 'href' }
const organization = { name: 'organization', label: { key: 'portal.record.organization' } }

/** From need to paid result, each step with the list in which everybody can follow it. */
const PATH = [
  { name: 'register', href: '/organizations' }, { name: 'need', href: '/catalogue' }, { name: 'budget', href: '/money' }, { name: 'tender', href: '/tenders' },
  { name: 'award', href: '/awards' }, { name: 'contract', href: '/contract-notices' }, { name: 'result', href: '/results' },
]

/** What everybody sees first: figures, what one can take part in now, what came of the rest, and where the money is. */
export const frontPage = view('portal/front', ({ notices, calls, organizations, awards, contracts, results, money }: Shown, { names, lang }: { names: Names; lang: string }) => ({
  title: label('title'),
  figures: [
    { label: label('organizations'), value: organizations, type: 'number', href: '/organizations/figures', hint: label('organizations-hint') },
    { label: label('open'), value: notices.length, type: 'number', href: '/tenders?status=published' },
    { label: label('contracts'), value: contracts.reduce((sum, { amount }) => sum + amount, 0), type: 'money', href: '/contract-notices', hint: { key: 'portal.front.contracts-hint', params: { count: contracts.length } } },
    { label: label('results'), value: results.length, type: 'number', href: '/results' },
  ],
  steps: PATH.map(({ name, href }) => ({ href, text: label(`path.${name}`), hint: label(`path.${name}-hint`) })),
  columns: [
    { name: 'reference', label: { key: 'tender.field.reference' }, href: 'href', type: 'code' }, { name: 'title', label: { key: 'tender.field.title' } },
    { name: 'buyer', label: { key: 'tender.field.buyer' } }, { name: 'ceiling', label: { key: 'tender.field.ceiling' }, type: 'money' },
    { name: 'deadline', label: { key: 'tender.field.deadline' }, type: 'datetime' },
  ],
  rows: notices.map(({ id, reference, title, buyer, ceiling, bidDeadline }) =>
    ({ reference, href: `/tenders/${id}`, title, buyer: buyer.name, ceiling, deadline: bidDeadline })),
  empty: { title: label('none'), text: label('none-text') },
  calls: calls.map(({ id, title, until }) => ({ href: `/incubation/calls/${id}`, title, until })),
  parts: [
    { title: label('newest-awards'), href: '/awards', columns: [title, organization, { name: 'amount', label: { key: 'portal.record.award.amount' }, type: 'money' }], rows: newest(awards), empty: { title: { key: 'portal.record.award.none' }, text: label('newest-none') } },
    { title: label('newest-results'), href: '/results', columns: [title, organization, { name: 'score', label: { key: 'portal.record.result.score' }, type: 'score' }, { name: 'grade', label: { key: 'portal.record.grade' } }], rows: newest(results), empty: { title: { key: 'portal.record.result.none' }, text: label('newest-none') } },
  ],
  money: moneyPart(money, 'purchaseAreas', { names, lang }),
}))
