import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export const SHEET = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF signed in by 刘桂兰')
export const PHOTOS = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF photos')
export const STRANGE = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF strange')
export const RATIONALES = ['制度健全，记录完整，抽查属实。', '人员配备充分，应急处置及时。', '效果明显，仍可扩大受益面。']
export const FOUND = '九人的签到没有本人签名。'
/** Per expert, for rules, conduct, benefit and lasting effect, in percent. */
export const BANDS = [[95, 90, 85.5, 80], [90, 85, 80, 75], [100, 95, 90, 85.01]] as const

/** Whether a file of these bytes lies in the store. */
export function keeps(directory: string, body: Buffer): boolean {
  const key = createHash('sha256').update(body).digest('hex')
  return existsSync(join(directory, 'files', key.slice(0, 2), key.slice(2, 4), key))
}
