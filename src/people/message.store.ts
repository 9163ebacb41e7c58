import { currentSession } from '../platform/database.ts'
import { collection, inPortions } from '../platform/document.ts'
import { Message, Preference, type Frequency, type MailState } from './message.schema.ts'
import { UntoldEvent } from './telling.schema.ts'

const messages = collection('messages', Message, [
  [{ accountId: 1, unread: 1, at: 1 }],
  [{ accountId: 1, mail: 1 }],
  [{ mail: 1 }],
])
const untold = collection('untold_events', UntoldEvent)
const preferences = collection('message_preferences', Preference, [[{ round: 1 }]])

const raw = () => messages.model.collection
const within = () => ({ session: currentSession() })

export const messageStore = {
  get: messages.get,
  maybe: messages.maybe,
  /** Those of these ids that are there already. */
  async present(ids: string[]): Promise<Set<string>> {
    const found: { _id: string }[] = []
    for (const portion of inPortions(ids)) found.push(...await messages.model.find({ _id: { $in: portion } } as never, { _id: 1 }).lean() as unknown as { _id: string }[])
    return new Set(found.map(({ _id }) => _id))
  },
  async insertAll(given: Message[]): Promise<void> {
    if (given.length === 0) return
    await raw().insertMany(given.map(each => {
      const { id, ...fields } = Message.parse(each)
      return { _id: id, ...fields }
    }) as never, within())
  },
  unreadOf: (accountId: string, limit: number): Promise<Message[]> =>
    messages.find({ accountId, unread: true }, { sort: { at: -1 }, limit }),
  /** How many are unread, counted no further than the limit. */
  countUnread: async (accountId: string, limit: number): Promise<number> =>
    (await messages.model.find({ accountId, unread: true } as never, { _id: 1 }).limit(limit).lean()).length,
  /** What was read of the time between two moments, the newest first. */
  readOf: (accountId: string, { from, before }: { from: Date; before: Date }, limit: number): Promise<Message[]> =>
    messages.find({ accountId, unread: false, at: { $gte: from, $lt: before } }, { sort: { at: -1 }, limit }),
  async setRead(accountId: string, ids: string[]): Promise<void> {
    await raw().updateMany({ _id: { $in: ids }, accountId } as never, { $set: { unread: false } }, within())
    await raw().updateMany({ _id: { $in: ids }, accountId, mail: 'daily' } as never, { $set: { mail: 'none' } }, within())
  },
  async setAllRead(accountId: string): Promise<void> {
    await raw().updateMany({ accountId, unread: true }, { $set: { unread: false } }, within())
    await raw().updateMany({ accountId, mail: 'daily' }, { $set: { mail: 'none' } }, within())
  },
  toMail: (mail: 'now', limit: number): Promise<Message[]> => messages.find({ mail }, { limit }),
  forDay: (accountId: string): Promise<Message[]> => messages.find({ accountId, mail: 'daily' }, { sort: { at: 1 } }),
  async setMail(ids: string[], mail: MailState): Promise<void> {
    await raw().updateMany({ _id: { $in: ids } } as never, { $set: { mail } }, within())
  },
  /** What was read before a moment is dropped; what happened stays in the records of the things. */
  async dropReadBefore(accountId: string, moment: Date): Promise<void> {
    await raw().deleteMany({ accountId, unread: false, at: { $lt: moment } }, within())
  },
}
export type MessageStore = typeof messageStore

export const untoldStore = {
  insert: (id: string): Promise<UntoldEvent> => untold.insert({ id, revision: 0 }),
  /** The next ones after an id, in the order in which they were put down. */
  after: (id: string, limit: number): Promise<UntoldEvent[]> => untold.find({ _id: { $gt: id } }, { sort: { _id: 1 }, limit }),
  /** Takes it away; false if somebody else has. */
  async take(id: string): Promise<boolean> {
    const { deletedCount } = await untold.model.collection.deleteOne({ _id: id } as never, within())
    return deletedCount === 1
  },
}
export type UntoldStore = typeof untoldStore

export const preferenceStore = {
  maybe: preferences.maybe,
  of: async (ids: string[]): Promise<Map<string, Preference>> =>
    new Map((await preferences.named(ids)).map(each => [each.id, each])),
  /** The accounts whose round of this day is done. */
  done: async (day: string): Promise<Set<string>> => new Set((await preferences.find({ round: day })).map(({ id }) => id)),
  choose: (id: string, frequency: Frequency) => put(id, { frequency }),
  finish: (id: string, round: string) => put(id, { round }),
}
export type PreferenceStore = typeof preferenceStore

/** Written field by field, since a person may choose while the day's round is done. */
async function put(id: string, fields: Partial<Preference>): Promise<void> {
  await preferences.model.collection.updateOne({ _id: id } as never, { $set: fields, $setOnInsert: { revision: 0 } }, { upsert: true, ...within() })
}
