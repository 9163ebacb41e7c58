import { currentSession } from '../platform/database.ts'
import { collection } from '../platform/document.ts'
import { BidBox, BoxLines, Envelope, type Lines } from './bid-box.schema.ts'

const boxes = collection('bid_boxes', BidBox)
const envelopes = collection('envelopes', Envelope, [[{ tenderId: 1 }]])
const lists = collection('bid_box_lines', BoxLines)
/** In the order of the ids, so that it does not tell which came last. */
const sorted = (lines: Lines): BoxLines['lines'] => Object.fromEntries([...lines].sort(([a], [b]) => a < b ? -1 : 1))

export const bidBoxStore = {
  box: boxes.get,
  insertBox: boxes.insert,
  saveBox: boxes.save,
  envelope: envelopes.maybe,
  insert: envelopes.insert,
  envelopesOf: (tenderId: string): Promise<Envelope[]> => envelopes.find({ tenderId }),
  /** Written over in place and without counting, so that it looks like what lay there from the start; a place that was robbed by hand is filled anew. */
  async put(envelope: Envelope): Promise<void> {
    const { id, sealed, sha256, receipt } = envelope
    const { matchedCount } = await envelopes.model.collection.updateOne({ _id: id } as never, { $set: { sealed, sha256, receipt } }, { session: currentSession() })
    if (matchedCount === 0) await envelopes.insert(envelope)
  },
  /** What lies in a box, as it is: the digest of each envelope by its id. The store reads every envelope whole for it. */
  async found(tenderId: string): Promise<Map<string, string>> {
    const found = await envelopes.model.find({ tenderId } as never, { sha256: 1 }).lean() as { _id: unknown; sha256?: unknown }[]
    return new Map(found.map(({ _id, sha256 }) => [String(_id), String(sha256)]))
  },
  /** The same as it was kept at the last change, in one small document. */
  async lines(tenderId: string): Promise<Lines> {
    return new Map(Object.entries((await lists.maybe(tenderId))?.lines ?? {}))
  },
  insertLines: async (tenderId: string, lines: Lines): Promise<void> => { await lists.insert({ id: tenderId, revision: 0, lines: sorted(lines) }) },
  async saveLines(tenderId: string, lines: Lines): Promise<void> {
    await lists.model.collection.updateOne({ _id: tenderId } as never, { $set: { lines: sorted(lines) } }, { session: currentSession() })
  },
}
export type BidBoxStore = typeof bidBoxStore
