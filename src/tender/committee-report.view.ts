import { RuleBroken } from '../kernel/refusal.ts'
import type { PrintRequest } from '../platform/print.schema.ts'
import { candidatesOf } from './award.rules.ts'
import type { Exclusion } from './scoring.schema.ts'
import type { Standing } from './sheet-ranking.service.ts'
import { namesOf, stepWords } from './sheet-ranking.view.ts'

const STAGE: Record<Exclusion['stage'], string> = { qualification: '资格审查', conformity: '符合性审查', 'low-price': '异常低价审查' }
const KIND = { expert: '评审专家', purchaser: '采购人代表', agency: '代理机构' }
const DECISION = { justified: '说明成立，继续评审', 'not-justified': '不能说明报价合理性，投标无效' }

type Given = { publicUrl: string; t: (key: string, params: Record<string, unknown>) => string }

/**
 * The committee's report with all that 令87 art. 58 asks for, as of the frozen ranking. Its members stand by number until the result is
 * announced (令87 art. 47). Throws RuleBroken `not-ranked`.
 */
export function committeeReport({ tender, committee, bids, sheets }: Standing, { publicUrl, t }: Given): PrintRequest {
  const { ranking, opening, award } = tender
  if (!ranking || !opening) throw new RuleBroken('not-ranked', `Tender ${tender.id} has no ranking yet`)
  const { result } = ranking
  const nameOf = namesOf(bids)
  const announced = award?.announcedAt !== undefined
  const factors = [...tender.factors.map(({ name, max }) => ({ name, points: max })), { name: '价格', points: tender.priceWeight }]
  return {
    template: 'tender/committee-report', title: '评标报告', author: tender.buyer.name, reference: tender.reference, issuedAt: ranking.at,
    verifyUrl: `${publicUrl}/tenders/${tender.id}`,
    values: {
      tender: { name: tender.title, reference: tender.reference, buyer: tender.buyer.name, budget: tender.budgetAmount, ceiling: tender.ceiling, publishedAt: tender.publishedAt!, ruleSet: tender.ruleSet },
      site: `${publicUrl}/tenders/${tender.id}`, opening: { at: opening.at, place: opening.place, received: opening.received, by: opening.by.map(({ name }) => name) },
      bidders: bids.map(({ organizationName, uscc, offer, receivedAt }) => ({ name: organizationName, code: uscc, price: offer.price, receivedAt })),
      factors, announced, size: committee.size,
      members: committee.members.map(({ personId, kind, name, employer }, at) => ({
        number: at + 1, kind: `${KIND[kind]}${personId === committee.leaderId ? '、组长' : ''}`, name: announced ? name : '结果公告前保密', employer: announced ? employer || '—' : '—', signedAt: sheets[at]?.signedAt ?? null,
      })),
      exclusions: result.exclusions.map(({ bidId, stage, reason, law }) => ({ bidder: nameOf(bidId), stage: STAGE[stage], reason: reason ?? '报价超过最高限价', law })),
      steps: result.steps.map(step => { const { key, params } = stepWords(step, nameOf); return t(key, params) }),
      rows: result.rows.map(row => ({ ...row, bidder: nameOf(row.bidId), place: row.place ?? row.rank })),
      candidates: candidatesOf(tender).map(({ bidId }) => nameOf(bidId)),
      lowPrices: committee.lowPrice.map(({ bidId, decision, explanation, reason }) => ({ bidder: nameOf(bidId), decision: DECISION[decision], explanation, reason })),
      replaced: committee.left.map(({ name, reason, at }) => ({ name: announced ? name : '一名成员', reason, at })),
      reopened: committee.reopened.map(({ reason, at }) => ({ reason, at })),
    },
  }
}
