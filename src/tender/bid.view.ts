import { inWords } from '../kernel/money.ts'
import type { Problem } from '../kernel/refusal.ts'
import { view, type View } from '../kernel/view.ts'
import type { CollusionFlag } from './bid.rules.ts'
import { SizeDeclaration, UNDERTAKINGS, type Bid, type OfferPart } from './bid.schema.ts'
import type { Desk } from './bid.service.ts'
import { isOpenForBids } from './tender.rules.ts'
import type { Tender } from './tender.schema.ts'

const PART_OF: Record<string, OfferPart | 'files'> = {
  price: 'price', priceWords: 'price', declaration: 'price', plan: 'plan', subcontracting: 'plan', team: 'people', contact: 'people',
  qualification: 'declarations', undertakings: 'declarations', files: 'files',
}
export const BID_TONE: Record<Bid['status'], string> = { opened: 'info', qualified: 'good', unqualified: 'bad', nonconforming: 'bad', invalid: 'bad' }
const partOf = ({ field }: Problem) => PART_OF[field.split('.')[0] ?? ''] ?? 'price'
export const PARTS = ['price', 'plan', 'people', 'declarations', 'files'] as const

const crumbs = (tender: Tender, ...more: { key: string; href?: string }[]) =>
  [{ key: 'tender.list.title', href: '/tenders' }, { text: tender.reference, href: `/tenders/${tender.id}` }, ...more]
const deskCrumb = (tender: Tender) => ({ key: 'bid.title', href: `/tenders/${tender.id}/bid` })

/** The own bid as a list of parts, with the receipt of what was sealed. */
export const bidDesk = view('tender/bid', ({ tender, bidder, draft, receipt, problems, blockers, maySign, opened }: Desk, now: Date) => {
  const open = isOpenForBids(tender, now)
  const at = `/tenders/${tender.id}/bid`
  return {
    title: { key: 'bid.title' }, tender, bidder, breadcrumbs: crumbs(tender, { key: 'bid.title' }), open, receipt, blockers, at,
    opened: opened && { href: `/bids/${opened.id}`, status: { key: `bid.status.${opened.status}`, tone: BID_TONE[opened.status] } },
    // What was sealed holds; whether the document still asks for the same, its bidder has to look up.
    amendedAt: open && receipt ? tender.amendments.findLast(({ at: when }) => when > receipt.receivedAt)?.at ?? null : null,
    started: draft !== null, savedAt: draft?.savedAt ?? null, revision: draft?.revision ?? 0,
    ready: draft?.readyBy ?? null, maySign, complete: draft !== null && problems.length === 0, missing: problems.length,
    parts: PARTS.map(name => {
      const lacking = problems.filter(problem => partOf(problem) === name).length
      return {
        key: `bid.part.${name}`, hint: { key: `bid.part.${name}-hint` }, href: open ? `${at}/${name}` : '',
        status: draft === null ? { key: 'bid.part.todo', tone: 'muted' }
          : lacking > 0 ? { key: 'bid.part.open', params: { count: lacking }, tone: 'waiting' } : { key: 'bid.part.done', tone: 'good' },
      }
    }),
    editors: [...new Set((draft?.traces ?? []).map(({ name }) => name))].join('、'),
  }
})

const common = ({ tender, draft }: Desk, part: string) => ({
  title: { key: `bid.part.${part}` }, tender, action: `/tenders/${tender.id}/bid/${part}`, back: `/tenders/${tender.id}/bid`,
  revision: draft?.revision ?? 0, breadcrumbs: crumbs(tender, deskCrumb(tender), { key: `bid.part.${part}` }),
})

export const partViews: Record<OfferPart | 'files', View<[desk: Desk]>> = {
  price: view('tender/bid-price', desk => ({
    ...common(desk, 'price'), price: desk.draft?.offer.price ?? '', priceWords: desk.draft?.offer.priceWords ?? '',
    declaration: desk.draft?.offer.declaration ?? 'none', isEnterprise: desk.bidder.type === 'enterprise',
    declarations: SizeDeclaration.options.filter(each => desk.bidder.type === 'enterprise' || !['small', 'micro'].includes(each)),
  })),
  plan: view('tender/bid-plan', desk => ({
    ...common(desk, 'plan'), plan: desk.draft?.offer.plan ?? '', subcontracting: desk.draft?.offer.subcontracting ?? '',
  })),
  people: view('tender/bid-people', desk => {
    const team = desk.draft?.offer.team ?? []
    const blank = { name: '', duty: '', qualification: '' }
    return {
      ...common(desk, 'people'), contactName: desk.draft?.offer.contact.name ?? '', contactPhone: desk.draft?.offer.contact.phone ?? '',
      rows: [...team, ...Array.from({ length: Math.max(4 - team.length, 2) }, () => blank)].map((member, index) => ({ ...blank, ...member, index, number: index + 1 })),
    }
  }),
  declarations: view('tender/bid-declarations', desk => ({
    ...common(desk, 'declarations'),
    terms: desk.tender.qualification.map(({ id, text }) => ({ name: `qualification.${id}`, text, checked: desk.draft?.offer.qualification[id] ?? false })),
    undertakings: UNDERTAKINGS.map(each => ({ name: `undertakings.${each}`, key: `bid.undertaking.${each}`, checked: desk.draft?.offer.undertakings[each] ?? false })),
  })),
  files: view('tender/bid-files', desk => ({
    ...common(desk, 'files'), upload: `/tenders/${desk.tender.id}/bid-files`,
    files: (desk.draft?.files ?? []).map(({ key, name, size, sha256 }) => ({ key, name, size, sha256 })),
    detach: `/tenders/${desk.tender.id}/bid/detach`,
  })),
}

const change = (tender: Tender, part: string) => ({ href: `/tenders/${tender.id}/bid/${part}` })

/** Where to name what is missing says all. */
const PLAIN_LACKS = ['required', 'must-be-met', 'must-be-declared', 'file-required']
const LACKING: Record<string, string> = { 'contact.name': 'bid.field.contact-name', 'contact.phone': 'bid.field.contact-phone' }

/** What is missing, in the words that its own form has for it. */
function lackingOf(tender: Tender, { field }: Problem) {
  const [first = '', second = ''] = field.split('.')
  if (first === 'undertakings') return { key: `bid.undertaking.${second}` }
  if (first === 'qualification') return { text: tender.qualification.find(({ id }) => id === second)?.text ?? second }
  if (first === 'team' && second) return { key: 'bid.row.member', params: { number: Number(second) + 1 } }
  return { key: LACKING[field] ?? `bid.lacking.${first}` }
}
const anchorOf = ({ field }: Problem): string => field === 'team' ? 'team.0.name' : field === 'contact' ? 'contact.name' : field

/** How many conditions and undertakings are confirmed, of all. */
function confirmedOf({ tender, draft }: Desk): { confirmed: number; all: number } {
  const { qualification = {}, undertakings = {} } = draft?.offer ?? {}
  const ticks = [...tender.qualification.map(({ id }) => qualification[id]), ...UNDERTAKINGS.map(each => undertakings[each])]
  return { confirmed: ticks.filter(Boolean).length, all: ticks.length }
}

/** Check the answers, then seal: what is sealed nobody reads, its own people neither. */
export const bidCheck = view('tender/bid-check', (desk: Desk) => {
  const { tender, draft, problems, blockers, maySign } = desk
  const offer = draft?.offer
  return {
    title: { key: 'bid.check.title' }, tender, bidder: desk.bidder, breadcrumbs: crumbs(tender, deskCrumb(tender), { key: 'bid.check.title' }),
    action: `/tenders/${tender.id}/bid`, revision: draft?.revision ?? 0, maySign, blockers, replaces: desk.receipt !== null,
    lacking: problems.map(problem => ({
      what: lackingOf(tender, problem), part: { key: `bid.part.${partOf(problem)}` }, href: `${change(tender, partOf(problem)).href}#${anchorOf(problem)}`,
      why: PLAIN_LACKS.includes(problem.code) ? '' : { key: `problem.${problem.code}`, params: problem.params ?? {} },
    })),
    rows: offer ? [
      { label: { key: 'bid.field.price' }, value: offer.price, type: 'money', hint: offer.price === undefined ? '' : offer.priceWords ?? inWords(offer.price), change: change(tender, 'price') },
      { label: { key: 'bid.field.declaration' }, value: offer.declaration, texts: 'bid.declaration', change: change(tender, 'price') },
      { label: { key: 'bid.field.plan' }, value: offer.plan ?? '', change: change(tender, 'plan') },
      { label: { key: 'bid.field.subcontracting' }, value: offer.subcontracting ?? '', change: change(tender, 'plan') },
      { label: { key: 'bid.field.team' }, value: offer.team.map(({ name, duty, qualification }) => `${name ?? ''}（${[duty, qualification].filter(Boolean).join('，')}）`).join('、'), change: change(tender, 'people') },
      { label: { key: 'bid.field.contact' }, value: `${offer.contact.name ?? ''} ${offer.contact.phone ?? ''}`.trim(), change: change(tender, 'people') },
      { label: { key: 'bid.part.declarations' }, value: { key: 'bid.check.confirmed', params: confirmedOf(desk) }, change: change(tender, 'declarations') },
      { label: { key: 'bid.field.files' }, value: (draft?.files ?? []).map(({ name }) => name).join('、'), change: change(tender, 'files') },
    ] : [],
  }
})

export const bidReceipt = view('tender/receipt', (desk: Desk) => ({
  title: { key: 'bid.receipt.title' }, tender: desk.tender, bidder: desk.bidder, receipt: desk.receipt!,
  breadcrumbs: crumbs(desk.tender, deskCrumb(desk.tender), { key: 'bid.receipt.title' }),
  facts: [
    { label: { key: 'tender.field.title' }, value: desk.tender.title }, { label: { key: 'tender.field.reference' }, value: desk.tender.reference },
    { label: { key: 'bid.receipt.bidder' }, value: desk.bidder.name }, { label: { key: 'bid.receipt.at' }, value: desk.receipt!.receivedAt, type: 'datetime' },
    { label: { key: 'bid.receipt.exact' }, value: desk.receipt!.receivedAt.toISOString() },
    { label: { key: 'bid.receipt.files' }, value: desk.receipt!.files.map(({ name }) => name), type: 'list' }, { label: { key: 'bid.receipt.signed-by' }, value: desk.receipt!.signedBy },
    { label: { key: 'bid.receipt.sha256' }, value: desk.receipt!.sha256 },
  ],
}))

/** An opened bid, for those who run and judge the tender, and for its own people. */
export const bidPage = view('tender/bid-show', (bid: Bid, tender: Tender, flags: CollusionFlag[]) => ({
  title: { text: bid.organizationName }, bid, tender, breadcrumbs: crumbs(tender, { key: 'tender.opening.title', href: `/tenders/${tender.id}/opening` }, { key: 'bid.show.title' }),
  facts: [
    { label: { key: 'tender.opening.uscc' }, value: bid.uscc }, { label: { key: 'bid.field.price' }, value: bid.offer.price, type: 'money', hint: bid.offer.priceWords },
    { label: { key: 'bid.field.declaration' }, value: bid.offer.declaration, texts: 'bid.declaration' },
    { label: { key: 'bid.field.contact' }, value: `${bid.offer.contact.name} ${bid.offer.contact.phone}` },
    { label: { key: 'bid.field.subcontracting' }, value: bid.offer.subcontracting ?? '' },
    { label: { key: 'bid.receipt.at' }, value: bid.receivedAt, type: 'datetime' }, { label: { key: 'bid.receipt.signed-by' }, value: bid.signedBy.name },
    { label: { key: 'bid.receipt.sha256' }, value: bid.sha256 },
  ],
  teamColumns: [
    { name: 'name', label: { key: 'bid.field.member-name' } }, { name: 'duty', label: { key: 'bid.field.duty' } }, { name: 'qualification', label: { key: 'bid.field.qualification' } },
  ],
  team: bid.offer.team.map(member => ({ ...member, qualification: member.qualification ?? '' })),
  files: bid.files.map(({ key, name, size, sha256 }) => ({ name, size, hash: sha256, href: `/bids/${bid.id}/files/${key}` })),
  flags: flags.map(({ mark, bidIds }) => ({ key: `bid.mark.${mark}`, count: bidIds.length })),
}))
