import { createHash } from 'node:crypto'
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
  /** Which of these ids are there. */
  async present(ids: string[]): Promise<string[]> {
    const found = await envelopes.model.find({ _id: { $in: ids } } as never, { _id: 1 }).lean() as { _id: unknown }[]
    return found.map(({ _id }) => String(_id))
  },
  async count(tenderId: string): Promise<number> {
    return (await envelopes.model.find({ tenderId } as never, { _id: 1 }).lean()).length
  },
  async digest(tenderId: string): Promise<string> {
    const found = await envelopes.model.find({ tenderId } as never, { sha256: 1 }).lean() as { _id: unknown; sha256?: unknown }[]
    const lines = found.map(({ _id, sha256 }) => `${String(_id)}:${String(sha256)}`).sort()
    return createHash('sha256').update(lines.join('\n')).digest('hex')
  },
}
export type BidBoxStore = typeof bidBoxStore
