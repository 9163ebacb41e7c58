import type { Actor } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import { Forbidden, NotFound, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { Bid } from './bid.schema.ts'
import type { BidStore } from './bid.store.ts'
import type { CommitteeRecord } from './committee.schema.ts'
import { seats } from './committee.service.ts'
import type { CommitteeStore } from './committee.store.ts'
import type { PauseService } from './pause.service.ts'
import { hasPassed } from './qualification.rules.ts'
import { sheetPolicy } from './sheet.policy.ts'
import { allSigned, emptySheet, lacking, scoringTimeBlockers, sheetId, sheetsOf, signed, signedCount, withScore } from './sheet.rules.ts'
import type { SaveScore, Sheet, SignSheet } from './sheet.schema.ts'
import type { SheetStore } from './sheet.store.ts'
import type { Tender } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = {
  tenders: Pick<TenderStore, 'get'>; bids: Pick<BidStore, 'ofTender'>; committees: Pick<CommitteeStore, 'maybe'>; sheets: SheetStore
  /** What a suspension makes wait (法 art. 57). */
  pauses: Pick<PauseService, 'blockers' | 'refuse'>
  audit: Audit; transact: Transact; clock: Clock
}
/** A member's own desk: the bids to score, the own sheet, and how many have signed; never what others gave. */
export type SheetDesk = {
  tender: Tender; committee: CommitteeRecord; sheet: Sheet; bids: Bid[]; missing: Record<string, number>; signed: number; open: boolean; waits: Blocker[]
}

const kind = 'sheet'

export const sheetService = ({ tenders, bids, committees, sheets, pauses, audit, transact, clock }: Deps) => {
  /** What a member works with; who does not sit on the committee is refused, also before there is one. */
  async function atSheet(actor: Actor, tenderId: string) {
    const [tender, committee] = [await tenders.get(tenderId), await committees.maybe(tenderId)]
    permit(sheetPolicy.score, actor, seats(tender, committee))
    const all = await bids.ofTender(tenderId)
    const sheet = await sheets.maybe(sheetId(tenderId, actor.id)) ?? emptySheet(tenderId, actor.id, clock())
    return { tender, committee: committee!, scorable: all.filter(hasPassed), sheet, blockers: scoringTimeBlockers(tender, committee, all) }
  }

  async function keep(actor: Actor, before: Sheet, changed: Sheet, action: string): Promise<Sheet> {
    const isNew = before.revision === 0
    const after = isNew ? await sheets.insert({ ...changed, revision: 1 }) : await sheets.save(changed)
    // Scores stay out of the log while nobody may know them; a correction is recorded with what stood before (令87 art. 64).
    const secret = before.reopened.length > 0 ? [] : ['bids']
    await audit.record(actor, { kind, action: `sheet.${action}`, before: isNew ? null : before, after, secret })
    return after
  }

  return {
    async desk(actor: Actor, tenderId: string): Promise<SheetDesk> {
      const { tender, committee, scorable, sheet, blockers } = await atSheet(actor, tenderId)
      const missing = lacking(sheet, tender.factors, scorable.map(({ id }) => id))
      return {
        tender, committee, sheet, bids: scorable, waits: await pauses.blockers(tender, 'evaluate'), open: blockers.length === 0 && !sheet.signedAt,
        missing: Object.fromEntries(Object.entries(missing).map(([id, problems]) => [id, problems.length])),
        signed: signedCount(committee, await sheets.ofTender(tenderId)),
      }
    },

    /** Saves what a member gives one bid, complete or not, over the revision that was read. */
    save: (actor: Actor, tenderId: string, bidId: string, { revision, scores, rationale }: SaveScore): Promise<Sheet> => transact(async () => {
      const { tender, scorable, sheet, blockers } = await atSheet(actor, tenderId)
      // Not as strict as a signature: what is typed in the very moment of a suspension decides nothing, and members save at once all day.
      refuseIfBlocked([...blockers, ...await pauses.blockers(tender, 'evaluate')])
      if (!scorable.some(({ id }) => id === bidId)) throw new NotFound('not-found', 'No such bid to score')
      return keep(actor, sheet, withScore({ ...sheet, revision }, bidId, { scores, rationale }, { factors: tender.factors, now: clock() }), 'save')
    }),

    /** Signs and locks the own sheet; each member's stands by itself, so two sign at the same moment (令87 art. 61). */
    sign: (actor: Actor, tenderId: string, { revision }: SignSheet): Promise<Sheet> => transact(async () => {
      const { tender, scorable, sheet, blockers } = await atSheet(actor, tenderId)
      refuseIfBlocked(blockers)
      await pauses.refuse(tenderId, 'evaluate')
      return keep(actor, sheet, signed({ ...sheet, revision }, { factors: tender.factors, bids: scorable, now: clock() }), 'sign')
    }),

    /** All sheets in the order of the members, once all have signed; before that nobody reads another's (令87 art. 62). */
    async all(actor: Actor, tenderId: string): Promise<Sheet[]> {
      const [tender, committee] = [await tenders.get(tenderId), await committees.maybe(tenderId)]
      permit(sheetPolicy.see, actor, seats(tender, committee))
      const given = await sheets.ofTender(tenderId)
      if (!committee || !allSigned(committee, given)) throw new Forbidden('sheets-sealed', 'Not all members have signed')
      return sheetsOf(committee, given)
    },
  }
}
export type SheetService = ReturnType<typeof sheetService>
