import type { Request, RequestHandler, Response } from 'express'
import { rm } from 'node:fs/promises'
import multer, { MulterError, type StorageEngine } from 'multer'
import { Invalid, type Problem } from '../kernel/refusal.ts'
import type { FileStorage, Received } from './files.ts'
import type { StoredFile } from './files.schema.ts'

/** A file input of a form and how many files it takes. */
export type FileField = { name: string; maxCount: number }
const LIMITS = { files: 200, fields: 2_000, fieldSize: 2 ** 20, fieldNameSize: 200, fieldNestingDepth: 5, fieldArrayIndexLimit: 1_000 }

type Slot = { field: string; outcome?: Received }
type Upload = { storage: FileStorage; slots: Slot[]; kept: Map<string, Promise<StoredFile[]>> }

const uploads = new WeakMap<Request, Upload>()

/**
 * Reads a form with files. All its texts are read before a file is refused, so that the form can come back with what was
 * typed; the refusal is Invalid and names every file's problem at its field. The files wait in a temporary place until
 * `filesOf` asks for them, and are gone with the answer if nobody does: a form refused for another reason leaves nothing.
 */
export function upload(fields: FileField[], storage: FileStorage): RequestHandler {
  return (req, res, next) => {
    const slots: Slot[] = []
    const excess: Problem[] = []
    const counted: Record<string, number> = {}
    const read = multer({
      storage: engine(storage, slots), defParamCharset: 'utf8', limits: LIMITS,
      fileFilter: (_req, { fieldname }, done) => {
        const maximum = fields.find(({ name }) => name === fieldname)?.maxCount ?? 0
        const count = counted[fieldname] = (counted[fieldname] ?? 0) + 1
        if (count === maximum + 1) excess.push({ field: fieldname, code: 'too-many-files', params: { maximum } })
        done(null, count <= maximum)
      },
    }).fields(fields.map(({ name }) => ({ name })))
    dropAtTheEnd(res, slots)
    read(req, res, (error: unknown) => {
      if (error) return next(invalidOf(error) ?? error)
      const problems = [...slots.flatMap(problemsOf), ...excess]
      if (problems.length > 0) return next(invalid(problems))
      uploads.set(req, { storage, slots, kept: new Map() })
      next()
    })
  }
}

/** The files of one input, now kept for good, in the order of the form; ask once everything else is found right. */
export async function filesOf(req: Request, field: string): Promise<StoredFile[]> {
  const given = uploads.get(req)
  if (!given) return []
  const earlier = given.kept.get(field)
  if (earlier) return earlier
  const kept = Promise.all(given.slots.flatMap(({ field: name, outcome }) =>
    name === field && outcome && 'file' in outcome ? given.storage.keep(outcome) : []))
  given.kept.set(field, kept)
  return kept
}

/** The engine of multer; it removes by path what it stored when the form breaks off. */
function engine({ receive }: FileStorage, slots: Slot[]): StorageEngine {
  return {
    _handleFile: (_req, { fieldname, originalname, stream }, done) => {
      const slot: Slot = { field: fieldname }
      slots.push(slot)
      receive(originalname, stream).then(outcome => {
        slot.outcome = outcome
        done(null, 'file' in outcome ? { path: outcome.temporary } : {})
      }, done)
    },
    _removeFile: (_req, { path }, done) => {
      if (path) rm(path, { force: true }).then(() => done(null), done)
      else done(null)
    },
  }
}

const dropAtTheEnd = (res: Response, slots: Slot[]) => res.once('close', () => {
  for (const { outcome } of slots) {
    if (outcome && 'file' in outcome) void rm(outcome.temporary, { force: true }).catch(() => undefined)
  }
})

const problemsOf = ({ field, outcome }: Slot): Problem[] => outcome && 'problem' in outcome ? [{ field, ...outcome.problem }] : []
const invalid = (problems: Problem[]) => new Invalid('invalid-input', 'A file of the form is refused', { problems })

/** A form that breaks multer's limits or ends halfway is the sender's fault; a full disk is ours. */
function invalidOf(error: unknown): Invalid | null {
  if (error instanceof MulterError) {
    return invalid([{ field: error.field ?? '', code: error.code === 'LIMIT_UNEXPECTED_FILE' ? 'unexpected-file' : 'form-too-large' }])
  }
  return error instanceof Error && /^(Request (aborted|closed)|Unexpected end of|Malformed|Multipart:)/.test(error.message)
    ? invalid([{ field: '', code: 'upload-broken-off' }]) : null
}
