import { isSignedIn, type Actor } from '../kernel/actor.ts'
import { Forbidden } from '../kernel/refusal.ts'
import type { Clock } from './clock.ts'
import type { Transact } from './database.ts'
import { refuseTooMany, worthKeeping } from './saved-view.rules.ts'
import type { ChangeView, SavedView, SaveView } from './saved-view.schema.ts'
import type { SavedViewStore } from './saved-view.store.ts'

type Deps = { views: SavedViewStore; transact: Transact; clock: Clock; newId: () => string }

/** Views of lists are a person's own; like a bookmark they are no business of the log. */
export const savedViewService = ({ views, transact, clock, newId }: Deps) => {
  async function own(actor: Actor, id: string): Promise<SavedView> {
    const view = await views.get(id)
    if (view.accountId !== actor.id) throw new Forbidden('forbidden', `${actor.id} has no view ${id}`)
    return view
  }
  /** A list opens with one view at most. */
  async function onlyDefault(view: SavedView): Promise<void> {
    if (!view.isDefault) return
    for (const other of await views.ofList(view.accountId, view.path)) {
      if (other.id !== view.id && other.isDefault) await views.save({ ...other, isDefault: false })
    }
  }

  return {
    all: (actor: Actor): Promise<SavedView[]> => views.of(actor.id),
    ofList: async (actor: Actor, path: string): Promise<SavedView[]> => isSignedIn(actor) ? views.ofList(actor.id, path) : [],

    /** Under a name that the list has already, the view is what it is now. */
    save: (actor: Actor, { query, ...asked }: SaveView): Promise<SavedView> => transact(async () => {
      const known = await views.of(actor.id)
      const same = known.find(({ path, name }) => path === asked.path && name === asked.name)
      if (!same) refuseTooMany(known)
      const kept = { ...asked, query: worthKeeping(query), accountId: actor.id }
      const view = same ? await views.save({ ...same, ...kept }) : await views.insert({ ...kept, id: newId(), revision: 0, createdAt: clock() })
      await onlyDefault(view)
      return view
    }),

    change: (actor: Actor, id: string, { revision, name, isDefault }: ChangeView): Promise<SavedView> => transact(async () => {
      const view = await views.save({ ...await own(actor, id), revision, name, isDefault })
      await onlyDefault(view)
      return view
    }),

    drop: (actor: Actor, id: string): Promise<void> => transact(async () => views.drop((await own(actor, id)).id)),
  }
}
export type SavedViewService = ReturnType<typeof savedViewService>
