import type { Actor } from '../kernel/actor.ts'
import type { Money } from '../kernel/money.ts'
import { permit } from '../kernel/policy.ts'
import { Invalid, NotFound, refuseIfBlocked, RuleBroken } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import { handOver, joinShares, newCustodian, splitKey } from '../platform/custody.ts'
import type { Transact } from '../platform/database.ts'
import { newSealKey, unseal } from '../platform/seal.ts'
import { bidContext, type BidBoxService } from './bid-box.service.ts'
import type { BidFileStore } from './bid-files.store.ts'
import { EnvelopeContent, type Bid } from './bid.schema.ts'
import type { BidStore } from './bid.store.ts'
import { custodianRole, deposit, depositBlockers, openedWith, openingBlockers, otherCustodian } from './opening.rules.ts'
import type { NewPassphrase, Passphrase } from './opening.schema.ts'
import type { PauseService } from './pause.service.ts'
import { tenderPolicy } from './tender.policy.ts'
import type { OpeningRecord, Tender } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = {
  tenders: Pick<TenderStore, 'get' | 'save'>; bids: Pick<BidStore, 'insert' | 'ofTender'>; box: BidBoxService
  files: Pick<BidFileStore, 'isWhole'>
  pauses: Pick<PauseService, 'blockers' | 'refuse'>
  /** Counts wrong passphrases; throws TooMany. */
  tries: { spend(key: string): Promise<void>; forgive(key: string): Promise<void> }
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
}

type Envelopes = Awaited<ReturnType<BidBoxService['opened']>>['envelopes']
/** The record with what is read out of each bid. */
export type OpeningShown = Omit<OpeningRecord, 'by'> & {
  by: string[]
  bids: { id: string; organizationName: string; uscc: string; price: Money; priceWords: string; receivedAt: Date; receipt: string; sha256: string }[]
}
const SECRET = ['custody']

export const openingService = ({ tenders, bids, box, files, pauses, tries, audit, transact, clock, newId }: Deps) => {
  const keyContext = (tenderId: string) => `tender ${tenderId}`

  /** Reads what it can; an envelope that does not open is named by its receipt and does not stop the rest. */
  function read(tender: Tender, envelopes: Envelopes, privateKey: string): { read: Bid[]; unreadable: OpeningRecord['unreadable'] } {
    const found: Bid[] = []
    const unreadable: OpeningRecord['unreadable'] = []
    for (const { id, sealed, sha256, given } of envelopes) {
      try {
        const content = contentOf(unseal(privateKey, Buffer.from(sealed, 'base64url'), bidContext(tender.id, id)))
        if (content.tenderId !== tender.id) throw new RuleBroken('seal-broken', 'The bid is of another tender')
        found.push({ ...content, id: newId(), revision: 0, areas: tender.areas, sha256, openedAt: clock(), status: 'opened' })
      } catch {
        unreadable.push({ receipt: given?.receipt ?? '—', code: 'unreadable' })
      }
    }
    return { read: found, unreadable }
  }

  async function damagedFiles(tender: Tender, opened: Bid[], privateKey: string): Promise<OpeningRecord['damagedFiles']> {
    const withKey = { ...tender, custody: { ...tender.custody, openedWith: privateKey } }
    const damaged: OpeningRecord['damagedFiles'] = []
    for (const { receipt, files: given } of opened) {
      for (const file of given) if (!await files.isWhole(withKey, file)) damaged.push({ receipt, name: file.name })
    }
    return damaged
  }

  /** As joining the halves: a suspension may come while the passphrase is tried. */
  async function handOverHalf(actor: Actor, tender: Tender, passphrase: string): Promise<Tender> {
    const { custodians, shares } = tender.custody
    const own = custodians.findIndex(({ accountId }) => accountId === actor.id)
    const sealed = await handOver({
      passphrase, wrappedKey: custodians[own]!.wrappedKey, share: shares[own]!, to: otherCustodian(tender, actor.id).publicKey,
      context: keyContext(tender.id),
    })
    return transact(async () => {
      await pauses.refuse(tender.id, 'open')
      const after = await tenders.save({ ...tender, custody: { ...tender.custody, handedOver: { by: actor.id, at: clock(), sealed } } })
      await audit.record(actor, { kind: 'tender', action: 'tender.hand-over', before: tender, after, secret: SECRET })
      return after
    })
  }

  async function joinAndOpen(actor: Actor, tender: Tender, passphrase: string): Promise<Tender> {
    const { custodians, shares, handedOver, check } = tender.custody
    const own = custodians.findIndex(({ accountId }) => accountId === actor.id)
    const privateKey = await joinShares({
      passphrase, wrappedKey: custodians[own]!.wrappedKey, share: shares[own]!, handedOver: handedOver!.sealed, check: check!,
      context: keyContext(tender.id),
    })
    const { envelopes, altered } = await box.opened(tender.id)
    const { read: opened, unreadable } = read(tender, envelopes, privateKey)
    const record: OpeningRecord = {
      at: clock(), place: tender.openingPlace, by: custodians.map(({ accountId, name }) => ({ accountId, name })),
      received: envelopes.length, unreadable, altered, damagedFiles: await damagedFiles(tender, opened, privateKey),
    }
    return transact(async () => {
      await pauses.refuse(tender.id, 'open')
      const after = await tenders.save(openedWith(tender, { privateKey, record }))
      await audit.record(actor, { kind: 'tender', action: 'tender.open', before: tender, after, secret: SECRET, ruleSet: tender.ruleSet })
      for (const bid of opened) {
        await bids.insert(bid)
        await audit.record(actor, { kind: 'bid', action: 'bid.open', before: null, after: bid, secret: ['traces'] })
      }
      return after
    })
  }

  return {
    /** Makes a custodian's key under a passphrase. With the second, the tender's key is made, split between both, and forgotten. */
    async deposit(actor: Actor, id: string, { passphrase, passphraseAgain }: NewPassphrase): Promise<Tender> {
      if (passphrase !== passphraseAgain) {
        throw new Invalid('invalid-input', 'The passphrases differ', { problems: [{ field: 'passphraseAgain', code: 'passphrases-differ' }] })
      }
      const before = await tenders.get(id)
      permit(tenderPolicy.hold, actor, before)
      refuseIfBlocked(depositBlockers(before, actor))
      const custodian = { accountId: actor.id, name: actor.name, role: custodianRole(actor), at: clock(), ...await newCustodian(passphrase) }
      const [first] = before.custody.custodians
      return transact(async () => {
        const after = await tenders.save(deposit(before, custodian, first && splitBetween(id, first.publicKey, custodian.publicKey)))
        await audit.record(actor, { kind: 'tender', action: 'tender.deposit-key', before, after, secret: SECRET })
        return after
      })
    },

    /** What was read out at the opening: who bid and for how much (令87 art. 41). Throws NotFound before it. */
    async record(actor: Actor, id: string): Promise<OpeningShown> {
      const tender = await tenders.get(id)
      permit(tenderPolicy.see, actor, tender)
      if (!tender.opening) throw new NotFound('not-opened', 'The bids are not opened')
      const opened = await bids.ofTender(id)
      return {
        ...tender.opening, by: tender.opening.by.map(({ name }) => name),
        bids: opened.map(({ id: bidId, organizationName, uscc, offer, receivedAt, receipt, sha256 }) =>
          ({ id: bidId, organizationName, uscc, price: offer.price, priceWords: offer.priceWords, receivedAt, receipt, sha256 })),
      }
    },

    /** The first of the two hands its half over, the second opens all bids (令87 art. 39–41). */
    async enter(actor: Actor, id: string, { passphrase }: Passphrase): Promise<Tender> {
      const tender = await tenders.get(id)
      permit(tenderPolicy.hold, actor, tender)
      refuseIfBlocked([...openingBlockers(tender, actor), ...await pauses.blockers(tender, 'open')])
      await tries.spend(`opening:${actor.id}`)
      const after = await (tender.custody.handedOver ? joinAndOpen : handOverHalf)(actor, tender, passphrase)
      await tries.forgive(`opening:${actor.id}`)
      return after
    },
  }

  function splitBetween(id: string, one: string, other: string) {
    const { publicKey, privateKey } = newSealKey()
    return { publicKey, ...splitKey(privateKey, [one, other], keyContext(id)) }
  }
}
export type OpeningService = ReturnType<typeof openingService>

/** JSON has no dates; these fields are. */
function contentOf(plain: Buffer): EnvelopeContent {
  const { receivedAt, traces, ...rest } = JSON.parse(plain.toString()) as { receivedAt: string; traces: { at: string }[] }
  return EnvelopeContent.parse({ ...rest, receivedAt: new Date(receivedAt), traces: traces.map(each => ({ ...each, at: new Date(each.at) })) })
}
