import { currentSession } from '../platform/database.ts'
import { collection } from '../platform/document.ts'
import type { Conditions } from '../kernel/policy.ts'
import { Tender, type TenderFilter } from './tender.schema.ts'

const tenders = collection('tenders', Tender, [
  [{ reference: 1 }, { unique: true }],
  [{ status: 1, bidDeadline: 1 }],
  [{ announced: 1, publishedAt: 1 }],
  [{ areas: 1, status: 1 }],
  [{ lineId: 1 }],
])

export const tenderStore = {
  get: tenders.get,
  maybe: tenders.maybe,
  insert: tenders.insert,
  save: tenders.save,
  /** Marks it, without a new revision, so that of what is done at once to one purchase each sees the other: the slower transaction begins anew. */
  async touch(id: string): Promise<void> {
    await tenders.model.collection.updateOne({ _id: id } as never, { $inc: { touched: 1 } }, { session: currentSession() })
  },
  due: (now: Date) => tenders.find({ status: 'published', bidDeadline: { $lte: now } }),
  inStatus: (statuses: string[]) => tenders.find({ status: { $in: statuses } }),
  announced: () => tenders.find({ announced: true }, { sort: { publishedAt: -1 } }),
  ofLine: (lineId: string) => tenders.find({ lineId }),
  /** A city buys some hundred services a year, so words are looked for in memory. */
  async list({ status, q }: TenderFilter, within: Conditions): Promise<Tender[]> {
    const found = await tenders.find({ ...within, ...(status && { status }) }, { sort: { reference: -1 } })
    return q ? found.filter(({ title, reference, buyer }) => `${title} ${reference} ${buyer.name}`.includes(q)) : found
  },
}
export type TenderStore = typeof tenderStore
