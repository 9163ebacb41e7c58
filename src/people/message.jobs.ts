import { z } from 'zod'
import { job } from '../kernel/job.ts'
import { Day } from '../kernel/period.ts'

/** Turns what was recorded since the last time into messages; it runs by itself. */
export const tellEvents = job({ name: 'tell-events', payload: z.object({}), key: () => 'all', everySeconds: 15 })

/** Mails one message. */
export const sendMail = job({ name: 'send-mail', payload: z.object({ messageId: z.string() }), key: ({ messageId }) => messageId })

/** Asks again for mails that a crash or a lasting fault of the mail server has left behind. */
export const unsentMails = job({ name: 'unsent-mails', payload: z.object({}), key: () => 'all', everySeconds: 60 })

/** From eight in the morning on, asks for the day's reminders and mail of everybody who has not had them. */
export const dailyRounds = job({ name: 'daily-rounds', payload: z.object({}), key: () => 'all', everySeconds: 300 })

/** One person's reminders of what is due, and the day's mail. */
export const dailyMail = job({
  name: 'daily-mail',
  payload: z.object({ accountId: z.string(), day: Day }),
  key: ({ accountId, day }) => `${accountId}-${day}`,
})
