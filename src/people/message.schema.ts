import { z } from 'zod'
import { Day } from '../kernel/period.ts'
import { Locale } from './account.schema.ts'

/** Words that are translated where they are read, with what they name. */
const Phrase = z.object({ key: z.string(), params: z.record(z.string(), z.unknown()).optional() })

/** What the texts of a message name: sums in fen, scores in hundredths, times, names, and words of their own. */
export const Facts = z.record(z.string(), z.union([z.string(), z.number(), z.date(), Phrase]))
export type Facts = z.infer<typeof Facts>

/** `binding` is what the law or a contract makes known, or what protects the account: it is mailed at once, whatever a person prefers. */
export const Weight = z.enum(['binding', 'courtesy'])
export type Weight = z.infer<typeof Weight>

/**
 * How far the mail of a message is. `none`: never mailed, or read in the site first; `now`: waits to be sent at once; `daily`: waits for
 * the day's mail; `sent`: given to the mail server; `refused`: the server takes no mail for this address.
 */
export const MailState = z.enum(['none', 'now', 'daily', 'sent', 'refused'])
export type MailState = z.infer<typeof MailState>

/** One thing told to one person. Its id is made of what it tells and to whom, so that it is told once. */
export const Message = z.object({
  id: z.string(),
  revision: z.int().default(0),
  accountId: z.string(),
  text: z.string().meta({ description: 'Its words stand under message.told.<text>' }),
  facts: Facts.default({}),
  href: z.string().meta({ description: 'The page of the site that it is about' }),
  weight: Weight,
  at: z.date(),
  unread: z.boolean().default(true),
  mail: MailState.default('none'),
})
export type Message = z.infer<typeof Message>

export const Frequency = z.enum(['at-once', 'daily', 'none'])
export type Frequency = z.infer<typeof Frequency>

/** How a person wants to hear by mail of what is not binding; nobody has one who never chose. */
export const Preference = z.object({
  id: z.string().meta({ description: 'Of the account' }),
  revision: z.int().default(0),
  frequency: Frequency.default('daily'),
  round: Day.optional().meta({ description: 'The last day whose reminders and mail are done' }),
})
export type Preference = z.infer<typeof Preference>

/** What a person chooses; the language is the account's, and that of its mails. */
export const ChoosePreference = z.object({ frequency: Frequency, locale: Locale })
export type ChoosePreference = z.infer<typeof ChoosePreference>

/** Reading on after the page before, by the time of its last message. */
export const MessageFilter = z.object({ after: z.date().optional() })
export type MessageFilter = z.infer<typeof MessageFilter>
