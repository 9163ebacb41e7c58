import type { Conditions } from '../kernel/policy.ts'
import { collection } from '../platform/document.ts'
import { Entry, Line, type LineFilter } from './budget.schema.ts'

const lines = collection('budget_lines', Line, [[{ areas: 1 }], [{ status: 1 }], [{ year: 1 }]])
const entries = collection('budget_entries', Entry, [[{ lineId: 1, seq: 1 }, { unique: true }]])

export const budgetStore = {
  get: lines.get,
  insert: lines.insert,
  save: lines.save,
  list: ({ year, status }: LineFilter, within: Conditions) =>
    lines.find({ ...within, ...(year && { year }), ...(status && { status }) }, { sort: { reference: 1 } }),
  entriesOf: (lineId: string) => entries.find({ lineId }, { sort: { seq: 1 } }),
  add: entries.insert,
}
export type BudgetStore = typeof budgetStore
