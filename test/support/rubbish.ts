import { Parser } from 'htmlparser2'
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

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'", '&#x3D;': '=', '&#x60;': '`', '&amp;': '&' }
export type Control = { name: string; kind: 'text' | 'choice' | 'hidden'; value: string }
/** A form as somebody finds it on a page. */
export type FoundForm = { action: string; controls: Control[]; /** Seen at once, without scripts and without unfolding anything. */ open: boolean }

/** The forms of a page that somebody types into, with what is in them. */
export const formsIn = (html: string): FoundForm[] => allForms(html).filter(({ controls }) => controls.some(({ kind }) => kind === 'text'))

/** Every form of a page that changes something, those of a single button too. */
export function allForms(html: string): FoundForm[] {
  const forms: FoundForm[] = []
  let open: FoundForm | null = null
  let area: Control | null = null
  let folded = 0
  const parser = new Parser({
    onopentag(tag, given) {
      const { name = '', type = 'text', method, action = '', value = '' } = given
      if (tag === 'details') folded += 1
      if (tag === 'form') open = method === 'post' ? { action, controls: [], open: folded === 0 && given.hidden === undefined } : null
      if (!open || !name || !(['input', 'select', 'textarea'].includes(tag) && !['submit', 'file'].includes(type) || tag === 'button' && !name.startsWith('_'))) return
      const kind = type === 'hidden' || tag === 'button' ? 'hidden' : tag === 'select' || type === 'radio' || type === 'checkbox' ? 'choice' : 'text'
      const control: Control = { name, kind, value }
      open.controls.push(control)
      area = tag === 'textarea' ? control : null
    },
    ontext(text) { if (area) area.value += text },
    onclosetag(tag) {
      if (tag === 'details') folded -= 1
      // What stands in a text area is taken as it is, with its entities.
      if (tag === 'textarea' && area) area.value = area.value.replace(/&(lt|gt|quot|#x27|#x3D|#x60|amp);/g, entity => ENTITIES[entity]!)
      if (tag === 'textarea') area = null
      if (tag !== 'form') return
      if (open) forms.push(open)
      open = null
    },
  }, { decodeEntities: true })
  parser.end(html)
  return forms
}
