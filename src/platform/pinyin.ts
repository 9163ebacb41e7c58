import { pinyin } from 'pinyin-pro'

/** 阿信助老 → AXZL; other letters stay as they are. */
export const initials = (text: string): string =>
  pinyin(text, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('').toUpperCase()

/** A register has thousands of names, and each is spelled once. */
const spelled = new Map<string, string[]>()
const MOST = 50_000
/** 阿信助老 → a, xin, zhu, lao: the syllables without their tones, in the reading that the neighbours give. */
export function spell(text: string): string[] {
  const known = spelled.get(text)
  if (known) return known
  if (spelled.size >= MOST) spelled.clear()
  const syllables = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'removed', v: true })
  spelled.set(text, syllables)
  return syllables
}
