import type { Contract } from '../contract/contract.schema.ts'
import type { Evaluation } from '../evaluation/evaluation.schema.ts'
import { view } from '../kernel/view.ts'
import type { Tender } from '../tender/tender.schema.ts'

type Shown = { notices: Tender[]; organizations: number; contracts: Contract[]; results: Evaluation[] }

export const frontPage = view('portal/front', ({ notices, organizations, contracts, results }: Shown) => ({
  title: { key: 'portal.front.title' },
  figures: [
    { label: { key: 'portal.front.organizations' }, value: organizations, type: 'number', href: '/organizations/figures', hint: { key: 'portal.front.organizations-hint' } },
    { label: { key: 'portal.front.open' }, value: notices.length, type: 'number', href: '/tenders?status=published' },
    { label: { key: 'portal.front.contracts' }, value: contracts.reduce((sum, { amount }) => sum + amount, 0), type: 'money', href: '/contract-notices', hint: { key: 'portal.front.contracts-hint', params: { count: contracts.length } } },
    { label: { key: 'portal.front.results' }, value: results.length, type: 'number', href: '/results' },
  ],
  columns: [
    { name: 'reference', label: { key: 'tender.field.reference' }, href: 'href', type: 'code' }, { name: 'title', label: { key: 'tender.field.title' } },
    { name: 'buyer', label: { key: 'tender.field.buyer' } }, { name: 'ceiling', label: { key: 'tender.field.ceiling' }, type: 'money' },
    { name: 'deadline', label: { key: 'tender.field.deadline' }, type: 'datetime' },
  ],
  rows: notices.map(({ id, reference, title, buyer, ceiling, bidDeadline }) =>
    ({ reference, href: `/tenders/${id}`, title, buyer: buyer.name, ceiling, deadline: bidDeadline })),
  empty: { title: { key: 'portal.front.none' }, text: { key: 'portal.front.none-text' } },
}))
