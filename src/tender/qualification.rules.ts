import type { Money } from '../kernel/money.ts'
import { Invalid, refuseIfBlocked, type Blocker, type Problem } from '../kernel/refusal.ts'
import type { Bid, BidStatus } from './bid.schema.ts'
import type { Verdict } from './qualification.schema.ts'
import type { Failure, Person, Tender } from './tender.schema.ts'

export type Gate = 'qualification' | 'conformity'
type Findings = Record<string, Verdict>

/** The committee speaks as one, since its names are secret until the result (令87 art. 47). */
export const theCommittee: Person = { accountId: 'committee', name: '评标委员会' }

/** The price that counts, corrected where the bidder confirmed it (令87 art. 59). */
export const priceOf = ({ offer, correctedPrice }: Bid): Money => correctedPrice ?? offer.price

/** A price above the ceiling makes a bid invalid by itself; nobody judges it (令87 art. 63(4)). */
export const isAboveCeiling = (bid: Bid, { ceiling }: Pick<Tender, 'ceiling'>): boolean => priceOf(bid) > ceiling

export const hasPassed = ({ status, conformity }: Bid): boolean => status === 'qualified' && conformity?.passed === true

/** What the register says of each bidder, by the bid. What is to be weighed bars nobody (R3); what bars is kept apart from it. */
export type Cautions = Record<string, Blocker[]>
/** A report that is merely not there yet is told, and not more. */
const isWeighed = (cautions: Cautions, id: string): boolean => (cautions[id] ?? []).some(({ code }) => code !== 'annual-report-missing')

/** Every bid is judged, who fails is told why, and who passes despite what the register says passes for a reason. Throws Invalid with all that is missing. */
export function refuseIfUnjudged(bids: Bid[], findings: Findings, cautions: Cautions = {}): void {
  const problems = bids.flatMap(({ id }): Problem[] => {
    const found = findings[id]
    if (!found) return [{ field: `findings.${id}.passed`, code: 'required' }]
    if ((found.reason ?? '').trim().length >= 4) return []
    return found.passed === 'no' ? [{ field: `findings.${id}.reason`, code: 'reason-of-failing' }]
      : isWeighed(cautions, id) ? [{ field: `findings.${id}.reason`, code: 'reason-of-passing' }] : []
  })
  const known = new Set(bids.map(({ id }) => id))
  const strange = Object.keys(findings).filter(id => !known.has(id)).map(id => ({ field: `findings.${id}`, code: 'unknown-field' }))
  if (problems.length + strange.length > 0) throw new Invalid('invalid-input', 'Not every bid is judged', { problems: [...problems, ...strange] })
}

/** Refuses to let pass who may not be bought from at all now: struck off or on the serious list, also since it bid (R2; 法 art. 22; 令60 art. 18). */
export const refuseIfBarredPasses = (bids: Bid[], findings: Findings, barred: Cautions): void =>
  refuseIfBlocked(bids.filter(({ id }) => findings[id]?.passed === 'yes').flatMap(({ id, organizationName }) => (barred[id] ?? []).map(({ law }): Blocker =>
    ({ code: 'bidder-barred', field: `findings.${id}.passed`, params: { name: organizationName }, ...(law && { law }) }))))

const FAILED: Record<Gate, BidStatus> = { qualification: 'unqualified', conformity: 'nonconforming' }

/** The bid with its finding; passing the first gate makes it `qualified`. */
export function judged(bid: Bid, gate: Gate, { passed, reason, by, at }: Verdict & { by: Person; at: Date }): Bid {
  const finding = { passed: passed === 'yes', by, at, ...(reason && { reason }) }
  return { ...bid, [gate]: finding, status: finding.passed ? 'qualified' : FAILED[gate] }
}

/** Invalid by rule: the price is above the ceiling. */
export const aboveCeiling = (bid: Bid, at: Date): Bid =>
  ({ ...bid, status: 'invalid', conformity: { passed: false, reason: 'price-above-ceiling', by: theCommittee, at } })

const TOO_FEW: Record<Gate | 'low-price', { code: string; law: string }> = {
  qualification: { code: 'too-few-qualified', law: '财政部令第87号第四十四条；政府采购法第三十六条第（一）项' },
  conformity: { code: 'too-few-left', law: '政府采购法第三十六条第（一）项' },
  'low-price': { code: 'too-few-left', law: '财政部令第87号第六十条；政府采购法第三十六条第（一）项' },
}

/** Fewer than the law asks are left at a gate: the tender fails. */
export const tooFewLeft = (gate: Gate | 'low-price', { left, min, now }: { left: number; min: number; now: Date }): Failure | null =>
  left >= min ? null : { ...TOO_FEW[gate], reason: `${left} < ${min}`, at: now }
