import { expect } from 'chai'
import type { Actor } from '../../src/kernel/actor.ts'
import { verifyChains } from '../../src/platform/audit.ts'
import { closeDueTenders } from '../../src/tender/index.ts'
import type { OwnResult, ResultNotice } from '../../src/tender/award.schema.ts'
import type { OfferDraft } from '../../src/tender/bid.schema.ts'
import { anOffer } from '../../fixtures/tender.ts'
import { PASSPHRASES } from '../tender/desk.ts'
import { openMarket, PDF } from '../tender/market.ts'
import { caller } from './caller.ts'

type OpenedBid = { id: string; organizationId: string; status: string }
/** Points of the three factors of `aTenderDocument`, in hundredths. */
export type Scores = [f1: number, f2: number, f3: number]
export const PLAIN: Scores = [3_000, 2_000, 1_000]

/** A market with experts, and short ways over the calls to where a story begins; bidders are named by their place. */
export async function openStory(name: string, organizations?: string[]) {
  const market = await openMarket(name, organizations)
  const { world, people, bidders, lineId } = market
  const on = caller(world)
  const experts = [people.expert]
  for (let n = 0; n < 6; n += 1) experts.push(await world.actor('expert', {}, `专家${n}`))

  const tender = async (id: string) => (await on.get(people.bureau, `/tenders/${id}`)).body as { revision: number; status: string; failure?: { code: string; law: string } }
  /** A step on a tender as it is by now. */
  const at = async (id: string, rest: string, actor: Actor, body: object = {}) =>
    on.post(actor, `/tenders/${id}/${rest}`, { revision: (await tender(id)).revision, ...body })
  const bidsOf = async (id: string): Promise<(OpenedBid & { owner: number })[]> =>
    (await on.done<{ bids: OpenedBid[] }>(200, on.get(people.buyer, `/tenders/${id}/bids`))).bids
      .map(bid => ({ ...bid, owner: bidders.findIndex(({ organization }) => organization.id === bid.organizationId) }))
  const members = async (id: string) => {
    const { memberIds, leaderId } = (await world.services.evaluationCommittees.known(id))!
    const person = (wanted: string | null | undefined) => experts.find(expert => expert.id === wanted)!
    return { all: memberIds.map(person), leader: person(leaderId), other: person(memberIds.find(each => each !== leaderId)) }
  }

  return {
    ...market, on, experts, tender, at, bidsOf, members,
    owner: (place: number): Actor => bidders[place]!.owner,
    books: async () => (await on.get(people.finance, `/budget-lines/${lineId}`)).body.balance as Record<'available' | 'reserved' | 'committed' | 'paid', number>,

    /** Writes a bid with its file and seals it. */
    async bid(id: string, place: number, yuan: number, changes: Partial<OfferDraft> = {}): Promise<void> {
      const { owner } = bidders[place]!
      const known = await on.done<{ draft: { revision: number } | null }>(200, on.get(owner, `/tenders/${id}/bid`))
      const draft = { ...anOffer({ price: yuan * 100 as never, ...changes }), revision: known.draft?.revision ?? 0 }
      await on.done(200, on.post(owner, `/tenders/${id}/bid/save`, { draft }))
      await on.done(200, (await world.as(owner)).post(`/api/v1/tenders/${id}/bid-files`).attach('files', PDF, '服务方案.pdf'))
      await on.done(200, on.post(owner, `/tenders/${id}/bid/seal`))
    },
    /** Lets the deadline pass, and the sweep come by. */
    async pass(moment: string): Promise<void> {
      world.clock.set(new Date(moment))
      await world.services.enqueue(closeDueTenders, {})
      await world.runJobs()
    },
    async open(id: string): Promise<void> {
      await on.done(200, at(id, 'opening', people.buyer, { passphrase: PASSPHRASES.buyer }))
      await on.done(200, at(id, 'opening', people.supervisor, { passphrase: PASSPHRASES.supervisor }))
    },
    /** What is found of all bids at a gate; who fails is named with the reason. */
    async findings(id: string, failing: Record<number, string> = {}) {
      return { findings: Object.fromEntries((await bidsOf(id)).map(({ id: bid, owner }) => [bid, failing[owner] ? { passed: 'no', reason: failing[owner] } : { passed: 'yes' }])) }
    },
    /** From the opening to the signed sheets: all pass, and every member gives the same points. */
    async scored(id: string, points: Record<number, Scores> = {}): Promise<void> {
      const bids = await bidsOf(id)
      const passed = { findings: Object.fromEntries(bids.map(({ id: bid }) => [bid, { passed: 'yes' }])) }
      await on.done(200, at(id, 'qualification', people.buyer, passed))
      await on.done(201, at(id, 'committee', people.buyer))
      const { all, leader } = await members(id)
      for (const member of all) await on.done(200, on.post(member, `/tenders/${id}/committee/declare`, { agreed: true }))
      await on.done(200, at(id, 'conformity', leader, passed))
      await this.sign(id, points)
    },
    /** Every member whose sheet is open gives its points and signs. */
    async sign(id: string, points: Record<number, Scores> = {}) {
      const bids = (await bidsOf(id)).filter(({ status }) => status === 'qualified')
      const committee = await members(id)
      await Promise.all(committee.all.map(async member => {
        const { sheet } = await on.done<{ sheet: { revision: number; signedAt?: string } }>(200, on.get(member, `/tenders/${id}/sheet`))
        let { revision } = sheet
        if (sheet.signedAt) return
        for (const { id: bid, owner } of bids) {
          const [f1, f2, f3] = points[owner] ?? PLAIN
          const body = { revision, scores: { f1, f2, f3 }, rationale: '方案切合需求，人员齐备。' }
          ;({ revision } = await on.done(200, on.put(member, `/tenders/${id}/sheet/${bid}`, body)))
        }
        await on.done(200, on.post(member, `/tenders/${id}/sheet`, { revision, agreed: true }))
      }))
      return committee
    },
    /** The result as one of the bidders reads it. */
    result: async (id: string, place: number) => (await on.get(bidders[place]!.owner, `/tenders/${id}/result`)).body as ResultNotice,
    /** The result as everybody reads it, which tells nothing of anybody's own. */
    async notice(id: string): Promise<ResultNotice> {
      const notice = (await world.visitor().get(`/api/v1/tenders/${id}/result`)).body as ResultNotice
      expect(notice.own).to.deep.equal([])
      return notice
    },
    /** The status of a step for each of these people, who may not do it. */
    async refused(id: string, rest: string, { by, body }: { by: Actor[]; body: object }): Promise<number[]> {
      const answers = await Promise.all(by.map(person => at(id, rest, person, body)))
      return [...new Set(answers.map(({ status }) => status))]
    },
    /** What this bidder's people are told of these events, in the order in which it came; all that waits is told first. */
    async told(place: number, kinds: string[]): Promise<string[]> {
      await world.services.telling.tellAll()
      const { unread } = await on.done<{ unread: { kind: string; at: string }[] }>(200, on.get(bidders[place]!.owner, '/messages'))
      return unread.filter(({ kind }) => kinds.includes(kind)).toSorted((a, b) => a.at < b.at ? -1 : 1).map(({ kind }) => kind)
    },
    async chainsHold(): Promise<void> {
      const { first, events } = await verifyChains()
      expect(first).to.equal(null)
      expect(events).to.be.greaterThan(50)
    },
  }
}
export type Story = Awaited<ReturnType<typeof openStory>>

/** What a bidder of no rank is told of its own. */
export const unranked = (organizationName: string, outcome: OwnResult['outcome'], reason: string | null = null): OwnResult =>
  ({ organizationName, outcome, reason, rank: null, total: null, priceScore: null, nonPrice: null })
