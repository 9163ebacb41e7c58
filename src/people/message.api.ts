import type { Request } from 'express'
import { z } from 'zod'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { say } from '../platform/words.ts'
import { localeOf } from '../platform/text.ts'
import { textOf, titleOf } from './letter.rules.ts'
import { messagePolicy } from './message.policy.ts'
import { ChoosePreference, Frequency, Message, MessageFilter } from './message.schema.ts'
import type { MessageService } from './message.service.ts'
import { Locale } from './account.schema.ts'

const MessageSeen = Message.pick({ id: true, href: true, weight: true, at: true, unread: true }).extend({
  kind: Message.shape.text.meta({ description: 'What it tells, such as tender-won' }), title: z.string(), text: z.string(),
}).meta({ id: 'Message', description: 'In the language of Accept-Language' })

const seen = (message: Message, req: Request): z.input<typeof MessageSeen> => {
  const locale = localeOf(req)
  return { ...message, kind: message.text, title: say(titleOf(message), locale), text: say(textOf(message), locale) }
}

const PreferenceSeen = z.object({
  email: z.string(), frequency: Frequency, locale: Locale,
  goes: z.enum(['out', 'nowhere']).meta({ description: 'nowhere: no mail server is set, messages stay in the site' }),
}).meta({ id: 'MessagePreference', description: 'What is binding is mailed at once in any case' })

export const messageApi = ({ messages }: { messages: MessageService }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/messages', may: messagePolicy.list, summary: 'Own messages: the unread ones, and a page of those that were read',
    query: MessageFilter,
    reply: z.object({ unread: z.array(MessageSeen), read: z.array(MessageSeen), next: z.date().nullable() }),
    handle: async ({ actor, query, req }) => {
      const { unread, read, next } = await messages.list(actor, query)
      return { unread: unread.map(each => seen(each, req)), read: read.map(each => seen(each, req)), next }
    },
  }),
  endpoint({
    method: 'post', path: '/messages/read', may: messagePolicy.read, summary: 'Mark all own messages as read',
    reply: z.object({}), handle: async ({ actor }) => {
      await messages.readAll(actor)
      return {}
    },
  }),
  endpoint({
    method: 'get', path: '/messages/preferences', may: messagePolicy.prefer, summary: 'How often mails come, and in which language',
    reply: PreferenceSeen, handle: ({ actor }) => messages.preference(actor),
  }),
  endpoint({
    method: 'put', path: '/messages/preferences', may: messagePolicy.prefer, summary: 'Choose how often mails come, but for what is binding',
    body: ChoosePreference, reply: PreferenceSeen, handle: async ({ actor, body }) => {
      await messages.choose(actor, body)
      return messages.preference(actor)
    },
  }),
  endpoint({
    method: 'post', path: '/messages/:id/read', may: messagePolicy.read, summary: 'Mark one message as read',
    params: Id, reply: MessageSeen, handle: async ({ actor, params, req }) => seen(await messages.read(actor, params.id), req),
  }),
]
