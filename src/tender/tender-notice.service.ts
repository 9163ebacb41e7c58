import type { Actor } from '../kernel/actor.ts'
import type { Calendar } from '../kernel/period.ts'
import { permit } from '../kernel/policy.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { amendmentBlockers, earliestAfterChange } from './readiness.rules.ts'
import { amend, answer, ask } from './tender-notice.rules.ts'
import type { AmendTender, AnswerQuestion, AskQuestion } from './tender-notice.schema.ts'
import { tenderPolicy } from './tender.policy.ts'
import type { Tender } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = {
  tenders: Pick<TenderStore, 'get' | 'save'>; ruleSetAt: (at: Date) => RuleSet; calendar: () => Calendar
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
}

/** Who asked stays unnamed in the log too: it would tell who means to bid (令87 art. 28). */
const unnamed: Actor = { id: 'sealed', name: '', grants: [] }

export const tenderNoticeService = ({ tenders, ruleSetAt, calendar, audit, transact, clock, newId }: Deps) => ({
  /** For the page that asks for a change; `amend` refuses by the same day. */
  earliestAfterChange: ({ publishedAt }: Tender) => earliestAfterChange(clock(), ruleSetAt(publishedAt ?? clock()), calendar()),

  /** Whoever is signed in asks; only the text is kept. */
  ask: (actor: Actor, id: string, { text }: AskQuestion): Promise<Tender> => transact(async () => {
    const before = await tenders.get(id)
    permit(tenderPolicy.ask, actor, before)
    const after = await tenders.save(ask(before, text, { id: newId(), now: clock() }))
    await audit.record(unnamed, { kind: 'tender', action: 'tender.ask', before, after, secret: ['custody'] })
    return after
  }),

  answer: (actor: Actor, id: string, { revision, ...given }: AnswerQuestion): Promise<Tender> => transact(async () => {
    const before = await tenders.get(id)
    permit(tenderPolicy.answer, actor, before)
    const after = await tenders.save({ ...answer(before, given, clock()), revision })
    await audit.record(actor, { kind: 'tender', action: 'tender.answer', before, after, secret: ['custody'] })
    return after
  }),

  /** A clarification; if it may affect bids, the deadline leaves at least fifteen days (T05). */
  amend: (actor: Actor, id: string, { revision, text, affectsBids, bidDeadline }: AmendTender): Promise<Tender> => transact(async () => {
    const before = await tenders.get(id)
    permit(tenderPolicy.answer, actor, before)
    const now = clock()
    const wanted = bidDeadline ?? before.bidDeadline ?? now
    const rules = ruleSetAt(before.publishedAt ?? now)
    const blockers = amendmentBlockers(before, { affectsBids, bidDeadline: wanted, now, rules, calendar: calendar() })
    const change = { text, affectsBids, bidDeadline: wanted, by: { accountId: actor.id, name: actor.name }, now }
    const after = await tenders.save({ ...amend(before, change, blockers), revision })
    await audit.record(actor, { kind: 'tender', action: 'tender.amend', before, after, ruleSet: after.ruleSet, secret: ['custody'] })
    return after
  }),
})
export type TenderNoticeService = ReturnType<typeof tenderNoticeService>
