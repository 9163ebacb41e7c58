import type { Actor } from '../kernel/actor.ts'
import { total } from '../kernel/ratio.ts'
import { view } from '../kernel/view.ts'
import { evaluationSteps } from './evaluation-steps.view.ts'
import { priceOf } from './qualification.rules.ts'
import { evaluationCrumbs } from './qualification.view.ts'
import type { SheetDesk } from './sheet.service.ts'

const sumOf = ({ sheet }: SheetDesk, bidId: string): number | null => {
  const given = sheet.bids[bidId]
  return given ? total(Object.values(given.scores)) : null
}

/** All bids of the own sheet, how far each is, and the signature that locks it. */
export const scorePage = view('tender/score', (desk: SheetDesk, actor: Actor) => {
  const { tender, sheet, bids, missing, signed, committee, open, waits } = desk
  const complete = bids.filter(({ id }) => missing[id] === 0).length
  return {
    title: { key: 'scoring.score.title' }, tender, sheet: { revision: sheet.revision, signedAt: sheet.signedAt ?? null },
    breadcrumbs: evaluationCrumbs(tender, { key: 'scoring.score.title' }), action: `/tenders/${tender.id}/score`,
    steps: evaluationSteps(tender, actor), waits,
    conformity: committee.leaderId === actor.id && committee.formedAt && !committee.conformedAt ? `/tenders/${tender.id}/conformity` : '',
    open, reopened: open && sheet.reopened.length > 0, complete, all: bids.length, ready: open && complete === bids.length && bids.length > 0,
    progress: { key: 'scoring.score.progress', params: { done: complete, all: bids.length } },
    signed: { key: 'scoring.score.signed-of', params: { signed, all: committee.size } },
    allSigned: signed === committee.size, ranking: `/tenders/${tender.id}/ranking`,
    sections: bids.map(({ id, organizationName }) => {
      const sum = sumOf(desk, id)
      return {
        text: organizationName, href: open || sheet.bids[id] ? `/tenders/${tender.id}/score/${id}` : '',
        hint: sum === null ? '' : { key: 'scoring.score.sum', params: { sum } },
        status: missing[id] === 0 ? { key: 'scoring.score.complete', tone: 'good' } : { key: 'scoring.score.missing', params: { missing: missing[id] ?? 0 }, tone: 'waiting' },
      }
    }),
  }
})

/** One bid of the own sheet, factor by factor with what earns how much. */
export const scoreBidPage = view('tender/score-bid', (desk: SheetDesk, at: number) => {
  const { tender, sheet, bids, waits } = desk
  const open = desk.open && waits.length === 0
  const bid = bids[at]!
  const given = sheet.bids[bid.id]
  const parts = sheet.reopened.filter(({ bidId }) => bidId === bid.id).flatMap(({ factorIds }) => factorIds)
  const overview = `/tenders/${tender.id}/score`
  return {
    title: { text: bid.organizationName }, tender, open, waits: desk.open ? waits : [], overview, action: `${overview}/${bid.id}`, revision: sheet.revision,
    breadcrumbs: evaluationCrumbs(tender, { key: 'scoring.score.title', href: overview }, { key: 'scoring.score.bid' }),
    place: { key: 'scoring.score.place', params: { number: at + 1, all: bids.length } }, href: `/bids/${bid.id}`, price: priceOf(bid),
    previous: at > 0 ? `${overview}/${bids[at - 1]!.id}` : '', next: at + 1 < bids.length ? `${overview}/${bids[at + 1]!.id}` : '', isLast: at + 1 === bids.length,
    rationale: given?.rationale ?? '', reopened: sheet.reopened.length > 0,
    factors: tender.factors.map(({ id, name, kind, max, anchors }) => ({
      field: `scores.${id}`, name, kind: { key: `scoring.factor.${kind}` }, max, anchors: anchors ?? '', value: given?.scores[id] ?? null,
      fixed: !open || (sheet.reopened.length > 0 && !parts.includes(id)),
    })),
  }
})
