import { expect } from 'chai'
import { anOffer, aTender } from '../../fixtures/tender.ts'
import { fen } from '../../src/kernel/money.ts'
import { collusionFlags, completeOffer, declarationBlockers, offerProblems, reservedBlockers, withTrace } from '../../src/tender/bid.rules.ts'
import { Offer, OfferDraft, type BidDraft } from '../../src/tender/bid.schema.ts'

const at = new Date('2026-03-10T02:00:00Z')
const file = (name: string, digit: string) => ({ key: digit.repeat(64), sha256: digit.repeat(64), name, type: 'pdf' as const, size: 10 })
const codes = (offer: OfferDraft, files = 1) => offerProblems(aTender(), offer, files).map(({ field, code }) => `${field} ${code}`)

describe('an offer', () => {
  it('that says all is complete, and its price is written in words for the bidder who left them out', () => {
    expect(codes(anOffer())).to.deep.equal([])
    expect(completeOffer(aTender(), { offer: anOffer(), files: [file('a.pdf', '1')] }).priceWords).to.equal('肆拾伍万贰仟元整')
  })

  const cases: [string, Partial<OfferDraft>, string][] = [
    ['is above the ceiling', { price: fen(480_000_01) }, 'price price-above-ceiling'],
    ['is for nothing', { price: fen(0) }, 'price price-zero'],
    ['names another sum in words', { priceWords: '肆拾伍万元整' }, 'priceWords words-differ'],
    ['has malformed words', { priceWords: '四十五万' }, 'priceWords words-differ'],
    ['misses a condition', { qualification: { q1: true } }, 'qualification.q2 must-be-met'],
    ['misses a declaration', { undertakings: { ...anOffer().undertakings, 'no-collusion': false } }, 'undertakings.no-collusion must-be-declared'],
    ['has no plan', { plan: undefined }, 'plan required'],
    ['has nobody to do it', { team: [] }, 'team required'],
    ['says too little of the plan', { plan: '按要求做' }, 'plan too-small-string'],
    ['gives a number that is no phone', { contact: { name: '王芳', phone: '不详' } }, 'contact.phone not-a-phone'],
  ]
  for (const [what, changes, problem] of cases) {
    it(`is refused when it ${what}`, () => { expect(codes(anOffer(changes))).to.deep.equal([problem]) })
  }
  it('that is empty is told each thing once', () => {
    const told = codes(OfferDraft.parse({}), 0)
    expect(new Set(told.map(each => each.split(' ')[0])).size).to.equal(told.length)
    expect(told).to.include('undertakings.no-collusion must-be-declared').and.include('qualification.q1 must-be-met').and.include('contact.phone required')
  })
  it('needs a file', () => { expect(codes(anOffer(), 0)).to.deep.equal(['files file-required']) })
  it('exactly at the ceiling is taken', () => { expect(codes(anOffer({ price: fen(480_000_00) }))).to.deep.equal([]) })

  it('declares a small size only for an enterprise, a welfare unit for anybody (财库〔2017〕141号)', () => {
    const declared = (declaration: OfferDraft['declaration'], type: string) => declarationBlockers(anOffer({ declaration }), { type }).length
    expect([declared('small', 'enterprise'), declared('micro', 'service-institution'), declared('welfare-unit', 'service-institution'), declared('none', 'association')])
      .to.deep.equal([0, 1, 0, 0])
  })

  it('of an organization is not taken where the project is reserved for enterprises', () => {
    const reserved = aTender({ sme: { reserved: 'yes' } })
    expect(reservedBlockers(reserved, { type: 'association' })).to.have.length(1)
    expect(reservedBlockers(reserved, { type: 'enterprise' })).to.deep.equal([])
  })
})

describe('what several bids have in common', () => {
  const trace = (accountId: string, address: string) => ({ accountId, name: accountId, at, address, device: 'x' })
  const bid = (id: string, offer: Partial<OfferDraft>, traces = [trace(`acc-${id}`, `10.0.0.${id}`)], files = [file('a.pdf', id)]) =>
    ({ id, offer: Offer.parse({ ...anOffer(offer), priceWords: '壹元整' }), traces, files })
  const contact = (name: string, phone: string) => ({ contact: { name, phone }, team: [{ name, duty: '负责人' }] })

  it('is not found where every hand is its own', () => {
    expect(collusionFlags([bid('1', contact('甲某', '13900000001')), bid('2', contact('乙某', '13900000002'))])).to.deep.equal([])
  })

  it('is flagged by phone, however it is typed, by editor, address, team and file', () => {
    const flags = collusionFlags([
      bid('1', contact('甲某', '139-0000-0001'), [trace('acc-centre', '10.0.0.9')]),
      bid('2', contact('乙某', '13900000001'), [trace('acc-centre', '10.0.0.9')], [file('b.pdf', '1')]),
      bid('3', { ...contact('丙某', '13900000003'), team: [{ name: '甲某', duty: '督导' }] }),
    ])
    expect(flags.map(({ mark, bidIds }) => `${mark} ${bidIds.join('+')}`)).to.have.members(['contact 1+2', 'editor 1+2', 'address 1+2', 'file 1+2', 'team 1+3'])
  })

  it('keeps the last traces of long work', () => {
    const empty: BidDraft = { offer: OfferDraft.parse({}), files: [], traces: [], savedAt: at }
    const long = Array.from({ length: 60 }, (_, n) => n).reduce((draft, n) => withTrace(draft, trace(`acc-${n}`, '10.0.0.1')), empty)
    expect(long.traces).to.have.length(40)
    expect(long.traces.at(-1)?.accountId).to.equal('acc-59')
  })
})
