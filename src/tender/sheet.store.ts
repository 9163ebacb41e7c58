import { collection } from '../platform/document.ts'
import { Sheet } from './sheet.schema.ts'

const sheets = collection('sheets', Sheet, [[{ tenderId: 1 }], [{ memberId: 1 }]])

export const sheetStore = {
  maybe: sheets.maybe,
  insert: sheets.insert,
  save: sheets.save,
  ofTender: (tenderId: string): Promise<Sheet[]> => sheets.find({ tenderId }),
}
export type SheetStore = typeof sheetStore
