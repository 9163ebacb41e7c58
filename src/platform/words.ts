import { translator, type Locale, type Params } from './text.ts'

/** What is shown to a person: words as they are (a name, a title), or a key that is translated where it is shown. */
export type Words = string | number | { text: string } | { key: string; params?: Params }

export const isNothing = (value: unknown): value is null | undefined | '' =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** Says words in a language; parameters that are words themselves are said first. */
export function say(words: unknown, locale: Locale): string {
  if (typeof words === 'string' || typeof words === 'number') return String(words)
  const { text, key, params } = (words ?? {}) as { text?: string; key?: string; params?: Params }
  if (text !== undefined) return text
  if (!key) throw new Error('Nothing to say: neither text nor key')
  return translator(locale)(key, said(params ?? {}, locale))
}

const BETWEEN: Record<Locale, string> = { 'zh-CN': '、', en: ', ' }
/** Several words are said one after the other, as the language lists them. */
export const said = (params: Params, locale: Locale): Params => Object.fromEntries(Object.entries(params).map(([name, value]) =>
  [name, Array.isArray(value) ? value.map(each => say(each, locale)).join(BETWEEN[locale]) : typeof value === 'object' && value !== null && ('key' in value || 'text' in value) ? say(value, locale) : value]))
