import { currentSession } from './database.ts'
import { collection } from './document.ts'
import { LockedForm } from './unsent-form.schema.ts'

const forms = collection('unsent_forms', LockedForm, [[{ owner: 1 }], [{ page: 1 }], [{ shared: 1 }], [{ staleAt: 1 }]])

export const unsentFormStore = {
  maybe: forms.maybe,
  insert: forms.insert,
  save: forms.save,
  of: (by: Partial<Pick<LockedForm, 'owner' | 'page' | 'shared'>>): Promise<LockedForm[]> => forms.find(by),
  drop: async (id: string): Promise<void> => { await forms.model.collection.deleteOne({ _id: id } as never, { session: currentSession() }) },
  /** By the platform's clock, which a TTL of the store would not know. */
  async removeStale(now: Date): Promise<number> {
    const { deletedCount } = await forms.model.collection.deleteMany({ staleAt: { $lte: now } })
    return deletedCount
  },
}
export type UnsentFormStore = typeof unsentFormStore
