import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { Balance } from './ledger.schema.ts'

export const Grouping = z.enum(['district', 'purchaseArea', 'item', 'month'])
export type Grouping = z.infer<typeof Grouping>

export const ExecutionFilter = z.object({ year: z.int().optional(), by: Grouping.default('district'), area: z.string().max(12).optional() })
/** A phone gets a narrower picture. */
export const ExecutionPicture = ExecutionFilter.extend({ size: z.enum(['wide', 'narrow']).default('wide') })
export type ExecutionPicture = z.infer<typeof ExecutionPicture>
export type ExecutionFilter = z.infer<typeof ExecutionFilter>

/** Of approved lines: what was budgeted, where it is, and the rate of execution, paid ÷ budgeted, in hundredths of a percent. */
export const ExecutionRow = Balance.extend({
  key: z.string().meta({ description: 'Code of the district, purchase area, item or month 01–12' }),
  budgeted: Money,
  rate: z.int(),
})
export type ExecutionRow = z.infer<typeof ExecutionRow>

export const Execution = z.object({ year: z.int(), by: Grouping, rows: z.array(ExecutionRow), total: ExecutionRow })
export type Execution = z.infer<typeof Execution>
