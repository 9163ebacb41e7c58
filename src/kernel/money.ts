import { z } from 'zod'
import { partOf, total, type Rate } from './ratio.ts'
import { RuleBroken } from './refusal.ts'

/** Whole fen (1/100 yuan); money is never a fraction. */
export const Money = z.int().nonnegative().brand<'Money'>().meta({ description: 'Amount in fen (1/100 yuan)', input: 'yuan' })
export type Money = z.infer<typeof Money>

export const fen = (amount: number): Money => Money.parse(amount)
export const add = (...amounts: Money[]): Money => fen(total(amounts))
/** The rest after taking away; refuses to go below zero. */
export const subtract = (from: Money, amount: Money): Money => fen(from - amount)
/** The part that a rate names, to the nearest fen, half-up. */
export const portion = (amount: Money, rate: Rate): Money => fen(partOf(amount, rate))

/**
 * Splits an amount by whole-number weights so that the parts add up to it: each part's floor first, then one fen
 * each by largest remainder; equal remainders go to the larger weight, then to the earlier one.
 * Throws RuleBroken `weights-missing` when no weight is above zero.
 */
export function share(amount: Money, weights: readonly number[]): Money[] {
  const all = BigInt(total(weights))
  if (all <= 0n || weights.some(weight => weight < 0)) {
    throw new RuleBroken('weights-missing', 'Shares need weights, none below zero and one above', { weights })
  }
  const parts = weights.map((weight, at) => {
    const raw = BigInt(amount) * BigInt(weight)
    return { at, weight, floor: raw / all, remainder: raw % all }
  })
  const missing = Number(BigInt(amount) - parts.reduce((sum, { floor }) => sum + floor, 0n))
  const raised = new Set(parts
    .toSorted((a, b) => Number(b.remainder - a.remainder) || b.weight - a.weight || a.at - b.at)
    .slice(0, missing)
    .map(({ at }) => at))
  return parts.map(({ at, floor }) => fen(Number(floor) + (raised.has(at) ? 1 : 0)))
}

const GROUPED = /^\d{1,3}(,\d{3})+(\.\d{1,2})?$/
const PLAIN = /^\d+(\.\d{1,2})?$/

/** What a person types as yuan: `1,234.56`, `¥1234.5`, full-width digits. Null when it is not an amount to the fen. */
export function parseYuan(text: string): Money | null {
  const typed = text.normalize('NFKC').replace(/\s/g, '').replace(/^¥/, '').replace(/元$/, '')
  if (!GROUPED.test(typed) && !PLAIN.test(typed)) return null
  const [whole = '', part = ''] = typed.replaceAll(',', '').split('.')
  const amount = Number(whole + part.padEnd(2, '0'))
  return Number.isSafeInteger(amount) ? fen(amount) : null
}

/** As people read it: `1,234.56`. */
export function yuan(amount: Money): string {
  const digits = String(amount).padStart(3, '0')
  return `${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')}.${digits.slice(-2)}`
}

const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const PLACES = ['', '拾', '佰', '仟']
/** Larger units first; `lead` is the smallest rest that needs no 零 after the unit. */
const SECTIONS = [{ unit: '亿', size: 100_000_000, lead: 10_000_000 }, { unit: '万', size: 10_000, lead: 1_000 }]

function wholeInWords(whole: number): string {
  for (const { unit, size, lead } of SECTIONS) {
    if (whole < size) continue
    const rest = whole % size
    return wholeInWords(Math.floor(whole / size)) + unit + (rest === 0 ? '' : (rest < lead ? '零' : '') + wholeInWords(rest))
  }
  return [...String(whole)].map((digit, at, { length }) =>
    digit === '0' ? '零' : DIGITS[Number(digit)]! + PLACES[length - 1 - at]!).join('').replace(/零+/g, '零').replace(/零$/, '')
}

/** In the capital characters of 支付结算办法 附件一: 整 after 元 or 角, 零 for skipped places, no 整 after 分. */
export function inWords(amount: Money): string {
  const [whole, jiao, part] = [Math.floor(amount / 100), Math.floor(amount / 10) % 10, amount % 10]
  if (amount === 0) return '零元整'
  return (whole > 0 ? `${wholeInWords(whole)}元` : '')
    + (jiao > 0 ? `${DIGITS[jiao]!}角` : whole > 0 && part > 0 ? '零' : '')
    + (part > 0 ? `${DIGITS[part]!}分` : '整')
}

const VALUES: Record<string, number> = { 拾: 10, 佰: 100, 仟: 1_000 }

function wholeFromWords(words: string): number {
  for (const { unit, size } of SECTIONS) {
    const at = words.lastIndexOf(unit)
    if (at >= 0) return wholeFromWords(words.slice(0, at)) * size + wholeFromWords(words.slice(at + 1))
  }
  return [...words.matchAll(/([壹贰叁肆伍陆柒捌玖])([拾佰仟]?)/g)]
    .reduce((sum, [, digit = '', place = '']) => sum + DIGITS.indexOf(digit) * (VALUES[place] ?? 1), 0)
}

/** The forms that the same 办法 leaves free: 圆, 正, a 零 between 元 and 角 or after 万, 整 left out after 角. */
const plain = (words: string) => words
  .replace(/^人民币/, '').replace('圆', '元').replace(/[整正]$/, '').replace(/元零(?=.角)/, '元').replace(/万零(?=.仟)/, '万')

/** The amount that capital characters name; null when they are malformed (拾万元 without 壹): such words are not guessed. */
export function parseWords(text: string): Money | null {
  const words = plain(text.normalize('NFKC').replace(/\s/g, ''))
  const [, whole = '', jiao = '', part = ''] = /^(?:(.+)元)?零?(?:(.)角)?(?:(.)分)?$/.exec(words) ?? []
  const [tens, ones] = [jiao, part].map(digit => Math.max(0, DIGITS.indexOf(digit || '零')))
  const amount = wholeFromWords(whole) * 100 + tens! * 10 + ones!
  return Number.isSafeInteger(amount) && plain(inWords(fen(amount))) === words ? fen(amount) : null
}
