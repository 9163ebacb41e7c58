import { createTransport } from 'nodemailer'
import { RuleBroken } from '../kernel/refusal.ts'

/** One letter to one person. `messageId` is the same at every try, so that a doubled letter is known as one. */
export type Letter = { to: string; subject: string; text: string; html?: string; messageId: string }
/** 'kept' means that no server is set: the message stays in the app only. */
export type Mailer = { send: (letter: Letter) => Promise<'sent' | 'kept'> }

type Sender = { name: string; address: string }
const NO_SUCH_ADDRESS = [550, 551, 553]
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

/**
 * Sends by the SMTP server of `url` (smtp://user:password@host:port). A server that is down, busy or shut throws and may be
 * tried again; an address that it refuses for good is 'mail-refused', which a job does not try again.
 */
export function mailer({ url, from }: { url?: string; from: Sender }): Mailer {
  if (!url) return { send: async () => 'kept' }
  const transport = createTransport({ url, ...PATIENCE, disableFileAccess: true, disableUrlAccess: true })
  return {
    send: async ({ to, subject, text, html, messageId }) => {
      try {
        // An address given as an object stays one address, whatever commas it holds.
        await transport.sendMail({
          from, to: { name: '', address: to }, subject, text, html, messageId: `<${messageId}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return 'sent'
      } catch (error) {
        if (isRefusedForGood(error)) throw new RuleBroken('mail-refused', 'The mail server refuses this address')
        throw error
      }
    },
  }
}

const isRefusedForGood = (error: unknown): boolean => {
  const { command, responseCode } = error as { command?: string; responseCode?: number }
  return command === 'RCPT TO' && responseCode !== undefined && NO_SUCH_ADDRESS.includes(responseCode)
}
