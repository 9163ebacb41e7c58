import { createHash } from 'node:crypto'
import type { Facts, Frequency, MailState, Message, Weight } from './message.schema.ts'
import { TOLD } from './message.rules.ts'
import type { Audience, Matter, Rule, ToldEvent } from './telling.schema.ts'

/** The same words give the same id, so that what is told twice is told once; safe in addresses and as the id of a job and a mail. */
export const idOf = (...words: string[]): string => createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 32)

/** How a message is mailed: what is binding at once, whatever was chosen; nothing at all where there is no mail server. */
export function mailFor(weight: Weight, frequency: Frequency, goes: 'out' | 'nowhere'): MailState {
  if (goes === 'nowhere') return 'none'
  if (weight === 'binding' || frequency === 'at-once') return 'now'
  return frequency === 'daily' ? 'daily' : 'none'
}

export type Said = Pick<Message, 'text' | 'weight' | 'href' | 'facts'> & {
  audience: Audience
  /** The id of the message for one person. */
  id: (accountId: string) => string
  /** A person who is not told, having done it. */
  except: string | null
}

/** All that one event has to say, and to whom. */
export const saidOf = (event: ToldEvent, matter: Matter): Said[] =>
  (TOLD[event.action] ?? []).filter(({ when }) => !when || when(event)).flatMap(rule => rule.whom(matter, event).map((audience): Said => ({
    text: rule.text, weight: rule.weight, audience,
    href: rule.href?.(matter) ?? matter.href,
    facts: { ...matter.facts, ...(rule.tells === 'reason' && { reason: event.reason ?? '' }), ...ownFacts(audience) },
    id: accountId => idOf(told(rule, event), rule.text, accountId),
    except: rule.also === 'actor' ? null : event.actorId,
  })))

const told = (rule: Rule, event: ToldEvent): string => rule.once === 'thing' ? event.subject : event.id
const ownFacts = (audience: Audience): Facts => (audience.to === 'organization' ? audience.facts : undefined) ?? {}
