import { createRequire } from 'node:module'
import { create, type ParsedFont } from 'fontkit'
import { readFileSync } from 'node:fs'
import type { Face } from './print.schema.ts'

const FILES: Record<Face, string> = {
  serif: '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  sans: '@expo-google-fonts/noto-sans-sc/600SemiBold/NotoSansSC_600SemiBold.ttf',
}
const require = createRequire(import.meta.url)
const parsed = new Map<Face, ParsedFont>()

/** A font is parsed once and shared by all documents: parsing costs a second and a half, a contract 50 milliseconds. */
export function font(face: Face): ParsedFont {
  const known = parsed.get(face) ?? create(readFileSync(require.resolve(FILES[face])))
  parsed.set(face, known)
  return known
}

/** The characters of a text that cannot be printed, each once, so that a caller can refuse a name or ask for another spelling. */
export const missingGlyphs = (text: string): string[] =>
  [...new Set(text)].filter(char => !/\s/.test(char)
    && !(['serif', 'sans'] as const).every(face => font(face).hasGlyphForCodePoint(char.codePointAt(0) ?? 0)))

const widths: Record<Face, Map<string, number>> = { serif: new Map(), sans: new Map() }

/** How far a character moves the pen, in ems. */
export function advance(char: string, face: Face): number {
  const known = widths[face].get(char)
  if (known !== undefined) return known
  const { unitsPerEm } = font(face)
  const width = font(face).glyphForCodePoint(char.codePointAt(0) ?? 0).advanceWidth / unitsPerEm
  widths[face].set(char, width)
  return width
}
