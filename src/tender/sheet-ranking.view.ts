import type { Actor } from '../kernel/actor.ts'
import { view } from '../kernel/view.ts'
import type { Bid } from './bid.schema.ts'
import { evaluationSteps } from './evaluation-steps.view.ts'
import { priceOf } from './qualification.rules.ts'
import { evaluationCrumbs } from './qualification.view.ts'
import type { RankingResult, RankingStep } from './scoring.schema.ts'
import { differing } from './sheet.rules.ts'
import type { Standing } from './sheet-ranking.service.ts'

type NameOf = (bidId: string) => string
export const namesOf = (bids: Bid[]): NameOf => id => bids.find(bid => bid.id === id)?.organizationName ?? id

/** One step of the arithmetic in words; the average comes in hundredths of a fen. */
export function stepWords({ code, bidIds, params }: RankingStep, nameOf: NameOf) {
  const suffix = code === 'excluded' ? `-${params.code}` : code === 'remaining' ? `-${params.stage}` : ''
  const average = typeof params.average === 'number' ? { average: params.average / 100 } : {}
  const rate = typeof params.deduction === 'number' ? { deduction: params.deduction / 10_000 } : {}
  return { key: `scoring.step.${code}${suffix}`, params: { ...params, ...average, ...rate, bidders: bidIds.map(nameOf).join('、') || '—' } }
}

const memberColumns = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `m${at + 1}`, label: { key: 'scoring.committee.member', params: { number: at + 1 } }, type: 'score' }))
const byMember = (values: readonly (number | null)[]) => Object.fromEntries(values.map((value, at) => [`m${at + 1}`, value]))

/** Every number of the result beside the bid it belongs to. */
const resultTable = (result: RankingResult, nameOf: NameOf) => ({
  columns: [
    { name: 'rank', label: { key: 'scoring.rank' }, type: 'code' }, { name: 'bidder', label: { key: 'scoring.bidder' } },
    { name: 'total', label: { key: 'scoring.total' }, type: 'score' },
    { name: 'bidPrice', label: { key: 'scoring.price' }, type: 'money' }, { name: 'evaluationPrice', label: { key: 'scoring.evaluation-price' }, type: 'money' },
    { name: 'priceScore', label: { key: 'scoring.price-score' }, type: 'score' }, ...memberColumns(result.rows[0]?.evaluatorTotals.length ?? 0),
    { name: 'nonPrice', label: { key: 'scoring.non-price' }, type: 'score' },
  ],
  rows: result.rows.map(row => ({
    rank: row.rank, bidder: nameOf(row.bidId), bidPrice: row.bidPrice, evaluationPrice: row.evaluationPrice, priceScore: row.priceScore,
    ...byMember(row.evaluatorTotals), nonPrice: row.nonPrice, total: row.total, marked: row.place === 1,
  })),
})

/** The single scores, once all have signed: by bid and factor, member beside member. */
const scoreTables = ({ sheets, bids, tender }: Standing, nameOf: NameOf) =>
  bids.filter(({ id }) => sheets.some(sheet => sheet.bids[id])).map(({ id }) => ({
    caption: { text: nameOf(id) }, columns: [{ name: 'factor', label: { key: 'scoring.factor.label' } }, ...memberColumns(sheets.length)],
    rows: tender.factors.map(factor => ({ factor: factor.name, ...byMember(sheets.map(sheet => sheet.bids[id]?.scores[factor.id] ?? null)) })),
    rationales: sheets.map((sheet, at) => ({ number: at + 1, text: sheet.bids[id]?.rationale ?? '' })),
  }))

function lowPriceRows({ lowPrice, committee, bids, leads, waits }: Standing, nameOf: NameOf) {
  return (lowPrice?.triggered ?? []).map(({ bidId, triggers }) => {
    const found = committee.lowPrice.find(each => each.bidId === bidId)
    const bid = bids.find(({ id }) => id === bidId)
    return {
      bidId, bidder: nameOf(bidId), price: bid ? priceOf(bid) : null, triggers: triggers.map(trigger => ({ key: `scoring.trigger.${trigger}` })),
      decision: found ? { key: `scoring.low-price.${found.decision}` } : null, explanation: found?.explanation ?? '', reason: found?.reason ?? '', mayDecide: leads && !found && waits.length === 0,
    }
  })
}

/** How far the evaluation is, what still has to be decided, and the arithmetic with every step. */
export const rankingPage = view('tender/ranking', (standing: Standing, actor: Actor) => {
  const { tender, committee, bids, sheets, signed, result, lowPrice, waits } = standing
  const blockers = [...waits, ...standing.blockers]
  // Who leads a suspended committee reads why nothing can be done.
  const leads = standing.leads && waits.length === 0
  const nameOf = namesOf(bids)
  return {
    title: { key: 'scoring.ranking.title' }, tender, at: `/tenders/${tender.id}`, leads, blockers: standing.leads ? blockers : [],
    breadcrumbs: evaluationCrumbs(tender, { key: 'scoring.ranking.title' }),
    steps: evaluationSteps(tender, actor),
    signed: { key: 'scoring.score.signed-of', params: { signed, all: committee.size } }, frozen: tender.ranking !== undefined, report: `/tenders/${tender.id}/ranking/report`,
    sealed: tender.status === 'scoring' && signed < committee.size,
    checked: lowPrice !== null, average: (lowPrice?.average ?? 0) / 100, lowPrices: lowPriceRows(standing, nameOf),
    decisions: ['justified', 'not-justified'].map(value => ({ value, key: `scoring.low-price.${value}` })),
    table: result && result.rows.length > 0 ? resultTable(result, nameOf) : null,
    arithmetic: (result?.steps ?? []).map(step => stepWords(step, nameOf)), mayRank: leads && blockers.length === 0,
    scores: scoreTables(standing, nameOf), differs: leads && sheets.length > 0 && differing(sheets, tender.factors).length > 0,
    outliers: standing.outliers.map(({ evaluatorId, bidId, points, others, direction }) => {
      const member = committee.memberIds.indexOf(evaluatorId) + 1
      return { member, bidId, direction: { key: `scoring.outlier.${direction}`, params: { number: member, bidder: nameOf(bidId), points, others } }, fields: [{ name: 'ground', value: 'outlier' }, { name: 'member', value: member }, { name: 'bidId', value: bidId }] }
    }),
    differsFields: [{ name: 'ground', value: 'objective-differs' }],
    reopened: committee.reopened.map(({ ground, reason, at }) => ({ ground: { key: `scoring.reopen.${ground}` }, reason, at })),
  }
})
