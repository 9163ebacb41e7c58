import { createHash } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import yazl from 'yazl'
import type { AuditEvent } from './audit-event.schema.ts'
import type { Comment } from './comment.schema.ts'
import { fileName } from './file-name.ts'
import type { Opened } from './files.ts'
import type { StoredFile } from './files.schema.ts'
import { localTime } from './format.ts'
import { csvOf } from './spreadsheet.ts'
import type { Translate } from './text.ts'

/** One file of a dossier. Its bytes are asked for when their turn comes, so that no more than one file is open at a time. */
export type Paper = { path: string; body: () => Promise<Buffer | Readable> }

/** All that one person may read of one record; who may is asked before it is put together. */
export type Dossier = { reference: string; at: Date; papers: Paper[] }

/** The list of what is in it; its own digest cannot stand in it. */
export const INDEX = 'index.csv'
/** What is packed already would only cost time. */
const PACKED = /\.(pdf|ofd|docx|xlsx|jpe?g|png|zip)$/i

/**
 * The dossier as a zip, while it is read: by path, with the index of all sizes and digests at its end. A file that fails breaks the zip off,
 * so that it is never taken for whole; a reader who goes away leaves no file open.
 */
export function zipOf({ at, papers }: Dossier, t: Translate): Readable {
  const zip = new yazl.ZipFile()
  const out = zip.outputStream as Readable
  const listed: { path: string; size: number; sha256: string }[] = []
  let reading: Readable | undefined
  const add = (path: string, body: Paper['body'], passed: (chunk: Buffer) => void = () => undefined, read: () => void = () => undefined) =>
    zip.addReadStreamLazy(path, { mtime: at, compress: !PACKED.test(path) }, give => {
      body().then(bytes => {
        const source = bytes instanceof Readable ? bytes : Readable.from([bytes])
        reading = source
        const meter = new Transform({ transform(chunk: Buffer, _, done) { passed(chunk); done(null, chunk) }, flush(done) { read(); done() } })
        if (out.destroyed) source.destroy()
        give(null, source.on('error', error => zip.emit('error', error)).pipe(meter))
      }, (error: unknown) => give(error, null as never))
    })

  for (const { path, body } of papers.toSorted((a, b) => a.path < b.path ? -1 : 1)) {
    const hash = createHash('sha256')
    let size = 0
    add(path, body, chunk => { hash.update(chunk); size += chunk.length }, () => listed.push({ path, size, sha256: hash.digest('hex') }))
  }
  add(INDEX, async () => csvOf({
    name: INDEX, columns: ['path', 'size', 'sha256'].map(name => t(`platform.dossier.${name}`)), rows: listed.map(({ path, size, sha256 }) => [path, size, sha256]),
  }))
  zip.on('error', (error: Error) => out.destroy(error))
  out.once('close', () => reading?.destroy())
  zip.end()
  return out
}

export const jsonPaper = (path: string, value: unknown): Paper => ({ path, body: async () => Buffer.from(`${JSON.stringify(value, null, 2)}\n`) })

/** Numbered, since senders name their files as they like, two of them alike. */
export const filePapers = (folder: string, files: StoredFile[], open: (file: StoredFile) => Promise<Readable>): Paper[] => files.map((file, index) => ({
  path: `${folder}/${String(index + 1).padStart(2, '0')}-${fileName(file.name)}`, body: () => open(file),
}))
/** What lies plain on the disk. */
export const plain = (openFile: (key: string) => Promise<Opened>) => async ({ key }: Pick<StoredFile, 'key'>): Promise<Readable> => (await openFile(key)).bytes()

const columns = (t: Translate, ...names: string[]): string[] => names.map(name => t(`platform.dossier.${name}`))
const minute = (at: Date): string => localTime(at).replace('T', ' ')

export const timelinePaper = (events: AuditEvent[], t: Translate): Paper => ({ path: 'timeline.csv', body: async () => csvOf({
  name: 'timeline', columns: columns(t, 'at', 'who', 'what', 'reason', 'rule'),
  rows: events.map(({ at, actorName, action, reason, ruleSet }) => [minute(at), actorName, t(`audit.${action}`), reason ?? '', ruleSet ?? '']),
}) })

export const commentsPaper = (comments: Comment[], t: Translate): Paper => ({ path: 'comments.csv', body: async () => csvOf({
  name: 'comments', columns: columns(t, 'at', 'who', 'role', 'audience', 'text', 'taken-back'),
  rows: comments.map(({ at, writer, audience, text, takenBackAt }) =>
    [minute(at), writer.name, t(`role.${writer.role}`), t(`platform.comments.for.${audience}`), text, takenBackAt ? minute(takenBackAt) : '']),
}) })
