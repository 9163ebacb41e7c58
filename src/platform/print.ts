import type { PrintRequest } from './print.schema.ts'

/** The printer of `print.pdf.ts`, loaded with the first print: the site starts without it. */
export const print = async (request: PrintRequest): Promise<Buffer> => (await import('./print.pdf.ts')).print(request)
