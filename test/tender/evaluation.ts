import { anItem } from '../../fixtures/catalogue.ts'
import { aTender, anOffer } from '../../fixtures/tender.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { fen } from '../../src/kernel/money.ts'
import { itemStore } from '../../src/catalogue/index.ts'
import { organizationStore } from '../../src/registry/index.ts'
import { Organization } from '../../src/registry/organization.schema.ts'
import { bidStore, tenderStore } from '../../src/tender/index.ts'
import { Bid } from '../../src/tender/bid.schema.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import { startWorld, type World } from '../support/world.ts'

const AREAS = ['230604001', '230604', '230600']
const at = new Date('2026-03-24T01:30:00Z')

export type Priced = { organizationId: string; yuan: number; declaration?: 'small'; name?: string } & Partial<Pick<Bid, 'traces'>>
export const FOUR: Priced[] = [
  { organizationId: 'one', yuan: 452_000 }, { organizationId: 'two', yuan: 461_000 }, { organizationId: 'three', yuan: 470_000 }, { organizationId: 'four', yuan: 433_000 },
]
export const nameOf = (organizationId: string): string => `大庆市${organizationId}服务中心`

const anOpenedBid = (tender: Tender, { organizationId, yuan, declaration, name, traces = [] }: Priced): Bid => Bid.parse({
  id: `${tender.id}-${organizationId}`, tenderId: tender.id, organizationId, organizationName: name ?? nameOf(organizationId), uscc: `52230604${organizationId}`,
  areas: tender.areas, offer: { ...anOffer({ price: fen(yuan * 100), ...(declaration && { declaration }) }), priceWords: '零元整' },
  files: [{ key: '0'.repeat(64), name: '方案.pdf', size: 1, type: 'pdf', sha256: '0'.repeat(64) }], receivedAt: new Date('2026-03-20T01:00:00Z'), receipt: `TB-${organizationId}`,
  signedBy: { accountId: `acc-${organizationId}`, name: '签字人' }, traces, sha256: '0'.repeat(64), openedAt: at,
})

/** An opened tender with its bids, as the opening leaves them. */
export async function placed(id: string, bids: Priced[] = FOUR, changes: Partial<Tender> = {}): Promise<Tender> {
  const tender = await tenderStore.insert(aTender({
    id, reference: `CG-2026-${id}`, revision: 0, status: 'opened', announced: true, areas: AREAS, publishedAt: new Date('2026-03-02T01:00:00Z'),
    bidDeadline: at, closedAt: at, openedAt: at, opening: { at, place: '第二开标室', by: [], received: bids.length, unreadable: [], damagedFiles: [], altered: false },
    ...changes,
  }))
  for (const bid of bids) await bidStore.insert(anOpenedBid(tender, bid))
  await inRegister(bids.map(({ organizationId }) => organizationId))
  return tender
}

/** The bidders in the registry, about whom a qualification asks. */
async function inRegister(ids: string[]): Promise<void> {
  for (const id of ids) {
    if (!await organizationStore.maybe(id)) await organizationStore.insert(Organization.parse({
      id, name: nameOf(id), type: 'service-institution', area: '230604001', areas: AREAS, address: '让胡路区某街某号', representative: '王芳',
      contact: { name: '王芳', phone: '13900000001' }, purpose: '为社区居民提供各类公益服务。', scope: '居家养老服务', founded: at, status: 'registered', visible: true,
      appliedBy: 'acc', appliedAt: at,
    }))
  }
}
/** The bidders in the registry and the item in the catalogue, since an award asks about both. */
export async function registered(ids: string[]): Promise<void> {
  await itemStore.insert(anItem({ id: 'item-1' }))
  await inRegister(ids)
}

/** The platform on the morning of an opening, with its experts, a clerk of the buyer and the district above. */
export async function atOpening(name: string, pool: number) {
  const world = await startWorld(name, new Date('2026-03-24T02:00:00Z'))
  const experts: Actor[] = []
  for (let n = 0; n < pool; n += 1) experts.push(await world.actor('expert', {}, `专家${n}`))
  return { world, experts, on: walk(world, experts), clerk: await world.actor('community'), district: await world.actor('district') }
}

export const bidId = (tenderId: string, organizationId: string): string => `${tenderId}-${organizationId}`

/** Walks the evaluation over the API, as each of its people. */
export function walk(world: World, experts: Actor[]) {
  const agents = new Map<string, Awaited<ReturnType<World['as']>>>()
  const as = async (actor: Actor) => {
    const agent = agents.get(actor.id) ?? await world.as(actor)
    agents.set(actor.id, agent)
    return agent
  }
  const url = (id: string, rest: string) => `/api/v1/tenders/${id}/${rest}`
  const post = async (actor: Actor, id: string, rest: string, body: object = {}) => (await as(actor)).post(url(id, rest)).send(body)
  const get = async (actor: Actor, id: string, rest: string) => (await as(actor)).get(url(id, rest))
  const revision = async (id: string) => (await tenderStore.get(id)).revision
  const committee = async (id: string) => (await world.services.evaluationCommittees.known(id))!
  const person = (id: string | null | undefined): Actor => experts.find(expert => expert.id === id)!

  async function findings(id: string, failing: Record<string, string>, among: (bid: Bid) => boolean) {
    return Object.fromEntries((await bidStore.ofTender(id)).filter(among).map(bid =>
      [bid.id, failing[bid.organizationId] ? { passed: 'no', reason: failing[bid.organizationId] } : { passed: 'yes' }]))
  }
  const members = async (id: string): Promise<Actor[]> => (await committee(id)).memberIds.map(person)
  const leader = async (id: string): Promise<Actor> => person((await committee(id)).leaderId)

  return {
    get, post, revision, members, leader, committee,
    qualify: async (actor: Actor, id: string, failing: Record<string, string> = {}) =>
      post(actor, id, 'qualification', { revision: await revision(id), findings: await findings(id, failing, () => true) }),
    draw: (actor: Actor, id: string, body: object = {}) => post(actor, id, 'committee', body),
    async declareAll(id: string) {
      for (const member of await members(id)) await post(member, id, 'committee/declare', { agreed: true })
    },
    async conform(id: string, failing: Record<string, string> = {}) {
      const { ceiling } = await tenderStore.get(id)
      return post(await leader(id), id, 'conformity', {
        revision: await revision(id), findings: await findings(id, failing, bid => bid.status === 'qualified' && bid.offer.price <= ceiling),
      })
    },
    /** Scores all bids of a member, by organization; what is not named gets 30, 20 and 10 points. */
    async score(member: Actor, id: string, points: Record<string, [number, number, number]> = {}) {
      const { body } = await get(member, id, 'sheet')
      let at = (body as { sheet: { revision: number } }).sheet.revision
      const agent = await as(member)
      for (const { id: bid } of (body as { bids: { id: string }[] }).bids) {
        const [f1, f2, f3] = points[bid.replace(`${id}-`, '')] ?? [30, 20, 10]
        const saved = await agent.put(url(id, `sheet/${bid}`)).send({ revision: at, scores: { f1: f1 * 100, f2: f2 * 100, f3: f3 * 100 }, rationale: '方案切合需求，人员齐备。' })
        if (saved.status !== 200) throw new Error(`Scoring answered ${saved.status} ${JSON.stringify(saved.body)}`)
        at = (saved.body as { revision: number }).revision
      }
      return at
    },
    async sign(member: Actor, id: string) {
      const { body } = await get(member, id, 'sheet')
      return post(member, id, 'sheet', { revision: (body as { sheet: { revision: number } }).sheet.revision, agreed: true })
    },
    rank: async (id: string) => post(await leader(id), id, 'ranking', { revision: await revision(id) }),
  }
}
export type Walk = ReturnType<typeof walk>
