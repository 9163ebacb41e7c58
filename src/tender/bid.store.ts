import { z } from 'zod'
import { currentSession } from '../platform/database.ts'
import { collection } from '../platform/document.ts'
import type { Conditions } from '../kernel/policy.ts'
import { Bid } from './bid.schema.ts'

/** A draft as it lies: nothing but a keyed hash, locked bytes of one size, and when it is thrown away. */
export const LockedDraft = z.object({ id: z.string(), revision: z.int().default(0), locked: z.string(), staleAt: z.date() })
export type LockedDraft = z.infer<typeof LockedDraft>

const drafts = collection('bid_drafts', LockedDraft, [[{ staleAt: 1 }]])
const bids = collection('bids', Bid, [
  [{ tenderId: 1, organizationId: 1 }, { unique: true }],
  [{ organizationId: 1, openedAt: 1 }],
])

export const bidDraftStore = {
  maybe: drafts.maybe,
  insert: drafts.insert,
  save: drafts.save,
  /** By the platform's clock, which a TTL of the store would not know. */
  async removeStale(now: Date): Promise<number> {
    const { deletedCount } = await drafts.model.collection.deleteMany({ staleAt: { $lte: now } })
    return deletedCount
  },
  /** Of this revision if one is named; false if there is no such draft. */
  async remove({ id, ...revision }: { id: string; revision?: number }): Promise<boolean> {
    const { deletedCount } = await drafts.model.collection.deleteOne({ _id: id, ...revision } as never, { session: currentSession() })
    return deletedCount > 0
  },
}
export type BidDraftStore = typeof bidDraftStore

export const bidStore = {
  get: bids.get,
  insert: bids.insert,
  save: bids.save,
  ofTender: (tenderId: string, within: Conditions = {}): Promise<Bid[]> => bids.find({ tenderId, ...within }, { sort: { receivedAt: 1 } }),
  own: (tenderId: string, organizationId: string): Promise<Bid | null> => bids.one({ tenderId, organizationId }),
  ofOrganization: (organizationId: string): Promise<Bid[]> => bids.find({ organizationId }, { sort: { openedAt: -1 } }),
}
export type BidStore = typeof bidStore
