import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform, type Duplex, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { NotFound, type Problem } from '../kernel/refusal.ts'
import { fileName } from './file-name.ts'
import { endings, type FileType, type StoredFile } from './files.schema.ts'
import { sniffer, type Content } from './sniff.ts'

export type FileStorageSpec = {
  directory: string
  limitBytes: number
  accept: readonly FileType[]
  /** Makes the steps that seal a file on its way, so that its plain bytes never lie on the disk. */
  wrap?: () => Duplex[]
}

type FileProblem = Omit<Problem, 'field'>
/** What came of a file: a problem to be shown at its field, or bytes in a temporary place, waiting to be kept. */
export type Received = { problem: FileProblem } | { temporary: string; file: StoredFile }

export type FileStorage = {
  /** Reads a stream to its end; rejects only when the stream or the disk fails, and then leaves nothing behind. */
  receive: (name: string, body: Readable) => Promise<Received>
  /** Gives a received file its lasting place; equal files share one, sealed ones never. */
  keep: (received: { temporary: string; file: StoredFile }) => Promise<StoredFile>
  /** Whether a received file may wait for its form to be sent again; what is sealed may not, since its name and digest would lie open. */
  holds: boolean
}

/** Keeps files under `directory/ab/cd/<key>`, where the key is the SHA-256 of the bytes, or random for what is sealed. */
export function fileStorage({ directory, limitBytes, accept, wrap }: FileStorageSpec): FileStorage {
  return {
    holds: !wrap,
    receive: async (given, body) => {
      const name = fileName(given)
      const type = typeByEnding(name)
      if (!type || !accept.includes(type)) {
        body.resume()
        return { problem: notAllowed(accept) }
      }
      const temporary = join(directory, TEMPORARY, randomUUID())
      await mkdir(dirname(temporary), { recursive: true, mode: 0o700 })
      const { meter, measured } = measuring(limitBytes)
      try {
        await pipeline([body, meter, ...(wrap?.() ?? []), createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true })])
        const { size, sha256, content } = await measured()
        const problem = problemOf({ size, limitBytes, content, type, accept })
        if (!problem) return { temporary, file: { key: wrap ? randomBytes(32).toString('hex') : sha256, sha256, name, type, size } }
        await rm(temporary)
        return { problem }
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },
    keep: async ({ temporary, file }) => {
      const path = placeOf(directory, file.key)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await rename(temporary, path)
      await flushFolder(dirname(path))
      return file
    },
  }
}

/** Removes what a crash left in the middle of an upload; tells how many. */
export async function sweepTemporary(directory: string, olderThan: Date): Promise<number> {
  const folder = join(directory, TEMPORARY)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const swept = await Promise.all((await readdir(folder)).map(async name => {
    const path = join(folder, name)
    const { mtime } = await stat(path).catch(() => ({ mtime: olderThan }))
    if (mtime >= olderThan) return 0
    await rm(path, { force: true })
    return 1
  }))
  return swept.reduce((sum: number, one) => sum + one, 0)
}

/** A kept file as it lies, sealed or plain: its length and its bytes, all of them or from one place to another, both counted in. */
export type Opened = { size: number; bytes: (range?: { start: number; end: number }) => Readable }

/** Opens a kept file; NotFound if there is none. A kept file never changes, so it may be read more than once. */
export async function openFile(directory: string, key: string): Promise<Opened> {
  const missing = () => new NotFound('file-not-found', 'No such file is kept')
  if (!/^[0-9a-f]{64}$/.test(key)) throw missing()
  const path = placeOf(directory, key)
  const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? missing() : error
  })
  return { size, bytes: range => createReadStream(path, range) }
}

const TEMPORARY = 'incoming'
const placeOf = (directory: string, key: string) => join(directory, key.slice(0, 2), key.slice(2, 4), key)

const typeByEnding = (name: string): FileType | undefined => {
  const ending = /\.([^.]+)$/.exec(name.toLowerCase())?.[1] ?? ''
  return (Object.keys(endings) as FileType[]).find(type => endings[type].includes(ending))
}
const contentOf = (type: FileType): Content => type === 'csv' || type === 'txt' ? 'text' : type

type Judged = { size: number; limitBytes: number; content: Content; type: FileType; accept: readonly FileType[] }

function problemOf({ size, limitBytes, content, type, accept }: Judged): FileProblem | undefined {
  if (size === 0) return { code: 'file-empty' }
  if (size > limitBytes) return { code: 'file-too-large', params: { megabytes: Math.round(limitBytes / 2 ** 20 * 100) / 100 } }
  if (content === contentOf(type)) return undefined
  return accept.some(each => contentOf(each) === content) ? { code: 'file-type-mismatch' } : notAllowed(accept)
}
const notAllowed = (accept: readonly FileType[]): FileProblem =>
  ({ code: 'file-type-not-allowed', params: { accepted: accept.join(', ') } })

/** Counts, digests and sniffs what flows by; past the limit it lets nothing through, but reads on, so that the form can end. */
function measuring(limitBytes: number) {
  const hash = createHash('sha256')
  const { take, content } = sniffer()
  let size = 0
  const meter = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length
      if (size > limitBytes) return done()
      hash.update(chunk)
      take(chunk)
      done(null, chunk)
    },
  })
  return { meter, measured: async () => ({ size, sha256: hash.digest('hex'), content: await content() }) }
}

/** A new name in a folder lasts through a power cut only once the folder itself is on the disk. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
}
