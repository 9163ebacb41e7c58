import { Invalid, refuseIfBlocked, type Problem } from '../kernel/refusal.ts'
import type { Area, AreaFilter, AreaKind, DefineArea, EditArea } from './area.schema.ts'

/** What may lie directly below what: 市—区—社, with streets where a city keeps them or brings them back. */
export const BELOW: Record<AreaKind, AreaKind[]> = {
  city: ['district', 'county', 'zone'], district: ['street', 'community'], county: ['street', 'community'], zone: ['street', 'community'],
  street: ['community'], community: ['committee'], committee: [],
}

/** Divisions of a city share its first four digits; below them a code continues that of the area above. */
const continues = (code: string, parent: Area): boolean => code.startsWith(parent.kind === 'city' ? parent.id.slice(0, 4) : parent.id)

type Around = { parent: Area | null; withSameCode: Area | null }
/** A new area in its place of the tree. Throws Invalid naming what is wrong with code, kind or parent. */
export function defineArea(draft: DefineArea, { parent, withSameCode }: Around): Area {
  const problems: Problem[] = [
    ...(withSameCode ? [{ field: 'id', code: 'taken' }] : []),
    ...(draft.parent && !parent ? [{ field: 'parent', code: 'not-a-choice' }] : []),
    ...(parent && !BELOW[parent.kind].includes(draft.kind) ? [{ field: 'kind', code: 'not-below-this' }] : []),
    ...(parent && !continues(draft.id, parent) ? [{ field: 'id', code: 'code-of-another-place', params: { code: parent.id } }] : []),
    ...(parent?.status === 'dissolved' ? [{ field: 'parent', code: 'area-dissolved' }] : []),
    ...endProblems(draft),
  ]
  if (problems.length > 0) throw new Invalid('invalid-input', 'The area needs correcting', { problems })
  return { ...draft, revision: 0, areas: [...(parent?.areas ?? []), draft.id] }
}

const endProblems = ({ status, validFrom, validTo }: Pick<Area, 'status' | 'validFrom' | 'validTo'>): Problem[] => [
  ...(validTo && validTo <= validFrom ? [{ field: 'validTo', code: 'before-begin' }] : []),
  ...(status === 'dissolved' && !validTo ? [{ field: 'validTo', code: 'required' }] : []),
]

/** Changes what may change; an area is dissolved once nothing below it is left. */
export function editArea(area: Area, changes: Omit<EditArea, 'revision'>, children: Area[]): Area {
  const edited: Area = { ...area, ...changes, validTo: changes.validTo, population: changes.population, premises: changes.premises }
  const problems = endProblems(edited)
  if (problems.length > 0) throw new Invalid('invalid-input', 'The area needs correcting', { problems })
  const left = children.filter(({ status }) => status !== 'dissolved').length
  refuseIfBlocked(edited.status === 'dissolved' && left > 0 ? [{ code: 'areas-below', params: { count: left } }] : [])
  return edited
}

/** Areas as a list offers them: each below the one that it lies in, and as far in as it lies deep. */
export const asTree = (areas: Area[]): { value: string; text: string }[] => areas
  .toSorted((a, b) => a.areas.join('/') < b.areas.join('/') ? -1 : 1)
  .map(({ id, name, areas: path }) => ({ value: id, text: `${'\u3000'.repeat(path.length - 1)}${name}` }))

/** Areas of any level below the city that are asked for, by their place in the tree. */
export const areasFound = (areas: Area[], { q = '', kind }: AreaFilter): Area[] => areas
  .filter(area => area.kind !== 'city' && (!kind || area.kind === kind) && (area.name.includes(q) || area.id.startsWith(q)))
  .toSorted((a, b) => a.areas.join('/') < b.areas.join('/') ? -1 : 1)

/** Those that lie in an area or below it; all where none is asked for. */
export const inArea = <T extends { areas: string[] }>(things: T[], area: string | undefined): T[] => area ? things.filter(({ areas }) => areas.includes(area)) : things

/** The premises that each community should have, in square metres (the paper's 硬性指标). */
export const PREMISES_TARGET = 2_000

/** What lies right below the city. */
export const TOP: AreaKind[] = ['district', 'county', 'zone']

export type AreaFigures = { communities: number; running: number; premises: number; population: number }
export const figuresOf = (communities: Area[]): AreaFigures => ({
  communities: communities.length,
  running: communities.filter(({ status }) => status === 'running').length,
  premises: communities.filter(({ premises = 0 }) => premises >= PREMISES_TARGET).length,
  population: communities.reduce((sum, { population = 0 }) => sum + population, 0),
})
