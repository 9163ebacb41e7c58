import { createHash } from 'node:crypto'
import type { Actor } from '../kernel/actor.ts'
import { Invalid, RuleBroken } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Transact } from '../platform/database.ts'
import type { Lockbox } from '../platform/lockbox.ts'
import { seal } from '../platform/seal.ts'
import { ENVELOPE_BYTES, PLACES, SignedReceipt, type BidBox, type Envelope } from './bid-box.schema.ts'
import type { BidBoxStore } from './bid-box.store.ts'
import type { EnvelopeContent } from './bid.schema.ts'
import type { Tender } from './tender.schema.ts'

type Deps = { store: BidBoxStore; lockbox: Lockbox; audit: Audit; transact: Transact }

/** Whoever changed the box stays unnamed until the opening (令87 art. 28). */
const unnamed: Actor = { id: 'sealed', name: '', grants: [] }
/** Bound into every envelope, so that one of another tender or another place, copied by hand, does not open. */
export const bidContext = (tenderId: string, envelopeId: string) => `bid ${tenderId} ${envelopeId}`
/** A box with what lay in it when it was looked at; whoever changes the one keeps the other true. */
type Looked = BidBox & { lines: Map<string, string> }
const digestOf = (lines: Map<string, string>): string =>
  createHash('sha256').update([...lines].map(([id, sha256]) => `${id}:${sha256}`).sort().join('\n')).digest('hex')
const receiptLock = (id: string) => ({ context: `receipt ${id}`, size: 8 * 1024 })

/** The one way into and out of the sealed envelopes. It asks nobody who may; the services in front of it do. */
export const bidBoxService = ({ store, lockbox, audit, transact }: Deps) => {
  const idOf = (tenderId: string, organizationId: string) => lockbox.tag('envelope', tenderId, organizationId)
  const decoyIds = (tenderId: string) => Array.from({ length: PLACES }, (_, place) => lockbox.tag('decoy', tenderId, String(place)))

  /** Sealed, padded to the one size; Invalid at `plan` when it does not fit. */
  function sealed({ id, custody }: Tender, place: string, content: EnvelopeContent | null): Pick<Envelope, 'sealed' | 'sha256'> {
    const plain = Buffer.from(JSON.stringify(content))
    if (plain.length > ENVELOPE_BYTES) {
      throw new Invalid('invalid-input', 'The offer does not fit into an envelope', { problems: [{ field: 'plan', code: 'offer-too-long' }] })
    }
    if (!custody.publicKey) throw new RuleBroken('keys-missing', 'The tender has no key to seal to')
    const padded = Buffer.alloc(ENVELOPE_BYTES, ' ')
    plain.copy(padded)
    const bytes = seal(custody.publicKey, padded, bidContext(id, place))
    return { sealed: bytes.toString('base64url'), sha256: createHash('sha256').update(bytes).digest('hex') }
  }

  const decoy = (tender: Tender, id: string): Envelope =>
    ({ id, revision: 0, tenderId: tender.id, ...sealed(tender, id, null), receipt: lockbox.lock(null, receiptLock(id)) })

  /** One event for a bid put in, replaced or withdrawn alike: an event of its own for each would count them. */
  async function changed({ lines, ...before }: Looked, action: 'change' | 'close'): Promise<void> {
    const state = action === 'close' ? 'closed' : before.state
    const after = await store.saveBox({ ...before, state, digest: digestOf(lines) })
    await store.saveLines(before.id, lines)
    await audit.record(unnamed, { kind: 'bid-box', action: `bid-box.${action}`, before, after })
  }

  /** A change looks at the list and leaves what was done to an envelope by hand to be found; closing and opening look at all envelopes. */
  async function inspected(tenderId: string, look: 'lines' | 'found'): Promise<Looked> {
    const box = await store.box(tenderId)
    const lines = await store[look](tenderId)
    return { ...box, altered: box.altered || digestOf(lines) !== box.digest, lines }
  }

  async function openBox(tenderId: string, look: 'lines' | 'found'): Promise<Looked> {
    const box = await inspected(tenderId, look)
    if (box.state === 'closed') throw new RuleBroken('too-late', 'The deadline is over', { law: '财政部令第87号第三十三条' })
    return box
  }

  return {
    /** Lays a box full of decoys when a tender is published. */
    lay: (tender: Tender): Promise<void> => transact(async () => {
      const decoys = decoyIds(tender.id).map(id => decoy(tender, id))
      for (const each of decoys) await store.insert(each)
      const lines = new Map(decoys.map(({ id, sha256 }) => [id, sha256]))
      await store.insertLines(tender.id, lines)
      const box = await store.insertBox({ id: tender.id, revision: 0, state: 'open', altered: false, digest: digestOf(lines) })
      await audit.record(unnamed, { kind: 'bid-box', action: 'bid-box.lay', before: null, after: box })
    }),

    /** Puts a bid in, or in the place of an earlier one of the same organization. */
    put: (tender: Tender, content: EnvelopeContent): Promise<SignedReceipt> => transact(async () => {
      const box = await openBox(tender.id, 'lines')
      const id = idOf(tender.id, content.organizationId)
      const earlier = box.lines.has(id) ? await store.envelope(id) : null
      const letter = sealed(tender, id, content)
      const receipt: SignedReceipt = {
        receipt: content.receipt, receivedAt: content.receivedAt, sha256: letter.sha256,
        signedBy: content.signedBy.name, version: (earlier ? receiptIn(earlier)?.version ?? 1 : 0) + 1,
        files: content.files.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
      }
      const envelope: Envelope = { id, revision: 0, tenderId: tender.id, ...letter, receipt: lockbox.lock(receipt, receiptLock(id)) }
      if (earlier) await store.replace(envelope)
      else {
        await store.insert(envelope)
        const place = decoyIds(tender.id).find(each => box.lines.delete(each))
        if (place) await store.remove(place)
      }
      box.lines.set(id, letter.sha256)
      await changed(box, 'change')
      return receipt
    }),

    /** Takes a bid out; a decoy takes its place. False if there was none. */
    withdraw: (tender: Tender, organizationId: string): Promise<boolean> => transact(async () => {
      const box = await openBox(tender.id, 'lines')
      const id = idOf(tender.id, organizationId)
      if (!box.lines.delete(id)) return false
      await store.remove(id)
      const free = decoyIds(tender.id).find(each => !box.lines.has(each))
      if (free && box.lines.size < PLACES) {
        const { sha256 } = await store.insert(decoy(tender, free))
        box.lines.set(free, sha256)
      }
      await changed(box, 'change')
      return true
    }),

    /** The bidder's own receipt, unlocked only for it. */
    async receiptOf(tenderId: string, organizationId: string): Promise<SignedReceipt | null> {
      const id = idOf(tenderId, organizationId)
      const envelope = await store.envelope(id)
      return envelope && receiptIn(envelope)
    },

    /** Closes the box and says how many bids lie in it; before this, nobody may ask (令87 art. 28). */
    close: (tenderId: string): Promise<number> => transact(async () => {
      const box = await openBox(tenderId, 'found')
      await changed(box, 'close')
      return box.lines.size - decoyIds(tenderId).filter(id => box.lines.has(id)).length
    }),

    /** What lies in a closed box, without decoys. */
    async opened(tenderId: string): Promise<{ altered: boolean; envelopes: (Envelope & { given: SignedReceipt | null })[] }> {
      const { state, altered } = await inspected(tenderId, 'found')
      if (state !== 'closed') throw new RuleBroken('deadline-ahead', 'The deadline is not over')
      const decoys = new Set(decoyIds(tenderId))
      const bids = (await store.envelopesOf(tenderId)).filter(({ id }) => !decoys.has(id))
      return { altered, envelopes: bids.map(each => ({ ...each, given: receiptIn(each) })) }
    },
  }

  function receiptIn({ id, receipt }: Envelope): SignedReceipt | null {
    try {
      const { receivedAt, ...rest } = lockbox.unlock(receipt, receiptLock(id)) as { receivedAt: string }
      return SignedReceipt.parse({ ...rest, receivedAt: new Date(receivedAt) })
    } catch {
      // An envelope that was not put in by the platform has no receipt.
      return null
    }
  }
}
export type BidBoxService = ReturnType<typeof bidBoxService>
