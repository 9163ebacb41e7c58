import type { Item } from '../catalogue/item.schema.ts'
import { view } from '../kernel/view.ts'
import type { Organization } from '../registry/organization.schema.ts'
import type { Tender } from '../tender/tender.schema.ts'

/** What of each kind is shown here; the list of the kind shows the rest. */
export const SHOWN = 5
export type Found = {
  q: string; tenders: Tender[]; items: Item[]
  /** The first page of them, and how many there are in all. */
  organizations: { organizations: Organization[]; count: number }
}

const title = { name: 'title', href: 'href' }

/** What a word finds, by kind; kinds in which it finds nothing are left out. */
export const searchPage = view('portal/search', ({ q, tenders, organizations, items }: Found) => ({
  title: { key: 'portal.search.title' }, q,
  parts: [
    {
      kind: 'tenders', count: tenders.length, columns: [
        { ...title, label: { key: 'tender.field.title' } }, { name: 'reference', label: { key: 'tender.field.reference' }, type: 'code' },
        { name: 'buyer', label: { key: 'tender.field.buyer' } },
      ],
      rows: tenders.map(({ id, title, reference, buyer }) => ({ title, href: `/tenders/${id}`, reference, buyer: buyer.name })),
    },
    {
      kind: 'organizations', count: organizations.count, columns: [
        { ...title, label: { key: 'registry.field.name' } }, { name: 'uscc', label: { key: 'tender.opening.uscc' }, type: 'code' },
        { name: 'representative', label: { key: 'registry.field.representative' } },
      ],
      rows: organizations.organizations.map(({ id, name, uscc, representative }) =>
        ({ title: name, href: `/organizations/${id}`, uscc: uscc ?? '', representative })),
    },
    {
      kind: 'catalogue', count: items.length, columns: [
        { ...title, label: { key: 'catalogue.name' } }, { name: 'code', label: { key: 'catalogue.code' }, type: 'code' },
        { name: 'price', label: { key: 'catalogue.reference-price' }, type: 'money' },
      ],
      rows: items.map(({ id, name, code, referencePrice }) => ({ title: name, href: `/catalogue/${id}`, code, price: referencePrice })),
    },
  ].filter(({ count }) => count > 0).map(({ kind, count, columns, rows }) => ({
    heading: { key: `portal.search.${kind}`, params: { count } }, columns, rows: rows.slice(0, SHOWN),
    all: count > SHOWN ? `/${kind}?q=${encodeURIComponent(q)}` : '',
  })),
}))
