import type { z } from 'zod'
import { bareType } from '../../src/platform/form-names.ts'

type Def = z.core.$ZodTypes['_zod']['def']
const SECRET = /pass(word|phrase)|secret/i

/** Every input that a form's shape reads, by its name, with what it takes: text, number, date, choice and so on; of lists the first row. */
export function inputsOf(shape: z.core.$ZodType | undefined, path = ''): { name: string; type: string }[] {
  if (!shape) return []
  const bare = bareType(shape)
  const { def } = bare._zod as { def: Def }
  const under = (key: string) => path ? `${path}.${key}` : key
  switch (def.type) {
    case 'object': return Object.entries(def.shape).flatMap(([key, each]) => inputsOf(each, under(key)))
    case 'array': return (bareType(def.element)._zod as { def: Def }).def.type === 'object' ? inputsOf(def.element, under('0')) : [{ name: path, type: 'list' }]
    case 'record': return inputsOf(def.valueType, under('one'))
    default: return [{ name: path, type: def.type }]
  }
}

/** Text in every field that a person writes into. */
export const textFields = (shape: z.core.$ZodType | undefined, text: string): Record<string, string> =>
  Object.fromEntries(inputsOf(shape).filter(({ name, type }) => type === 'string' && !SECRET.test(name)).map(({ name }) => [name, `${text}：${name}`]))
