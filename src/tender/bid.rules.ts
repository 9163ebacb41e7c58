import type { z } from 'zod'
import { inWords, parseWords } from '../kernel/money.ts'
import type { Blocker, Problem } from '../kernel/refusal.ts'
import { Invalid, refuseIfBlocked } from '../kernel/refusal.ts'
import { Offer, UNDERTAKINGS, type Bid, type BidDraft, type OfferDraft, type Trace } from './bid.schema.ts'
import { isOpenForBids } from './tender.rules.ts'
import type { Tender } from './tender.schema.ts'

/** Traces are kept to find one hand behind several bids; the last ones suffice. */
const TRACES = 40

/** Late is late, to the millisecond (令87 art. 33). */
export const refuseIfLate = (tender: Tender, now: Date): void =>
  refuseIfBlocked(isOpenForBids(tender, now) ? [] : [{ code: 'bidding-not-open', law: '财政部令第87号第三十三条' }])

/** What an answer lacks: nothing was given, too little, or in another form. */
function lackOf(issue: z.core.$ZodIssue): Problem {
  const field = issue.path.map(String).join('.')
  if (issue.code === 'too_small' && issue.origin === 'string' && issue.input) return { field, code: 'too-small-string', params: { minimum: Number(issue.minimum) } }
  return { field, code: issue.code === 'invalid_format' && issue.input ? issue.message : 'required' }
}

/** Conditions and declarations are asked one by one below. */
const isTick = ({ field }: Problem): boolean => /^(qualification|undertakings)\b/.test(field)

/** What is missing or wrong before an offer can be sealed; the page shows it section by section, sealing refuses with it. */
export function offerProblems(tender: Tender, offer: OfferDraft, files: number): Problem[] {
  const shaped = Offer.safeParse({ ...offer, priceWords: offer.priceWords ?? (offer.price === undefined ? undefined : inWords(offer.price)) }, { reportInput: true })
  const missing = shaped.success ? [] : shaped.error.issues.map(lackOf).filter(problem => !isTick(problem))
  const words = offer.priceWords === undefined ? offer.price : parseWords(offer.priceWords)
  return [
    ...missing,
    ...(offer.price === 0 ? [{ field: 'price', code: 'price-zero' }] : []),
    ...(offer.price !== undefined && words !== offer.price ? [{ field: 'priceWords', code: 'words-differ', params: { words: inWords(offer.price) } }] : []),
    ...(offer.price !== undefined && offer.price > tender.ceiling ? [{ field: 'price', code: 'price-above-ceiling' }] : []),
    ...tender.qualification.filter(({ id }) => !offer.qualification[id]).map(({ id }) => ({ field: `qualification.${id}`, code: 'must-be-met' })),
    ...UNDERTAKINGS.filter(each => !offer.undertakings[each]).map(each => ({ field: `undertakings.${each}`, code: 'must-be-declared' })),
    ...(files > 0 ? [] : [{ field: 'files', code: 'file-required' }]),
  ]
}

/** The offer as it will be sealed. Throws Invalid with all problems at once. */
export function completeOffer(tender: Tender, { offer, files }: Pick<BidDraft, 'offer' | 'files'>): Offer {
  const problems = offerProblems(tender, offer, files.length)
  if (problems.length > 0) throw new Invalid('offer-incomplete', 'The offer is not complete', { problems })
  return Offer.parse({ ...offer, priceWords: offer.priceWords ?? inWords(offer.price!) })
}

/** A declared size lowers the scored price, so only who can have one may declare it (46号 art. 2, 11; 财库〔2017〕141号). */
export const declarationBlockers = ({ declaration }: OfferDraft, organization: { type: string }): Blocker[] =>
  ['small', 'micro'].includes(declaration) && organization.type !== 'enterprise'
    ? [{ code: 'size-of-enterprises-only', field: 'declaration', law: '财库〔2020〕46号第二条' }] : []

/** A project reserved for small and medium enterprises takes no other bidder (46号 art. 6). */
export const reservedBlockers = ({ sme }: Tender, organization: { type: string }): Blocker[] =>
  sme?.reserved === 'yes' && organization.type !== 'enterprise' ? [{ code: 'reserved-for-enterprises', law: '财库〔2020〕46号第六条' }] : []

export const withTrace = (draft: BidDraft, trace: Trace): BidDraft => ({ ...draft, traces: [...draft.traces, trace].slice(-TRACES) })

export type CommonMark = 'contact' | 'editor' | 'address' | 'team' | 'file'
export type CollusionFlag = { mark: CommonMark; value: string; bidIds: string[] }

/** What several bids have in common that only one hand would leave (令87 art. 37). Flags for the committee; nothing is excluded by itself. */
export function collusionFlags(bids: Pick<Bid, 'id' | 'offer' | 'traces' | 'files'>[]): CollusionFlag[] {
  const found = new Map<string, CollusionFlag>()
  const note = (mark: CommonMark, value: string, bidId: string) => {
    const flag = found.get(`${mark} ${value}`) ?? { mark, value, bidIds: [] }
    if (!flag.bidIds.includes(bidId)) flag.bidIds.push(bidId)
    found.set(`${mark} ${value}`, flag)
  }
  for (const { id, offer, traces, files } of bids) {
    note('contact', offer.contact.phone.replace(/\D/g, ''), id)
    note('contact', offer.contact.name, id)
    for (const { name } of offer.team) note('team', name, id)
    for (const { accountId } of traces) note('editor', accountId, id)
    for (const { address } of traces) note('address', address, id)
    for (const { sha256 } of files) note('file', sha256, id)
  }
  return [...found.values()].filter(({ bidIds }) => bidIds.length > 1)
}
