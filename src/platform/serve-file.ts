import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline as flow } from 'node:stream/promises'
import type { Request, Response } from 'express'
import { disposition } from './file-name.ts'
import type { Opened } from './files.ts'

export type Served = {
  name: string
  /** Media type. */
  type: string
  body: Buffer | string | Opened | Readable
  /** Of a stream, where it is known. */
  size?: number
  /** Shown in the browser instead of saved; only for what the platform made itself, such as a printed contract. */
  inline?: boolean
  /** Of what everybody may read and programs ask for again and again: when it last changed. Who has it already is told so (304). */
  changed?: Date
}

/**
 * Sends a file under its own name: as a download that can do nothing in the browser, or shown in it under the site's own
 * policy. What is kept or made here can be asked for in parts. A stream that fails at its first bytes, such as a sealed file
 * that does not open, rejects before anything was sent; one that breaks later ends the connection, so it is never taken for whole.
 */
export async function serveFile(req: Request, res: Response, { name, type, body, size, inline, changed }: Served): Promise<void> {
  if (changed && typeof body === 'string' && isKnown(req, res, { body, changed })) return
  const given = isOpened(body) ? body : body instanceof Readable ? null : inMemory(Buffer.from(body))
  const range = given && rangeOf(req, given.size)
  if (range === 'none') {
    res.status(416).set('Content-Range', `bytes */${given?.size}`).end()
    return
  }
  const source = body instanceof Readable ? body : (given as Opened).bytes(range ?? undefined)
  const bytes = source.iterator() as AsyncIterableIterator<Buffer>
  const first = await bytes.next()
  const length = range ? range.end - range.start + 1 : given?.size ?? size
  res.status(range ? 206 : 200).set({
    'Content-Type': typeof body === 'string' && !type.includes('charset') ? `${type}; charset=utf-8` : type,
    'Content-Disposition': disposition(name, inline ? 'inline' : 'attachment'),
    'X-Content-Type-Options': 'nosniff', 'Cache-Control': changed ? 'no-cache' : 'private, no-store, no-transform',
    ...(!inline && { 'Content-Security-Policy': 'sandbox' }), ...(given && { 'Accept-Ranges': 'bytes' }),
    ...(length !== undefined && { 'Content-Length': String(length) }),
    ...(range && { 'Content-Range': `bytes ${range.start}-${range.end}/${given?.size}` }),
  })
  const all = async function* () {
    if (!first.done) yield first.value
    yield* bytes
  }
  await flow(all, res).catch((error: NodeJS.ErrnoException) => {
    // The reader went away; that is no fault.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }).finally(() => source.destroy())
}

/** Says what would tell a change, and answers who asks whether there was none. */
function isKnown(req: Request, res: Response, { body, changed }: { body: string; changed: Date }): boolean {
  res.set({ 'Cache-Control': 'no-cache', ETag: `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`, 'Last-Modified': changed.toUTCString() })
  if (!req.fresh) return false
  res.status(304).end()
  return true
}

const isOpened = (body: Served['body']): body is Opened => typeof body === 'object' && 'bytes' in body

const inMemory = (all: Buffer): Opened =>
  ({ size: all.length, bytes: ({ start, end } = { start: 0, end: all.length }) => Readable.from([all.subarray(start, end + 1)]) })

/** The one part that is asked for; null for the whole, as for several parts at once; `none` where there is no such part. */
function rangeOf(req: Request, size: number): { start: number; end: number } | 'none' | null {
  // A part of what the reader had before is a part of something else by now.
  const asked = req.get('If-Range') ? undefined : req.range(size)
  if (asked === -1) return 'none'
  if (!Array.isArray(asked) || asked.type !== 'bytes' || asked.length !== 1) return null
  return asked[0] ?? null
}
