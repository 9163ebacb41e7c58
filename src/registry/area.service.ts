import type { Actor } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import { Invalid } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Transact } from '../platform/database.ts'
import { asTree, defineArea, editArea, TOP } from './area.rules.ts'
import type { Area, DefineArea, EditArea } from './area.schema.ts'
import { areaPolicy } from './registry.policy.ts'
import type { AreaStore } from './registry.store.ts'

type Deps = { areas: AreaStore; audit: Audit; transact: Transact }

const UPPER = ['city', ...TOP]

export const areaService = ({ areas, audit, transact }: Deps) => {
  /** A whole tree at once, each area after the one above it; all of it or nothing. */
  async function defineAll(actor: Actor, drafts: DefineArea[]): Promise<Area[]> {
    for (const draft of drafts) permit(areaPolicy.define, actor, draft)
    return transact(async () => {
      const known = new Map((await areas.byIds([...new Set(drafts.flatMap(({ id, parent }) => parent ? [id, parent] : [id]))])).map(area => [area.id, area]))
      const defined = drafts.map(draft => {
        const area = defineArea(draft, { parent: draft.parent ? known.get(draft.parent) ?? null : null, withSameCode: known.get(draft.id) ?? null })
        known.set(area.id, area)
        return area
      })
      await areas.insertAll(defined)
      await audit.begin(actor, defined.map(after => ({ kind: 'area', action: 'area.define', before: null, after })))
      return defined
    })
  }

  return {
    get: (code: string): Promise<Area> => areas.get(code),
    children: (code: string): Promise<Area[]> => areas.children(code),
    timeline: (code: string) => audit.timeline('area', code),
    /** City, districts, counties and zones, for choices; communities with `communities`. */
    top: (): Promise<Area[]> => areas.ofKinds(UPPER),
    communities: (): Promise<Area[]> => areas.ofKinds(['community']),
    /** Where an organization or a purchase may lie: the top and the communities below it. */
    places: async (): Promise<Area[]> => [...await areas.ofKinds(UPPER), ...await areas.ofKinds(['community'])],
    /** The same as a list is narrowed by them. */
    choices: async () => asTree([...await areas.ofKinds(UPPER), ...await areas.ofKinds(['community'])]),
    /** The code itself and all above it, which every thing of the area carries. */
    async pathOf(code: string): Promise<string[]> {
      const area = await areas.maybe(code)
      if (!area) throw new Invalid('invalid-input', `No area ${code}`, { problems: [{ field: 'area', code: 'not-a-choice' }] })
      return area.areas
    },
    /** The same for many codes at once; a code that is unknown is absent. */
    pathsOf: async (codes: string[]): Promise<Map<string, string[]>> => new Map((await areas.byIds([...new Set(codes)])).map(({ id, areas }) => [id, areas])),
    all: (): Promise<Area[]> => areas.all(),
    /** All names by code; a city has a few hundred areas. */
    names: async (): Promise<Map<string, string>> => new Map((await areas.all()).map(({ id, name }) => [id, name])),
    nameOf: async (code: string): Promise<string> => (await areas.maybe(code))?.name ?? code,

    /** Defines an area below an existing one; only the first has none above it. */
    define: async (actor: Actor, draft: DefineArea): Promise<Area> => (await defineAll(actor, [draft]))[0]!,
    defineAll,

    async edit(actor: Actor, code: string, { revision, ...changes }: EditArea): Promise<Area> {
      return transact(async () => {
        const before = await areas.get(code)
        permit(areaPolicy.define, actor, before)
        const after = await areas.save({ ...editArea(before, changes, await areas.children(code)), revision })
        await audit.record(actor, { kind: 'area', action: 'area.edit', before, after })
        return after
      })
    },
  }
}
export type AreaService = ReturnType<typeof areaService>
