import { platformItself, type Actor } from '../kernel/actor.ts'
import { follow } from '../kernel/flow.ts'
import { may, permit } from '../kernel/policy.ts'
import { refuseIfBlocked, RuleBroken, type Blocker } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { collusionFlags, type CollusionFlag } from './bid.rules.ts'
import type { Bid } from './bid.schema.ts'
import type { BidStore } from './bid.store.ts'
import { seats } from './committee.service.ts'
import type { CommitteeStore } from './committee.store.ts'
import type { PauseService } from './pause.service.ts'
import { qualificationPolicy } from './qualification.policy.ts'
import { aboveCeiling, hasPassed, isAboveCeiling, judged, refuseIfBarredPasses, refuseIfUnjudged, theCommittee, tooFewLeft, type Cautions, type Gate } from './qualification.rules.ts'
import type { JudgeBids } from './qualification.schema.ts'
import { tenderFlow } from './tender.rules.ts'
import type { Failure, Person, Tender } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = {
  tenders: Pick<TenderStore, 'get' | 'save'>; bids: Pick<BidStore, 'ofTender' | 'save'>; committees: Pick<CommitteeStore, 'maybe' | 'save'>
  /** Fails a tender and gives its money back; the tender service's. */
  failKnown: (actor: Actor, before: Tender, failure: Failure) => Promise<Tender>
  /** Why nothing may be bought from an organization now (R2). */
  barred: (organizationId: string, now: Date) => Promise<Blocker[]>
  /** What else the register says against it, to be weighed (R3). */
  cautionsOf: (organizationId: string, now: Date) => Promise<Blocker[]>
  /** What a suspension makes wait (法 art. 57). */
  pauses: Pick<PauseService, 'blockers' | 'refuse'>
  ruleSet: (id: string) => RuleSet
  audit: Audit; transact: Transact; clock: Clock
}
/** The bids of a gate: those to judge, those that a rule has already judged, and what looks like one hand. */
export type GateDesk = { tender: Tender; gate: Gate; bids: Bid[]; byRule: Bid[]; flags: CollusionFlag[]; barred: Cautions; cautions: Cautions; open: boolean; waits: Blocker[] }

/** How many must be left at every gate after the opening. */
export const fewestLeft = (tender: Tender, rules: RuleSet): number => rules.gates[tender.method]?.minContinue ?? 3

export const qualificationService = ({ tenders, bids, committees, failKnown, barred, cautionsOf, pauses, ruleSet, audit, transact, clock }: Deps) => {
  const eachBidder = async (opened: Bid[], of: Deps['barred']): Promise<Cautions> =>
    Object.fromEntries(await Promise.all(opened.map(async ({ id, organizationId }) => [id, await of(organizationId, clock())] as const)))

  async function judgeEach(actor: Actor, judging: Bid[], { gate, findings, by }: { gate: Gate; findings: JudgeBids['findings']; by: Person }, cautions: Cautions = {}): Promise<Bid[]> {
    refuseIfUnjudged(judging, findings, cautions)
    const after: Bid[] = []
    for (const bid of judging) after.push(await keep(actor, bid, judged(bid, gate, { ...findings[bid.id]!, by, at: clock() }), gate))
    return after
  }

  async function keep(actor: Actor, before: Bid, judgedBid: Bid, gate: Gate): Promise<Bid> {
    const after = await bids.save(judgedBid)
    const reason = after[gate]?.reason
    await audit.record(actor, { kind: 'bid', action: `bid.${gate}`, before, after, secret: ['traces'], ...(reason && { reason }) })
    return after
  }

  const failureAt = (tender: Tender, gate: Gate, left: number): Failure | null =>
    tooFewLeft(gate, { left, min: fewestLeft(tender, ruleSet(tender.ruleSet)), now: clock() })

  return {
    /** What the purchaser checks (令87 art. 44). */
    async desk(actor: Actor, id: string): Promise<GateDesk> {
      const tender = await tenders.get(id)
      permit(qualificationPolicy.see, actor, tender)
      const opened = await bids.ofTender(id)
      return { tender, gate: 'qualification', bids: opened, byRule: [], flags: collusionFlags(opened), barred: await eachBidder(opened, barred), cautions: await eachBidder(opened, cautionsOf), open: tender.status === 'opened' && may(qualificationPolicy.judge, actor, tender), waits: await pauses.blockers(tender, 'evaluate') }
    },

    /** What the leader checks for the committee (令87 art. 50). */
    async conformityDesk(actor: Actor, id: string): Promise<GateDesk> {
      const [tender, committee] = [await tenders.get(id), await committees.maybe(id)]
      permit(qualificationPolicy.conform, actor, seats(tender, committee))
      const qualified = (await bids.ofTender(id)).filter(({ qualification }) => qualification?.passed)
      return {
        tender, gate: 'conformity', waits: await pauses.blockers(tender, 'evaluate'), flags: collusionFlags(qualified), barred: {}, cautions: {}, open: tender.status === 'scoring' && committee?.formedAt !== undefined && !committee.conformedAt,
        bids: qualified.filter(bid => !isAboveCeiling(bid, tender)), byRule: qualified.filter(bid => isAboveCeiling(bid, tender)),
      }
    },

    /** Judges all opened bids; with fewer than three left the tender fails and its money goes back (令87 art. 44). */
    judge: (actor: Actor, id: string, { revision, findings }: JudgeBids): Promise<Tender> => transact(async () => {
      const tender = await tenders.get(id)
      permit(qualificationPolicy.judge, actor, tender)
      const status = follow(tenderFlow, tender.status, 'qualify')
      await pauses.refuse(id, 'evaluate')
      const opened = await bids.ofTender(id)
      refuseIfBarredPasses(opened, findings, await eachBidder(opened, barred))
      const after = await judgeEach(actor, opened, { gate: 'qualification', findings, by: { accountId: actor.id, name: actor.name } }, await eachBidder(opened, cautionsOf))
      const failure = failureAt(tender, 'qualification', after.filter(bid => bid.qualification?.passed).length)
      if (failure) return failKnown(actor, { ...tender, revision }, failure)
      const qualified = await tenders.save({ ...tender, revision, status })
      await audit.record(actor, { kind: 'tender', action: 'tender.qualify', before: tender, after: qualified, ruleSet: tender.ruleSet, secret: ['custody'] })
      return qualified
    }),

    /** The committee's finding on each bid; a price above the ceiling is invalid by rule and not judged. */
    conform: (actor: Actor, id: string, { revision, findings }: JudgeBids): Promise<Tender> => transact(async () => {
      const [tender, committee] = [await tenders.get(id), await committees.maybe(id)]
      permit(qualificationPolicy.conform, actor, seats(tender, committee))
      const qualified = (await bids.ofTender(id)).filter(bid => bid.qualification?.passed)
      if (tender.revision !== revision) throw new RuleBroken('changed-meanwhile', 'The tender has changed')
      refuseIfBlocked([
        ...(tender.status === 'scoring' && committee?.formedAt ? [] : [{ code: 'committee-not-formed', law: '财政部令第87号第四十七条' }]),
        ...(committee?.conformedAt ? [{ code: 'conformity-judged', law: '财政部令第87号第五十条' }] : []),
      ])
      await pauses.refuse(id, 'evaluate')
      // The bids' own logs name the platform, since who leads is secret until the result; the committee's names the leader.
      for (const bid of qualified) if (isAboveCeiling(bid, tender)) await keep(platformItself, bid, aboveCeiling(bid, clock()), 'conformity')
      const judging = qualified.filter(bid => !isAboveCeiling(bid, tender))
      const after = await judgeEach(platformItself, judging, { gate: 'conformity', findings, by: theCommittee })
      const concluded = await committees.save({ ...committee!, conformedAt: clock() })
      await audit.record(actor, { kind: 'committee', action: 'committee.conform', before: committee, after: concluded })
      const failure = failureAt(tender, 'conformity', after.filter(hasPassed).length)
      return failure ? failKnown(platformItself, tender, failure) : tender
    }),
  }
}
export type QualificationService = ReturnType<typeof qualificationService>
