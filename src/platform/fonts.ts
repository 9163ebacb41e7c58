import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create, type GlyphRun, type ParsedFont } from 'fontkit'
import type { Face } from './print.schema.ts'

const FILES: Record<Face, string> = {
  serif: '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  sans: '@expo-google-fonts/noto-sans-sc/600SemiBold/NotoSansSC_600SemiBold.ttf',
}
const require = createRequire(import.meta.url)
const parsed = new Map<Face, ParsedFont>()

/** A font is parsed once and shared by all documents: parsing costs a second and a half, a contract 50 milliseconds. */
export function font(face: Face): ParsedFont {
  const known = parsed.get(face) ?? setting(create(readFileSync(require.resolve(FILES[face]))))
  parsed.set(face, known)
  return known
}

const CHINESE = /[\u2e80-\u9fff\uff00-\uffef]+/
const SEGMENTS = /[\u2e80-\u9fff\uff00-\uffef]+|[^\u2e80-\u9fff\uff00-\uffef]+/g

/** The font, except that Chinese characters are set one after another: shaping gives the same and takes a third of the time of a print. */
function setting(shaped: ParsedFont): ParsedFont {
  const runOf = (segment: string): GlyphRun => CHINESE.test(segment) ? unshaped(shaped, segment) : shaped.layout(segment)
  const layout = (text: string, features?: unknown): GlyphRun =>
    features ? shaped.layout(text, features) : joined((text.match(SEGMENTS) ?? []).map(runOf))
  return Object.assign(Object.create(shaped) as ParsedFont, { layout })
}

function unshaped(shaped: ParsedFont, text: string): GlyphRun {
  const glyphs = Array.from(text, char => shaped.glyphForCodePoint(char.codePointAt(0) ?? 0))
  return runWith(glyphs, glyphs.map(({ advanceWidth }) => ({ xAdvance: advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 })))
}

const joined = (runs: GlyphRun[]): GlyphRun =>
  runWith(runs.flatMap(({ glyphs }) => glyphs), runs.flatMap(({ positions }) => positions))

const runWith = (glyphs: GlyphRun['glyphs'], positions: GlyphRun['positions']): GlyphRun => ({
  glyphs, positions,
  get advanceWidth() { return positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0) },
})

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
