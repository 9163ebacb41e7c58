import type { Enqueue } from '../kernel/job.ts'
import type { Role } from '../kernel/actor.ts'
import type { Transact } from '../platform/database.ts'
import { inPortions } from '../platform/document.ts'
import type { Account } from './account.schema.ts'
import type { AccountStore } from './account.store.ts'
import { isTold } from './message.rules.ts'
import { sendMail } from './message.jobs.ts'
import type { Message } from './message.schema.ts'
import type { MessageStore, PreferenceStore, UntoldStore } from './message.store.ts'
import { mailFor, saidOf, type Said } from './telling.rules.ts'
import type { Audience, Matter, ToldEvent } from './telling.schema.ts'

type Deps = {
  untold: UntoldStore; messages: MessageStore; preferences: PreferenceStore
  accounts: Pick<AccountStore, 'withRole' | 'ofOrganization' | 'named'>
  event: (id: string) => Promise<ToldEvent | null>
  /** Brings a thing into the shape of a matter, by its kind. */
  matterOf: Record<string, (id: string) => Promise<Matter>>
  /** Which of these organizations are registered. */
  registered: (ids: string[]) => Promise<Set<string>>
  goes: 'out' | 'nowhere'
  transact: Transact; enqueue: Enqueue
}

const BATCH = 200

export const tellingService = ({ untold, messages, preferences, accounts, event: eventOf, matterOf, registered, goes, transact, enqueue }: Deps) => {
  const holding = async (roles: Role[]): Promise<Account[]> => (await Promise.all(roles.map(role => accounts.withRole(role)))).flat()

  /** Officials whose area is one of the thing's, that is, its own or one above it. */
  async function officials(roles: Role[], areas: string[]): Promise<Account[]> {
    const found = await holding(roles)
    return found.filter(({ grants }) => grants.some(({ role, area }) => roles.includes(role) && area !== undefined && areas.includes(area)))
  }

  /** Who signs for an organization that is registered. */
  async function biddersToBe(): Promise<Account[]> {
    const found = await holding(['owner', 'signatory'])
    const own = ({ grants }: Account) => grants.flatMap(({ role, organizationId }) => organizationId && (role === 'owner' || role === 'signatory') ? [organizationId] : [])
    const lawful = await registered([...new Set(found.flatMap(own))])
    return found.filter(account => own(account).some(id => lawful.has(id)))
  }

  async function peopleOf(audience: Audience): Promise<Account[]> {
    switch (audience.to) {
      case 'organization': return (await accounts.ofOrganization(audience.organizationId)).filter(({ grants }) =>
        grants.some(({ role, organizationId }) => organizationId === audience.organizationId && audience.roles.includes(role)))
      case 'officials': return officials(audience.roles, audience.areas)
      case 'persons': return accounts.named(audience.ids)
      case 'bidders-to-be': return biddersToBe()
    }
  }

  async function messagesOf(said: Said, at: Date): Promise<Message[]> {
    const people = (await peopleOf(said.audience)).filter(({ id, status }) => status === 'active' && id !== said.except)
    const chosen = await preferences.of(people.map(({ id }) => id))
    const { text, weight, href, facts } = said
    return people.map(({ id }) => ({
      id: said.id(id), revision: 0, accountId: id, text, weight, href, facts, at, unread: true,
      mail: mailFor(weight, chosen.get(id)?.frequency ?? 'daily', goes),
    }))
  }

  async function composed(event: ToldEvent): Promise<Message[]> {
    const [kind = '', id = ''] = event.subject.split(':')
    const matter = await matterOf[kind]?.(id)
    if (!matter) throw new Error(`Nobody brings ${kind} into the shape of a matter`)
    const found = (await Promise.all(saidOf(event, matter).map(said => messagesOf(said, event.at)))).flat()
    // Who is reached in two ways is told once; the first way, which may be the binding one, counts.
    return [...new Map(found.toReversed().map(message => [message.id, message])).values()]
  }

  /** Saves those that are new and has them mailed; inside a transaction both wait for its commit. */
  async function tell(given: Message[]): Promise<void> {
    const known = await messages.present(given.map(({ id }) => id))
    const fresh = given.filter(({ id }) => !known.has(id))
    await messages.insertAll(fresh)
    for (const { id, mail } of fresh) if (mail === 'now') await enqueue(sendMail, { messageId: id })
  }

  async function tellEvent(id: string): Promise<void> {
    const event = await eventOf(id)
    // Thousands of people are no one transaction; what is told already when it ends in the middle, the next try finds and leaves.
    const portions = inPortions(event ? await composed(event) : [])
    const last = portions.pop() ?? []
    for (const portion of portions) await transact(() => tell(portion))
    await transact(async () => {
      // Of two workers at once one takes it; the other's transaction is done again and finds it taken.
      if (await untold.take(id)) await tell(last)
    })
  }

  return {
    /** Puts an event down to be told; in the transaction that makes the change. */
    async note({ id, action }: { id: string; action: string }): Promise<void> {
      if (isTold(action)) await untold.insert(id)
    },

    tell: (given: Message[]): Promise<void> => transact(() => tell(given)),

    /**
     * Tells all events that wait, each once: it is taken away in the transaction that saves its messages. One that cannot be told
     * stays, holds up no other, and is named in the error at the end.
     */
    async tellAll(): Promise<void> {
      const faults: unknown[] = []
      let last = ''
      for (let batch = await untold.after(last, BATCH); batch.length > 0; batch = await untold.after(last, BATCH)) {
        for (const { id } of batch) await tellEvent(id).catch((fault: unknown) => faults.push(fault))
        last = batch.at(-1)!.id
      }
      if (faults.length > 0) throw new AggregateError(faults, `${faults.length} events could not be told: ${faults.map(String).join('; ').slice(0, 400)}`)
    },
  }
}
export type TellingService = ReturnType<typeof tellingService>
