import type { Actor } from '../kernel/actor.ts'
import { platformItself } from '../kernel/actor.ts'
import { follow } from '../kernel/flow.ts'
import { may, permit } from '../kernel/policy.ts'
import { Invalid, refuseIfBlocked, RuleBroken, type Blocker } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { Bid } from './bid.schema.ts'
import type { BidStore } from './bid.store.ts'
import { committeePolicy } from './committee.policy.ts'
import {
  asRepresentative, committeeSize, declared, drawn, filledUp, formationBlockers, newCommittee, recused, representativeBlockers, vacancies,
} from './committee.rules.ts'
import type { CommitteeRecord, DrawCommittee, Member, PoolExpert, Recuse } from './committee.schema.ts'
import type { CommitteeStore } from './committee.store.ts'
import type { PauseService } from './pause.service.ts'
import { tenderFlow } from './tender.rules.ts'
import type { Person, Tender } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = {
  tenders: Pick<TenderStore, 'get' | 'save'>; bids: Pick<BidStore, 'ofTender'>; committees: CommitteeStore
  /** Everybody who may be drawn. */
  experts: () => Promise<PoolExpert[]>
  /** Those of them who incubate one of these organizations (I2). */
  incubatorsOf: (organizationIds: string[]) => Promise<string[]>
  /** The buyer's people, with what they may do. */
  staff: () => Promise<Actor[]>
  /** Nobody can know it before the draw. */
  newSeed: () => string
  /** What a suspension makes wait (法 art. 57). */
  pauses: Pick<PauseService, 'blockers' | 'refuse'>
  ruleSet: (id: string) => RuleSet
  audit: Audit; transact: Transact; clock: Clock
}
/** A committee with what its page needs; `committee` is null before the draw. */
export type CommitteeDesk = { tender: Tender; committee: CommitteeRecord | null; bids: Bid[]; representatives: Person[]; waits: Blocker[] }

const kind = 'committee'
/** Names stay out of the log until they are announced. */
const SECRET = ['members', 'memberIds', 'leaderId', 'draws', 'left']
const personOf = ({ id, name }: Actor): Person => ({ accountId: id, name })

/** What the policy asks about: the tender with who sits on its committee, so nobody does before the draw. */
export const seats = (tender: Tender, committee: CommitteeRecord | null) =>
  ({ ...tender, memberIds: committee?.memberIds ?? [], leaderId: committee?.leaderId ?? '' })

export const committeeService = ({ tenders, bids, committees, experts, incubatorsOf, staff, newSeed, pauses, ruleSet, audit, transact, clock }: Deps) => {
  async function load(id: string) {
    const [tender, committee] = [await tenders.get(id), await committees.maybe(id)]
    return { tender, committee, thing: seats(tender, committee) }
  }

  const representativesFor = async (tender: Tender, opened: Bid[]): Promise<Person[]> =>
    (await staff()).filter(person => may(committeePolicy.draw, person, tender)).map(personOf)
      .filter(person => representativeBlockers(person, { tender, bids: opened }).length === 0)

  async function representative({ representativeId }: DrawCommittee, tender: Tender, opened: Bid[]): Promise<Member[]> {
    if (!representativeId) return []
    const person = (await representativesFor(tender, opened)).find(({ accountId }) => accountId === representativeId)
    if (!person) throw new Invalid('invalid-input', 'Not one of the buyer', { problems: [{ field: 'representativeId', code: 'not-a-choice' }] })
    return [asRepresentative(person, tender)]
  }

  /** With the last declaration the committee is formed, and the tender is scored; the log names the platform, not the member. */
  async function formIfComplete(tender: Tender, committee: CommitteeRecord): Promise<CommitteeRecord> {
    if (formationBlockers(tender, committee, ruleSet(tender.ruleSet)).length > 0) return committee
    const status = tender.status === 'qualified' ? follow(tenderFlow, tender.status, 'score') : tender.status
    const after = await tenders.save({ ...tender, status, evaluators: committee.memberIds })
    await audit.record(platformItself, { kind: 'tender', action: 'tender.score', before: tender, after, ruleSet: after.ruleSet, secret: ['custody', 'evaluators'] })
    return { ...committee, formedAt: clock() }
  }

  return {
    async desk(actor: Actor, id: string): Promise<CommitteeDesk> {
      const { tender, committee, thing } = await load(id)
      if (!may(committeePolicy.sit, actor, thing)) permit(committeePolicy.see, actor, thing)
      const opened = await bids.ofTender(id)
      const draws = may(committeePolicy.draw, actor, tender) && tender.status === 'qualified' && !committee
      return { tender, committee, bids: opened, representatives: draws ? await representativesFor(tender, opened) : [], waits: await pauses.blockers(tender, 'evaluate') }
    },

    /** Draws the committee, or fills its vacancies; what was drawn is not drawn again (令87 art. 48). */
    draw: (actor: Actor, id: string, given: DrawCommittee): Promise<CommitteeRecord> => transact(async () => {
      const { tender, committee } = await load(id)
      permit(committeePolicy.draw, actor, tender)
      refuseIfBlocked([
        ...(['qualified', 'scoring'].includes(tender.status) ? [] : [{ code: 'committee-after-qualification', law: '财政部令第87号第四十四条' }]),
        ...(committee && vacancies(committee) === 0 ? [{ code: 'committee-drawn', law: '财政部令第87号第四十八条' }] : []),
      ])
      await pauses.refuse(id, 'evaluate')
      const opened = await bids.ofTender(id)
      const own = committee ? [] : await representative(given, tender, opened)
      const size = committee?.size ?? committeeSize(tender, ruleSet(tender.ruleSet))
      const used = committee ? [...committee.memberIds, ...committee.left.map(({ personId }) => personId)] : own.map(({ personId }) => personId)
      const { draw, members } = drawn({
        tender, bids: opened, experts: await experts(), seed: newSeed(), needed: committee ? vacancies(committee) : size - own.length,
        by: personOf(actor), now: clock(), used, incubators: await incubatorsOf(opened.map(({ organizationId }) => organizationId)),
      })
      const after = committee
        ? await committees.save(filledUp(committee, { members, draw }))
        : await committees.insert(newCommittee(tender, { size, members: [...members, ...own], draw }))
      await audit.record(actor, { kind, action: 'committee.draw', before: committee, after, ruleSet: tender.ruleSet, secret: SECRET })
      return after
    }),

    /** Free of conflicts, declared in knowledge of the bidders; members may do it at the same moment. */
    declare: (actor: Actor, id: string): Promise<CommitteeRecord> => transact(async () => {
      const { tender, committee, thing } = await load(id)
      permit(committeePolicy.sit, actor, thing)
      await pauses.refuse(id, 'evaluate')
      const before = committee!
      const after = await committees.save(await formIfComplete(tender, declared(before, actor.id, clock())))
      await audit.record(actor, { kind, action: 'committee.declare', before, after, secret: SECRET })
      return after
    }),

    /** Steps back with a reason; the next of the reserve is asked. */
    recuse: (actor: Actor, id: string, { reason }: Recuse): Promise<CommitteeRecord> => transact(async () => {
      const { tender, committee, thing } = await load(id)
      permit(committeePolicy.sit, actor, thing)
      if (!['qualified', 'scoring'].includes(tender.status)) throw new RuleBroken('not-allowed-now', 'The committee has done its work')
      const before = committee!
      const after = await committees.save(recused(before, actor.id, { reason, experts: await experts(), now: clock() }))
      if (tender.evaluators.includes(actor.id)) {
        const without = await tenders.save({ ...tender, evaluators: tender.evaluators.filter(each => each !== actor.id) })
        await audit.record(platformItself, { kind: 'tender', action: 'tender.member-left', before: tender, after: without, secret: ['custody', 'evaluators'] })
      }
      await audit.record(actor, { kind, action: 'committee.recuse', before, after, reason, secret: SECRET })
      return after
    }),

    timeline: (id: string) => audit.timeline(kind, id),
    known: (id: string): Promise<CommitteeRecord | null> => committees.maybe(id),
  }
}
export type CommitteeService = ReturnType<typeof committeeService>
