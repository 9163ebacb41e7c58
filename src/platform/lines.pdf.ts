import { advance } from './fonts.ts'
import type { Alignment, Face, Run } from './print.schema.ts'

/** Sizes in points: of the type, and from one line to the next. */
export type Type = { size: number; leading: number }
export type Piece = { text: string; face: Face }
/** `hang` is the blank half of a closing mark at the end, in points; `isLast` ends a paragraph or stands before a forced break. */
export type Line = { pieces: Piece[]; width: number; hang: number; isLast: boolean }

type Glyph = { char: string; face: Face; width: number }

const CLOSING = '，。、；：？！）》〉」』】〕］｝”’'
const OPENING = '（《〈「『【〔［｛“‘'
const NEVER_FIRST = new Set(`${CLOSING}…—·％‰℃,.;:?!)]}%`)
const NEVER_LAST = new Set(`${OPENING}¥￥$([{`)
const HALF_BLANK = new Set(CLOSING)

const isWord = (char: string): boolean => /[!-\u024f]/.test(char)
const isLetter = (char: string): boolean => /[a-z]/i.test(char)

/** Chinese text breaks anywhere but before a closing mark and after an opening one; words and numbers stay whole, addresses break at a slash. */
function mayBreak(glyphs: Glyph[], at: number): boolean {
  const [earlier, before, after] = [glyphs[at - 2]?.char ?? '', glyphs[at - 1]!.char, glyphs[at]!.char]
  if (after === ' ') return false
  if (before === ' ') return !NEVER_FIRST.has(after) && !NEVER_LAST.has(lastShown(glyphs, at))
  if (NEVER_FIRST.has(after) || NEVER_LAST.has(before)) return false
  if (before === '/' && isLetter(earlier) && isLetter(after)) return true
  return !(isWord(before) && isWord(after))
}

/** A space between does not make an opening mark fit to end a line. */
function lastShown(glyphs: Glyph[], at: number): string {
  let last = at - 1
  while (glyphs[last]?.char === ' ') last -= 1
  return glyphs[last]?.char ?? ''
}

const hang = ({ char, width }: Glyph): number => HALF_BLANK.has(char) ? width / 2 : 0

/** Where the line that begins at `start` ends: before the glyph that the answer counts to. */
function endOfLine(glyphs: Glyph[], start: number, width: number): number {
  let pen = 0
  let lastBreak = start
  for (let at = start; at < glyphs.length; at += 1) {
    const glyph = glyphs[at]!
    if (glyph.char === '\n') return at
    if (at > start && mayBreak(glyphs, at)) lastBreak = at
    const overflows = glyph.char !== ' ' && pen + glyph.width - hang(glyph) > width
    if (overflows) return lastBreak > start ? lastBreak : Math.max(at, start + 1)
    pen += glyph.width
  }
  return glyphs.length
}

function lineOf(glyphs: Glyph[], isLast: boolean): Line {
  const shown = glyphs.slice(0, glyphs.findLastIndex(({ char }) => char !== ' ') + 1)
  const pieces: Piece[] = []
  for (const { char, face } of shown) {
    const piece = pieces.at(-1)
    if (piece?.face === face) piece.text += char
    else pieces.push({ text: char, face })
  }
  const last = shown.at(-1)
  return { pieces, width: shown.reduce((sum, { width }) => sum + width, 0), hang: last ? hang(last) : 0, isLast }
}

/** Runs as lines of at most `width` points, the first one shorter by `indent`. */
export function breakLines(runs: Run[], { size, width, indent = 0 }: { size: number; width: number; indent?: number }): Line[] {
  const glyphs = runs.flatMap(({ text, face }) =>
    Array.from(text, char => ({ char, face, width: char === '\n' ? 0 : advance(char, face) * size })))
  const lines: Line[] = []
  let start = 0
  while (start < glyphs.length) {
    const end = endOfLine(glyphs, start, width - (lines.length === 0 ? indent : 0))
    const isForced = glyphs[end]?.char === '\n'
    lines.push(lineOf(glyphs.slice(start, end), isForced || end === glyphs.length))
    start = isForced ? end + 1 : end
    while (!isForced && glyphs[start]?.char === ' ') start += 1
  }
  return lines
}

/** A line is stretched by at most this part of its size per character; looser ones stay ragged. */
const MOST_STRETCH = 0.06

/** Draws a line with its top left at x, y; lines that are not the last are stretched to the width. */
export function drawLine(doc: PDFKit.PDFDocument, line: Line, place: { x: number; y: number; width: number; type: Type; align: Alignment }) {
  const { x, y, width, type: { size, leading }, align } = place
  const free = width - line.width + line.hang
  const count = line.pieces.reduce((sum, { text }) => sum + Array.from(text).length, 0)
  const stretch = align !== 'left' || line.isLast || free > MOST_STRETCH * size * count ? 0 : free / Math.max(1, count - 1)
  const baseline = y + (leading - size) / 2 + 0.88 * size
  let pen = x + (align === 'center' ? (width - line.width) / 2 : align === 'right' ? width - line.width : 0)
  for (const { text, face } of line.pieces) {
    doc.font(face).fontSize(size).text(text, pen, baseline, { lineBreak: false, baseline: 'alphabetic', characterSpacing: stretch })
    pen = doc.x + stretch
  }
}
