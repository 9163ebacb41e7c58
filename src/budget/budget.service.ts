import type { Actor } from '../kernel/actor.ts'
import { follow } from '../kernel/flow.ts'
import { fen, type Money } from '../kernel/money.ts'
import { permit } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { linePolicy } from './budget.policy.ts'
import { approveLine, balancesOf, commitment, lineFlow, movement, nothing, post, releaseOf, splitSources, type Movement } from './budget.rules.ts'
import type { DraftLine, Entry, Line, LineFilter } from './budget.schema.ts'
import type { BudgetStore } from './budget.store.ts'

type Deps = {
  lines: BudgetStore
  pathOf: (area: string) => Promise<string[]>
  /** The item, if something may be bought by it now (令102 art. 14). */
  buyable: (itemId: string) => Promise<{ name: string }>
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
  nextReference: (prefix: string, year: number) => Promise<string>
}
const kind = 'line'
type Purse = { lineId: string; subject: string }

export const budgetService = ({ lines, pathOf, buyable, audit, transact, clock, newId, nextReference }: Deps) => {
  /** Decides on what the entries say and adds movements, in one transaction with the line, which the next one then waits for. */
  async function move(actor: Actor, lineId: string, action: string, decide: (entries: Entry[]) => Movement[]): Promise<Line> {
    return transact(async () => {
      const before = await lines.get(lineId)
      const entries = await lines.entriesOf(lineId)
      const movements = decide(entries)
      if (movements.length === 0) return before
      const after = await lines.save(post(before, entries, movements))
      for (const [index, given] of movements.entries()) {
        await lines.add({ ...given, id: newId(), revision: 0, lineId, seq: entries.length + index + 1, at: clock(), by: actor.name })
      }
      await audit.record(actor, { kind, action: `line.${action}`, before, after, reason: movements[0]?.subject })
      return after
    })
  }

  async function change(actor: Actor, id: string, action: string, may: keyof typeof linePolicy, decide: (line: Line) => Line, reason?: string): Promise<Line> {
    return transact(async () => {
      const before = await lines.get(id)
      permit(linePolicy[may], actor, before)
      const after = await lines.save(decide(before))
      await audit.record(actor, { kind, action: `line.${action}`, before, after, reason })
      return after
    })
  }

  return {
    async see(actor: Actor, id: string): Promise<Line> {
      const line = await lines.get(id)
      permit(linePolicy.see, actor, line)
      return line
    },
    list: (actor: Actor, filter: LineFilter): Promise<Line[]> =>
      within(linePolicy.see, actor, conditions => lines.list(filter, conditions)),
    entries: ({ id }: Line): Promise<Entry[]> => lines.entriesOf(id),
    timeline: ({ id }: Line) => audit.timeline(kind, id),
    /** For other domains' services. */
    line: (id: string): Promise<Line> => lines.get(id),
    approved: (): Promise<Line[]> => lines.list({ status: 'approved' }, {}),
    async available(lineId: string): Promise<Money> {
      return fen(balancesOf(await lines.entriesOf(lineId)).available)
    },

    async draft(actor: Actor, { weights, itemId, area, ...draft }: DraftLine): Promise<Line> {
      const areas = await pathOf(area)
      permit(linePolicy.draft, actor, { areas })
      const item = await buyable(itemId)
      const reference = await nextReference('BL', draft.year)
      return transact(async () => {
        const line = await lines.insert({
          ...draft, id: newId(), revision: 0, reference, itemId, itemName: item.name, area, areas, sources: splitSources(draft.amount, weights),
          status: 'draft', drafter: { accountId: actor.id, name: actor.name }, balances: nothing, createdAt: clock(),
        })
        await audit.record(actor, { kind, action: 'line.draft', before: null, after: line })
        return line
      })
    },

    submit: (actor: Actor, id: string, revision: number): Promise<Line> =>
      change(actor, id, 'submit', 'draft', line => ({ ...line, revision, status: follow(lineFlow, line.status, 'submit') })),

    /** Approval allocates the money of the line. */
    async approve(actor: Actor, id: string, revision: number): Promise<Line> {
      return transact(async () => {
        const approved = await change(actor, id, 'approve', 'decide',
          line => approveLine({ ...line, revision }, { accountId: actor.id, name: actor.name, at: clock() }))
        return move(actor, id, 'allocate', () => [movement('allocate', approved.amount, id)])
      })
    },

    refuse: (actor: Actor, id: string, { revision, reason }: { revision: number; reason: string }): Promise<Line> =>
      change(actor, id, 'refuse', 'decide', line => ({ ...line, revision, status: follow(lineFlow, line.status, 'refuse'), refusal: reason }), reason),

    /** The doors of the ledger: other domains have asked who may, and call them inside their own transaction. */
    reserve: (actor: Actor, { lineId, subject, amount }: Purse & { amount: Money }) =>
      move(actor, lineId, 'reserve', () => [movement('reserve', amount, subject)]),
    commit: (actor: Actor, { lineId, subject, amount }: Purse & { amount: Money }) =>
      move(actor, lineId, 'commit', entries => commitment(entries, subject, amount)),
    pay: (actor: Actor, { lineId, subject, amount }: Purse & { amount: Money }) =>
      move(actor, lineId, 'pay', () => amount > 0 ? [movement('pay', amount, subject)] : []),
    release: (actor: Actor, { lineId, subject }: Purse) =>
      move(actor, lineId, 'release', entries => releaseOf(entries, subject)),

    async tasks(actor: Actor): Promise<Task[]> {
      const waiting = await within(linePolicy.decide, actor, conditions => lines.list({ status: 'submitted' }, conditions))
      return waiting.filter(({ drafter }) => drafter.accountId !== actor.id).map(line => ({
        key: 'budget.task.approve', params: { name: line.name }, href: `/budget/${line.id}`, ref: line.reference, since: line.createdAt,
      }))
    },
  }
}
export type BudgetService = ReturnType<typeof budgetService>
