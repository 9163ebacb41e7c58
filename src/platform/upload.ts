import { randomUUID } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { access, rm } from 'node:fs/promises'
import multer, { MulterError, type StorageEngine } from 'multer'
import { Invalid, type Problem } from '../kernel/refusal.ts'
import type { FileStorage, Received } from './files.ts'
import type { StoredFile } from './files.schema.ts'
import type { HeldFiles } from './page-context.ts'

/** A file input of a form and how many files it takes. */
export type FileField = { name: string; maxCount: number }
const LIMITS = { files: 200, fields: 2_000, fieldSize: 2 ** 20, fieldNameSize: 200, fieldNestingDepth: 5, fieldArrayIndexLimit: 1_000 }

/** A file that came with a form which was shown again: in its temporary place, or kept already. */
type Held = { field: string; file: StoredFile; temporary?: string }
type Slot = { field: string; outcome?: Received; kept?: StoredFile }
type Upload = { storage: FileStorage; slots: Slot[]; kept: Map<string, Promise<StoredFile[]>> }

const uploads = new WeakMap<Request, Upload>()

/**
 * Reads a form with files. All its texts are read before a file is refused, so that the form can come back with what was
 * typed; the refusal is Invalid and names every file's problem at its field. The files wait in a temporary place until
 * `filesOf` asks for them, and are gone with the answer if nobody does, unless the form is shown again: then they wait for it.
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
      bringBack(req, slots).then(gone => {
        uploads.set(req, { storage, slots, kept: new Map() })
        const problems = [...slots.flatMap(problemsOf), ...excess, ...gone]
        next(problems.length > 0 ? invalid(problems) : undefined)
      }, next)
    })
  }
}

const HELD_FORMS = 10
/** Under this name a form that is shown again sends back which files wait for it. */
const HELD = '_held'

/**
 * The files of a form that is shown again wait in the sender's session, so that nobody chooses them twice; not those of a sealed bid, whose
 * names and digests belong inside the seal. A field that was given new files has lost its old ones.
 */
async function bringBack(req: Request, slots: Slot[]): Promise<Problem[]> {
  const id = [(req.body as Record<string, unknown> | undefined)?.[HELD]].flat()[0]
  const form = (req.session as Request['session'] | undefined)?.held?.find(each => each.id === id && each.action === req.path)
  const given = new Set(slots.map(({ field }) => field))
  const gone: Problem[] = []
  for (const { field, file, temporary } of form?.files ?? []) {
    if (given.has(field)) continue
    if (!temporary) slots.push({ field, kept: file })
    else if (await access(temporary).then(() => true, () => false)) slots.push({ field, outcome: { temporary, file } })
    else gone.push({ field, code: 'file-gone' })
  }
  return gone
}

/** Lets the files of this form wait for it to be sent again; nothing where there are none. */
export function hold(req: Request): HeldFiles | null {
  const { storage, slots, kept } = uploads.get(req) ?? { slots: [], kept: new Map<string, unknown>() }
  const files = slots.flatMap(({ field, outcome, kept: before }): Held[] => before ? [{ field, file: before }]
    : outcome && 'file' in outcome ? [{ field, file: outcome.file, ...(!kept.has(field) && { temporary: outcome.temporary }) }] : [])
  if (!storage?.holds || files.length === 0) return null
  for (const slot of slots) delete slot.outcome
  const id = randomUUID()
  req.session.held = [...(req.session.held ?? []).slice(1 - HELD_FORMS), { id, action: req.path, files }]
  const ofField = (name: string) => files.filter(({ field }) => field === name).map(({ file: { name, size } }) => ({ name, size }))
  return { id, files: Object.fromEntries(files.map(({ field }) => [field, ofField(field)])) }
}

/** The files of one input, now kept for good, in the order of the form; ask once everything else is found right. */
export async function filesOf(req: Request, field: string): Promise<StoredFile[]> {
  const given = uploads.get(req)
  if (!given) return []
  const earlier = given.kept.get(field)
  if (earlier) return earlier
  const kept = Promise.all(given.slots.filter(({ field: name }) => name === field).flatMap(({ outcome, kept: before }) =>
    before ? [Promise.resolve(before)] : outcome && 'file' in outcome ? [given.storage.keep(outcome)] : []))
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

declare module 'express-session' {
  interface SessionData { held: { id: string; action: string; files: Held[] }[] }
}
