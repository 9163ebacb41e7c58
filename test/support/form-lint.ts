import type { z } from 'zod'
import { bareType, reads } from '../../src/platform/form-names.ts'

type Type = z.core.$ZodType
const defOf = (type: Type) => (type._zod as { def: z.core.$ZodTypes['_zod']['def'] }).def

/** Fields without which the shape refuses everything; a list may be empty, and an unchecked box says no. */
function needed(shape: z.ZodType): string[] {
  const def = defOf(bareType(shape))
  if (def.type !== 'object') return []
  return Object.entries(def.shape)
    .filter(([, type]) => !['array', 'record', 'object'].includes(defOf(bareType(type)).type) && !(type as z.ZodType).safeParse(undefined).success).map(([name]) => name)
}

/** What a form asks in vain, and what it fails to ask; `names` are those of its inputs. */
export function formFaults(shape: z.ZodType, names: readonly string[]): string[] {
  return [
    ...names.filter(name => !reads(shape, name.split('.'))).map(name => `${name} is not read`),
    ...needed(shape).filter(name => !names.some(each => each === name || each.startsWith(`${name}.`))).map(name => `${name} is not asked`),
  ]
}
