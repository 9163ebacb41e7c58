import { z } from 'zod'

/** An address of a list that one person keeps under a name; nobody else sees it. */
export const SavedView = z.object({
  id: z.string(),
  revision: z.int().default(0),
  accountId: z.string(),
  path: z.string().regex(/^\/[a-z][a-z/-]{0,80}$/, 'no-list').meta({ description: 'The list, such as /budget' }),
  list: z.string().max(100).meta({ description: 'What the list is called, as it was read when this was saved' }),
  query: z.string().max(1_000).meta({ description: 'Filters and order; empty for the whole list' }),
  name: z.string().trim().min(1).max(40),
  isDefault: z.boolean().default(false).meta({ description: 'Opens when the list is asked for without a question' }),
  createdAt: z.date(),
})
export type SavedView = z.infer<typeof SavedView>

export const SaveView = SavedView.pick({ path: true, list: true, name: true, isDefault: true }).extend({ query: SavedView.shape.query.default('') })
export type SaveView = z.infer<typeof SaveView>
export const ChangeView = SavedView.pick({ revision: true, name: true, isDefault: true })
export type ChangeView = z.infer<typeof ChangeView>
