import { fen } from '../kernel/money.ts'
import { follow } from '../kernel/flow.ts'
import { Invalid, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { OwnResult, ResultNotice } from './award.schema.ts'
import type { Bid } from './bid.schema.ts'
import type { RankingRow } from './scoring.schema.ts'
import { tenderFlow } from './tender.rules.ts'
import type { Committee, Person, Tender } from './tender.schema.ts'

/** The candidates in their order, as many as the document says. */
export const candidatesOf = ({ ranking, candidates }: Tender): RankingRow[] =>
  (ranking?.result.rows ?? []).toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0)).slice(0, candidates)

type Awarding = { bid: Bid; committee: Committee; by: Person; now: Date; reason?: string | undefined; blockers: Blocker[] }

/** Determines the winner and announces it. Throws Invalid when another than the first is chosen without a reason (条例 art. 49). */
export function awarded(tender: Tender, { bid, committee, by, now, reason, blockers }: Awarding): Tender {
  const status = follow(tenderFlow, tender.status, 'award')
  const candidates = candidatesOf(tender)
  const row = candidates.find(({ bidId }) => bidId === bid.id)
  refuseIfBlocked([...(row ? [] : [{ code: 'not-a-candidate', field: 'bidId', law: '政府采购法实施条例第四十三条' }]), ...blockers])
  const isFirst = candidates[0]?.bidId === bid.id
  const before = tender.award
  if (!isFirst && (reason ?? '').trim().length < 4) {
    throw new Invalid('invalid-input', 'Passing over a candidate needs a reason', { problems: [{ field: 'reason', code: 'reason-of-passing-over' }] })
  }
  return {
    ...tender, status, committee,
    award: {
      bidId: bid.id, organizationId: bid.organizationId, organizationName: bid.organizationName, amount: fen(row!.bidPrice),
      determinedAt: now, determinedBy: by, announcedAt: now, ...(!isFirst && { reason }), ...(before && { instead: { organizationName: before.organizationName, at: before.determinedAt } }),
    },
  }
}

export const contracted = (tender: Tender, contractId: string): Tender =>
  ({ ...tender, status: follow(tenderFlow, tender.status, 'contract'), award: { ...tender.award!, contractId } })

/** Its contract is completed or terminated: there is nothing left of it that a challenge or complaint could stop. */
export const contractOver = (tender: Tender, how: 'completed' | 'terminated', now: Date): Tender =>
  ({ ...tender, award: { ...tender.award!, contractEnded: { at: now, how } } })

/** A result may be read once it is announced, or once a tender failed after its opening. */
export const hasNotice = ({ award, status, openedAt }: Tender): boolean =>
  award?.announcedAt !== undefined || (status === 'failed' && openedAt !== undefined)

function outcomeOf(tender: Tender, bid: Bid): Pick<OwnResult, 'outcome' | 'reason'> {
  const excluded = tender.ranking?.result.exclusions.find(({ bidId }) => bidId === bid.id)
  if (bid.status === 'unqualified') return { outcome: 'unqualified', reason: bid.qualification?.reason ?? null }
  if (bid.status === 'nonconforming') return { outcome: 'nonconforming', reason: bid.conformity?.reason ?? null }
  if (bid.conformity?.reason === 'price-above-ceiling') return { outcome: 'price-above-ceiling', reason: null }
  if (excluded?.stage === 'low-price') return { outcome: 'low-price-not-justified', reason: null }
  if (tender.award?.bidId === bid.id) return { outcome: 'won', reason: null }
  return { outcome: tender.award ? 'ranked' : 'failed', reason: null }
}

/** Own score and rank, or the reason, for the people of one bidder. */
export function ownResult(tender: Tender, bid: Bid): OwnResult {
  const row = tender.ranking?.result.rows.find(({ bidId }) => bidId === bid.id)
  const { priceScore = null, nonPrice = null, total = null, rank = null } = row ?? {}
  return { organizationName: bid.organizationName, ...outcomeOf(tender, bid), priceScore, nonPrice, total, rank }
}

/** What everybody is told, with what the reader's own organizations are told besides. */
export function noticeOf(tender: Tender, bids: Bid[], own: string[]): ResultNotice {
  const rows = tender.ranking?.result.rows ?? []
  const { award, committee } = tender
  const bidOf = (id: string) => bids.find(bid => bid.id === id)
  return {
    tenderId: tender.id, reference: tender.reference, title: tender.title, buyer: tender.buyer.name, item: tender.itemName, requirement: tender.description,
    announcedAt: award?.announcedAt ?? null, failure: tender.failure ?? null,
    winner: award ? { name: award.organizationName, uscc: bidOf(award.bidId)?.uscc ?? '', amount: award.amount, reason: award.reason ?? null, instead: award.instead?.organizationName ?? null } : null,
    rows: award ? rows.map(({ bidId, total, rank }) => ({ name: bidOf(bidId)?.organizationName ?? '', total, rank, won: bidId === award.bidId })) : [],
    excluded: bids.length - rows.length,
    members: (award && committee?.members.map(({ name, kind }) => ({ name, kind }))) ?? [],
    draw: (award && committee && { seed: committee.seed, pool: committee.pool }) ?? null,
    own: bids.filter(({ organizationId }) => own.includes(organizationId)).map(bid => ownResult(tender, bid)),
  }
}
