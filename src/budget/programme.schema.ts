import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { Balance } from './ledger.schema.ts'

/** A year's plan of purchases for one aim (年度购买计划); lines of its area and below belong to it. */
export const Programme = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'As people quote it: BP-2026-0001' }),
  year: z.int().min(2013).max(2100),
  name: z.string().min(2).max(100),
  area: z.string().min(6).max(12),
  areas: z.array(z.string()),
  department: z.string().min(2).max(60).meta({ description: 'Who answers for it' }),
  aim: z.string().min(10).max(1_000),
  createdAt: z.date(),
})
export type Programme = z.infer<typeof Programme>

export const DefineProgramme = Programme.pick({ year: true, name: true, area: true, department: true, aim: true })
export type DefineProgramme = z.infer<typeof DefineProgramme>
/** Year and area stay, since lines refer to them. */
export const EditProgramme = Programme.pick({ name: true, department: true, aim: true, revision: true })
export type EditProgramme = z.infer<typeof EditProgramme>

export const ProgrammeFilter = z.object({ year: z.int().optional() })
export type ProgrammeFilter = z.infer<typeof ProgrammeFilter>

export const ProgrammeSums = Balance.extend({ lines: z.int(), approved: Money.meta({ description: 'Of its approved lines' }) })
export type ProgrammeSums = z.infer<typeof ProgrammeSums>
