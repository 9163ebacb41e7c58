import type { Actor } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { SECRET } from './account.rules.ts'
import type { Account } from './account.schema.ts'
import type { AccountStore } from './account.store.ts'
import { cutAfter } from './message-page.rules.ts'
import { messagePolicy } from './message.policy.ts'
import type { ChoosePreference, Message, MessageFilter } from './message.schema.ts'
import type { MessageStore, PreferenceStore } from './message.store.ts'

type Deps = {
  messages: MessageStore; preferences: PreferenceStore; accounts: Pick<AccountStore, 'get' | 'save'>
  goes: 'out' | 'nowhere'
  audit: Audit; transact: Transact; clock: Clock
}

/** As many as a list shows. */
const PAGE = 50
/** The bell counts no further; it then says that there are more. */
export const COUNTED = 100
/** What was read is kept for so long. */
export const KEPT_DAYS = 365
export const keptFrom = (now: Date): Date => new Date(now.getTime() - KEPT_DAYS * 86_400_000)

/** `next` is the time of the last one, from where to read on; null at the end. */
export type MessageList = { unread: Message[]; read: Message[]; next: Date | null }
export type Chosen = ChoosePreference & { email: string; goes: 'out' | 'nowhere' }

export const messageService = ({ messages, preferences, accounts, goes, audit, transact, clock }: Deps) => ({
  /** The unread ones, and a page of those that were read; further pages hold only the latter. */
  async list({ id }: Actor, { after }: MessageFilter): Promise<MessageList> {
    const end = after ?? new Date(clock().getTime() + 1)
    const [unread, read] = await Promise.all([
      after ? [] : messages.unreadOf(id, COUNTED),
      messages.readOf(id, { from: keptFrom(clock()), before: end }, PAGE + 1),
    ])
    return { unread, ...cutAfter(read, PAGE) }
  },

  /** For the bell of every page: one question on one index. */
  countUnread: ({ id }: Actor): Promise<number> => messages.countUnread(id, COUNTED),

  /** Marks one as read and gives it; what was read need not come by mail any more. */
  async read(actor: Actor, id: string): Promise<Message> {
    const message = await messages.get(id)
    permit(messagePolicy.read, actor, message)
    if (message.unread) await messages.setRead(actor.id, [id])
    return { ...message, unread: false }
  },

  readAll: ({ id }: Actor): Promise<void> => messages.setAllRead(id),

  async preference({ id }: Actor): Promise<Chosen> {
    const { email, locale } = await accounts.get(id)
    return { email, locale, frequency: (await preferences.maybe(id))?.frequency ?? 'daily', goes }
  },

  /** How often mails come, but for what is binding, and in which language. */
  async choose(actor: Actor, { frequency, locale }: ChoosePreference): Promise<void> {
    await transact(async () => {
      await preferences.choose(actor.id, frequency)
      const before: Account = await accounts.get(actor.id)
      if (before.locale === locale) return
      const after = await accounts.save({ ...before, locale })
      await audit.record(actor, { kind: 'account', action: 'account.locale', before, after, secret: SECRET })
    })
  },
})
export type MessageService = ReturnType<typeof messageService>
