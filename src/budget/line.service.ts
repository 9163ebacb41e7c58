import type { Actor } from '../kernel/actor.ts'
import { yearOf } from '../kernel/period.ts'
import { permit, type Sentence } from '../kernel/policy.ts'
import { refusalOf, type Refusal } from '../kernel/refusal.ts'
import { within } from '../kernel/reach.ts'
import type { Task } from '../kernel/task.ts'
import type { Item } from '../catalogue/item.schema.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { Method, RuleSet } from '../kernel/ruleset.ts'
import { balanceOf, takenBy } from './ledger.rules.ts'
import { closedSum } from './limits.rules.ts'
import type { Balance, Entry } from './ledger.schema.ts'
import type { BudgetService } from './ledger.service.ts'
import { linePolicy } from './line.policy.ts'
import { approveLine, draftLine, editLine, refuseLine, submitLine, type Placed } from './line.rules.ts'
import type { DraftLine, EditLine, Line, LineFilter, LineStep, Person } from './line.schema.ts'
import type { EntryStore, LineStore } from './line.store.ts'
import { refuseElsewhere } from './programme.rules.ts'
import type { Programme } from './programme.schema.ts'
import type { ProgrammeStore } from './programme.store.ts'

type Deps = {
  lines: LineStore; entries: EntryStore; programmes: ProgrammeStore; budget: BudgetService
  /** Throws when nothing may be bought by the item now (令102 art. 14). */
  buyable: (itemId: string) => Promise<Item>
  /** The code of an area and all above it. */
  pathOf: (area: string) => Promise<string[]>
  ruleSetAt: (at: Date) => RuleSet
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
  nextReference: (prefix: string, year: number) => Promise<string>
}
export type LineWithBalance = { line: Line; balance: Balance }

const kind = 'line'
const personOf = ({ id, name }: Actor): Person => ({ accountId: id, name })

export const lineService = ({ lines, entries, programmes, budget, buyable, pathOf, ruleSetAt, audit, transact, clock, newId, nextReference }: Deps) => {
  const placed = async ({ year, area, itemId, programme }: DraftLine): Promise<Placed> => {
    const { code, name, purchaseArea } = await buyable(itemId)
    const areas = await pathOf(area)
    if (programme) refuseElsewhere(await programmes.maybe(programme), { year, areas })
    return { item: { itemName: `${code} ${name}`, purchaseArea }, areas, withSameKey: await lines.withKey({ year, area, itemId }) }
  }

  type Change = { action: string; policy: Sentence; revision: number; reason?: string | undefined }
  async function change(actor: Actor, id: string, { action, policy, revision, reason }: Change, decide: (before: Line) => Promise<Line> | Line): Promise<Line> {
    const before = await lines.get(id)
    permit(policy, actor, before)
    const after = await lines.save({ ...await decide(before), revision })
    await audit.record(actor, { kind, action: `line.${action}`, before, after, reason })
    return after
  }

  const withBalances = async (found: Line[]): Promise<LineWithBalance[]> => {
    const books = new Map<string, Entry[]>(found.map(({ id }) => [id, []]))
    for (const entry of await entries.ofAll([...books.keys()])) books.get(entry.lineId)?.push(entry)
    return found.map(line => ({ line, balance: balanceOf(books.get(line.id) ?? []) }))
  }

  return {
    async see(actor: Actor, id: string): Promise<Line> {
      const line = await lines.get(id)
      permit(linePolicy.see, actor, line)
      return line
    },

    /** What was bought from the line, one budget item of one year, and whether it was split up to evade an open tender (条例 art. 28). */
    bought(books: Entry[], known: Map<string, { reference: string; method: Method }>) {
      const purchases = takenBy(books).flatMap(({ subject, amount }) => {
        const purchase = known.get(subject)
        return purchase ? [{ ...purchase, id: subject, amount }] : []
      })
      return { purchases, closed: closedSum(purchases, 'services', ruleSetAt(clock())) }
    },

    /** By reference, with what is in each pot. */
    async list(actor: Actor, filter: LineFilter): Promise<LineWithBalance[]> {
      const found = await within(linePolicy.see, actor, conditions => lines.list(filter, conditions))
      return withBalances(found.sort((a, b) => a.reference < b.reference ? -1 : 1))
    },

    /** Approved lines of this year that this person may buy from, with what is left on each. */
    async open(actor: Actor): Promise<LineWithBalance[]> {
      const year = yearOf(clock())
      const found = await within(linePolicy.draft, actor, conditions => lines.list({ year, status: 'approved' }, conditions))
      return (await withBalances(found)).filter(({ balance }) => balance.available > 0)
    },

    /** Programmes of this year and the next that lines of these areas may belong to. */
    async programmesOver(areas: readonly string[]): Promise<Programme[]> {
      const year = yearOf(clock())
      return (await programmes.over(areas)).filter(programme => programme.year >= year)
    },
    programmeOf: async ({ programme }: Line): Promise<Programme | null> => programme ? programmes.maybe(programme) : null,

    books: (line: Line): Promise<Entry[]> => entries.of(line.id),
    timeline: (line: Line) => audit.timeline(kind, line.id),

    async draft(actor: Actor, draft: DraftLine): Promise<Line> {
      permit(linePolicy.draft, actor, { areas: await pathOf(draft.area) })
      const reference = await nextReference('BL', draft.year)
      return transact(async () => {
        const line = await lines.insert(draftLine(draft, { ...await placed(draft), id: newId(), reference, drafter: personOf(actor), now: clock() }))
        await audit.record(actor, { kind, action: 'line.draft', before: null, after: line })
        return line
      })
    },

    edit: (actor: Actor, id: string, { revision, ...draft }: EditLine): Promise<Line> => transact(async () => {
      permit(linePolicy.draft, actor, { areas: await pathOf(draft.area) })
      return change(actor, id, { action: 'edit', policy: linePolicy.draft, revision }, async before => editLine(before, draft, await placed(draft)))
    }),

    submit: (actor: Actor, id: string, { revision }: LineStep): Promise<Line> => transact(() =>
      change(actor, id, { action: 'submit', policy: linePolicy.draft, revision }, before => submitLine(before, { by: personOf(actor), now: clock() }))),

    /** Approves the line and puts its amount into the books in the same transaction. */
    approve: (actor: Actor, id: string, { revision, reason }: LineStep): Promise<Line> => transact(async () => {
      const approved = await change(actor, id, { action: 'approve', policy: linePolicy.decide, revision, reason }, before =>
        approveLine(before, { by: personOf(actor), now: clock(), reason }))
      await budget.allocate(actor, id)
      return lines.get(approved.id)
    }),

    refuse: (actor: Actor, id: string, { revision, reason }: LineStep): Promise<Line> => transact(() =>
      change(actor, id, { action: 'refuse', policy: linePolicy.decide, revision, reason }, before =>
        refuseLine(before, { by: personOf(actor), now: clock(), reason }))),

    /** What would refuse one of these acts now; the same decision, not saved. */
    async foresee(actor: Actor, id: string, action: 'submit' | 'approve' | 'refuse'): Promise<Refusal | null> {
      const line = await lines.get(id)
      return refusalOf(() => {
        permit(action === 'submit' ? linePolicy.draft : linePolicy.decide, actor, line)
        return action === 'submit' ? submitLine(line, { by: personOf(actor), now: clock() }) : (action === 'approve' ? approveLine : refuseLine)(line, { by: personOf(actor), now: clock() })
      })
    },

    /** Lines to decide, and one's own that were refused. */
    async tasks(actor: Actor): Promise<Task[]> {
      const waiting = await within(linePolicy.decide, actor, conditions => lines.list({ status: 'submitted' }, conditions))
      const refused = await within(linePolicy.draft, actor, conditions => lines.list({ status: 'refused' }, conditions))
      const task = (key: string, { reference, name, id }: Line, since: Date): Task =>
        ({ key: `budget.task.${key}`, params: { name }, href: `/budget/${id}`, ref: reference, since })
      return [
        ...waiting.filter(({ drafter, submitter }) => ![drafter.accountId, submitter?.accountId].includes(actor.id)).map(line => task('decide', line, line.submittedAt ?? line.createdAt)),
        ...refused.filter(({ drafter }) => drafter.accountId === actor.id).map(line => task('correct', line, line.decision?.at ?? line.createdAt)),
      ]
    },
  }
}
export type Bought = ReturnType<LineService['bought']>
export type LineService = ReturnType<typeof lineService>
