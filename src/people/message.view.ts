import { view } from '../kernel/view.ts'
import { Locale } from './account.schema.ts'
import { SETTINGS, textOf, titleOf } from './letter.rules.ts'
import { Frequency, type Message } from './message.schema.ts'
import type { Chosen, MessageList } from './message.service.ts'

const rowOf = (message: Message) => ({
  id: message.id, title: titleOf(message), text: textOf(message), at: message.at, href: message.href,
  ...(message.weight === 'binding' && { chip: { key: 'message.weight.binding', tone: 'info' } }),
})

export const messagesPage = view('people/messages', ({ unread, read, next }: MessageList) => ({
  title: { key: 'message.title' },
  actions: [{ key: 'message.do.settings', href: SETTINGS, icon: 'gear' }],
  waiting: unread.map(rowOf), read: read.map(rowOf), next: next?.toISOString() ?? null,
  empty: { icon: 'bell', title: { key: 'message.none' }, text: { key: 'message.none-text' } },
}))

export const preferencesPage = view('people/preferences', ({ email, frequency, locale, goes }: Chosen) => ({
  title: { key: 'message.settings.title' }, email, frequency, locale, kept: goes === 'nowhere',
  frequencies: Frequency.options.map(value => ({ value, key: `message.frequency.${value}`, hint: { key: `message.frequency-hint.${value}` } })),
  locales: Locale.options.map(value => ({ value, key: `message.locale.${value}` })),
}))
