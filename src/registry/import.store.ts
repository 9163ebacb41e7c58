import { RuleBroken } from '../kernel/refusal.ts'
import { collection } from '../platform/document.ts'
import { Import, ImportRow, type ImportFilter } from './import.schema.ts'

const imports = collection('imports', Import, [[{ status: 1 }], [{ 'by.id': 1 }]])
const rows = collection('import_rows', ImportRow, [[{ importId: 1, state: 1 }]])

export const importStore = {
  get: imports.get,
  insert: imports.insert,
  save: imports.save,
  /** The newest first. */
  async list({ status, q }: ImportFilter): Promise<Import[]> {
    const found = await imports.find({ ...(status && { status }) }, { sort: { at: -1 } })
    return q ? found.filter(({ file, by }) => `${file} ${by.name}`.toLowerCase().includes(q.toLowerCase())) : found
  },
  running: () => imports.find({ status: 'running' }),
  rows: (importId: string, state: ImportRow['state']) => rows.find({ importId, state }, { sort: { importId: 1, state: 1, _id: 1 } }),
  insertRows: rows.insertAll,
  /** Marks rows as entered, in the transaction that enters them; throws when another worker has dealt with one of them. */
  async markEntered(ids: string[]): Promise<void> {
    const marked = await rows.model.updateMany({ _id: { $in: ids }, state: 'ready' } as never, { $set: { state: 'entered' }, $inc: { revision: 1 } })
    if (marked.matchedCount < ids.length) throw new RuleBroken('changed-meanwhile', 'Another worker has dealt with these rows')
  },
  saveRow: rows.save,
}
export type ImportStore = typeof importStore
