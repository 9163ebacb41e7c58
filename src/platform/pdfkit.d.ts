// What pdfkit 0.20 and fontkit 2 can do and @types/pdfkit 0.17 does not know.

declare module 'fontkit' {
  export type Glyph = { readonly id: number; readonly advanceWidth: number; readonly path: { toSVG(): string }; _decode(): unknown }
  /** What pdfkit needs to know of a glyph; the code points become what is copied out of the file. */
  export type SetGlyph = { id: number; advanceWidth: number; codePoints: number[] }
  /** In units of the font; pdfkit scales them in place. */
  export type Position = { xAdvance: number; yAdvance: number; xOffset: number; yOffset: number }
  export type GlyphRun = { glyphs: SetGlyph[]; positions: Position[]; readonly advanceWidth: number }
  export type ParsedFont = {
    readonly unitsPerEm: number
    layout(text: string): GlyphRun
    hasGlyphForCodePoint(codePoint: number): boolean
    glyphForCodePoint(codePoint: number): Glyph
    /** The same object for the same id. */
    getGlyph(id: number): Glyph
  }
  export function create(file: Uint8Array): ParsedFont
}

declare namespace PDFKit {
  interface PDFDocument {
    /** Both halves of the trailer's /ID. */
    _id: Uint8Array
  }
  interface PDFOutline {
    addItem(title: string, options: { top: number; left: number }): PDFOutline
  }
}

declare namespace PDFKit.Mixins {
  interface PDFFont {
    // eslint-disable-next-line @typescript-eslint/consistent-type-imports -- a file of global declarations has no imports
    registerFont(name: string, font: import('fontkit').ParsedFont, family: string): this
  }
  interface StructureElementOptions {
    scope?: 'Column' | 'Row'
    /** Left, top, right, bottom, measured from the top of the page. */
    bbox?: [number, number, number, number]
    placement?: 'Block' | 'Inline'
  }
}
