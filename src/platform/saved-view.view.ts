import { view } from '../kernel/view.ts'
import { addressOf } from './saved-view.rules.ts'
import type { SavedView } from './saved-view.schema.ts'

/** All views of a person, to be renamed, made the default, or deleted. */
export const savedViewList = view('platform/saved-views', (views: SavedView[]) => ({
  title: { key: 'view.title' }, lead: { key: 'view.lead' },
  views: views.map(({ id, revision, name, list, isDefault, ...where }) => ({
    id, revision, name, listName: list, isDefault, href: addressOf({ ...where }), action: `/views/${id}`,
    remove: {
      href: `/views/${id}/delete`, open: { key: 'view.delete' }, title: { key: 'view.delete-title', params: { name } }, text: { key: 'view.delete-text' }, submit: { key: 'view.delete' },
    },
  })),
  empty: { title: { key: 'view.none' }, text: { key: 'view.none-text' } },
}))
