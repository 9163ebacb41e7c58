import type { Conditions } from '../kernel/policy.ts'
import { currentSession } from '../platform/database.ts'
import { collection } from '../platform/document.ts'
import { Entry } from './ledger.schema.ts'
import { Line, type LineFilter } from './line.schema.ts'

const lines = collection('budget_lines', Line, [
  [{ year: 1, area: 1, itemId: 1 }, { unique: true }],
  [{ status: 1 }],
  [{ areas: 1 }],
])

export const lineStore = {
  get: lines.get,
  insert: lines.insert,
  save: lines.save,
  /**
   * Takes the line for the transaction under way, before anything else is read: whoever wants it at the same time
   * fails at once and is tried again, so that the books are decided on by one after the other.
   */
  async take(id: string): Promise<Line> {
    await lines.model.collection.updateOne({ _id: id } as never, { $inc: { revision: 1 } }, { session: currentSession() })
    return lines.get(id)
  },
  withKey: ({ year, area, itemId }: Pick<Line, 'year' | 'area' | 'itemId'>) => lines.one({ year, area, itemId }),
  /** The reach and an area asked for are both about `areas`; the narrower stays in the question, the other is compared. */
  async list({ year, area, purchaseArea, status, q }: LineFilter, within: Conditions): Promise<Line[]> {
    const found = await lines.find({ ...(area && { areas: area }), ...(year && { year }), ...(status && { status }), ...(purchaseArea && { purchaseArea }), ...within })
    return found.filter(line => (!area || line.areas.includes(area))
      && (!q || `${line.reference} ${line.name} ${line.itemName}`.toLowerCase().includes(q.toLowerCase())))
  },
}
export type LineStore = typeof lineStore

const entries = collection('budget_entries', Entry, [[{ lineId: 1, seq: 1 }, { unique: true }]])

/** Entries are added and read; there is no way to change one. */
export const entryStore = {
  add: entries.insert,
  of: (lineId: string): Promise<Entry[]> => entries.find({ lineId }, { sort: { seq: 1 } }),
  ofAll: (lineIds: string[]): Promise<Entry[]> => entries.find({ lineId: { $in: lineIds } }),
}
export type EntryStore = typeof entryStore
