import { view } from '../kernel/view.ts'
import { BID_TONE } from './bid.view.ts'
import { BidState, type BidFilter } from './bid.schema.ts'
import type { OpenedBid, OwnBid } from './bid.service.ts'

type Chip = { key: string; tone: string }
type State = { of: BidState; state: Chip }

function sealedState({ receipt, hasDraft }: OwnBid): State {
  if (!receipt) return { of: 'draft', state: { key: 'bid.list.draft', tone: 'waiting' } }
  return { of: 'sealed', state: { key: hasDraft ? 'bid.list.replacing' : 'bid.list.sealed', tone: 'good' } }
}

/** What the bid itself was found to be says more than that it did not win. */
function openedState({ tender, bid }: OpenedBid): State {
  const found = { key: `bid.status.${bid.status}`, tone: BID_TONE[bid.status] }
  if (tender.status === 'failed') return { of: 'failed', state: { key: 'bid.state.failed', tone: 'muted' } }
  if (BID_TONE[bid.status] === 'bad') return { of: 'lost', state: found }
  if (!tender.award?.announcedAt) return { of: 'judged', state: found }
  return tender.award.bidId === bid.id ? { of: 'won', state: { key: 'bid.state.won', tone: 'good' } } : { of: 'lost', state: { key: 'bid.state.lost', tone: 'done' } }
}

type Listed = { running: OwnBid[]; opened: OpenedBid[]; filter: BidFilter }

/** What an organization is writing, has sealed, and has had opened: first what closes next, then what was opened last. */
export const bidList = view('tender/bids', ({ running, opened, filter }: Listed) => {
  const rows = [
    ...running.toSorted((a, b) => Number(a.tender.bidDeadline) - Number(b.tender.bidDeadline)).map(own => ({
      tender: own.tender, id: own.tender.id, href: `/tenders/${own.tender.id}/bid`, receipt: own.receipt?.receipt ?? '', sealedAt: own.receipt?.receivedAt, price: undefined, openedAt: undefined, ...sealedState(own),
    })),
    ...opened.toSorted((a, b) => Number(b.bid.openedAt) - Number(a.bid.openedAt)).map(own => ({
      tender: own.tender, id: own.bid.id, href: `/bids/${own.bid.id}`, receipt: own.bid.receipt, sealedAt: own.bid.receivedAt, price: own.bid.offer.price, openedAt: own.bid.openedAt, ...openedState(own),
    })),
  ]
  const found = rows.filter(({ of, receipt, tender }) =>
    (!filter.state || of === filter.state) && (!filter.q || `${tender.title} ${tender.reference} ${tender.buyer.name} ${receipt}`.toLowerCase().includes(filter.q.toLowerCase())))
  return {
    title: { key: 'bid.list.title' }, lead: { key: 'bid.list.lead' },
    fields: [
      { name: 'q', label: { key: 'bid.list.search' }, type: 'search', value: filter.q },
      { name: 'state', label: { key: 'tender.field.status' }, type: 'select', value: filter.state, options: BidState.options.map(value => ({ value, key: `bid.state.${value}` })) },
    ],
    columns: [
      { name: 'reference', label: { key: 'tender.field.reference' }, type: 'code' }, { name: 'title', label: { key: 'tender.field.title' }, href: 'href' }, { name: 'buyer', label: { key: 'tender.field.buyer' }, only: 'file' },
      { name: 'deadline', label: { key: 'tender.field.deadline' }, type: 'datetime' }, { name: 'receipt', label: { key: 'tender.opening.receipt' }, type: 'code' }, { name: 'sealedAt', label: { key: 'bid.list.sealed-at' }, type: 'datetime', only: 'file' },
      { name: 'openedAt', label: { key: 'tender.opening.at' }, type: 'datetime', only: 'file' }, { name: 'price', label: { key: 'bid.field.price' }, type: 'money' }, { name: 'state', label: { key: 'tender.field.status' }, type: 'chip' },
    ],
    rows: found.map(({ tender, of: _, ...row }) => ({ ...row, reference: tender.reference, title: tender.title, buyer: tender.buyer.name, deadline: tender.bidDeadline ?? null })),
    empty: rows.length > 0 ? { title: { key: 'bid.list.none-found' }, text: { key: 'bid.list.none-found-text' } }
      : { icon: 'envelope', title: { key: 'bid.list.none' }, text: { key: 'bid.list.none-text' }, action: { key: 'bid.list.find', href: '/tenders?status=published' } },
  }
})
