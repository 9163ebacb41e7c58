import { collection } from '../platform/document.ts'
import type { Conditions } from '../kernel/policy.ts'
import { Item, ItemVersion, type ItemFilter } from './item.schema.ts'

const items = collection('items', Item, [
  [{ code: 1 }, { unique: true }],
  [{ status: 1, purchaseArea: 1 }],
  [{ listed: 1 }],
])
const versions = collection('item_versions', ItemVersion, [[{ itemId: 1, version: 1 }, { unique: true }]])

export const itemStore = {
  get: items.get,
  insert: items.insert,
  save: items.save,
  addVersion: versions.insert,
  version: (itemId: string, version: number) => versions.one({ itemId, version }),
  versionsOf: (itemId: string) => versions.find({ itemId }, { sort: { version: 1 } }),
  /** The versions that are in force of several items. */
  inForce: (items: readonly Item[]) => versions.find({ itemId: { $in: items.map(({ id }) => id) } })
    .then(found => new Map(found.filter(({ itemId, version }) => items.some(item => item.id === itemId && item.inForce === version)).map(each => [each.itemId, each.content]))),
  withCode: (code: string) => items.one({ code }),
  /** A catalogue holds hundreds of items, so words are looked for in memory, by the service. */
  list: ({ area, status }: ItemFilter, within: Conditions): Promise<Item[]> =>
    items.find({ ...(status && { status }), ...(area && { purchaseArea: area }), ...within }),
}
export type ItemStore = typeof itemStore
