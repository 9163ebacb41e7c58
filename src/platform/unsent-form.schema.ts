import { z } from 'zod'

/** What somebody typed into a form and has not sent; times are texts where it lies locked. */
export const Unsent = z.object({
  accountId: z.string(), name: z.string(),
  page: z.string().meta({ description: 'Address of the page on which the form stands, with its question' }),
  action: z.string().meta({ description: 'Address to which the form is sent' }),
  route: z.string().meta({ description: 'The pattern of that address' }),
  typed: z.record(z.string(), z.string()).meta({ description: 'By the names of the inputs; no passwords and no files' }),
  at: z.coerce.date(),
})
export type Unsent = z.infer<typeof Unsent>

/**
 * As it lies: keyed hashes and locked bytes, so that the database tells neither who is writing where nor what. It may be a bid, a score
 * or an answer that nobody may read yet.
 */
export const LockedForm = z.object({
  id: z.string(), revision: z.int().default(0),
  owner: z.string(), page: z.string(),
  shared: z.string().optional().meta({ description: 'Only where several people write the same: by it they find each other' }),
  locked: z.string(), staleAt: z.date(),
})
export type LockedForm = z.infer<typeof LockedForm>

export const DiscardUnsent = z.object({ action: z.string().max(500) })
