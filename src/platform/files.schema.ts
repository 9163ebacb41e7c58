import { z } from 'zod'
import { NotFound } from '../kernel/refusal.ts'

/** The kinds of file that anybody may give; a form names those it accepts. */
export const FileType = z.enum(['pdf', 'ofd', 'docx', 'xlsx', 'csv', 'txt', 'jpg', 'png', 'zip'])
export type FileType = z.infer<typeof FileType>

const Digest = z.string().regex(/^[0-9a-f]{64}$/)

/**
 * A file that was taken in. `sha256` is that of the plain bytes also where the file lies sealed: with a sealed bid, name and
 * digest belong inside the seal, or equal files of two bidders could be matched.
 */
export const StoredFile = z.object({
  key: Digest.meta({ description: 'Where it lies: the digest of its bytes, or a random one if it is sealed' }),
  sha256: Digest.meta({ description: 'Digest of the plain bytes' }),
  name: z.string().min(1).max(150).meta({ description: 'As its sender called it' }),
  type: FileType,
  size: z.int().positive().meta({ description: 'Plain bytes' }),
})
export type StoredFile = z.infer<typeof StoredFile>

/** The one of a thing's files that an address names. Throws NotFound `file-not-found`. */
export function fileOf(files: readonly StoredFile[], key: string): StoredFile {
  const file = files.find(each => each.key === key)
  if (!file) throw new NotFound('file-not-found', 'No such file')
  return file
}

/** How the name of a file of each type may end. */
export const endings: Record<FileType, readonly string[]> = {
  pdf: ['pdf'], ofd: ['ofd'], docx: ['docx'], xlsx: ['xlsx'], csv: ['csv'], txt: ['txt'], jpg: ['jpg', 'jpeg'], png: ['png'], zip: ['zip'],
}

export const mediaTypes: Record<FileType, string> = {
  pdf: 'application/pdf',
  ofd: 'application/ofd',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
  txt: 'text/plain',
  jpg: 'image/jpeg',
  png: 'image/png',
  zip: 'application/zip',
}
