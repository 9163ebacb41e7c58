import { createHash, randomInt } from 'node:crypto'
import type { Actor } from '../kernel/actor.ts'
import { Invalid, RuleBroken } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Transact } from '../platform/database.ts'
import type { Lockbox } from '../platform/lockbox.ts'
import { seal } from '../platform/seal.ts'
import { ENVELOPE_BYTES, PLACES, SignedReceipt, type BidBox, type Envelope, type Lines } from './bid-box.schema.ts'
import type { BidBoxStore } from './bid-box.store.ts'
import type { EnvelopeContent } from './bid.schema.ts'
import type { Tender } from './tender.schema.ts'

type Deps = { store: BidBoxStore; lockbox: Lockbox; audit: Audit; transact: Transact }

/** Whoever changed the box stays unnamed until the opening (令87 art. 28). */
const unnamed: Actor = { id: 'sealed', name: '', grants: [] }
/** Bound into every envelope, so that one of another tender or another place, copied by hand, does not open. */
export const bidContext = (tenderId: string, envelopeId: string) => `bid ${tenderId} ${envelopeId}`
/** A box with what lay in it when it was looked at; whoever changes the one keeps the other true. */
type Looked = BidBox & { lines: Lines }
const digestOf = (lines: Lines): string =>
  createHash('sha256').update([...lines].map(([id, { holder, sha256 }]) => `${id}:${holder}:${sha256}`).sort().join('\n')).digest('hex')
/** Bound to its holder too: whoever swaps two holders by hand shows neither the other's. */
const receiptLock = (id: string, holder: string) => ({ context: `receipt ${id} ${holder}`, size: 8 * 1024 })

/** The one way into and out of the sealed envelopes. It asks nobody who may; the services in front of it do. */
export const bidBoxService = ({ store, lockbox, audit, transact }: Deps) => {
  const placeId = (tenderId: string, place: number) => lockbox.tag('place', tenderId, String(place))
  const holderOf = (tenderId: string, organizationId: string) => lockbox.tag('envelope', tenderId, organizationId)
  const nobody = (id: string) => lockbox.tag('decoy', id)
  const isDecoy = ([id, { holder }]: [string, { holder: string }]): boolean => holder === nobody(id)
  const placeHeldBy = (lines: Lines, holder: string): string | undefined => [...lines].find(([, line]) => line.holder === holder)?.[0]
  /** By chance, since the first free one would tell in what order the places were taken. */
  function freePlace(lines: Lines): string | undefined {
    const free = [...lines].filter(isDecoy)
    return free[randomInt(Math.max(free.length, 1))]?.[0]
  }

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
    ({ id, revision: 0, tenderId: tender.id, ...sealed(tender, id, null), receipt: lockbox.lock(null, receiptLock(id, nobody(id))) })

  /** One event for a bid put in, replaced or withdrawn alike: an event of its own for each would count them. */
  async function changed({ lines, ...before }: Looked, action: 'change' | 'close'): Promise<void> {
    const state = action === 'close' ? 'closed' : before.state
    const after = await store.saveBox({ ...before, state, digest: digestOf(lines) })
    await store.saveLines(before.id, lines)
    await audit.record(unnamed, { kind: 'bid-box', action: `bid-box.${action}`, before, after })
  }

  /** Writes a decoy over what lies at a place. */
  async function fill(tender: Tender, box: Looked, id: string): Promise<void> {
    const instead = decoy(tender, id)
    await store.put(instead)
    box.lines.set(id, { holder: nobody(id), sha256: instead.sha256 })
    await changed(box, 'change')
  }

  /** A change looks at the list and leaves what was done to an envelope by hand to be found; closing and opening look at all envelopes. */
  async function inspected(tenderId: string, look: 'lines' | 'found'): Promise<Looked> {
    const box = await store.box(tenderId)
    const kept = await store.lines(tenderId)
    // What nobody put there through the platform has no holder, and is no decoy.
    const lines = look === 'lines' ? kept : new Map([...await store.found(tenderId)].map(([id, sha256]) => [id, { holder: kept.get(id)?.holder ?? '', sha256 }]))
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
      const decoys = Array.from({ length: PLACES }, (_, place) => decoy(tender, placeId(tender.id, place)))
      for (const each of decoys) await store.insert(each)
      const lines = new Map(decoys.map(({ id, sha256 }) => [id, { holder: nobody(id), sha256 }]))
      await store.insertLines(tender.id, lines)
      const box = await store.insertBox({ id: tender.id, revision: 0, state: 'open', altered: false, digest: digestOf(lines) })
      await audit.record(unnamed, { kind: 'bid-box', action: 'bid-box.lay', before: null, after: box })
    }),

    /** Puts a bid in, or in the place of an earlier one of the same organization. */
    put: (tender: Tender, content: EnvelopeContent): Promise<SignedReceipt> => transact(async () => {
      const box = await openBox(tender.id, 'lines')
      const holder = holderOf(tender.id, content.organizationId)
      const held = placeHeldBy(box.lines, holder)
      const earlier = held ? await store.envelope(held) : null
      const id = held ?? freePlace(box.lines) ?? placeId(tender.id, box.lines.size)
      const letter = sealed(tender, id, content)
      const receipt: SignedReceipt = {
        receipt: content.receipt, receivedAt: content.receivedAt, sha256: letter.sha256,
        signedBy: content.signedBy.name, version: (earlier ? receiptIn(earlier, holder)?.version ?? 1 : 0) + 1,
        files: content.files.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
      }
      const envelope: Envelope = { id, revision: 0, tenderId: tender.id, ...letter, receipt: lockbox.lock(receipt, receiptLock(id, holder)) }
      await store.put(envelope)
      box.lines.set(id, { holder, sha256: letter.sha256 })
      await changed(box, 'change')
      return receipt
    }),

    /** Takes a bid out; a decoy takes its place. False if there was none. */
    withdraw: (tender: Tender, organizationId: string): Promise<boolean> => transact(async () => {
      const box = await openBox(tender.id, 'lines')
      const id = placeHeldBy(box.lines, holderOf(tender.id, organizationId))
      if (!id) return false
      await fill(tender, box, id)
      return true
    }),

    /**
     * Writes a new decoy over one by chance, with every trace that a bid leaves: at moments by chance, so that the changes of a box
     * count no bids. Does nothing where bids hold all places.
     */
    stir: (tender: Tender): Promise<void> => transact(async () => {
      const box = await openBox(tender.id, 'lines')
      const id = freePlace(box.lines)
      if (id) await fill(tender, box, id)
    }),

    /** The bidder's own receipt, unlocked only for it. */
    async receiptOf(tenderId: string, organizationId: string): Promise<SignedReceipt | null> {
      const holder = holderOf(tenderId, organizationId)
      const id = placeHeldBy(await store.lines(tenderId), holder)
      const envelope = id ? await store.envelope(id) : null
      return envelope && receiptIn(envelope, holder)
    },

    /** Closes the box and says how many bids lie in it; before this, nobody may ask (令87 art. 28). */
    close: (tenderId: string): Promise<number> => transact(async () => {
      const box = await openBox(tenderId, 'found')
      await changed(box, 'close')
      return [...box.lines].filter(line => !isDecoy(line)).length
    }),

    /** What lies in a closed box, without decoys. */
    async opened(tenderId: string): Promise<{ altered: boolean; envelopes: (Envelope & { given: SignedReceipt | null })[] }> {
      const { state, altered, lines } = await inspected(tenderId, 'found')
      if (state !== 'closed') throw new RuleBroken('deadline-ahead', 'The deadline is not over')
      const decoys = new Set([...lines].filter(isDecoy).map(([id]) => id))
      const bids = (await store.envelopesOf(tenderId)).filter(({ id }) => !decoys.has(id))
      return { altered, envelopes: bids.map(each => ({ ...each, given: receiptIn(each, lines.get(each.id)?.holder ?? '') })) }
    },
  }

  function receiptIn({ id, receipt }: Envelope, holder: string): SignedReceipt | null {
    try {
      const { receivedAt, ...rest } = lockbox.unlock(receipt, receiptLock(id, holder)) as { receivedAt: string }
      return SignedReceipt.parse({ ...rest, receivedAt: new Date(receivedAt) })
    } catch {
      // An envelope that was not put in by the platform has no receipt.
      return null
    }
  }
}
export type BidBoxService = ReturnType<typeof bidBoxService>
