import { z } from 'zod'

/** What one picture of the money page is of. */
export const MoneyPart = z.enum(['years', 'purchaseAreas', 'districts', 'sources', 'payees', 'grades'])
export type MoneyPart = z.infer<typeof MoneyPart>

export const MoneyFilter = z.object({
  year: z.int().min(2013).max(2100).optional(), of: MoneyPart.optional().meta({ description: 'Which of its tables is wanted as a file' }),
})
/** A phone gets a narrower picture. */
export const MoneyPicture = MoneyFilter.extend({ of: MoneyPart.default('years'), size: z.enum(['wide', 'narrow']).default('wide') })
export type MoneyPicture = z.infer<typeof MoneyPicture>
