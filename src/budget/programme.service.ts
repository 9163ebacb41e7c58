import type { Actor } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { LineService, LineWithBalance } from './line.service.ts'
import { programmePolicy } from './programme.policy.ts'
import type { DefineProgramme, EditProgramme, Programme, ProgrammeFilter } from './programme.schema.ts'
import type { ProgrammeStore } from './programme.store.ts'

type Deps = {
  programmes: ProgrammeStore; lines: LineService; pathOf: (area: string) => Promise<string[]>
  audit: Audit; transact: Transact; clock: Clock; newId: () => string; nextReference: (prefix: string, year: number) => Promise<string>
}
export type ProgrammeWithLines = { programme: Programme; lines: LineWithBalance[] }
const kind = 'programme'

export const programmeService = ({ programmes, lines, pathOf, audit, transact, clock, newId, nextReference }: Deps) => ({
  async see(actor: Actor, id: string): Promise<ProgrammeWithLines> {
    const programme = await programmes.get(id)
    permit(programmePolicy.see, actor, programme)
    return { programme, lines: (await lines.list(actor, { year: programme.year })).filter(({ line }) => line.programme === id) }
  },

  /** Newest year first, with those of its lines that the actor may see. */
  async list(actor: Actor, filter: ProgrammeFilter): Promise<ProgrammeWithLines[]> {
    const found = await within(programmePolicy.see, actor, conditions => programmes.list(filter, conditions))
    const all = await lines.list(actor, filter)
    return found.sort((a, b) => b.year - a.year || (a.reference < b.reference ? -1 : 1))
      .map(programme => ({ programme, lines: all.filter(({ line }) => line.programme === programme.id) }))
  },

  timeline: (programme: Programme) => audit.timeline(kind, programme.id),

  async define(actor: Actor, draft: DefineProgramme): Promise<Programme> {
    const areas = await pathOf(draft.area)
    permit(programmePolicy.define, actor, { areas })
    const reference = await nextReference('BP', draft.year)
    return transact(async () => {
      const programme = await programmes.insert({ ...draft, id: newId(), reference, revision: 0, areas, createdAt: clock() })
      await audit.record(actor, { kind, action: 'programme.define', before: null, after: programme })
      return programme
    })
  },

  edit: (actor: Actor, id: string, changes: EditProgramme): Promise<Programme> => transact(async () => {
    const before = await programmes.get(id)
    permit(programmePolicy.define, actor, before)
    const after = await programmes.save({ ...before, ...changes })
    await audit.record(actor, { kind, action: 'programme.edit', before, after })
    return after
  }),
})
export type ProgrammeService = ReturnType<typeof programmeService>
