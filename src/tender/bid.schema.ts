import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { StoredFile } from '../platform/files.schema.ts'
import { Person } from './tender.schema.ts'

export const TeamMember = z.object({
  name: z.string().min(2).max(40), duty: z.string().min(2).max(40), qualification: z.string().max(60).optional(),
})
export type TeamMember = z.infer<typeof TeamMember>

/** What every bidder declares (法 art. 22; 条例 art. 18, 19; 令87 art. 37). */
export const UNDERTAKINGS = ['no-major-violation', 'no-common-head', 'no-collusion', 'terms-accepted', 'all-true'] as const

/** Only enterprises and welfare units may declare a size; the declaration is its only proof (46号 art. 11; 财库〔2017〕141号). */
export const SizeDeclaration = z.enum(['none', 'small', 'micro', 'welfare-unit'])
export type SizeDeclaration = z.infer<typeof SizeDeclaration>

/** What a bidder offers; sealed at receipt together with its files. */
export const Offer = z.object({
  price: Money,
  priceWords: z.string().max(60).meta({ description: '大写' }),
  plan: z.string().min(20).max(10_000).meta({ description: '服务方案' }),
  team: z.array(TeamMember).min(1).max(30),
  contact: z.object({ name: z.string().min(2).max(40), phone: z.string().regex(/^[\d\s()+-]{7,20}$/, 'not-a-phone') }),
  qualification: z.record(z.string(), z.boolean()).meta({ description: 'By id of the tender’s term: met' }),
  undertakings: z.record(z.enum(UNDERTAKINGS), z.boolean()),
  declaration: SizeDeclaration.default('none'),
  subcontracting: z.string().max(500).optional().meta({ description: 'The part that is not done by the bidder, and who does it (令87 art. 35)' }),
})
export type Offer = z.infer<typeof Offer>

/** Who worked on a bid and from where, to find bids made by one hand (令87 art. 37). */
export const Trace = z.object({ accountId: z.string(), name: z.string(), at: z.date(), address: z.string(), device: z.string() })
export type Trace = z.infer<typeof Trace>

/** All that an envelope holds; nobody reads it before both custodians have opened. */
export const EnvelopeContent = z.object({
  tenderId: z.string(), organizationId: z.string(), organizationName: z.string(), uscc: z.string(),
  offer: Offer, files: z.array(StoredFile).min(1), receivedAt: z.date(), receipt: z.string(), signedBy: Person, traces: z.array(Trace),
})
export type EnvelopeContent = z.infer<typeof EnvelopeContent>

/** `unqualified` by the purchaser, `nonconforming` or `invalid` by the committee; `opened` waits. */
export const BidStatus = z.enum(['opened', 'qualified', 'unqualified', 'nonconforming', 'invalid'])
export type BidStatus = z.infer<typeof BidStatus>

/** What a gate found: passed, or why not. */
export const Finding = z.object({ passed: z.boolean(), reason: z.string().optional(), by: Person, at: z.date() })
export type Finding = z.infer<typeof Finding>

/** An opened bid; there is none before the opening. */
export const Bid = EnvelopeContent.extend({
  id: z.string(),
  revision: z.int().default(0),
  areas: z.array(z.string()).meta({ description: 'Of the tender' }),
  sha256: z.string().meta({ description: 'Of the sealed content, as on the receipt' }),
  openedAt: z.date(),
  status: BidStatus.default('opened'),
  qualification: Finding.optional(),
  conformity: Finding.optional(),
  correctedPrice: Money.optional().meta({ description: 'After 令87 art. 59, confirmed by the bidder' }),
})
export type Bid = z.infer<typeof Bid>

/** What the bidder alone gets: reference, the moment of receipt, and the SHA-256 of the sealed content (令87 art. 33). */
export const Receipt = z.object({ receipt: z.string(), receivedAt: z.date(), sha256: z.string() })
export type Receipt = z.infer<typeof Receipt>

/** An offer as it grows; nothing is required before it is sealed. */
export const OfferDraft = z.object({
  price: Money.optional(),
  priceWords: z.string().max(60).optional(),
  plan: z.string().max(10_000).optional(),
  team: z.array(TeamMember.partial()).max(30).default([]),
  contact: z.object({ name: z.string().max(40).optional(), phone: z.string().max(20).optional() }).default({}),
  qualification: z.record(z.string(), z.boolean()).default({}),
  undertakings: z.record(z.string(), z.boolean()).default({}),
  declaration: SizeDeclaration.default('none'),
  subcontracting: z.string().max(500).optional(),
})
export type OfferDraft = z.infer<typeof OfferDraft>

/**
 * What the people of one organization are writing. It is kept locked by the platform's SEAL_SECRET, under a keyed hash, in one
 * size, without tender or organization beside it: the database's owner reads neither who drafts, nor for what, nor what. Who
 * holds the database and the secret could read it, so it is destroyed when the bid is sealed, and the files are sealed at once.
 */
export const BidDraft = z.object({
  offer: OfferDraft, files: z.array(StoredFile).max(10), traces: z.array(Trace), savedAt: z.date(),
  readyBy: Person.optional().meta({ description: 'An editor asks the signatory to sign off' }),
})
export type BidDraft = z.infer<typeof BidDraft>

/** The offer in parts, each a form of its own; a part that is saved is written whole. */
export const offerParts = {
  price: z.object({ price: Money.optional(), priceWords: OfferDraft.shape.priceWords, declaration: SizeDeclaration.optional() }),
  plan: z.object({ plan: OfferDraft.shape.plan, subcontracting: OfferDraft.shape.subcontracting }),
  people: z.object({ team: z.array(TeamMember.partial()).max(30), contact: OfferDraft.shape.contact.unwrap() }),
  declarations: z.object({ qualification: z.record(z.string(), z.boolean()), undertakings: z.record(z.string(), z.boolean()) }),
} as const
export const OfferPart = z.enum(['price', 'plan', 'people', 'declarations'])
export type OfferPart = z.infer<typeof OfferPart>

const { price, plan, people, declarations } = offerParts
/** Any part of the offer, with the revision that was read; 0 for the first. */
export const SaveDraft = z.object({ ...price.shape, ...plan.shape, ...people.shape, ...declarations.shape }).partial().extend({ revision: z.int() })
export type SaveDraft = z.infer<typeof SaveDraft>

/** How far an own bid is: `judged` is opened and not decided yet. */
export const BidState = z.enum(['draft', 'sealed', 'judged', 'won', 'lost', 'failed'])
export type BidState = z.infer<typeof BidState>
export const BidFilter = z.object({ state: BidState.optional(), q: z.string().trim().max(60).optional() })
export type BidFilter = z.infer<typeof BidFilter>

/** An organization of several that a person acts for; its only one if none is named. */
export const ForOrganization = z.object({ organizationId: z.string().max(64).optional() })

/** A bid's summary for those who run the tender, after the opening. */
export const BidSeen = Bid.omit({ traces: true })
export type BidSeen = z.infer<typeof BidSeen>
