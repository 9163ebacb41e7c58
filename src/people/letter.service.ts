import type { Actor } from '../kernel/actor.ts'
import type { Enqueue } from '../kernel/job.ts'
import { dayOf } from '../kernel/period.ts'
import { RuleBroken } from '../kernel/refusal.ts'
import type { Task } from '../kernel/task.ts'
import type { Clock } from '../platform/clock.ts'
import { drawLetter, type LetterWords } from '../platform/letter.ts'
import type { Mailer } from '../platform/mail.ts'
import type { Account } from './account.schema.ts'
import type { AccountStore } from './account.store.ts'
import { dailyLetterOf, letterOf, SETTINGS } from './letter.rules.ts'
import { dailyMail, sendMail } from './message.jobs.ts'
import type { Message } from './message.schema.ts'
import { keptFrom } from './message.service.ts'
import type { MessageStore, PreferenceStore } from './message.store.ts'
import { isMorning, remindersOf } from './reminder.rules.ts'
import { idOf } from './telling.rules.ts'

type Deps = {
  messages: MessageStore; preferences: PreferenceStore; accounts: Pick<AccountStore, 'maybe' | 'active'>
  tell: (given: Message[]) => Promise<void>
  /** What waits for a person, of all domains. */
  tasksOf: (actor: Actor) => Promise<Task[]>
  mailer: Mailer
  site: string
  clock: Clock; recover: Enqueue
}
type Letter = { words: LetterWords; id: string; unsubscribe: boolean }

const TEMPLATE = 'people/_letter'
const BATCH = 500

/** Mails go out once each; a crash between the sending and the note of it sends one again, under the same message id, by which it is known. */
export const letterService = ({ messages, preferences, accounts, tell, tasksOf, mailer, site, clock, recover }: Deps) => {
  async function mail({ email, locale }: Account, { words, id, unsubscribe }: Letter): Promise<'sent' | 'kept'> {
    const letter = await drawLetter(words, { template: TEMPLATE, locale, now: clock() })
    return mailer.send({
      ...letter, to: email, messageId: `${id}@${new URL(site).hostname}`, ...(unsubscribe && { unsubscribe: `${site}${SETTINGS}` }),
    })
  }

  /** Sends a letter and notes what became of it for the messages in it; an address that is refused for good is noted and told on. */
  async function post(account: Account, given: Message[], letter: Letter): Promise<void> {
    const ids = given.map(({ id }) => id)
    try {
      await messages.setMail(ids, await mail(account, letter) === 'sent' ? 'sent' : 'none')
    } catch (error) {
      if (error instanceof RuleBroken) await messages.setMail(ids, 'refused')
      throw error
    }
  }

  async function remind(account: Account): Promise<void> {
    const tasks = await tasksOf({ id: account.id, name: account.name, grants: account.grants })
    const frequency = (await preferences.maybe(account.id))?.frequency ?? 'daily'
    await tell(remindersOf(tasks, { accountId: account.id, frequency, goes: mailer.goes, now: clock() }))
  }

  async function mailTheDay(account: Account, day: string): Promise<void> {
    const waiting = await messages.forDay(account.id)
    if (waiting.length === 0) return
    const { frequency } = await preferences.maybe(account.id) ?? { frequency: 'daily' }
    if (frequency === 'none') return messages.setMail(waiting.map(({ id }) => id), 'none')
    await post(account, waiting, { words: dailyLetterOf(waiting, { site }), id: idOf('daily', account.id, day), unsubscribe: true })
  }

  return {
    /** Mails one message, unless it was mailed or needs no mail. Throws RuleBroken `mail-refused` for an address refused for good. */
    async send(messageId: string): Promise<void> {
      const message = await messages.maybe(messageId)
      if (!message || !['now', 'refused'].includes(message.mail)) return
      const account = await accounts.maybe(message.accountId)
      if (account?.status !== 'active') return messages.setMail([messageId], 'none')
      await post(account, [message], { words: letterOf(message, { site }), id: message.id, unsubscribe: message.weight === 'courtesy' })
    },

    /** Asks again for what a crash lost, or what the mail server did not take in all its tries. */
    async askAgain(): Promise<void> {
      for (const { id } of await messages.toMail('now', BATCH)) await recover(sendMail, { messageId: id })
    },

    /** From eight in the morning on, for everybody whose day is not done. */
    async askForRounds(): Promise<void> {
      const now = clock()
      if (!isMorning(now)) return
      const day = dayOf(now)
      const done = await preferences.done(day)
      for (const { id } of await accounts.active()) if (!done.has(id)) await recover(dailyMail, { accountId: id, day })
    },

    /** One person's day: reminders of what is due, the mail of the day, and the old messages that are dropped. */
    async round(accountId: string, day: string): Promise<void> {
      const account = await accounts.maybe(accountId)
      if (account?.status !== 'active' || (await preferences.maybe(accountId))?.round === day) return
      await remind(account)
      await messages.dropReadBefore(accountId, keptFrom(clock()))
      await mailTheDay(account, day)
      await preferences.finish(accountId, day)
    },
  }
}
export type LetterService = ReturnType<typeof letterService>
