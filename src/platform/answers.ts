import * as format from './format.ts'
import type { PageContext } from './page-context.ts'
import { isWords } from './unsent-form.rules.ts'
import { isNothing, say } from './words.ts'

type Drawing = Pick<PageContext, 'typed' | 'askedBack' | 'overtaken' | 'lang' | 'fieldsDrawn'>

/** What an input shows: what was typed before anything else, then the value as that input wants it. */
export function inputValue(typed: string | undefined, value: unknown, type: unknown): string {
  if (typed !== undefined) return typed
  if (isNothing(value)) return ''
  if (value instanceof Date) return type === 'datetime-local' ? format.localTime(value) : format.day(value)
  if (typeof value === 'number' && (type === 'money' || type === 'points')) return format.yuan(value)
  return typeof value === 'object' ? '' : `${value as string | number}`
}

export function isChosen({ typed, askedBack }: Pick<PageContext, 'typed' | 'askedBack'>, name: string, option: unknown, value: unknown): boolean {
  const chosen = Object.keys(typed).length > 0 && askedBack(name) ? (typed[name] ?? '').split(',') : [value].flat()
  return chosen.some(each => !isNothing(each) && `${each as string}` === `${option as string}`)
}

/** As two people may write one answer: 480000 and 480,000.00, or with another end of line. */
const plain = (answer: string): string => /^[\d,，.\s]+$/.test(answer) ? String(Number(answer.replace(/[,，\s]/g, ''))) : answer.replace(/\r\n/g, '\n').trim()

/** What is recorded now, where somebody was overtaken and typed something else: both are seen, and nobody undoes the other unawares. */
export function standing(context: Drawing, name: string, value: unknown, type: unknown): string {
  const { overtaken, typed, lang } = context
  const recorded = inputValue(undefined, value, type)
  note(context, name, { recorded, words: answer => answer })
  const now = overtaken && typed[name] !== undefined ? recorded : ''
  if (!now || plain(now) === plain(typed[name]!)) return ''
  if (value instanceof Date) return type === 'datetime-local' ? format.datetime(value, lang) : format.date(value, lang)
  return typeof value === 'number' && type === 'money' ? format.money(value, lang) : now
}

export type Option = { value: unknown; text?: string; key?: string }
/** The same for what is chosen: the words of the recorded options. */
export function standingChoice(context: Drawing, name: string, options: Option[], value: unknown): string {
  const wordsOf = (chosen: Option[]) => chosen.map(option => say(option, context.lang)).join('、')
  note(context, name, {
    recorded: [value].flat().filter(each => !isNothing(each)).map(String).join(','),
    words: answer => wordsOf(options.filter(option => answer.split(',').includes(String(option.value)))),
  })
  if (!context.overtaken) return ''
  const chosenIn = (given: Drawing) => options.filter(option => isChosen(given, name, option.value, value))
  const [now, then] = [chosenIn({ ...context, typed: {} }), chosenIn(context)]
  return now.length === then.length && now.every(each => then.includes(each)) ? '' : wordsOf(now)
}

/** Of each answer that a page askedBack for, so that what is drawn after it can compare with what is recorded. */
function note(context: Drawing, name: string, answer: NonNullable<PageContext['fieldsDrawn']>[string]): void {
  if (name) (context.fieldsDrawn ??= {})[name] = answer
}

/** What was typed and has no field on the page any more, such as a row that somebody else took away. */
export const notPlaced = ({ fieldsDrawn }: Pick<PageContext, 'fieldsDrawn'>, typed: Record<string, string>): string[] =>
  Object.entries(typed).filter(([name, answer]) => !fieldsDrawn?.[name] && isWords(name, answer)).map(([, answer]) => answer)

/** The number of a row as people count it. */
const rowOf = (name: string): string => { const row = /\.(\d+)\./.exec(name)?.[1]; return row ? String(Number(row) + 1) : '' }

/** The words of a field; of one that stands in several rows of the page, with its row. */
export function labelOf({ labels = {}, lang }: Pick<PageContext, 'labels' | 'lang'>, name: string): string {
  const label = labels[name] ?? ''
  const row = rowOf(name)
  const isOneOfMany = row && Object.entries(labels).some(([other, words]) => other !== name && words === label)
  return isOneOfMany ? say({ key: 'platform.errors.of-row', params: { label, row } }, lang) : label
}

/** What somebody typed that differs from what is recorded, by the names of the fields. */
export const saidDifferently = ({ fieldsDrawn }: Pick<PageContext, 'fieldsDrawn'>, typed: Record<string, string>): { name: string; answer: string }[] =>
  Object.entries(typed).flatMap(([name, answer]) => {
    const field = fieldsDrawn?.[name]
    return field && plain(field.recorded) !== plain(answer) ? [{ name, answer: field.words(answer) }] : []
  })

/** Where on the page a problem is mended: at its field, for a list at the first field of it, for a part of an answer at the whole. */
export function placeOf(context: Pick<PageContext, 'labels' | 'body'>, field = ''): string {
  const name = field.replace(/^#/, '')
  if (name === '') return ''
  const drawn = Object.keys(context.labels ?? {})
  const isThere = drawn.includes(name) || context.body?.includes(` id="${name}"`)
  return isThere ? name : drawn.find(each => each.startsWith(`${name}.`)) ?? placeOf(context, name.split('.').slice(0, -1).join('.'))
}

/** All answers of a form with the words of its fields, in the order of the page, and its files. */
export function toCheck({ typed, fieldsDrawn = {}, labels = {}, held, lang }: Pick<PageContext, 'typed' | 'fieldsDrawn' | 'labels' | 'held' | 'lang'>): { label: string; answer: string }[] {
  const label = (name: string): string => [labels[name] ?? '', rowOf(name)].join(' ').trim()
  return [
    ...Object.entries(fieldsDrawn).flatMap(([name, { words }]) => typed[name]?.trim() ? [{ label: label(name), answer: words(typed[name]) }] : []),
    ...Object.entries(held?.files ?? {}).map(([name, files]) => ({ label: label(name), answer: files.map(file => `${file.name} (${format.bytes(file.size, lang)})`).join('\n') })),
  ]
}
