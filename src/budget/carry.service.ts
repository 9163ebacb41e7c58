import type { Actor } from '../kernel/actor.ts'
import { yearOf } from '../kernel/period.ts'
import { permit } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { refusalOf, refuseIfBlocked, type Blocker, type Refusal } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { carryBlockers, lineOfCarried, refuseIfChanged, withCarried, type Carried } from './carry.rules.ts'
import { balanceOf, carryOut } from './ledger.rules.ts'
import type { BudgetService } from './ledger.service.ts'
import { linePolicy } from './line.policy.ts'
import type { CarryFilter, Line } from './line.schema.ts'
import type { EntryStore, LineStore } from './line.store.ts'

type Deps = {
  lines: LineStore; entries: EntryStore; budget: BudgetService
  audit: Audit; transact: Transact; clock: Clock; newId: () => string; nextReference: (prefix: string, year: number) => Promise<string>
}

export const carryService = ({ lines, entries, budget, audit, transact, clock, newId, nextReference }: Deps) => {
  const looked = async (line: Line): Promise<Carried> => ({
    line, balance: balanceOf(await entries.of(line.id)), next: await lines.withKey({ ...line, year: line.year + 1 }),
  })

  /** Moves what a line has left into the next year's line for the same area and item, in one transaction; `seen` is the revision that was looked at. */
  async function carryOver(actor: Actor, id: string, seen?: number): Promise<Line> {
    const reference = await nextReference('BL', (await lines.get(id)).year + 1)
    return transact(async () => {
      const line = await lines.get(id)
      permit(linePolicy.carry, actor, line)
      refuseIfChanged(line, seen)
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
    async waiting(actor: Actor, { area }: CarryFilter = {}, year = yearOf(clock()) - 1): Promise<{ year: number; lines: (Carried & { blockers: Blocker[] })[] }> {
      const found = await within(linePolicy.carry, actor, conditions => lines.list({ year, area, status: 'approved' }, conditions))
      const all = await Promise.all(found.sort((a, b) => a.reference < b.reference ? -1 : 1).map(looked))
      return { year, lines: all.filter(({ balance }) => balance.available > 0).map(each => ({ ...each, blockers: carryBlockers(each, clock()) })) }
    },
    /** One line with what it has left, for who may carry it over. */
    async see(actor: Actor, id: string): Promise<Carried> {
      const line = await lines.get(id)
      permit(linePolicy.carry, actor, line)
      return looked(line)
    },
    /** What would refuse the carrying over now; the same decision, not saved. */
    async foresee(actor: Actor, id: string): Promise<Refusal | null> {
      const carried = await looked(await lines.get(id))
      return refusalOf(() => {
        permit(linePolicy.carry, actor, carried.line)
        refuseIfBlocked(carryBlockers(carried, clock()))
      })
    },

    carryOver,
  }
}
export type CarryService = ReturnType<typeof carryService>
