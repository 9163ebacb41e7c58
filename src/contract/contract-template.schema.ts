import { z } from 'zod'
import { Day } from '../kernel/period.ts'

/** A wording of the contract, as it was published. It is never edited: another wording is another version. */
export const TemplateVersion = z.object({
  version: z.string().regex(/^\d{4}-\d{1,2}$/).meta({ description: '2026-2 is the second wording of 2026' }),
  from: Day.meta({ description: 'Contracts drawn up from this day on are printed with it' }),
})
export type TemplateVersion = z.infer<typeof TemplateVersion>
