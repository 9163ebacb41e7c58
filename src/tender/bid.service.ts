import { randomInt } from 'node:crypto'
import { organizationsOf, type Actor } from '../kernel/actor.ts'
import { may, permit, reach } from '../kernel/policy.ts'
import { Forbidden, refuseIfBlocked, RuleBroken, type Blocker, type Problem } from '../kernel/refusal.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { StoredFile } from '../platform/files.schema.ts'
import type { Lockbox } from '../platform/lockbox.ts'
import { turns } from '../platform/turns.ts'
import type { SignedReceipt } from './bid-box.schema.ts'
import type { BidBoxService } from './bid-box.service.ts'
import { bidPolicy } from './bid.policy.ts'
import { completeOffer, declarationBlockers, offerProblems, refuseIfLate, reservedBlockers, withTrace } from './bid.rules.ts'
import { BidDraft, OfferDraft, type Bid, type SaveDraft, type Trace } from './bid.schema.ts'
import type { BidDraftStore, BidStore } from './bid.store.ts'
import type { Tender } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

/** An organization as a bid names it. */
export type Bidder = { id: string; name: string; uscc: string; type: string }
/** From where somebody works on a bid, and for which organization where a person acts for several. */
export type From = { address: string; device: string; asked?: string | undefined }
/** What an organization's people see of their bid; nobody else sees any of it. */
export type Desk = {
  tender: Tender; bidder: Bidder; draft: (BidDraft & { revision: number }) | null; receipt: SignedReceipt | null
  problems: Problem[]; blockers: Blocker[]; maySign: boolean
  /** What became of it: there is none before the opening. */
  opened: Bid | null
}

export type OpenedBid = { tender: Tender; bid: Bid }
export type OwnBid = { tender: Tender; receipt: SignedReceipt | null; hasDraft: boolean }

/** What a step on a bid has read and written, so that the answer to it need not read that again. */
export type Written = { tender: Tender; draft: Desk['draft']; receipt?: SignedReceipt }
type Kept = Written & { draft: BidDraft & { revision: number } }
type Asked = { asked?: string | undefined; written?: Written }

type Read = { organizationId: string; tender: Tender; draft: BidDraft & { revision: number } }

type Deps = {
  tenders: Pick<TenderStore, 'get' | 'list' | 'inStatus'>; drafts: BidDraftStore; bids: BidStore; box: BidBoxService; lockbox: Lockbox
  /** The organization, and why it may not bid (registry R2, R4). */
  bidder: (id: string, now: Date) => Promise<{ bidder: Bidder; blockers: Blocker[] }>
  transact: Transact; clock: Clock
}

/** Every draft is one block of this size, so that its length says nothing. */
const DRAFT_BYTES = 96 * 1024
const DRAFT_DAYS = 90
/** How often each box is changed for show, on average. */
const STIRRED_EVERY_MS = 30 * 60_000

export const bidService = ({ tenders, drafts, bids, box, lockbox, bidder, transact, clock }: Deps) => {
  /** All bids of a tender go into one box: in the last minutes, when many come at once, they would undo each other. */
  const inTurn = turns()
  const draftId = (tenderId: string, organizationId: string) => lockbox.tag('draft', tenderId, organizationId)

  async function draftOf(tenderId: string, organizationId: string): Promise<(BidDraft & { revision: number }) | null> {
    const id = draftId(tenderId, organizationId)
    const found = await drafts.maybe(id)
    return found && { ...BidDraft.parse(revived(lockbox.unlock(found.locked, { context: id }))), revision: found.revision }
  }

  /** Saves a draft over the revision that it names; one that is not there yet, so that was read as 0, is begun. */
  async function keep({ tender, organizationId, draft: { revision: read } }: Read, { revision, ...draft }: BidDraft & { revision: number }): Promise<Kept> {
    const id = draftId(tender.id, organizationId)
    const locked = lockbox.lock(BidDraft.parse(draft), { context: id, size: DRAFT_BYTES })
    const staleAt = new Date(clock().getTime() + DRAFT_DAYS * 86_400_000)
    const stored = { id, revision, locked, staleAt }
    const kept = read > 0 ? await drafts.save(stored) : await drafts.insert({ ...stored, revision: 1 })
    return { tender, draft: { ...draft, revision: kept.revision } }
  }

  /** The organization a person acts for here: the one named, else the only one. */
  function ownOrganization(actor: Actor, asked?: string): string {
    const own = organizationsOf(actor)
    const chosen = asked ?? own[0]
    if (!chosen || !own.includes(chosen)) throw new Forbidden('forbidden', `${actor.id} acts for no such organization`)
    return chosen
  }

  /** Loads what a step on a draft needs, and refuses who may not or comes too late. */
  async function atDesk(actor: Actor, tenderId: string, asked?: string): Promise<Read> {
    const organizationId = ownOrganization(actor, asked)
    permit(bidPolicy.write, actor, { organizationId })
    const tender = await tenders.get(tenderId)
    refuseIfLate(tender, clock())
    const begun = await draftOf(tenderId, organizationId)
    // Who may not bid is told before it has written anything; what came in between is refused when it is sealed.
    if (!begun) refuseIfBlocked((await bidder(organizationId, clock())).blockers)
    const empty = { offer: OfferDraft.parse({}), files: [], traces: [], savedAt: clock(), revision: 0 }
    return { organizationId, tender, draft: begun ?? empty }
  }

  /** The draft that was read is not there any more. */
  async function refuseOther(tenderId: string, organizationId: string): Promise<never> {
    if (await drafts.maybe(draftId(tenderId, organizationId))) throw new RuleBroken('changed-meanwhile', 'Someone else changed this draft')
    throw new RuleBroken('no-draft', 'There is no draft; it was sealed or thrown away meanwhile')
  }

  async function readable(actor: Actor, tender: Tender): Promise<Bid[]> {
    if (reach(bidPolicy.see, actor).length === 0) return []
    const all = await bids.ofTender(tender.id)
    return all.filter(bid => may(bidPolicy.see, actor, { ...bid, evaluators: tender.evaluators }))
  }

  const traceOf = (actor: Actor, from: From): Trace => ({ accountId: actor.id, name: actor.name, at: clock(), address: from.address, device: from.device })

  return {
    /** The own bid: its draft, what it lacks, its receipt. */
    async desk(actor: Actor, tenderId: string, { asked, written }: Asked = {}): Promise<Desk> {
      const organizationId = ownOrganization(actor, asked)
      permit(bidPolicy.own, actor, { organizationId })
      const tender = written?.tender ?? await tenders.get(tenderId)
      if (!tender.announced) throw new Forbidden('forbidden', 'The tender is not published')
      const { bidder: own, blockers } = await bidder(organizationId, clock())
      const draft = written ? written.draft : await draftOf(tenderId, organizationId)
      return {
        tender, bidder: own, draft, receipt: written?.receipt ?? await box.receiptOf(tenderId, organizationId),
        problems: draft ? offerProblems(tender, draft.offer, draft.files.length) : [],
        blockers: [...blockers, ...reservedBlockers(tender, own), ...(draft ? declarationBlockers(draft.offer, own) : [])],
        maySign: may(bidPolicy.sign, actor, { organizationId }), opened: tender.custody.openedWith ? await bids.own(tenderId, organizationId) : null,
      }
    },

    /** Saves parts of the offer over the revision that was read: of two editors at once, the slower is told. */
    async save(actor: Actor, tenderId: string, { revision, ...parts }: SaveDraft, from: From) {
      return transact(async () => {
        const read = await atDesk(actor, tenderId, from.asked)
        const { draft } = read
        const offer = { ...draft.offer, ...parts }
        return keep(read, { ...withTrace({ ...draft, offer, savedAt: clock(), readyBy: undefined }, traceOf(actor, from)), revision })
      })
    },

    /** Adds files that were sealed on their way in; one that is there already, as when its upload is sent again, is not added twice. */
    async attach(actor: Actor, tenderId: string, files: StoredFile[], from: From) {
      return transact(async () => {
        const read = await atDesk(actor, tenderId, from.asked)
        const { draft } = read
        const fresh = files.filter(({ name, sha256 }) => !draft.files.some(file => file.name === name && file.sha256 === sha256))
        if (draft.files.length + fresh.length > 10) throw new RuleBroken('too-many-files', 'A bid has at most ten files', { maximum: 10 })
        return keep(read, { ...draft, ...withTrace({ ...draft, files: [...draft.files, ...fresh], savedAt: clock() }, traceOf(actor, from)) })
      })
    },

    async detach(actor: Actor, tenderId: string, key: string, from: From) {
      return transact(async () => {
        const read = await atDesk(actor, tenderId, from.asked)
        const { draft } = read
        const files = draft.files.filter(file => file.key !== key)
        return keep(read, { ...draft, ...withTrace({ ...draft, files, savedAt: clock() }, traceOf(actor, from)) })
      })
    },

    /** An editor says that the bid is ready; the signatory is asked to sign off. */
    async ready(actor: Actor, tenderId: string, from: From, asked?: string) {
      return transact(async () => {
        const read = await atDesk(actor, tenderId, asked)
        const { tender, draft } = read
        completeOffer(tender, draft)
        const by = { accountId: actor.id, name: actor.name }
        return keep(read, { ...draft, ...withTrace({ ...draft, readyBy: by }, traceOf(actor, from)) })
      })
    },

    /**
     * Seals the draft and puts it into the box; the draft is destroyed, since its key is the platform's. Draft and organization are
     * read before the turn; of a co-editor who saved meanwhile the signatory is told, who must not sign what he has not seen.
     */
    async seal(actor: Actor, tenderId: string, from: From, asked?: string): Promise<Written & { receipt: SignedReceipt }> {
      const receivedAt = clock()
      const { organizationId, draft } = await atDesk(actor, tenderId, asked)
      permit(bidPolicy.sign, actor, { organizationId })
      const { bidder: own, blockers } = await bidder(organizationId, receivedAt)
      return inTurn(tenderId, () => transact(async () => {
        const tender = await tenders.get(tenderId)
        refuseIfLate(tender, clock())
        if (!await drafts.remove({ id: draftId(tenderId, organizationId), revision: draft.revision })) await refuseOther(tenderId, organizationId)
        refuseIfBlocked([...blockers, ...reservedBlockers(tender, own), ...declarationBlockers(draft.offer, own)])
        const receipt = await box.put(tender, {
          tenderId, organizationId, organizationName: own.name, uscc: own.uscc,
          offer: completeOffer(tender, draft), files: draft.files, receivedAt,
          receipt: receiptNumber(lockbox.tag('receipt', tenderId, organizationId, receivedAt.toISOString())),
          signedBy: { accountId: actor.id, name: actor.name }, traces: withTrace(draft, traceOf(actor, from)).traces,
        })
        return { tender, draft: null, receipt }
      }))
    },

    /** Takes the sealed bid back, until the deadline (令87 art. 34). */
    async withdraw(actor: Actor, tenderId: string, asked?: string): Promise<void> {
      const organizationId = ownOrganization(actor, asked)
      permit(bidPolicy.sign, actor, { organizationId })
      await inTurn(tenderId, () => transact(async () => {
        const tender = await tenders.get(tenderId)
        refuseIfLate(tender, clock())
        if (!await box.withdraw(tender, organizationId)) throw new RuleBroken('no-bid-to-withdraw', 'There is no sealed bid')
      }))
    },

    /** Throws the draft away. */
    async discard(actor: Actor, tenderId: string, asked?: string): Promise<void> {
      const organizationId = ownOrganization(actor, asked)
      permit(bidPolicy.write, actor, { organizationId })
      await drafts.remove({ id: draftId(tenderId, organizationId) })
    },

    /** The opened bids of a tender that this person may read: all of them, its own, or none. */
    ofTender: readable,

    openedOf: async (actor: Actor, tenderId: string): Promise<Bid[]> => readable(actor, await tenders.get(tenderId)),

    async see(actor: Actor, id: string): Promise<Bid> {
      const bid = await bids.get(id)
      const { evaluators } = await tenders.get(bid.tenderId)
      permit(bidPolicy.see, actor, { ...bid, evaluators })
      return bid
    },

    /** The own bids: what is being written or lies sealed for tenders that are open, and what was opened. */
    async mine(actor: Actor): Promise<{ running: OwnBid[]; opened: OpenedBid[] }> {
      const own = organizationsOf(actor).filter(organizationId => may(bidPolicy.own, actor, { organizationId }))
      // What is sealed stays in sight between the deadline and the opening too.
      const open = (await Promise.all((['published', 'closed'] as const).map(status => tenders.list({ status }, { announced: true })))).flat()
      const running = await Promise.all(open.flatMap(tender => own.map(async (organizationId): Promise<OwnBid> => ({
        tender, receipt: await box.receiptOf(tender.id, organizationId), hasDraft: await drafts.maybe(draftId(tender.id, organizationId)) !== null,
      }))))
      return {
        running: running.filter(({ tender, receipt, hasDraft }) => receipt || (hasDraft && tender.status === 'published')),
        opened: await Promise.all((await Promise.all(own.map(id => bids.ofOrganization(id)))).flat()
          .map(async bid => ({ bid, tender: await tenders.get(bid.tenderId) }))),
      }
    },

    /** Whether this person's organizations have a draft that waits for the signature; for their tasks only. */
    async waitsForSignature(actor: Actor, tenderId: string): Promise<Date | null> {
      for (const organizationId of organizationsOf(actor)) {
        if (!may(bidPolicy.sign, actor, { organizationId })) continue
        const draft = await draftOf(tenderId, organizationId)
        if (draft?.readyBy) return draft.savedAt
      }
      return null
    },

    /** What the sweep throws away: drafts that nobody has touched for a quarter of a year. */
    dropStale: (): Promise<number> => drafts.removeStale(clock()),

    /** Changes the box of one open purchase for show, and tells how long, on average, until the next has its turn. */
    async stirOne(): Promise<number> {
      const open = (await tenders.inStatus(['published'])).filter(({ bidDeadline }) => bidDeadline! > clock())
      const [one] = open.slice(randomInt(Math.max(open.length, 1)))
      if (one) await box.stir(one)
      return STIRRED_EVERY_MS / Math.max(open.length, 1)
    },

    /** For other parts of the domain, which have asked who may. */
    knownOf: (tenderId: string): Promise<Bid[]> => bids.ofTender(tenderId),
  }
}
export type BidService = ReturnType<typeof bidService>

const receiptNumber = (tag: string): string => `TB-${(tag.slice(0, 12).toUpperCase().match(/.{4}/g) ?? []).join('-')}`

/** JSON has no dates; the draft's stand at these fields. */
function revived(locked: unknown): unknown {
  const { savedAt, traces, ...rest } = locked as { savedAt: string; traces: (Omit<Trace, 'at'> & { at: string })[] }
  return { ...rest, savedAt: new Date(savedAt), traces: traces.map(trace => ({ ...trace, at: new Date(trace.at) })) }
}
