import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { anOffer } from '../../fixtures/tender.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { BIDDERS, type Ground } from './ground.ts'
import { median, percentile } from './load.ts'
import { milliseconds, type Row } from './table.ts'

const MEGABYTE = 2 ** 20
const ROUNDS = 3
const LIMIT_MS = 2_000
const FROM = { address: '127.0.0.1', device: 'bench' }

/** Fifty organizations send a megabyte each and seal their bids at the same moment, beside hashing and storing the same bytes. */
export async function bidding(ground: Ground, site: number): Promise<Row[]> {
  const { world: { services }, notice, bidders, logs } = ground
  const tokens = await Promise.all(bidders.map(async ({ id }) => (await services.tokens.issue(id)).token))
  const folder = join(logs, 'raw-files')
  mkdirSync(folder)
  const rounds: { p50: number; p95: number; raw: number; accepted: number }[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const files = bidders.map(() => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(MEGABYTE - 9)]))
    for (const bidder of bidders) await draft(ground, bidder)
    const url = `http://127.0.0.1:${site}/api/v1/tenders/${notice.id}`
    const given = await Promise.all(tokens.map((token, at) => bid(url, token, files[at]!)))
    const raw = await Promise.all(files.map(async bytes => store(folder, bytes)))
    rounds.push({
      p50: percentile(given.map(({ ms }) => ms), 0.5), p95: percentile(given.map(({ ms }) => ms), 0.95),
      raw: percentile(raw, 0.95), accepted: given.filter(({ receipt }) => receipt).length,
    })
  }
  const [p50, p95, raw] = [median(rounds.map(each => each.p50)), median(rounds.map(each => each.p95)), median(rounds.map(each => each.raw))]
  const accepted = Math.min(...rounds.map(each => each.accepted))
  return [{
    what: `${BIDDERS} bids of 1 MB at once, p95`, measured: `${milliseconds(p95)} (p50 ${milliseconds(p50)}; ${accepted} accepted)`,
    beside: `hash and store, p95 ${milliseconds(raw)}`, ratio: `${(p95 / raw).toFixed(1)}×`, limit: `≤ ${milliseconds(LIMIT_MS)}, all accepted`,
    met: p95 <= LIMIT_MS && accepted === BIDDERS,
  }]
}

const draft = async ({ world: { services }, notice }: Ground, bidder: Actor): Promise<unknown> => {
  const { draft } = await services.bids.desk(bidder, notice.id)
  return services.bids.save(bidder, notice.id, { ...anOffer(), revision: draft?.revision ?? 0 }, FROM)
}

/** Sends the file and seals; the time until the receipt is there. */
async function bid(url: string, token: string, file: Buffer): Promise<{ ms: number; receipt: boolean }> {
  const boundary = randomUUID()
  const form = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="plan.pdf"\r\nContent-Type: application/pdf\r\n\r\n`), file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const headers = { Authorization: `Bearer ${token}` }
  const begun = performance.now()
  const sent = await fetch(`${url}/bid-files`, { method: 'POST', headers: { ...headers, 'Content-Type': `multipart/form-data; boundary=${boundary}` }, body: form })
  if (!sent.ok) throw new Error(`A file was refused with ${sent.status}: ${await sent.text()}`)
  const sealed = await fetch(`${url}/bid/seal`, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: '{}' })
  const { receipt, text } = await sealed.json() as { receipt?: object; text?: string }
  if (!receipt) console.error(`  a bid was refused with ${sealed.status}: ${text}`)
  return { ms: performance.now() - begun, receipt: Boolean(receipt) }
}

async function store(folder: string, bytes: Buffer): Promise<number> {
  const begun = performance.now()
  const handle = await open(join(folder, createHash('sha256').update(bytes).digest('hex')), 'wx')
  await handle.writeFile(bytes)
  await handle.sync().finally(() => handle.close())
  return performance.now() - begun
}
