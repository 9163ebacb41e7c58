import { z } from 'zod'
import { LOCALES } from './locale.ts'

/** A place where one party signs. A link opens the file at its `id`: `contract.pdf#signature-buyer`. */
export const Signature = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  label: z.string().min(1),
  lines: z.array(z.string()).default([]).meta({ description: 'Printed under the label: the party, its representative' }),
})
export type Signature = z.infer<typeof Signature>

export const PrintRequest = z.object({
  template: z.string().regex(/^[a-z-]+(\/[a-z0-9-]+)+$/).meta({ description: '`tender/bid-receipt` is views/tender/bid-receipt.print.hbs' }),
  values: z.record(z.string(), z.unknown()).meta({ description: 'What the template names; a missing value is an error' }),
  title: z.string().min(1),
  author: z.string().min(1),
  reference: z.string().min(1).meta({ description: 'The number that people quote, printed on every page' }),
  issuedAt: z.date().meta({ description: 'The date of the file; the same request gives the same bytes' }),
  verifyUrl: z.url().optional(),
  corner: z.string().optional().meta({ description: 'Stands at the head of every page in the place of the reference' }),
  paper: z.literal('lying').optional().meta({ description: 'A4 across, for wide tables' }),
  lang: z.enum(LOCALES).optional().meta({ description: 'Of the document and its margins; Chinese unless told' }),
  signatures: z.array(Signature).default([]),
})
export type PrintRequest = z.input<typeof PrintRequest>
export type Printable = z.output<typeof PrintRequest>

/** 宋体 for the text, 黑体 for what stands out. */
export type Face = 'serif' | 'sans'
/** Text in one face; `\n` in it is a line break. */
export type Run = { text: string; face: Face }
export type Alignment = 'left' | 'center' | 'right'

/** A heading of a column or of a row, or neither. */
export type Cell = { runs: Run[]; align: Alignment; heads?: 'column' | 'row' }
/** Widths are points; a share divides what the points leave. */
export type Column = { points: number } | { share: number }

export type Paragraph = { kind: 'paragraph'; runs: Run[]; align: Alignment; indented: boolean }
export type Heading = { kind: 'heading'; level: 1 | 2 | 3; runs: Run[] }
export type List = { kind: 'list'; items: { label: string; runs: Run[] }[] }
export type Table = { kind: 'table'; caption: Run[]; columns: Column[]; head: Cell[][]; rows: Cell[][] }
export type Block =
  | Heading | Paragraph | List | Table
  | { kind: 'rule' }
  | { kind: 'page-break' }
  /** Leads to where the document is verified, or to an address of its own. */
  | { kind: 'qr'; alt: string; runs: Run[]; url?: string }
  | { kind: 'signatures'; runs: Run[] }
