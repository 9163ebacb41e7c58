import { drawOrder } from '../kernel/draw.ts'
import { refuseIfBlocked, RuleBroken, type Blocker } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { Bid } from './bid.schema.ts'
import type { CommitteeDraw, CommitteeRecord, CommitteeSeen, Member, PoolExpert, StrikeCode } from './committee.schema.ts'
import { compositionBlockers, minCommitteeSize } from './composition.rules.ts'
import type { Committee, Person, Tender } from './tender.schema.ts'

const plain = (name: string) => name.normalize('NFKC').replace(/\s/g, '')
type Parties = { tender: Tender; bids: Bid[] }

/** Why an expert must not be drawn for this tender (条例 art. 9: employer; 令87 art. 40: opening, art. 47: own unit). */
export function strikeCode({ accountId, employer }: PoolExpert, { tender, bids }: Parties): StrikeCode | null {
  const unit = plain(employer)
  if (unit && bids.some(({ organizationName }) => plain(organizationName) === unit)) return 'employer-bids'
  if (unit && plain(tender.buyer.name) === unit) return 'employer-buys'
  if (bids.some(({ traces }) => traces.some(trace => trace.accountId === accountId))) return 'worked-on-bid'
  return tender.custody.custodians.some(custodian => custodian.accountId === accountId) ? 'at-opening' : null
}

export const committeeSize = ({ method, budgetAmount, complex }: Tender, rules: RuleSet): number =>
  minCommitteeSize({ method, kind: 'services', budget: budgetAmount, complex }, rules)

const compositionOf = (tender: Tender, { members, leaderId }: Pick<CommitteeRecord, 'members' | 'leaderId'>) =>
  ({ method: tender.method, kind: 'services' as const, budget: tender.budgetAmount, complex: tender.complex, members, leaderId })

/** Why this committee cannot begin: the law's composition, and members who have not declared yet. */
export const formationBlockers = (tender: Tender, committee: CommitteeRecord, rules: RuleSet): Blocker[] => [
  ...compositionBlockers(compositionOf(tender, committee), rules),
  ...(committee.members.every(({ state }) => state === 'sitting') ? [] : [{ code: 'declarations-missing', law: '财政部令第87号第四十六条' }]),
]

/** Why the purchaser cannot send this person: at least a bid worked on, or a hand in the opening. */
export const representativeBlockers = (person: Person, { tender, bids }: Parties): Blocker[] => {
  const struck = strikeCode({ accountId: person.accountId, name: person.name, employer: '', field: '' }, { tender, bids })
  return struck ? [{ code: `representative-${struck}`, field: 'representativeId', law: '财政部令第87号第四十条' }] : []
}

type Drawing = Parties & { experts: PoolExpert[]; seed: string; needed: number; by: Person; now: Date; used: string[]; incubators?: string[] }

/** Draws by lot from all who are not struck out; the rest of the order is the reserve (条例 art. 39; 令87 art. 48). */
export function drawn({ tender, bids, experts, seed, needed, by, now, used, incubators = [] }: Drawing): { draw: CommitteeDraw; members: Member[] } {
  const struck = experts.flatMap(expert => {
    const code = used.includes(expert.accountId) ? 'left-committee' as const
      : strikeCode(expert, { tender, bids }) ?? (incubators.includes(expert.accountId) ? 'incubates-bidder' as const : null)
    return code ? [{ accountId: expert.accountId, code }] : []
  })
  const out = new Set(struck.map(({ accountId }) => accountId))
  const pool = experts.map(({ accountId }) => accountId).filter(id => !out.has(id)).sort()
  refuseIfBlocked(pool.length >= needed ? [] : [{ code: 'pool-too-small', law: '财政部令第87号第四十八条', params: { pool: pool.length, needed } }])
  const order = drawOrder(pool, seed)
  const members = order.slice(0, needed).map(id => asMember(experts.find(({ accountId }) => accountId === id)!))
  return { draw: { seed, pool, order, needed, struck, at: now, by }, members }
}

const asMember = ({ accountId, name, employer, field }: PoolExpert): Member =>
  ({ personId: accountId, kind: 'expert', ofPurchaser: false, name, employer, field, state: 'asked' })

/** The purchaser's own person; never the leader (令87 art. 47). */
export const asRepresentative = ({ accountId, name }: Person, { buyer }: Tender): Member =>
  ({ personId: accountId, kind: 'purchaser', ofPurchaser: true, name, employer: buyer.name, field: '', state: 'asked' })

/** The first expert in the drawn order who still is a member leads. */
function withMembers(committee: CommitteeRecord, members: Member[]): CommitteeRecord {
  const experts = members.filter(({ kind }) => kind === 'expert').map(({ personId }) => personId)
  const leaderId = committee.leaderId && experts.includes(committee.leaderId) ? committee.leaderId : experts[0] ?? null
  return { ...committee, members, memberIds: members.map(({ personId }) => personId), leaderId }
}

export const newCommittee = (tender: Tender, { size, members, draw }: { size: number; members: Member[]; draw: CommitteeDraw }): CommitteeRecord =>
  withMembers({ id: tender.id, revision: 0, areas: tender.areas, size, members, memberIds: [], leaderId: null, draws: [draw], left: [], lowPrice: [], reopened: [] }, members)

/** Fills the vacancies by a further draw. */
export const filledUp = (committee: CommitteeRecord, { members, draw }: { members: Member[]; draw: CommitteeDraw }): CommitteeRecord =>
  withMembers({ ...committee, draws: [...committee.draws, draw] }, [...committee.members, ...members])

/** Declared before the work, in knowledge of who bids (令87 art. 46; 条例 art. 9). */
export function declared(committee: CommitteeRecord, accountId: string, now: Date): CommitteeRecord {
  const member = committee.members.find(({ personId }) => personId === accountId)
  if (member?.state !== 'asked') throw new RuleBroken('declared-already', 'The member has declared')
  return { ...committee, members: committee.members.map(each => each === member ? { ...each, state: 'sitting', declaredAt: now } : each) }
}

/** A member steps back; the next of the reserve takes the place. Opinions given so far are void (令87 art. 49). */
export function recused(committee: CommitteeRecord, accountId: string, { reason, experts, now }: { reason: string; experts: PoolExpert[]; now: Date }): CommitteeRecord {
  const member = committee.members.find(({ personId }) => personId === accountId)!
  const used = new Set([...committee.memberIds, ...committee.left.map(({ personId }) => personId)])
  const next = (committee.draws.at(-1)?.order ?? []).flatMap(id => used.has(id) ? [] : experts.find(expert => expert.accountId === id) ?? [])[0]
  const rest = committee.members.filter(each => each !== member)
  const left = [...committee.left, { personId: accountId, name: member.name, reason, at: now }]
  return withMembers({ ...committee, left, formedAt: undefined }, next ? [...rest, asMember(next)] : rest)
}

export const vacancies = ({ size, members }: CommitteeRecord): number => size - members.length

/** With numbers instead of names until the result is announced; one's own name everybody knows. */
export function seenBy(committee: CommitteeRecord, accountId: string, { announced }: { announced: boolean }): CommitteeSeen {
  return {
    size: committee.size, formedAt: committee.formedAt ?? null, vacancies: vacancies(committee), left: committee.left.length,
    members: committee.members.map(({ personId, kind, state, name, employer }, at) => {
      const own = personId === accountId
      return { number: at + 1, kind, state, leads: personId === committee.leaderId, own, name: own || announced ? name : null, employer: own || announced ? employer : null }
    }),
    draws: committee.draws.map(({ at, seed, pool, order, needed, struck }) => ({
      at, needed, poolSize: pool.length, struck: struck.length,
      ...(announced ? { seed, pool, order } : { seed: null, pool: [], order: [] }),
    })),
  }
}

/** What the announced tender keeps of its committee. */
export const announcedCommittee = ({ members, leaderId, draws }: CommitteeRecord): Committee => ({
  members: members.map(({ personId, kind, ofPurchaser, name, employer }) => ({ personId, kind, ofPurchaser, name, employer })),
  leaderId, pool: draws[0]!.pool, seed: draws[0]!.seed, drawnAt: draws[0]!.at,
})
