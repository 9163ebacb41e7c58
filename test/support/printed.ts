import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** A node of the document's structure on one page: its role, and for figures what is said in their place. */
export type Structure = { role: string; alt?: string; children: (Structure | { type: string })[] }

/** A line of text, `y` points above the page's foot. */
export type TextLine = { text: string; y: number }

const BODY = { top: 772, bottom: 60 }

/** Reads a PDF as somebody else's program does: its lines page by page, what it says of itself and how it is tagged. */
export async function readPrinted(bytes: Buffer) {
  const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise
  try {
    const numbers = Array.from({ length: pdf.numPages }, (_, at) => at + 1)
    const read = await Promise.all(numbers.map(async number => {
      const page = await pdf.getPage(number)
      return { lines: await linesOf(page), structure: await page.getStructTree() }
    }))
    const { info, metadata } = await pdf.getMetadata()
    const pages = read.map(({ lines }) => lines)
    return {
      pages,
      body: pages.map(lines => lines.filter(({ y }) => y < BODY.top && y > BODY.bottom)),
      /** All that is between head and foot, as one text without line ends and spaces. */
      text: squeeze(pages.flat().filter(({ y }) => y < BODY.top && y > BODY.bottom)),
      structures: read.map(({ structure }) => structure),
      info: info as Record<string, unknown>,
      dublinCore: { title: metadata.get('dc:title') as string, creator: metadata.get('dc:creator') as string[] },
      marked: await pdf.getMarkInfo(),
      outline: ((await pdf.getOutline()) ?? []).map(({ title }) => title),
      id: pdf.fingerprints[0],
      destinations: Object.keys(await pdf.getDestinations()),
    }
  } finally {
    await pdf.loadingTask.destroy()
  }
}

export const squeeze = (lines: TextLine[]): string => lines.map(({ text }) => text).join('').replace(/\s/g, '')

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof getDocument>['promise']>['getPage']>>

async function linesOf(page: Page): Promise<TextLine[]> {
  const { items } = await page.getTextContent()
  return items.flatMap(item => 'str' in item && item.str.trim() !== ''
    ? [{ text: item.str, y: item.transform[5] as number }]
    : [])
}

/** All elements of a role in a page's structure, in reading order. */
export const elements = (node: Structure, role: string): Structure[] =>
  (node.children ?? []).flatMap(child => 'role' in child ? [...(child.role === role ? [child] : []), ...elements(child, role)] : [])
