import type { Item } from './item.schema.ts'

/** Words apart by spaces must all be found, in any field; letters also as pinyin initials of the name: `JJYL` finds 居家养老. */
export function matches({ code, name, description, standard, department }: Item, initials: string, typed: string): boolean {
  const text = `${code} ${name} ${description} ${standard} ${department} ${initials}`.toLowerCase()
  return typed.normalize('NFKC').toLowerCase().split(/\s+/).every(word => text.includes(word))
}
