import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create, type Glyph, type GlyphRun, type ParsedFont } from 'fontkit'
import type { Face } from './print.schema.ts'

const FILES: Record<Face, string> = {
  serif: '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  sans: '@expo-google-fonts/noto-sans-sc/600SemiBold/NotoSansSC_600SemiBold.ttf',
}
const require = createRequire(import.meta.url)
const parsed = new Map<Face, ParsedFont>()

/** A font is parsed once and shared by all documents: parsing costs a second and a half, a contract 50 milliseconds. */
export function font(face: Face): ParsedFont {
  const known = parsed.get(face) ?? shareable(create(readFileSync(require.resolve(FILES[face]))))
  parsed.set(face, known)
  return known
}

/**
 * The font as all documents use it. Its characters are set one after another: these fonts hold nothing that must be
 * shaped, what is measured is what is drawn, and digits look the same beside Latin and Chinese. Its outlines are decoded
 * once, not again for every document. Either would take a third of the time of a print.
 */
function shareable(font: ParsedFont): ParsedFont {
  const layout = (text: string): GlyphRun => {
    const glyphs = Array.from(text, char => {
      const codePoint = char.codePointAt(0) ?? 0
      const { id, advanceWidth } = font.glyphForCodePoint(codePoint)
      // The font remembers a glyph by the first character that any document asked it for; this one's own is what counts.
      return { id, advanceWidth, codePoints: [codePoint] }
    })
    const positions = glyphs.map(({ advanceWidth }) => ({ xAdvance: advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 }))
    // pdfkit scales the positions before it asks how wide they are.
    return { glyphs, positions, get advanceWidth() { return positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0) } }
  }
  const decoded = new Set<number>()
  const getGlyph = (id: number): Glyph => {
    const glyph = font.getGlyph(id)
    if (!decoded.has(id)) {
      const outline = glyph._decode()
      glyph._decode = () => outline
      decoded.add(id)
    }
    return glyph
  }
  return Object.assign(Object.create(font) as ParsedFont, { layout, getGlyph })
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
