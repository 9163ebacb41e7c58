import { z } from 'zod'

/** 市—区—社 since the reform of 2012; streets may come back, so the levels are data with dates. */
export const AreaKind = z.enum(['city', 'district', 'county', 'zone', 'street', 'community', 'committee'])
export type AreaKind = z.infer<typeof AreaKind>

export const Area = z.object({
  id: z.string().regex(/^\d{6}(\d{3}){0,2}$/, 'area-code').meta({ description: 'Division code (GB/T 2260), and three digits more for each level below' }),
  revision: z.int().default(0),
  name: z.string().min(2).max(60),
  kind: AreaKind,
  parent: z.string().optional(),
  areas: z.array(z.string()).meta({ description: 'Its own code and those of all above it' }),
  status: z.enum(['running', 'planned', 'dissolved']).default('running'),
  validFrom: z.date(),
  validTo: z.date().optional(),
  population: z.int().nonnegative().optional(),
  premises: z.int().nonnegative().optional().meta({ description: 'Square metres of its premises; the target is 2,000' }),
})
export type Area = z.infer<typeof Area>

/** A list is narrowed to an area and all below it. */
export const InArea = z.object({ area: z.string().max(12).optional().meta({ description: 'Code of an area; what lies below it is found too' }) })
export type InArea = z.infer<typeof InArea>

/** Areas of one kind, or those whose name or code has it; asked for nothing, the districts of the city. */
export const AreaFilter = z.object({ q: z.string().trim().max(60).optional(), kind: AreaKind.exclude(['city']).optional() })
export type AreaFilter = z.infer<typeof AreaFilter>

export const DefineArea = Area.omit({ revision: true, areas: true })
export type DefineArea = z.infer<typeof DefineArea>

/** Names and figures change; the code, the kind and the place in the tree do not: what moves is dissolved and defined anew. */
export const EditArea = Area.pick({ name: true, status: true, validTo: true, population: true, premises: true }).extend({ revision: z.int() })
export type EditArea = z.infer<typeof EditArea>
