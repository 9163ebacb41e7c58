import type { Locale } from './locale.ts'
import { ZONE } from './form.ts'

/** Formatters are made once: making one costs more than using it a thousand times. */
const made = new Map<string, unknown>()
function once<T>(name: string, make: () => T): T {
  if (!made.has(name)) made.set(name, make())
  return made.get(name) as T
}

const number = (locale: Locale, name: string, options: Intl.NumberFormatOptions) =>
  once(`${locale} ${name}`, () => new Intl.NumberFormat(locale, options))
const time = (locale: Locale, name: string, options: Intl.DateTimeFormatOptions) =>
  once(`${locale} ${name}`, () => new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options }))

/** Fen → `¥1,234.56`, the same in both languages. */
export const money = (fen: number, locale: Locale): string =>
  number(locale, 'money', { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' }).format(fen / 100)

/** Hundredths of a point → `93.85`. */
export const score = (hundredths: number, locale: Locale): string =>
  number(locale, 'score', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(hundredths / 100)

export const count = (value: number, locale: Locale): string => number(locale, 'count', {}).format(value)

/** A share of one → `12.5%`. */
export const percent = (share: number, locale: Locale): string =>
  number(locale, 'percent', { style: 'percent', maximumFractionDigits: 1 }).format(share)

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const
/** Bytes → `1.4 MB`, in steps of 1,000 as on the label of a disk. */
export function bytes(size: number, locale: Locale): string {
  const step = size < 1 ? 0 : Math.min(Math.floor(Math.log10(size) / 3), UNITS.length - 1)
  return `${number(locale, 'bytes', { maximumFractionDigits: 1 }).format(size / 1000 ** step)} ${UNITS[step] ?? 'B'}`
}

/** `2026年11月24日` · `24 November 2026` */
export const date = (at: Date, locale: Locale): string => locale === 'zh-CN'
  ? time(locale, 'date', { year: 'numeric', month: 'long', day: 'numeric' }).format(at)
  : time('en', 'date', { year: 'numeric', month: 'long', day: 'numeric' }).formatToParts(at)
    .filter(({ type }) => type !== 'literal').sort(dayFirst).map(({ value }) => value).join(' ')

const ORDER = ['day', 'month', 'year']
const dayFirst = (a: Intl.DateTimeFormatPart, b: Intl.DateTimeFormatPart) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type)

/** `15:30` */
export const timeOfDay = (at: Date): string => time('en', 'clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)

/** `2026年11月24日 15:30` · `24 November 2026, 15:30` */
export const datetime = (at: Date, locale: Locale): string =>
  `${date(at, locale)}${locale === 'zh-CN' ? ' ' : ', '}${timeOfDay(at)}`

/** `2026-11-24`: the day in Shanghai, for tables and for date inputs. */
export const day = (at: Date): string =>
  once('day', () => new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short' })).format(at)

/** `2026-11-24T15:30`: the local time in Shanghai, as an input of type datetime-local wants it. */
export const localTime = (at: Date): string => `${day(at)}T${timeOfDay(at)}`

const MINUTE = 60_000
const STEPS = [['day', 1440 * MINUTE], ['hour', 60 * MINUTE], ['minute', MINUTE]] as const
const NOW = { 'zh-CN': '刚刚', en: 'just now' }
/** `3天前`, `2小时后` · `3 days ago`, `in 2 hours`; counted from `now`, in whole units; less than a minute is `刚刚` · `just now`. */
export function relative(at: Date, now: Date, locale: Locale): string {
  const apart = at.getTime() - now.getTime()
  const step = STEPS.find(([, length]) => Math.abs(apart) >= length)
  if (!step) return NOW[locale]
  const [unit, size] = step
  return once(`${locale} relative`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'always' })).format(Math.trunc(apart / size), unit)
}

/** Yuan with two decimals, without separators, as it stands in an input. */
export const yuan = (fen: number): string => (fen / 100).toFixed(2)
