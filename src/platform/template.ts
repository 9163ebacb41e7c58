import type { HelperOptions } from 'handlebars'
import { inWords, type Money } from '../kernel/money.ts'
import { inputValue, isChosen, labelOf, notPlaced, placeOf, saidDifferently, standing, standingChoice, toCheck, type Option } from './answers.ts'
import { assetAddress } from './assets.ts'
import * as format from './format.ts'
import { partOf, printedParts, sortsOf, type List } from './list.ts'
import type { PageContext } from './page-context.ts'
import { hasText, translator, type Locale, type Params } from './text.ts'
import { historyOf, type ShownEvent } from './timeline.ts'
import { isNothing, said, say, type Words } from './words.ts'

const root = (options: HelperOptions) => (options.data as { root: PageContext }).root
const EMPTY = '—'

const SHOWN: Record<string, (value: never, locale: Locale) => string> = {
  money: format.money, number: format.count, score: format.score, percent: format.percent, bytes: format.bytes,
  date: format.date, datetime: format.datetime, day: format.day,
}
/** A value of a table or a list by the type of its column; nothing is a dash. */
export function shown(value: unknown, type: string | undefined, locale: Locale): string {
  if (isNothing(value)) return EMPTY
  const show = SHOWN[type ?? '']
  return show ? show(value as never, locale) : say(value, locale)
}

/** The address of this page with some of its questions changed; an empty answer takes the question away. */
export function withQuery({ path, query }: Pick<PageContext, 'path' | 'query'>, changes: Params): string {
  const asked = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changes)) {
    if (isNothing(value)) asked.delete(name)
    else asked.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return asked.size > 0 ? `${path}?${asked}` : path
}

const DAY = 86_400_000
/** How much time is left, in the largest whole unit: nobody is told more than there is. */
function left(at: Date, now: Date, locale: Locale): string {
  const rest = at.getTime() - now.getTime()
  const [unit, size] = rest >= DAY ? ['days', DAY] as const : rest >= 3_600_000 ? ['hours', 3_600_000] as const : ['minutes', 60_000] as const
  return rest < 0 ? translator(locale)('platform.left.over') : translator(locale)(`platform.left.${unit}`, { count: Math.floor(rest / size) })
}

const SOON_DAYS = 3
const LONG_DAYS = 5
/** The colour of what waits: late, due within three days, or calm; without a due date, by how long it has waited. */
export function age({ due, since }: { due?: Date | null; since?: Date | null }, now: Date): 'late' | 'soon' | 'calm' {
  const days = due ? (due.getTime() - now.getTime()) / DAY : since ? 2 * LONG_DAYS - (now.getTime() - since.getTime()) / DAY : Infinity
  return days < 0 ? 'late' : days <= (due ? SOON_DAYS : LONG_DAYS) ? 'soon' : 'calm'
}

type Point = { at?: Date | null }
/** Points of a date line with their state: past, the next one with the time left, and what comes after. */
function dateLine(points: Point[], now: Date, locale: Locale) {
  const next = points.findIndex(({ at }) => !at || at > now)
  return points.map((point, index) => ({
    ...point, at: point.at ?? null,
    state: next === -1 || index < next ? 'past' : index === next ? 'next' : 'later',
    left: index === next && point.at ? left(point.at, now, locale) : '',
  }))
}

type Filter = { name: string; label: Words; value?: unknown; options?: { value: unknown; text?: string; key?: string }[] }
/** The filters that are on, each with the address of the list without it. */
export const activeFilters = (filters: Filter[], context: Pick<PageContext, 'path' | 'query' | 'lang'>) => filters.filter(({ value }) => !isNothing(value))
  .map(({ name, label, value, options }) => {
    const option = options?.find(each => String(each.value) === String(value))
    const rest = withQuery(context, { [name]: '', after: '' })
    // The bare address would open the view that the person has chosen for it.
    // A choice of a tree is indented; its chip is not.
    return { label, value: say(option ?? value, context.lang).trim(), href: rest.includes('?') ? rest : `${rest}?view=all` }
  })

type SplitPart = { amount: number }
/** Parts of a sum with where each begins and ends on a bar of 100. */
function splitBar(parts: SplitPart[]) {
  const total = parts.reduce((sum, { amount }) => sum + amount, 0)
  let from = 0
  return parts.map((part, index) => {
    const width = total > 0 ? part.amount / total * 100 : 0
    const placed = { ...part, from: from.toFixed(3), width: width.toFixed(3), share: width / 100, shade: index % 6 + 1 }
    from += width
    return placed
  })
}

type Hidden = { name: string; value: unknown }
/**
 * Of several forms on a page that ask the same, the one that came back is known by its address and by what is sent along: it has no key,
 * so that its fields keep their names as ids; every other has one.
 */
function elsewhere(href: string, fields: Hidden[] | undefined, { cameBack, typed }: PageContext): string {
  const sent = (fields ?? []).filter(({ name }) => name !== 'revision')
  const isBack = cameBack.includes(href) && sent.every(({ name, value }) => String(value) === (typed[name] ?? String(value)))
  return isBack ? '' : ['', href, ...sent.map(({ value }) => String(value))].join('-')
}

const list = (...given: unknown[]): unknown[] => given.slice(0, -1)
/** As Handlebars' own `if` sees it: an empty list is nothing. */
const counts = (value: unknown): boolean => Array.isArray(value) ? value.length > 0 : Boolean(value)
const numeric = (type: unknown): boolean => ['money', 'number', 'score', 'percent', 'bytes'].includes(type as string)

const BRIEF = 10
const FIXED = ['chip', 'day', 'date', 'datetime', 'code', 'action']
/** One word that is wider than a column should be, such as a digest: it is parted anywhere. */
const LONG = /[!-~]{40,}/
/** How a cell is set: figures to the right; dates, codes and short words on one line, so that long ones get the room. */
function cellClass(value: unknown, type: string | undefined, locale: Locale): string {
  if (numeric(type)) return 'is-number'
  if (FIXED.includes(type ?? '')) return 'is-fixed'
  if (type === 'list') return 'is-text'
  const words = shown(value, type, locale)
  if (LONG.test(words)) return 'is-text is-long'
  return [...words].length <= BRIEF ? 'is-fixed' : 'is-text'
}

/** A code with the place of its words: `coded 'draft' 'catalogue.status' 'muted'`; what is no code stays as it is. */
export function coded(value: unknown, texts: string | undefined, tone: unknown): unknown {
  if (!texts || isNothing(value)) return value
  if (Array.isArray(value)) return value.map(each => coded(each, texts, tone))
  return typeof value === 'object' ? value : { key: `${texts}.${value as string}`, tone }
}

const FILE_ICONS: Record<string, string> = {
  pdf: 'file-earmark-pdf', zip: 'file-earmark-zip', xlsx: 'file-earmark-spreadsheet', csv: 'file-earmark-spreadsheet', docx: 'file-earmark-text',
}

/** The functions that templates may call; anything else in a template fails the template test. */
export const helpers = {
  t: (key: string, ...rest: [Params, HelperOptions] | [HelperOptions]) => {
    const options = rest.at(-1) as HelperOptions
    const { lang } = root(options)
    return translator(lang)(key, said({ ...(rest.length > 1 && rest[0]), ...options.hash as Params }, lang))
  },
  say: (words: unknown, options: HelperOptions) => say(words, root(options).lang),
  heading: (words: unknown, options: HelperOptions) => root(options).heading = say(words, root(options).lang),
  labelled: (name: string, words: unknown, options: HelperOptions) => {
    const context = root(options)
    return (context.labels ??= {})[name] = say(words, context.lang)
  },
  'label-of': (href: string, options: HelperOptions) => labelOf(root(options), href.slice(1)),
  'place-of': (field: string | undefined, options: HelperOptions) => placeOf(root(options), field),
  shown: (value: unknown, type: string, options: HelperOptions) => shown(value, type, root(options).lang),
  ...Object.fromEntries(Object.keys(SHOWN).map(name =>
    [name, (value: unknown, options: HelperOptions) => shown(value, name, root(options).lang)])),
  words: (fen: Money) => inWords(fen),
  iso: (at: Date) => at.toISOString(),
  relative: (at: Date, options: HelperOptions) => format.relative(at, root(options).now, root(options).lang),
  left: (at: Date, options: HelperOptions) => left(at, root(options).now, root(options).lang),
  age: (due: Date | null, since: Date | null, options: HelperOptions) => age({ due, since }, root(options).now),
  'date-line': (points: Point[], options: HelperOptions) => dateLine(points, root(options).now, root(options).lang),
  history: (events: ShownEvent[], texts: string | undefined, options: HelperOptions) =>
    historyOf(events, { query: root(options).query, texts: texts ?? '', say: words => say(words, root(options).lang) }),
  listed: (list: List, options: HelperOptions) => {
    const { query, lang } = root(options)
    return partOf(list, { query, lang, say: (value, { texts, type }) => shown(coded(value, texts, ''), type, lang) })
  },
  sorts: sortsOf, 'printed-parts': (count: number | undefined) => printedParts(count ?? 0),
  'split-bar': splitBar,
  'unsent-revisions': (unsent: PageContext['unsentForms']) => JSON.stringify(Object.fromEntries(unsent.map(({ action, revision }) => [action, revision]))),
  /** A form says of itself what follows from it, where it knows more than the words that all of its kind have, such as the amount; shown before it is done. */
  asks: (action: string, words: Words, options: HelperOptions) => {
    const context = root(options)
    ;(context.follows ??= {})[action] = say(words, context.lang)
    return ''
  },
  follows: (action: string, then: string, options: HelperOptions) => root(options).follows?.[action] ?? translator(root(options).lang)(then),
  'to-check': (options: HelperOptions) => toCheck(root(options)),
  'held-files': (name: string, options: HelperOptions) => root(options).held?.files[name] ?? [],
  'not-placed': (typed: Record<string, string>, options: HelperOptions) => notPlaced(root(options), typed),
  'said-differently': (typed: Record<string, string>, options: HelperOptions) => saidDifferently(root(options), typed),
  'input-value': (name: string, value: unknown, type: unknown, options: HelperOptions) =>
    inputValue(root(options).typed[name], value, type),
  standing: (name: string, value: unknown, type: unknown, options: HelperOptions) => standing(root(options), name, value, type),
  'standing-choice': (name: string, choices: Option[], value: unknown, options: HelperOptions) => standingChoice(root(options), name, choices, value),
  elsewhere: (href: string, fields: Hidden[] | undefined, options: HelperOptions) => elsewhere(href, fields, root(options)),
  chosen: (name: string, option: unknown, value: unknown, options: HelperOptions) => isChosen(root(options), name, option, value),
  options: (values: string[], texts: string) => values.map(value => ({ value, key: `${texts}.${value}` })),
  coded,
  // What stands there unasked, such as this year, cannot be taken away.
  'active-filters': (filters: Filter[], options: HelperOptions) => activeFilters(filters.filter(({ name }) => new URLSearchParams(root(options).query).has(name)), root(options)),
  'with-query': (options: HelperOptions) => withQuery(root(options), options.hash as Params),
  asked: (name: string, options: HelperOptions) => new URLSearchParams(root(options).query).has(name),
  under: (href: string, options: HelperOptions) => root(options).path === href || root(options).path.startsWith(`${href}/`),
  asset: (name: string) => assetAddress(name),
  'file-icon': (name: string) => FILE_ICONS[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'file-earmark',
  'has-text': (key: string, options: HelperOptions) => hasText(key, root(options).lang),
  numeric,
  'cell-class': (value: unknown, type: string | undefined, options: HelperOptions) => cellClass(value, type, root(options).lang),
  eq: (a: unknown, b: unknown) => a === b,
  /** As an input compares: 3 and '3' are the same answer, nothing is no answer. */
  same: (a: unknown, b: unknown) => !isNothing(b) && `${a as string}` === `${b as string}`,
  not: (value: unknown) => !counts(value),
  and: (...given: unknown[]) => list(...given).every(counts) && given.at(-2),
  or: (...given: unknown[]) => list(...given).find(counts) ?? given.at(-2),
  choose: (test: unknown, yes: unknown, no: unknown) => counts(test) ? yes : no,
  includes: (values: unknown, value: unknown) => Array.isArray(values) && values.includes(value),
  concat: (...given: unknown[]) => list(...given).join(''),
  list,
  object: (options: HelperOptions) => ({ ...options.hash as Params }),
}
