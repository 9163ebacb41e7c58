import { collection } from '../platform/document.ts'
import { Import, ImportRow } from './import.schema.ts'

const imports = collection('imports', Import, [[{ status: 1 }], [{ 'by.id': 1 }]])
const rows = collection('import_rows', ImportRow, [[{ importId: 1, state: 1 }]])

export const importStore = {
  get: imports.get,
  insert: imports.insert,
  save: imports.save,
  running: () => imports.find({ status: 'running' }),
  rows: (importId: string, state: ImportRow['state']) => rows.find({ importId, state }, { sort: { importId: 1, state: 1, _id: 1 } }),
  insertRow: rows.insert,
  saveRow: rows.save,
}
export type ImportStore = typeof importStore
