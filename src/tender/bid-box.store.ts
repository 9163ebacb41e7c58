import { currentSession } from '../platform/database.ts'
import { collection } from '../platform/document.ts'
import { BidBox, Envelope } from './bid-box.schema.ts'

const boxes = collection('bid_boxes', BidBox)
const envelopes = collection('envelopes', Envelope, [[{ tenderId: 1 }]])

export const bidBoxStore = {
  box: boxes.get,
  insertBox: boxes.insert,
  saveBox: boxes.save,
  envelope: envelopes.maybe,
  insert: envelopes.insert,
  envelopesOf: (tenderId: string): Promise<Envelope[]> => envelopes.find({ tenderId }),
  /** Written over in place and without counting, so that a replaced envelope looks like one that lay there from the start. */
  async replace({ id, sealed, sha256, receipt }: Envelope): Promise<void> {
    await envelopes.model.collection.updateOne({ _id: id } as never, { $set: { sealed, sha256, receipt } }, { session: currentSession() })
  },
  async remove(id: string): Promise<void> {
    await envelopes.model.collection.deleteOne({ _id: id } as never, { session: currentSession() })
  },
  /** What lies in a box: the digest of each envelope by its id. The store reads whole envelopes for it, so it is asked once for each change. */
  async lines(tenderId: string): Promise<Map<string, string>> {
    const found = await envelopes.model.find({ tenderId } as never, { sha256: 1 }).lean() as { _id: unknown; sha256?: unknown }[]
    return new Map(found.map(({ _id, sha256 }) => [String(_id), String(sha256)]))
  },
}
export type BidBoxStore = typeof bidBoxStore
