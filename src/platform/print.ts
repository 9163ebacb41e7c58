import type { PrintRequest } from './print.schema.ts'

/** The printer of `print.pdf.ts`, loaded with the first print: the site starts without it. */
export const print = async (request: PrintRequest): Promise<Buffer> => (await import('./print.pdf.ts')).print(request)

/** Parses the fonts and prints a small page, for a process that is going to print. */
export const warmUp = async (): Promise<void> => (await import('./print.pdf.ts')).warmUp()
