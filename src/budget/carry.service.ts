import type { Actor } from '../kernel/actor.ts'
import { yearOf } from '../kernel/period.ts'
import { permit } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { Refusal, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { carryBlockers, lineOfCarried, withCarried, type Carried } from './carry.rules.ts'
import { balanceOf, carryOut } from './ledger.rules.ts'
import type { BudgetService } from './ledger.service.ts'
import { linePolicy } from './line.policy.ts'
import type { Line } from './line.schema.ts'
import type { EntryStore, LineStore } from './line.store.ts'

type Deps = {
  lines: LineStore; entries: EntryStore; budget: BudgetService
  audit: Audit; transact: Transact; clock: Clock; newId: () => string; nextReference: (prefix: string, year: number) => Promise<string>
}
/** What became of one of several lines: the line that received the money, or why not. */
export type CarryResult = { line: Line; next: Line } | { line: Line; refusal: Refusal }

export const carryService = ({ lines, entries, budget, audit, transact, clock, newId, nextReference }: Deps) => {
  const looked = async (line: Line): Promise<Carried> => ({
    line, balance: balanceOf(await entries.of(line.id)), next: await lines.withKey({ ...line, year: line.year + 1 }),
  })

  /** Moves what a line has left into the next year's line for the same area and item, in one transaction. */
  async function carryOver(actor: Actor, id: string): Promise<Line> {
    const reference = await nextReference('BL', (await lines.get(id)).year + 1)
    return transact(async () => {
      const line = await lines.get(id)
      permit(linePolicy.carry, actor, line)
      const carried = await looked(line)
      refuseIfBlocked(carryBlockers(carried, clock()))
      const parts = carryOut(line, await entries.of(id)).flatMap(move => move.parts ?? [])
      await budget.carryOut(actor, id)
      const arriving = { from: line, parts, now: clock() }
      const next = carried.next
        ? await lines.save(withCarried(carried.next, arriving))
        : await lines.insert(lineOfCarried(arriving, { id: newId(), reference, by: { accountId: actor.id, name: actor.name } }))
      await audit.record(actor, { kind: 'line', action: 'line.carry', before: carried.next, after: next, reason: line.reference })
      await budget.carryIn(actor, next.id, carried.balance.available)
      return next
    })
  }

  return {
    /** Last year's lines with something left, and what stands in the way of each. */
    async waiting(actor: Actor, year = yearOf(clock()) - 1): Promise<{ year: number; lines: (Carried & { blockers: Blocker[] })[] }> {
      const found = await within(linePolicy.carry, actor, conditions => lines.list({ year, status: 'approved' }, conditions))
      const all = await Promise.all(found.sort((a, b) => a.reference < b.reference ? -1 : 1).map(looked))
      return { year, lines: all.filter(({ balance }) => balance.available > 0).map(each => ({ ...each, blockers: carryBlockers(each, clock()) })) }
    },

    carryOver,

    /** Each line by itself: one that cannot be carried does not hold up the others. */
    async carryAll(actor: Actor, ids: readonly string[]): Promise<CarryResult[]> {
      const results: CarryResult[] = []
      for (const id of ids) {
        const line = await lines.get(id)
        try {
          results.push({ line, next: await carryOver(actor, id) })
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          results.push({ line, refusal: error })
        }
      }
      return results
    },
  }
}
export type CarryService = ReturnType<typeof carryService>
