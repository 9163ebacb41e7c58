import { platformItself, type Actor } from '../kernel/actor.ts'
import type { Money } from '../kernel/money.ts'
import { endOfDay, yearOf, type Calendar } from '../kernel/period.ts'
import { may, permit } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { RuleBroken, type Blocker } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { StoredFile } from '../platform/files.schema.ts'
import { inArea } from '../registry/index.ts'
import type { BidBoxService } from './bid-box.service.ts'
import { tenderWarnings } from './conditions.rules.ts'
import { noticeDates, preparationBlockers, publishBlockers, submitBlockers } from './readiness.rules.ts'
import { tenderPolicy } from './tender.policy.ts'
import {
  approve, approveBlockers, cancel, close, draftTender, editTender, fail, failureOf, mayBeginAgain, publish, retenderDraft, sendBack, submit, tooFewBids,
  withDocuments, type LineOfTender,
} from './tender.rules.ts'
import type {
  ApproveTender, DetachDocument, DraftTender, EditTender, Failure, FailTender, Person, PublishTender, ReasonedStep, Tender, TenderFilter,
} from './tender.schema.ts'
import type { OrganizationType } from '../registry/organization.schema.ts'
import type { TenderStore } from './tender.store.ts'

/** What a tender needs of the budget; `subject` is the tender's id throughout. */
export type BudgetOfTender = {
  line: (id: string) => Promise<LineOfTender & { status: string }>
  available: (lineId: string) => Promise<Money>
  reserve: (actor: Actor, reservation: { lineId: string; amount: Money; subject: string }) => Promise<unknown>
  release: (actor: Actor, reservation: { lineId: string; subject: string }) => Promise<unknown>
}

type Deps = {
  tenders: TenderStore; box: BidBoxService; budget: BudgetOfTender
  /** Throws when nothing may be bought by the item now (令102 art. 14). */
  buyable: (itemId: string) => Promise<{ code: string; name: string }>
  /** What the register has under a name; null for who buys. */
  registeredAs: (name: string) => Promise<OrganizationType | null>
  ruleSetAt: (at: Date) => RuleSet; calendar: () => Calendar
  audit: Audit; transact: Transact; clock: Clock; newId: () => string; nextReference: (prefix: string, year: number) => Promise<string>
}

/** Stays out of the log: halves of keys and who holds them. */
const SECRET = ['custody']
const personOf = ({ id, name }: Actor): Person => ({ accountId: id, name })

export const tenderService = ({ tenders, box, budget, buyable, registeredAs, ruleSetAt, calendar, audit, transact, clock, newId, nextReference }: Deps) => {
  /** The lines of a change: load, may?, decide, save over the revision that was read, record. */
  async function change(
    actor: Actor, id: string, { action, policy, revision, reason }: Change, decide: (before: Tender) => Promise<Tender> | Tender,
  ): Promise<Tender> {
    return transact(async () => {
      const before = await tenders.get(id)
      permit(policy, actor, before)
      const after = await tenders.save({ ...await decide(before), revision })
      await audit.record(actor, { kind: 'tender', action: `tender.${action}`, before, after, reason, ruleSet: after.ruleSet, secret: SECRET })
      return after
    })
  }

  const approvedLine = async (lineId: string): Promise<LineOfTender & { itemName: string }> => {
    const line = await budget.line(lineId)
    if (line.status !== 'approved') throw new RuleBroken('line-not-approved', 'The budget line is not approved', { law: '预算法第十三条' })
    const { code, name } = await buyable(line.itemId)
    return { ...line, itemName: `${code} ${name}` }
  }

  const blockersOfSubmit = async (tender: Tender): Promise<Blocker[]> =>
    submitBlockers(tender, ruleSetAt(clock()), { available: await budget.available(tender.lineId), buyerIs: await registeredAs(tender.buyer.name) })

  /** Fails a tender and gives its money back; the caller is in a transaction. */
  async function failNow(actor: Actor, before: Tender, failure: Failure): Promise<Tender> {
    const after = await tenders.save(fail(before, failure))
    await budget.release(actor, { lineId: before.lineId, subject: before.id })
    await audit.record(actor, { kind: 'tender', action: 'tender.fail', before, after, reason: failure.reason, ruleSet: after.ruleSet, secret: SECRET })
    return after
  }

  /** Closes a tender whose deadline is over; with too few bids it fails at once, unopened (令87 art. 41). */
  const closeDue = (id: string): Promise<Tender> => transact(async () => {
    const before = await tenders.get(id)
    const closed = await tenders.save(close(before, clock()))
    const received = await box.close(id)
    await audit.record(platformItself, { kind: 'tender', action: 'tender.close', before, after: closed, ruleSet: closed.ruleSet, secret: SECRET })
    const min = ruleSetAt(closed.publishedAt ?? clock()).gates[closed.method]?.minBidders ?? 3
    const failure = tooFewBids({ received, min, now: clock() })
    return failure ? failNow(platformItself, closed, failure) : closed
  })

  return {
    async see(actor: Actor, id: string): Promise<Tender> {
      const tender = await tenders.get(id)
      permit(tenderPolicy.see, actor, tender)
      return tender
    },

    /** Newest first; a clerk of an area sees its own drafts beside what is announced everywhere. */
    async list(actor: Actor, { area, ...filter }: TenderFilter): Promise<Tender[]> {
      const found = await within(tenderPolicy.see, actor, conditions => tenders.list(filter, conditions))
      return inArea(found, area).sort((a, b) => a.reference < b.reference ? 1 : -1)
    },

    /** All that were ever announced, newest first; everybody reads them. */
    announced: (): Promise<Tender[]> => tenders.announced(),

    async draft(actor: Actor, draft: DraftTender): Promise<Tender> {
      const line = await approvedLine(draft.lineId)
      permit(tenderPolicy.draft, actor, line)
      const now = clock()
      const reference = await nextReference('CG', yearOf(now))
      return transact(async () => {
        const tender = await tenders.insert(draftTender(draft, { id: newId(), reference, line, drafter: personOf(actor), rules: ruleSetAt(now), now }))
        await audit.begin(actor, [{ kind: 'tender', action: 'tender.draft', before: null, after: tender, secret: SECRET }])
        return tender
      })
    },

    edit: (actor: Actor, id: string, { revision, ...changes }: EditTender): Promise<Tender> =>
      change(actor, id, { action: 'edit', policy: tenderPolicy.draft, revision }, before => editTender(before, changes)),

    /** Adds attachments to the document, up to twenty. */
    attach: (actor: Actor, id: string, { revision }: { revision: number }, files: StoredFile[]): Promise<Tender> =>
      change(actor, id, { action: 'edit', policy: tenderPolicy.draft, revision }, before => withDocuments(before, [...before.documents, ...files])),

    detach: (actor: Actor, id: string, { revision, key }: DetachDocument): Promise<Tender> =>
      change(actor, id, { action: 'edit', policy: tenderPolicy.draft, revision }, before => withDocuments(before, before.documents.filter(file => file.key !== key))),

    /** Reserves the ceiling on the budget line in the same transaction (B2). */
    submit: (actor: Actor, id: string, { revision }: { revision: number }): Promise<Tender> =>
      change(actor, id, { action: 'submit', policy: tenderPolicy.draft, revision }, async before => {
        await approvedLine(before.lineId)
        const after = submit(before, personOf(actor), await blockersOfSubmit(before))
        await budget.reserve(actor, { lineId: before.lineId, amount: before.ceiling, subject: id })
        return after
      }),

    return: (actor: Actor, id: string, { revision, reason }: ReasonedStep): Promise<Tender> =>
      change(actor, id, { action: 'return', policy: tenderPolicy.approve, revision, reason }, async before => {
        await budget.release(actor, { lineId: before.lineId, subject: id })
        return sendBack(before, reason, { by: personOf(actor), now: clock() })
      }),

    approve: (actor: Actor, id: string, { revision, warningsRead }: ApproveTender): Promise<Tender> =>
      change(actor, id, { action: 'approve', policy: tenderPolicy.approve, revision }, before => {
        const warnings = tenderWarnings(before, ruleSetAt(clock()), clock())
        return approve(before, personOf(actor), approveBlockers(before, personOf(actor), { warnings, warningsRead }))
      }),

    /** Announces the tender with its deadline and lays the box for its bids. */
    publish: (actor: Actor, id: string, { revision, bidDeadline }: PublishTender): Promise<Tender> =>
      change(actor, id, { action: 'publish', policy: tenderPolicy.publish, revision }, async before => {
        const now = clock()
        const rules = ruleSetAt(now)
        const blockers = publishBlockers(before, { bidDeadline, now, rules, calendar: calendar() })
        const noticeUntil = endOfDay(noticeDates(now, rules, calendar()).noticeUntil)
        const after = publish(before, { bidDeadline, noticeUntil, rules, now }, blockers)
        await box.lay(after)
        return after
      }),

    /** The task is dropped before the deadline: the money goes back, and the notice says why (法 art. 36(4)). */
    cancel: (actor: Actor, id: string, { revision, reason }: ReasonedStep): Promise<Tender> =>
      change(actor, id, { action: 'cancel', policy: tenderPolicy.cancel, revision, reason }, async before => {
        const after = cancel(before, { reason, now: clock() })
        if (before.status !== 'draft') await budget.release(actor, { lineId: before.lineId, subject: id })
        return after
      }),

    /** 废标 by decision, with its reason and article; gates that fail by themselves use `failKnown`. */
    async fail(actor: Actor, id: string, { revision, ...decision }: FailTender): Promise<Tender> {
      return transact(async () => {
        const before = await tenders.get(id)
        permit(tenderPolicy.fail, actor, before)
        return failNow(actor, { ...before, revision }, failureOf(decision, clock()))
      })
    },

    /** For the later gates of this domain, inside their transaction. */
    failKnown: failNow,

    closeDue,
    /** What the sweep does: every tender past its deadline, also those that became due while nothing ran. */
    async closeAllDue(): Promise<number> {
      const due = await tenders.due(clock())
      for (const { id } of due) await closeDue(id).catch(unlessFaster)
      return due.length
    },

    /** Begins a purchase that failed, or whose contract was terminated, again as a draft (法 art. 37; 令94 art. 31, 32); once. */
    async retender(actor: Actor, id: string, { revision }: { revision: number }): Promise<Tender> {
      const reference = await nextReference('CG', yearOf(clock()))
      return transact(async () => {
        const failed = await tenders.get(id)
        permit(tenderPolicy.draft, actor, failed)
        if (!mayBeginAgain(failed)) throw new RuleBroken('nothing-to-retender', 'Only a failed tender is begun again, and once')
        const fresh = await tenders.insert(retenderDraft(failed, { id: newId(), reference, drafter: personOf(actor), now: clock() }))
        const after = await tenders.save({ ...failed, revision, retenderedBy: fresh.id })
        await audit.record(actor, { kind: 'tender', action: 'tender.retender', before: failed, after, secret: SECRET })
        await audit.begin(actor, [{ kind: 'tender', action: 'tender.draft', before: null, after: fresh, secret: SECRET }])
        return fresh
      })
    },

    /** What stands in the way, for the page; each action refuses with the same lists. */
    async readiness(tender: Tender): Promise<{ submit: Blocker[]; warnings: Blocker[]; publish: Blocker[] }> {
      const rules = ruleSetAt(clock())
      return {
        submit: tender.status === 'draft' ? await blockersOfSubmit(tender) : [],
        warnings: ['draft', 'submitted'].includes(tender.status) ? tenderWarnings(tender, rules, clock()) : [],
        publish: tender.status === 'approved' ? preparationBlockers(tender) : [],
      }
    },
    /** The earliest deadline and the end of the notice, if published today. Throws RuleBroken `calendar-unknown`. */
    noticeDates: () => noticeDates(clock(), ruleSetAt(clock()), calendar()),
    rules: (): RuleSet => ruleSetAt(clock()),
    available: (tender: Tender): Promise<Money> => budget.available(tender.lineId),

    timeline: (tender: Tender) => audit.timeline('tender', tender.id),
    /** Whether this person may write the document now. */
    mayEdit: async (actor: Actor, id: string): Promise<boolean> => {
      const tender = await tenders.get(id)
      return may(tenderPolicy.draft, actor, tender) && tender.status === 'draft'
    },
    mayWork: (actor: Actor, tender: Tender): boolean => may(tenderPolicy.work, actor, tender),

    /** For other domains, which have asked who may. */
    known: (id: string): Promise<Tender> => tenders.get(id),
  }
}
export type TenderService = ReturnType<typeof tenderService>

type Change = { action: string; policy: Parameters<typeof permit>[0]; revision: number; reason?: string }

/** Another sweep, or a person, was faster. */
function unlessFaster(error: unknown): void {
  if (!(error instanceof RuleBroken && ['changed-meanwhile', 'not-allowed-now', 'too-late'].includes(error.code))) throw error
}
