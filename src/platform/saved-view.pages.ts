import { z } from 'zod'
import { Id } from './endpoint.ts'
import { form, goTo, page, show, type AnyPage } from './page.ts'
import { everyAccount } from './route.ts'
import { addressOf } from './saved-view.rules.ts'
import { ChangeView, SaveView } from './saved-view.schema.ts'
import type { SavedViewService } from './saved-view.service.ts'
import { savedViewList } from './saved-view.view.ts'

export const savedViewPages = ({ savedViews }: { savedViews: SavedViewService }): AnyPage[] => [
  page({ path: '/views', may: everyAccount, handle: async ({ actor }) => show(savedViewList, await savedViews.all(actor)) }),
  form({
    path: '/views', may: everyAccount, body: SaveView,
    handle: async ({ actor, body }) => goTo(addressOf(await savedViews.save(actor, body)), 'view.flash.saved', { name: body.name }),
  }),
  form({
    path: '/views/:id', may: everyAccount, params: Id, body: ChangeView,
    handle: async ({ actor, params, body }) => {
      await savedViews.change(actor, params.id, body)
      return goTo('/views', 'view.flash.changed', { name: body.name })
    },
  }),
  form({
    path: '/views/:id/delete', may: everyAccount, params: Id, body: z.object({}),
    handle: async ({ actor, params }) => {
      await savedViews.drop(actor, params.id)
      return goTo('/views', 'view.flash.deleted')
    },
  }),
]
