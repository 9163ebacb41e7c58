import type { z } from 'zod'

type Type = z.core.$ZodType
type Def = z.core.$ZodTypes['_zod']['def']
const defOf = (type: Type): Def => (type._zod as { def: Def }).def

/** What lies under optional, default and transformed types. */
function bare(type: Type): Type {
  const def = defOf(type)
  return 'innerType' in def ? bare(def.innerType) : def.type === 'pipe' ? bare(def.in) : type
}

/** Whether the shape reads an input of this name, the path of its field. */
function reads(type: Type, [key, ...deeper]: string[]): boolean {
  const def = defOf(bare(type))
  if (key === undefined || def.type === 'unknown') return true
  switch (def.type) {
    case 'object': return key in def.shape && reads(def.shape[key]!, deeper)
    case 'array': return /^\d+$/.test(key) && reads(def.element, deeper)
    case 'record': return reads(def.valueType, deeper)
    default: return false
  }
}

/** Fields without which the shape refuses everything; a list may be empty, and an unchecked box says no. */
function needed(shape: z.ZodType): string[] {
  const def = defOf(bare(shape))
  if (def.type !== 'object') return []
  return Object.entries(def.shape)
    .filter(([, type]) => !['array', 'record', 'object'].includes(defOf(bare(type)).type) && !(type as z.ZodType).safeParse(undefined).success).map(([name]) => name)
}

/** What a form asks in vain, and what it fails to ask; `names` are those of its inputs. */
export function formFaults(shape: z.ZodType, names: readonly string[]): string[] {
  return [
    ...names.filter(name => !reads(shape, name.split('.'))).map(name => `${name} is not read`),
    ...needed(shape).filter(name => !names.some(each => each === name || each.startsWith(`${name}.`))).map(name => `${name} is not asked`),
  ]
}
