import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Request } from 'express'
import i18next from 'i18next'
import * as format from './format.ts'
import { isLocale, LOCALES, type Locale } from './locale.ts'
import { viewsFolder } from './root.ts'

export { LOCALES, type Locale }
export type Params = Record<string, unknown>
export type Translate = (key: string, params?: Params) => string

type Texts = { [key: string]: string | Texts }
/** Codes are translated in one place whoever throws them: a domain's file may hold its own under these sections. */
const SHARED = ['refusal', 'problem', 'blocker', 'role'] as const

/** All texts of a language, by namespace; what a domain says under a shared section is also found there. */
export function textsOf(locale: Locale, folder = join(viewsFolder, 'locales')): Record<string, Texts> {
  const files = readdirSync(join(folder, locale)).filter(name => name.endsWith('.json'))
  const texts: Record<string, Texts> = Object.fromEntries(files.map(name =>
    [basename(name, '.json'), JSON.parse(readFileSync(join(folder, locale, name), 'utf8')) as Texts]))
  for (const [namespace, sections] of Object.entries(texts)) {
    for (const shared of SHARED) {
      const own = sections[shared]
      if (namespace === shared || typeof own !== 'object') continue
      texts[shared] = { ...texts[shared], ...own }
    }
  }
  return texts
}

const i18n = i18next.createInstance()
void i18n.init({
  initAsync: false,
  lng: 'zh-CN',
  fallbackLng: false,
  resources: Object.fromEntries(LOCALES.map(locale => [locale, textsOf(locale)])),
  // Templates escape what they show; escaping here too would show the entities.
  interpolation: { escapeValue: false },
})

const formats: Record<string, (value: never, locale: Locale) => string> = {
  money: format.money, score: format.score, percent: format.percent, number: format.count, bytes: format.bytes,
  date: format.date, datetime: format.datetime,
  /** A day of the calendar, `2026-11-24`, written out as dates are. */
  day: (value: Date | string, locale) => format.date(value instanceof Date ? value : new Date(`${value}T00:00:00+08:00`), locale),
}
for (const [name, show] of Object.entries(formats)) {
  i18n.services.formatter?.add(name, (value: unknown, locale) => show(value as never, locale as Locale))
}

type Missing = (key: string, locale: Locale) => string
const refuse: Missing = (key, locale) => { throw new Error(`No text for "${key}" in ${locale}`) }
let whenMissing = refuse

/** In production a missing text shows its key and is reported once; everywhere else, and after calling what this returns, it is an error. */
export function tolerateMissingTexts(report: (key: string, locale: Locale) => void): () => void {
  const reported = new Set<string>()
  whenMissing = (key, locale) => {
    if (!reported.has(`${locale} ${key}`)) report(key, locale)
    reported.add(`${locale} ${key}`)
    return key
  }
  return () => { whenMissing = refuse }
}

/** `tender.status.draft` is `status.draft` in the file `tender.json`. */
function parted(key: string): { ns: string; rest: string } {
  const dot = key.indexOf('.')
  return { ns: key.slice(0, Math.max(dot, 0)), rest: key.slice(dot + 1) }
}

export function hasText(key: string, locale: Locale): boolean {
  const { ns, rest } = parted(key)
  const found: unknown = i18n.getResource(locale, ns, rest) ?? i18n.getResource(locale, ns, `${rest}_other`)
  return typeof found === 'string'
}

/** Texts may format what they are given: `{{limit, money}}`, `{{at, datetime}}`, `{{share, percent}}`; `count` picks the plural. */
export const translator = (locale: Locale): Translate => (key, params = {}) => {
  const { ns, rest } = parted(key)
  return hasText(key, locale) ? i18n.t(rest, { ...params, ns, lng: locale }) : whenMissing(key, locale)
}

/**
 * The language of a request: `?lang=`, the cookie `lang`, what the signed-in person chose, what the browser asks for,
 * Chinese.
 */
export function localeOf(req: Pick<Request, 'query' | 'headers' | 'acceptsLanguages'> & { session?: { locale?: string } }): Locale {
  const cookie = /(?:^|;\s*)lang=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1]
  const asked = req.headers['accept-language'] ? req.acceptsLanguages(...LOCALES) : undefined
  return [req.query.lang, cookie, req.session?.locale, asked].find(isLocale) ?? 'zh-CN'
}
