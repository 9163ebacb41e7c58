import type { Conditions } from '../kernel/policy.ts'
import { collection } from '../platform/document.ts'
import { Programme, type ProgrammeFilter } from './programme.schema.ts'

const programmes = collection('budget_programmes', Programme, [[{ year: 1 }], [{ areas: 1 }], [{ area: 1 }]])

export const programmeStore = {
  get: programmes.get,
  maybe: programmes.maybe,
  insert: programmes.insert,
  save: programmes.save,
  list: ({ year }: ProgrammeFilter, within: Conditions): Promise<Programme[]> => programmes.find({ ...(year && { year }), ...within }),
  /** Those that a line of these areas may belong to. */
  over: (areas: readonly string[]): Promise<Programme[]> => programmes.find({ area: { $in: areas } }),
}
export type ProgrammeStore = typeof programmeStore
