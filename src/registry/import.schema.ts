import { z } from 'zod'
import { TakeOver } from './organization.schema.ts'

export const ImportStatus = z.enum(['previewed', 'running', 'done', 'dropped'])

/** A register that is taken over from a file: looked at first, then entered row by row. */
export const Import = z.object({
  id: z.string(),
  revision: z.int().default(0),
  file: z.string().meta({ description: 'Name of the file' }),
  heading: z.array(z.string()),
  status: ImportStatus.default('previewed'),
  by: z.object({ id: z.string(), name: z.string() }),
  at: z.date(),
  good: z.int().nonnegative(),
  bad: z.int().nonnegative(),
  done: z.int().nonnegative().default(0).meta({ description: 'Good rows that have been dealt with' }),
  entered: z.int().nonnegative().default(0),
})
export type Import = z.infer<typeof Import>

const RowProblem = z.object({ field: z.string(), code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])).optional() })
/** One line of the file: ready to be entered, or with what is wrong with it. */
export const ImportRow = z.object({
  id: z.string(),
  revision: z.int().default(0),
  importId: z.string(),
  line: z.int().meta({ description: 'As the file numbers it, the heading being line 1' }),
  cells: z.array(z.string()),
  problems: z.array(RowProblem).default([]),
  draft: TakeOver.optional(),
  state: z.enum(['bad', 'ready', 'entered', 'refused']),
})
export type ImportRow = z.infer<typeof ImportRow>

export const ImportFilter = z.object({ q: z.string().trim().max(60).optional(), status: ImportStatus.optional() })
export type ImportFilter = z.infer<typeof ImportFilter>
export const StartImport = z.object({ revision: z.int() })
