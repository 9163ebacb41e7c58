import type { z } from 'zod'

type Type = z.core.$ZodType
type Def = z.core.$ZodTypes['_zod']['def']
const defOf = (type: Type): Def => (type._zod as { def: Def }).def

/** What lies under optional, default and transformed types. */
export function bareType(type: Type): Type {
  const def = defOf(type)
  return 'innerType' in def ? bareType(def.innerType) : def.type === 'pipe' ? bareType(def.in) : type
}

/** Whether the shape reads an input of this name, the path of its field. */
export function reads(type: Type, [key, ...deeper]: string[]): boolean {
  const def = defOf(bareType(type))
  if (key === undefined || def.type === 'unknown') return true
  switch (def.type) {
    case 'object': return key in def.shape && reads(def.shape[key]!, deeper)
    case 'array': return /^\d+$/.test(key) && reads(def.element, deeper)
    case 'record': return reads(def.valueType, deeper)
    default: return false
  }
}
