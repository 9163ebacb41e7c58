import { holds, type Actor } from '../kernel/actor.ts'
import { follow } from '../kernel/flow.ts'
import { refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import { tenderFlow } from './tender.rules.ts'
import type { OpeningRecord, Tender, TenderCustodian } from './tender.schema.ts'

const LAW = '财政部令第87号第三十九条、第四十条'

/** The buyer's officer keeps one half, a supervisor the other; so neither side opens alone. */
export const custodianRole = (actor: Actor): TenderCustodian['role'] => holds(actor, 'supervisor') ? 'supervisor' : 'buyer'

/** Why this person cannot deposit a key for this tender now. */
export const depositBlockers = ({ status, custody, evaluators }: Tender, actor: Actor): Blocker[] => [
  ...(status === 'approved' ? [] : [{ code: 'keys-after-approval' }]),
  ...(custody.custodians.some(({ accountId }) => accountId === actor.id) ? [{ code: 'same-custodian', law: LAW }] : []),
  ...(custody.custodians.some(({ role }) => role === custodianRole(actor)) ? [{ code: `custodian-present-${custodianRole(actor)}`, law: LAW }] : []),
  ...(evaluators.includes(actor.id) ? [{ code: 'evaluator-at-opening', law: LAW }] : []),
]

/** Why this person cannot take part in the opening now; committee members stay away from it (令87 art. 40). */
export const openingBlockers = ({ status, custody, evaluators }: Tender, actor: Actor): Blocker[] => [
  ...(status === 'closed' ? [] : [{ code: 'opening-after-closing', law: LAW }]),
  ...(custody.custodians.some(({ accountId }) => accountId === actor.id) ? [] : [{ code: 'not-a-custodian', law: LAW }]),
  ...(custody.handedOver?.by === actor.id ? [{ code: 'second-custodian-needed', law: LAW, params: { name: custody.custodians.find(({ accountId }) => accountId !== actor.id)?.name ?? '' } }] : []),
  ...(evaluators.includes(actor.id) ? [{ code: 'evaluator-at-opening', law: LAW }] : []),
]

/** Adds a custodian; with the second, the caller brings the key that was split between both. */
export function deposit(tender: Tender, custodian: TenderCustodian, split?: { publicKey: string; check: string; shares: string[] }): Tender {
  return { ...tender, custody: { ...tender.custody, ...split, custodians: [...tender.custody.custodians, custodian] } }
}

export function openedWith(tender: Tender, { privateKey, record }: { privateKey: string; record: OpeningRecord }): Tender {
  return {
    ...tender, status: follow(tenderFlow, tender.status, 'open'), openedAt: record.at, opening: record,
    custody: { ...tender.custody, handedOver: undefined, openedWith: privateKey },
  }
}

/** The other of the two, to whom a half is handed over. */
export function otherCustodian({ custody: { custodians } }: Tender, accountId: string): TenderCustodian {
  const other = custodians.find(each => each.accountId !== accountId)
  refuseIfBlocked(other ? [] : [{ code: 'keys-missing' }])
  return other!
}
