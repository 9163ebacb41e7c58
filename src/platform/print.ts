import type { Block, PrintRequest } from './print.schema.ts'

/** The printer of `print.pdf.ts`, loaded with the first print: the site starts without it. */
export const print = async (request: PrintRequest): Promise<Buffer> => (await import('./print.pdf.ts')).print(request)

/** What would be printed, to be shown on a page. Throws an Error that names what a template misses. */
export async function preview({ template, values, verifyUrl = null, ...document }: Omit<PrintRequest, 'verifyUrl'> & { verifyUrl?: string | null | undefined }): Promise<Block[]> {
  const [{ blocksOf }, { renderPrint }] = await Promise.all([import('./html-blocks.ts'), import('./print-template.ts')])
  return blocksOf(renderPrint(template, { ...values, document: { ...document, verifyUrl } }))
}

/** Parses the fonts and prints a small page, for a process that is going to print. */
export const warmUp = async (): Promise<void> => (await import('./print.pdf.ts')).warmUp()
