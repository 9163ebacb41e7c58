import { currentSession } from './database.ts'
import { collection } from './document.ts'
import { SavedView } from './saved-view.schema.ts'

const views = collection('saved_views', SavedView, [[{ accountId: 1, path: 1 }]])

export const savedViewStore = {
  get: views.get,
  insert: views.insert,
  save: views.save,
  /** In the order in which they were made. */
  of: (accountId: string): Promise<SavedView[]> => views.find({ accountId }, { sort: { createdAt: 1, _id: 1 } }),
  ofList: (accountId: string, path: string): Promise<SavedView[]> => views.find({ accountId, path }, { sort: { createdAt: 1, _id: 1 } }),
  drop: async (id: string): Promise<void> => { await views.model.collection.deleteOne({ _id: id } as never, { session: currentSession() }) },
}
export type SavedViewStore = typeof savedViewStore
