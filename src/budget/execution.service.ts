import type { Actor } from '../kernel/actor.ts'
import { yearOf } from '../kernel/period.ts'
import { within } from '../kernel/reach.ts'
import type { Clock } from '../platform/clock.ts'
import { executionOf, type LineWithBooks } from './execution.rules.ts'
import type { Execution, ExecutionFilter } from './execution.schema.ts'
import { linePolicy } from './line.policy.ts'
import type { Line } from './line.schema.ts'
import type { EntryStore, LineStore } from './line.store.ts'

type Deps = { lines: LineStore; entries: EntryStore; clock: Clock }

export const executionService = ({ lines, entries, clock }: Deps) => {
  async function withBooks(found: Line[]): Promise<LineWithBooks[]> {
    const books = new Map(found.map(({ id }): [string, LineWithBooks['entries']] => [id, []]))
    for (const entry of await entries.ofAll([...books.keys()])) books.get(entry.lineId)?.push(entry)
    return found.map(line => ({ line, entries: books.get(line.id) ?? [] }))
  }

  return {
    /** How far the lines that a person may see are executed; this year's unless another is asked for. */
    async see(actor: Actor, { year = yearOf(clock()), by, area }: ExecutionFilter): Promise<Execution> {
      const found = await within(linePolicy.see, actor, conditions => lines.list({ year, area, status: 'approved' }, conditions))
      return executionOf(await withBooks(found), { year, by })
    },

    /** For the portal, which shows sums of them and places what is public by them: all approved lines. */
    approved: (): Promise<Line[]> => lines.list({ status: 'approved' }, {}),
    books: async (): Promise<LineWithBooks[]> => withBooks(await lines.list({ status: 'approved' }, {})),
  }
}
export type ExecutionService = ReturnType<typeof executionService>
