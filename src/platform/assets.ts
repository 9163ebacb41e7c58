import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { Router, type Request, type Response } from 'express'
import { NotFound } from '../kernel/refusal.ts'
import { viewsFolder } from './root.ts'

type Encoding = 'br' | 'gzip'
type Asset = { name: string; hash: string; body: Buffer; packed: Partial<Record<Encoding, Promise<Buffer>>> }

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2', '.png': 'image/png', '.ico': 'image/x-icon', '.webmanifest': 'application/manifest+json',
}
const PACKED = new Set(['.css', '.js', '.svg', '.webmanifest'])

const resolve = createRequire(import.meta.url).resolve
const asset = (name: string, body: Buffer): Asset =>
  ({ name, body, hash: createHash('sha256').update(body).digest('hex').slice(0, 12), packed: {} })
const hashed = ({ name, hash }: Asset): string => name.replace(/(\.\w+)$/, `.${hash}$1`)

/** The Chinese font comes in slices; its sheet names them by their hashed addresses. */
function font(): Asset[] {
  const folder = dirname(resolve('@fontsource-variable/noto-sans-sc/index.css'))
  const slices = new Map<string, Asset>()
  const sheet = readFileSync(join(folder, 'index.css'), 'utf8').replace(/url\(\.\/files\/([\w.[\]-]+)\)/g, (_, file: string) => {
    const slice = slices.get(file) ?? asset(file, readFileSync(join(folder, 'files', file)))
    slices.set(file, slice)
    return `url(${hashed(slice)})`
  })
  return [asset('noto-sans-sc.css', Buffer.from(sheet)), ...slices.values()]
}

let found: Map<string, Asset> | undefined
/** Read once, on first need: our own files, and those of the packages whose bytes are shown as they are. */
function all(): Map<string, Asset> {
  if (found) return found
  const own = join(viewsFolder, 'assets')
  const files = [
    ...readdirSync(own).filter(name => extname(name) in TYPES).map(name => asset(name, readFileSync(join(own, name)))),
    asset('tabler.css', readFileSync(resolve('@tabler/core/dist/css/tabler.min.css'))),
    asset('htmx.js', readFileSync(resolve('htmx.org/dist/htmx.min.js'))),
    asset('swagger-ui.css', readFileSync(resolve('swagger-ui-dist/swagger-ui.css'))),
    asset('swagger-ui.js', readFileSync(resolve('swagger-ui-dist/swagger-ui-bundle.js'))),
    ...font(),
  ]
  return found = new Map(files.map(file => [file.name, file]))
}

/** The address that changes with the content, so that browsers may keep it for ever. */
export function assetAddress(name: string): string {
  const file = all().get(name)
  if (!file) throw new Error(`No asset "${name}"`)
  return `/assets/${hashed(file)}`
}

const pack: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  br: body => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: body => promisify(gzip)(body),
}

async function send(req: Request, res: Response, file: Asset): Promise<void> {
  const type = extname(file.name)
  const encoding = PACKED.has(type) ? req.acceptsEncodings('br', 'gzip', 'identity') : 'identity'
  const packing = encoding === 'br' || encoding === 'gzip' ? encoding : undefined
  res.setHeader('Content-Type', TYPES[type] ?? 'application/octet-stream')
  res.setHeader('ETag', `"${file.hash}${packing ? `-${packing}` : ''}"`)
  if (PACKED.has(type)) res.setHeader('Vary', 'Accept-Encoding')
  if (req.fresh) {
    res.status(304).end()
    return
  }
  if (packing) res.setHeader('Content-Encoding', packing)
  res.end(packing ? await (file.packed[packing] ??= pack[packing](file.body)) : file.body)
}

/** Serves `/assets/fuhua.<hash>.css` for a year, and the plain name with a question to the server each time. */
export function assets(): Router {
  const router = Router()
  router.get('/:name', async (req, res) => {
    const [, stem, hash, type] = /^(.+?)(?:\.([0-9a-f]{12}))?(\.\w+)$/.exec(req.params.name) ?? []
    const file = all().get(`${stem}${type}`)
    if (!file) throw new NotFound('page-not-found', `No asset ${req.params.name}`)
    // An address of an older version gets what there is now, but must not be kept under the old name.
    res.setHeader('Cache-Control', hash === file.hash ? 'public, max-age=31536000, immutable' : 'no-cache')
    await send(req, res, file)
  })
  return router
}
