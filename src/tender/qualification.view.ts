import type { Actor } from '../kernel/actor.ts'
import { view } from '../kernel/view.ts'
import type { Bid } from './bid.schema.ts'
import { evaluationSteps } from './evaluation-steps.view.ts'
import { priceOf } from './qualification.rules.ts'
import type { GateDesk } from './qualification.service.ts'
import type { Tender } from './tender.schema.ts'

/** The way to a page of the evaluation. */
export const evaluationCrumbs = (tender: Pick<Tender, 'id' | 'reference'>, ...more: { key: string; href?: string }[]) =>
  [{ key: 'tender.list.title', href: '/tenders' }, { text: tender.reference, href: `/tenders/${tender.id}` }, ...more]

const found = (bid: Bid, gate: GateDesk['gate']) => {
  const { passed, reason } = bid[gate] ?? {}
  return { key: `scoring.gate.${passed === undefined ? 'open' : passed ? 'passed' : 'failed'}`, tone: passed === undefined ? 'muted' : passed ? 'good' : 'bad', reason: reason ?? '' }
}

/** Both gates look the same: one bid under the other, passed or failed with the reason. */
export const gatePage = view('tender/qualify', ({ tender, gate, bids, byRule, flags, barred, cautions, open, waits }: GateDesk, actor: Actor) => ({
  title: { key: `scoring.${gate}.title` }, lead: { key: `scoring.${gate}.lead` }, tender, open: open && waits.length === 0, waits: open ? waits : [],
  breadcrumbs: evaluationCrumbs(tender, { key: `scoring.${gate}.title` }), action: `/tenders/${tender.id}/${gate}`,
  steps: evaluationSteps(tender, actor),
  terms: gate === 'qualification' ? tender.qualification.map(({ text }) => text) : [],
  flags: flags.map(({ mark, bidIds }) => ({
    key: `scoring.mark.${mark}`, params: { bidders: bidIds.map(id => bids.concat(byRule).find(bid => bid.id === id)?.organizationName ?? '').join('、') },
  })),
  byRule: byRule.map(bid => ({ key: 'scoring.gate.above-ceiling', params: { bidder: bid.organizationName, price: priceOf(bid), ceiling: tender.ceiling } })),
  bids: bids.map(bid => ({
    name: `findings.${bid.id}`, bidder: bid.organizationName, href: `/bids/${bid.id}`, price: priceOf(bid),
    passed: bid[gate] ? bid[gate].passed ? 'yes' : 'no' : '', reason: bid[gate]?.reason ?? '', barred: barred[bid.id] ?? [], cautions: cautions[bid.id] ?? [],
    choices: (barred[bid.id]?.length ? ['no'] : ['yes', 'no']).map(value => ({ value, key: `scoring.gate.${value}` })),
  })),
  columns: [
    { name: 'bidder', label: { key: 'scoring.bidder' }, href: 'href' }, { name: 'price', label: { key: 'scoring.price' }, type: 'money' },
    { name: 'found', label: { key: 'scoring.gate.found' }, type: 'chip' }, { name: 'reason', label: { key: 'scoring.reason' } },
  ],
  rows: bids.map(bid => ({ bidder: bid.organizationName, href: `/bids/${bid.id}`, price: priceOf(bid), found: found(bid, gate), reason: found(bid, gate).reason })),
}))
