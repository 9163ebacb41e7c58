import { createTransport } from 'nodemailer'
import { RuleBroken } from '../kernel/refusal.ts'

/**
 * One letter to one person. `messageId` is the same at every try, so that a doubled letter is known as one; `unsubscribe` is the address
 * of the page where such letters are switched off.
 */
export type Letter = { to: string; subject: string; text: string; html?: string; messageId: string; unsubscribe?: string }
/** Where no server is set mails go nowhere and are 'kept': the message stays in the site only. */
export type Mailer = { goes: 'out' | 'nowhere'; send: (letter: Letter) => Promise<'sent' | 'kept'> }

type Sender = { name: string; address: string }
const NO_SUCH_ADDRESS = [550, 551, 553]
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

/**
 * Sends by the SMTP server of `url` (smtp://user:password@host:port). A server that is down, busy or shut throws and may be
 * tried again; an address that it refuses for good is 'mail-refused', which a job does not try again.
 */
export function mailer({ url, from }: { url?: string; from: Sender }): Mailer {
  if (!url) return { goes: 'nowhere', send: async () => 'kept' }
  const transport = createTransport({ url, ...PATIENCE, disableFileAccess: true, disableUrlAccess: true })
  return {
    goes: 'out',
    send: async ({ to, subject, text, html, messageId, unsubscribe }) => {
      try {
        // An address given as an object stays one address, whatever commas it holds.
        await transport.sendMail({
          from, to: { name: '', address: to }, subject, text, html, messageId: `<${messageId}>`,
          headers: { 'Auto-Submitted': 'auto-generated' }, ...(unsubscribe && { list: { unsubscribe } }),
        })
        return 'sent'
      } catch (error) {
        if (isRefusedForGood(error)) throw new RuleBroken('mail-refused', 'The mail server refuses this address')
        throw error
      }
    },
  }
}

/** `Fuhua <no-reply@example.org>` or the bare address. */
export function senderOf(text: string): Sender {
  const [, name = '', address = text] = /^(.*?)\s*<([^<>]+)>$/.exec(text.trim()) ?? []
  return { name: name.replaceAll('"', ''), address: address.trim() }
}

const isRefusedForGood = (error: unknown): boolean => {
  const { command, responseCode } = error as { command?: string; responseCode?: number }
  return command === 'RCPT TO' && responseCode !== undefined && NO_SUCH_ADDRESS.includes(responseCode)
}
