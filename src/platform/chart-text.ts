import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create, type ParsedFont } from 'fontkit'

const FILE = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'
let parsed: ParsedFont | undefined
const font = (): ParsedFont => parsed ??= create(readFileSync(createRequire(import.meta.url).resolve(FILE)))

/** How far below the given point the line of writing lies, in ems of this font. */
const BASELINE: Record<string, number> = { central: 0.38, middle: 0.38, hanging: 0.88, 'text-before-edge': 0.88, 'text-after-edge': -0.12 }
const ANCHOR: Record<string, number> = { middle: -0.5, end: -1 }
const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

/**
 * A picture whose texts are drawn as outlines: a picture in a page cannot use the page's fonts, and a machine without
 * Chinese ones would show boxes. Each text stays as the title of its drawing.
 */
export function outlined(svg: string): string {
  const glyphs = new Map<number, string>()
  const drawn = svg.replace(/<text\b([^>]*)>([^<]*)<\/text>/g, (_, written: string, words: string) => {
    const given = (name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(written)?.[1]
    const size = Number(/font-size:\s*([\d.]+)px/.exec(written)?.[1] ?? 12)
    const scale = size / font().unitsPerEm
    let pen = 0
    const uses = Array.from(words.replace(/&(?:amp|lt|gt|quot|#39);/g, entity => ENTITIES[entity] ?? entity), char => {
      const { id, advanceWidth } = font().glyphForCodePoint(char.codePointAt(0) ?? 0)
      if (!glyphs.has(id)) glyphs.set(id, font().getGlyph(id).path.toSVG())
      const use = glyphs.get(id) === '' ? '' : `<use href="#g${id}" x="${pen}"/>`
      pen += advanceWidth
      return use
    })
    const x = Number(given('x') ?? 0) + (ANCHOR[given('text-anchor') ?? ''] ?? 0) * pen * scale
    const y = Number(given('y') ?? 0) + (BASELINE[given('dominant-baseline') ?? ''] ?? 0) * size
    const place = [given('transform'), `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${scale} ${-scale})`].filter(Boolean).join(' ')
    return `<g transform="${place}" fill="${given('fill') ?? 'currentColor'}"><title>${words}</title>${uses.join('')}</g>`
  })
  const outlines = [...glyphs].filter(([, path]) => path).map(([id, path]) => `<path id="g${id}" d="${path}"/>`)
  return drawn.replace(/<svg\b[^>]*>/, root => `${root}<defs>${outlines.join('')}</defs>`)
}
