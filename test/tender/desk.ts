import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import mongoose from 'mongoose'
import { currentRules } from '../../fixtures/rulesets.ts'
import { aTenderDocument, aTenderDraft, anOffer } from '../../fixtures/tender.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import type { Actor, Role } from '../../src/kernel/actor.ts'
import { fen, type Money } from '../../src/kernel/money.ts'
import { Calendar } from '../../src/kernel/period.ts'
import { Refusal, RuleBroken } from '../../src/kernel/refusal.ts'
import { auditLog } from '../../src/platform/audit.ts'
import { connect, disconnect, transact } from '../../src/platform/database.ts'
import { newId, nextReference } from '../../src/platform/document.ts'
import { lockbox } from '../../src/platform/lockbox.ts'
import {
  bidBoxService, bidBoxStore, bidDraftStore, bidFileStore, bidService, bidStore, challengeStore, complaintStore, openingService, pauseService, tenderNoticeService, tenderService,
  tenderStore,
} from '../../src/tender/index.ts'
import type { OfferDraft } from '../../src/tender/bid.schema.ts'
import type { EditTender, Tender } from '../../src/tender/tender.schema.ts'
import { testMongoUri } from '../support/stores.ts'

/** The code of a refusal, with its first blocker or problem. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const thrown = await work.then(() => undefined, (error: unknown) => error)
  if (!(thrown instanceof Refusal)) throw thrown instanceof Error ? thrown : new Error('It was not refused')
  const [first] = (thrown.details.blockers ?? thrown.details.problems ?? []) as { code: string }[]
  return first ? `${thrown.code}: ${first.code}` : thrown.code
}

export const PASSPHRASES = { buyer: '采购人的开标口令二零二六', supervisor: 'correct horse battery' }
export const FROM = { address: '10.1.2.3', device: 'Firefox' }
const AREAS = ['230604001', '230604', '230600']

const actor = (id: string, name: string, role: Role, reach: { area?: string; organizationId?: string } = {}): Actor =>
  ({ id, name, grants: [{ role, ...reach }] })

export const people = {
  buyer: actor('acc-buyer', '李敏', 'community', { area: '230604001' }),
  district: actor('acc-district', '周军', 'district', { area: '230604' }),
  elsewhere: actor('acc-elsewhere', '孙涛', 'district', { area: '230602' }),
  bureau: actor('acc-bureau', '张伟', 'bureau', { area: '230600' }),
  supervisor: actor('acc-supervisor', '陈静', 'supervisor', { area: '230600' }),
  administrator: actor('acc-admin', '吴强', 'administrator'),
  expert: actor('acc-expert', '郑专家', 'expert'),
}
export const signatoryOf = (organizationId: string): Actor => actor(`acc-${organizationId}`, `${organizationId}签字人`, 'signatory', { organizationId })
export const editorOf = (organizationId: string): Actor => actor(`acc-editor-${organizationId}`, `${organizationId}编辑`, 'editor', { organizationId })

/** The tender domain on a real store, with a line of 500,000 yuan and any number of organizations. */
export async function startDesk(name: string, start = '2026-03-02T09:00') {
  const unique = `${name}_${process.pid}_${Date.now().toString(36)}`
  let now = new Date(`${start}+08:00`)
  const clock = () => now
  let meanwhile = async (): Promise<unknown> => undefined
  const directory = await mkdtemp(join(tmpdir(), 'fuhua-bids-'))
  await connect(testMongoUri(unique))
  const audit = auditLog({ clock })
  const box = bidBoxService({ store: bidBoxStore, lockbox: lockbox('q'.repeat(40)), audit, transact })
  const reserved = new Map<string, Money>()
  const left = () => fen(500_000_00 - [...reserved.values()].reduce((sum, each) => sum + each, 0))
  const rules = { ruleSetAt: () => currentRules, calendar: () => Calendar.parse(workdays) }
  const common = { tenders: tenderStore, box, audit, transact, clock, newId, nextReference, ...rules }
  const tenders = tenderService({
    ...common, registeredAs: async () => null, buyable: async () => ({ code: 'A010101', name: '居家养老服务' }),
    budget: {
      line: async id => ({ id, itemId: 'item-1', area: AREAS[0]!, areas: AREAS, amount: fen(500_000_00), status: 'approved' }),
      available: async () => left(),
      reserve: async (_, { amount, subject }) => {
        if (amount > left()) throw new RuleBroken('line-exhausted', 'Not enough left')
        reserved.set(subject, amount)
      },
      release: async (_, { subject }) => { reserved.delete(subject) },
    },
  })
  const web = () => bidService({
    ...common, drafts: bidDraftStore, bids: bidStore, lockbox: lockbox('q'.repeat(40)),
    bidder: async id => meanwhile().then(() => ({ bidder: { id, name: `大庆市${id}服务中心`, uscc: `52230604MJ0TE${id.slice(-4).toUpperCase()}`, type: 'service-institution' }, blockers: [] })),
  })
  const bids = web()
  const files = bidFileStore({ directory, limitBytes: 5 * 2 ** 20 })
  const pauses = pauseService({ ...common, challenges: challengeStore, complaints: complaintStore })
  const openings = openingService({ ...common, pauses, bids: bidStore, files, tries: { spend: async () => undefined, forgive: async () => undefined } })
  const notices = tenderNoticeService(common)

  const set = (text: string | Date) => { now = typeof text === 'string' ? new Date(`${text}+08:00`) : text }
  const fresh = (id: string) => tenders.known(id)

  async function submitted(changes: Partial<EditTender> = {}): Promise<Tender> {
    const drafted = await tenders.draft(people.buyer, aTenderDraft('line-1'))
    const edited = await tenders.edit(people.buyer, drafted.id, { ...aTenderDocument(changes), revision: drafted.revision })
    return tenders.submit(people.buyer, drafted.id, { revision: edited.revision })
  }
  async function approved(): Promise<Tender> {
    const { id, revision } = await submitted()
    return tenders.approve(people.bureau, id, { revision, warningsRead: true })
  }
  async function withKeys(): Promise<Tender> {
    const { id } = await approved()
    await openings.deposit(people.buyer, id, { passphrase: PASSPHRASES.buyer, passphraseAgain: PASSPHRASES.buyer })
    return openings.deposit(people.supervisor, id, { passphrase: PASSPHRASES.supervisor, passphraseAgain: PASSPHRASES.supervisor })
  }
  async function published(deadline = '2026-03-24T09:30'): Promise<Tender> {
    const { id, revision } = await withKeys()
    return tenders.publish(people.buyer, id, { revision, bidDeadline: new Date(`${deadline}+08:00`) })
  }

  /** A sealed file, as the upload makes it. */
  async function keepFile(tender: Tender, name = '服务方案.pdf', body = '%PDF-1.7 our secret plan') {
    const storage = files.storage(tender)
    const received = await storage.receive(name, Readable.from([Buffer.from(body)]))
    if (!('file' in received)) throw new Error(received.problem.code)
    return storage.keep(received)
  }
  async function draftBid(tender: Tender, organizationId: string, changes: Partial<OfferDraft> = {}) {
    const person = signatoryOf(organizationId)
    await bids.save(person, tender.id, { ...anOffer(changes), revision: 0 }, FROM)
    return bids.attach(person, tender.id, [await keepFile(tender)], FROM)
  }
  async function bid(tender: Tender, organizationId: string, changes: Partial<OfferDraft> = {}) {
    await draftBid(tender, organizationId, changes)
    return (await bids.seal(signatoryOf(organizationId), tender.id, FROM)).receipt
  }
  async function opened(tender: Tender): Promise<Tender> {
    await openings.enter(people.buyer, tender.id, { passphrase: PASSPHRASES.buyer })
    return openings.enter(people.supervisor, tender.id, { passphrase: PASSPHRASES.supervisor })
  }

  return {
    tenders, bids, openings, notices, box, files, audit, set, fresh, submitted, approved, withKeys, published, keepFile, draftBid, bid, opened,
    reserved, clock, directory, pauses,
    /** The bids as another web process serves them, which does not know whose turn it is in this one. */
    otherWeb: web,
    /** Lets something happen, once, while the bidder is looked up, which is after a draft was read and before it is sealed. */
    whileSealing(happens: () => Promise<unknown>): void {
      meanwhile = async () => {
        meanwhile = async () => undefined
        return happens()
      }
    },
    /** Everything that lies in the database, as its owner sees it. */
    async dump(): Promise<Record<string, string>> {
      const collections = await mongoose.connection.db!.listCollections().toArray()
      const texts = await Promise.all(collections.map(async ({ name: each }) =>
        [each, JSON.stringify(await mongoose.connection.collection(each).find().toArray())] as const))
      return Object.fromEntries(texts)
    },
    /** The bytes of all files that lie on the disk. */
    async filesOnDisk(): Promise<Buffer[]> {
      const names = await readdir(directory, { recursive: true, withFileTypes: true })
      return Promise.all(names.filter(each => each.isFile()).map(each => readFile(join(each.parentPath, each.name))))
    },
    async stop(): Promise<void> {
      await mongoose.connection.dropDatabase()
      await disconnect()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
export type DeskOfTenders = Awaited<ReturnType<typeof startDesk>>
