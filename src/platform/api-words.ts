import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApi, type AnyEndpoint } from './endpoint.ts'
import { viewsFolder } from './root.ts'
import { hasText, translator, type Locale } from './text.ts'

type ApiDocument = ReturnType<typeof openApi>

/** The calls are documented in English, beside the shapes that they check; each text is said in Chinese here. */
const WORDS = JSON.parse(readFileSync(join(viewsFolder, 'locales', 'api.zh-CN.json'), 'utf8')) as Record<string, string>
const FOR = 'For: '
/** `public` and `account` are no roles, but whoever comes and whoever is signed in. */
const WHO: Record<string, string> = { public: '所有人', account: '所有登录者' }

const t = translator('zh-CN')
const who = (name: string): string => WHO[name] ?? (hasText(`role.${name}`, 'zh-CN') ? t(`role.${name}`) : name)

/** @returns the text in Chinese; unchanged where nobody has said it, as names and texts that are Chinese already */
const inChinese = (text: string): string =>
  text.startsWith(FOR) ? `适用：${text.slice(FOR.length).split(', ').map(who).join('、')}` : WORDS[text] ?? text

/** An OpenAPI document with its summaries and descriptions in the reader's language. */
function apiIn<T>(document: T, locale: Locale): T {
  if (locale === 'en') return document
  const said = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(said)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) =>
      [key, (key === 'summary' || key === 'description') && typeof each === 'string' ? inChinese(each) : said(each)]))
  }
  return said(document) as T
}

/** The document of all calls, made once for each language when it is first asked for. */
export function apiDocument(endpoints: () => AnyEndpoint[], version: string): (locale: Locale) => ApiDocument {
  const made = new Map<Locale, ApiDocument>()
  return locale => {
    const document = made.get(locale) ?? apiIn(openApi(endpoints(), version), locale)
    made.set(locale, document)
    return document
  }
}
