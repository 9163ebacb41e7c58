import { collection } from '../platform/document.ts'
import type { Conditions } from '../kernel/policy.ts'
import { Item, type ItemFilter } from './item.schema.ts'

const items = collection('items', Item, [
  [{ code: 1 }, { unique: true }],
  [{ status: 1, purchaseArea: 1 }],
])

export const itemStore = {
  get: items.get,
  insert: items.insert,
  save: items.save,
  withCode: (code: string) => items.one({ code }),
  /** A catalogue holds hundreds of items, so words are looked for in memory, and a status that the reach does not cover finds nothing. */
  async list({ area, status, q = '' }: ItemFilter, within: Conditions): Promise<Item[]> {
    const found = await items.find({ ...(status && { status }), ...(area && { purchaseArea: area }), ...within })
    return found.filter(item => (!status || item.status === status) && `${item.name} ${item.code} ${item.description}`.includes(q))
  },
}
export type ItemStore = typeof itemStore
