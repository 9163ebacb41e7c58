import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import { SETTINGS } from './letter.rules.ts'
import { messagePolicy } from './message.policy.ts'
import { ChoosePreference, MessageFilter } from './message.schema.ts'
import type { MessageService } from './message.service.ts'
import { messagesPage, preferencesPage } from './message.view.ts'

const Nothing = z.object({})

export const messagePages = ({ messages }: { messages: MessageService }): AnyPage[] => {
  const settings = async ({ actor }: { actor: Actor }) => show(preferencesPage, await messages.preference(actor))
  return [
    page({
      path: '/messages', may: messagePolicy.list, query: MessageFilter,
      handle: async ({ actor, query }) => show(messagesPage, await messages.list(actor, query)),
    }),
    form({
      path: '/messages/read', may: messagePolicy.read, body: Nothing,
      handle: async ({ actor }) => {
        await messages.readAll(actor)
        return goTo('/messages', 'message.flash.read')
      },
    }),
    page({ path: SETTINGS, may: messagePolicy.prefer, handle: settings }),
    form({
      path: SETTINGS, may: messagePolicy.prefer, body: ChoosePreference,
      handle: async ({ actor, body, req }) => {
        await messages.choose(actor, body)
        req.session.locale = body.locale
        return goTo(SETTINGS, 'message.flash.chosen')
      },
      again: settings,
    }),
    form({
      path: '/messages/:id/read', may: messagePolicy.read, params: Id, body: Nothing,
      handle: async ({ actor, params }) => {
        await messages.read(actor, params.id)
        return goTo('/messages')
      },
    }),
    // Opening what a message is about marks it as read; a link could not, since looking changes nothing.
    form({
      path: '/messages/:id/open', may: messagePolicy.read, params: Id, body: Nothing,
      handle: async ({ actor, params }) => goTo((await messages.read(actor, params.id)).href),
    }),
  ]
}
