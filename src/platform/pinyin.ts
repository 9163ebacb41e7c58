import { pinyin } from 'pinyin-pro'

/** 阿信助老 → AXZL; other letters stay as they are. */
export const initials = (text: string): string =>
  pinyin(text, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('').toUpperCase()
