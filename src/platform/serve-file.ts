import { pipeline, type Duplex, type Readable } from 'node:stream'
import { pipeline as flow } from 'node:stream/promises'
import type { Response } from 'express'
import { attachment } from './file-name.ts'
import { openFile } from './files.ts'
import { mediaTypes, type StoredFile } from './files.schema.ts'

type Served = Pick<StoredFile, 'name' | 'type' | 'size' | 'key'> & {
  directory: string
  /** Unseals a file on its way out. */
  transform?: Duplex
}

/**
 * Sends a kept file as a download that can do nothing in the browser. A file that is missing, or that does not unseal at its
 * first bytes, rejects before anything was sent; one that breaks later ends the connection, so it is never taken for whole.
 */
export async function serveFile(res: Response, { directory, key, name, type, size, transform }: Served): Promise<void> {
  const kept = await openFile(directory, key)
  // The pipeline destroys both ends with the error, which then comes out of the iterator below.
  const body: Readable = transform ? pipeline(kept, transform, () => undefined) : kept
  const bytes = body.iterator() as AsyncIterableIterator<Buffer>
  const first = await bytes.next()
  res.set({
    'Content-Type': mediaTypes[type], 'Content-Length': String(size), 'Content-Disposition': attachment(name),
    'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': 'sandbox', 'Cache-Control': 'private, no-store',
  })
  const all = async function* () {
    if (!first.done) yield first.value
    yield* bytes
  }
  await flow(all, res).catch((error: NodeJS.ErrnoException) => {
    // The reader went away; that is no fault.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }).finally(() => body.destroy())
}
