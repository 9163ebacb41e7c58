import type { LetterWords } from '../platform/letter.ts'
import type { Message } from './message.schema.ts'

/** Where people choose how often mails come. */
export const SETTINGS = '/messages/preferences'

type Place = { site: string }
const words = ({ text, facts }: Pick<Message, 'text' | 'facts'>, part: 'subject' | 'text') => ({ key: `message.told.${text}.${part}`, params: facts })
/** Title and text of a message, for pages and mails alike. */
export const titleOf = (message: Pick<Message, 'text' | 'facts'>) => words(message, 'subject')
export const textOf = (message: Pick<Message, 'text' | 'facts'>) => words(message, 'text')

const partOf = (message: Message, { site }: Place) => ({ title: titleOf(message), text: textOf(message), href: `${site}${message.href}` })
const choice = ({ site }: Place) => ({ text: { key: 'message.mail.settings' }, href: `${site}${SETTINGS}` })

/** The mail of one message. Only what the message itself says stands in it, no name and nothing of the account. */
export const letterOf = (message: Message, place: Place): LetterWords => ({
  subject: titleOf(message), lead: { key: 'message.mail.lead' }, parts: [partOf(message, place)], open: { key: 'message.mail.open' },
  foot: { key: message.weight === 'binding' ? 'message.mail.binding' : 'message.mail.courtesy' }, choice: choice(place),
})

/** The mail of one day. */
export const dailyLetterOf = (messages: Message[], place: Place): LetterWords => ({
  subject: { key: 'message.mail.daily-subject', params: { count: messages.length } },
  lead: { key: 'message.mail.daily-lead', params: { count: messages.length } },
  parts: messages.map(message => partOf(message, place)), open: { key: 'message.mail.open' },
  foot: { key: 'message.mail.daily' }, choice: choice(place),
})
