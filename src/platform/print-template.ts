import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import { fen, inWords, portion, yuan, type Money } from '../kernel/money.ts'
import { date, datetime, score } from './format.ts'
import { viewsFolder } from './root.ts'

const DIGITS = '零一二三四五六七八九'
const ten = (tens: number): string => tens === 0 ? '' : tens === 1 ? '十' : `${DIGITS.charAt(tens)}十`

/** 1 to 99 as articles are numbered: 十, 十二, 二十一. */
export const chineseNumber = (n: number): string =>
  `${ten(Math.floor(n / 10))}${n % 10 > 0 ? DIGITS.charAt(n % 10) : ''}`

/** Hundredths → at most two decimals, none when whole: 4000 → `40`, 3333 → `33.33`. */
const hundredths = (value: number): string => String(value / 100)

const helpers = {
  /** The number of an article: 第{{cn 12}}条. */
  cn: (n: number) => chineseNumber(n),
  /** For what is counted from zero: {{nth @index}}. */
  nth: (index: number) => index + 1,
  money: (amount: number) => `¥${yuan(fen(amount))}`,
  words: (amount: number) => `人民币${inWords(fen(amount))}`,
  date: (at: Date) => date(at, 'zh-CN'),
  datetime: (at: Date) => datetime(at, 'zh-CN'),
  percent: (rate: number) => `${hundredths(rate)}%`,
  points: (value: number) => hundredths(value),
  score: (value: number) => score(value, 'zh-CN'),
  /** The money that a rate leaves of a payment. */
  portion: ({ amount }: { amount: Money }, rate: number) => portion(amount, rate),
  last: (list: unknown[]) => list.at(-1),
  /** The paragraphs of a text that somebody typed. */
  lines: (text: string) => text.split('\n').map(line => line.trim()).filter(line => line !== ''),
}

const handlebars = Handlebars.create()
handlebars.registerHelper(helpers)
const knownHelpers = Object.fromEntries(Object.keys(helpers).map(name => [name, true]))
const compiled = new Map<string, HandlebarsTemplateDelegate>()

/** `tender/bid-receipt` with its values as HTML; what people typed is escaped, and a value that nobody gave is an error. */
export function renderPrint(template: string, values: object): string {
  const known = compiled.get(template) ?? handlebars.compile(
    readFileSync(join(viewsFolder, `${template}.print.hbs`), 'utf8'), { strict: true, knownHelpersOnly: true, knownHelpers })
  compiled.set(template, known)
  return known(values)
}
