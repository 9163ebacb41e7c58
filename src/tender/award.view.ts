import type { Actor } from '../kernel/actor.ts'
import { inWords } from '../kernel/money.ts'
import type { Day } from '../kernel/period.ts'
import { view } from '../kernel/view.ts'
import type { OwnResult, ResultNotice } from './award.schema.ts'
import type { AwardDesk } from './award.service.ts'
import { evaluationSteps } from './evaluation-steps.view.ts'
import { evaluationCrumbs } from './qualification.view.ts'

/** The candidates in their order; the first is chosen unless there is a reason. */
export const awardPage = view('tender/award', ({ tender, candidates, waits, again }: AwardDesk, actor: Actor) => ({
  steps: evaluationSteps(tender, actor),
  title: { key: 'scoring.award.title' }, tender, breadcrumbs: evaluationCrumbs(tender, { key: 'scoring.award.title' }),
  open: waits.length === 0 && (tender.status === 'ranked' || again), again, waits, action: `/tenders/${tender.id}/award`, ranking: `/tenders/${tender.id}/ranking`, first: candidates.find(({ blockers }) => blockers.length === 0)?.row.bidId ?? '',
  blockers: waits.length > 0 ? waits : tender.status === 'ranked' || again ? candidates.flatMap(({ blockers }) => blockers) : [],
  columns: [
    { name: 'rank', label: { key: 'scoring.rank' }, type: 'code' }, { name: 'bidder', label: { key: 'scoring.bidder' }, href: 'href' },
    { name: 'price', label: { key: 'scoring.price' }, type: 'money' }, { name: 'total', label: { key: 'scoring.total' }, type: 'score' },
  ],
  rows: candidates.map(({ row, bid }) => ({ rank: row.rank, bidder: bid.organizationName, href: `/bids/${bid.id}`, price: row.bidPrice, total: row.total })),
  choices: candidates.map(({ row, bid }) => ({ value: row.bidId, key: 'scoring.award.candidate', params: { place: row.place ?? row.rank, bidder: bid.organizationName, amount: row.bidPrice } })),
}))

/** Why a ranked bid did not win, in its own numbers and the winner's, which are public (令87 art. 69). */
function reasonOf({ outcome, reason, total }: OwnResult, { rows, winner }: ResultNotice) {
  const best = rows.find(({ won }) => won)
  if (outcome !== 'ranked' || total === null || !best) return reason
  const why = total < best.total ? 'lower' : winner?.reason ? 'passed-over' : 'tied'
  return { key: `scoring.result.why-${why}`, params: { total, winner: best.total } }
}

/** The public notice; bidders find their own result on it. */
export const resultPage = view('tender/result', (notice: ResultNotice, challengeUntil: Day | null) => ({
  challengeUntil: challengeUntil ?? '',
  title: { key: 'scoring.result.title' }, notice, failure: notice.failure,
  breadcrumbs: evaluationCrumbs({ id: notice.tenderId, reference: notice.reference }, { key: 'scoring.result.title' }),
  facts: [
    { label: { key: 'scoring.result.project' }, value: notice.title }, { label: { key: 'scoring.result.reference' }, value: notice.reference },
    { label: { key: 'scoring.result.buyer' }, value: notice.buyer }, { label: { key: 'scoring.result.item' }, value: notice.item },
    ...(notice.winner ? [
      { label: { key: 'scoring.result.winner' }, value: notice.winner.name, hint: notice.winner.uscc },
      { label: { key: 'scoring.result.amount' }, value: notice.winner.amount, type: 'money', hint: inWords(notice.winner.amount) },
      ...(notice.winner.instead ? [{ label: { key: 'scoring.result.instead' }, value: notice.winner.instead, hint: { key: 'scoring.result.instead-hint' } }] : []),
      ...(notice.winner.reason ? [{ label: { key: 'scoring.result.passed-over' }, value: notice.winner.reason }] : []),
    ] : []),
    { label: { key: 'scoring.result.requirement' }, value: notice.requirement },
    { label: { key: 'scoring.result.announced-at' }, value: notice.announcedAt, type: 'datetime' },
  ],
  columns: [
    { name: 'rank', label: { key: 'scoring.rank' }, type: 'code' }, { name: 'name', label: { key: 'scoring.bidder' } },
    { name: 'total', label: { key: 'scoring.total' }, type: 'score' },
  ],
  rows: notice.rows.map(({ rank, name, total, won }) => ({ rank, name, total, marked: won })),
  excluded: notice.excluded > 0 ? { key: 'scoring.result.excluded', params: { bids: notice.excluded } } : null,
  members: notice.members.map(({ name, kind }) => ({ name, kind: { key: `scoring.committee.kind.${kind}` } })),
  draw: notice.draw, pool: notice.draw?.pool.join(' ') ?? '',
  own: notice.own.map(each => ({
    name: each.organizationName, outcome: { key: `scoring.outcome.${each.outcome}`, tone: each.outcome === 'won' ? 'good' : 'info' },
    rows: [
      ...(reasonOf(each, notice) ? [{ label: { key: 'scoring.reason' }, value: reasonOf(each, notice) }] : []),
      { label: { key: 'scoring.rank' }, value: each.rank, type: 'number' }, { label: { key: 'scoring.price-score' }, value: each.priceScore, type: 'score' },
      { label: { key: 'scoring.non-price' }, value: each.nonPrice, type: 'score' }, { label: { key: 'scoring.total' }, value: each.total, type: 'score' },
    ],
  })),
}))
