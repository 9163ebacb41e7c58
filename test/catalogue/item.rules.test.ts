import { expect } from 'chai'
import { anItem, anItemDraft, items } from '../../fixtures/catalogue.ts'
import { fen } from '../../src/kernel/money.ts'
import { openActions } from '../../src/kernel/flow.ts'
import { draftItem, editItem, isBuyable, itemFlow, publishBlockers, takeStep } from '../../src/catalogue/item.rules.ts'
import { DraftItem, ItemStatus, type Drafter, type Item } from '../../src/catalogue/item.schema.ts'

const now = new Date('2026-03-02T01:00:00Z')
const [clerk, reviewer] = ['clerk', 'reviewer'].map(accountId => ({ accountId, name: accountId })) as [{ accountId: string; name: string }, { accountId: string; name: string }]
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)

describe('an item of the catalogue', () => {
  it('is drafted as the first version', () => {
    expect(draftItem(anItemDraft(), { id: 'item-1', withSameCode: null, by: clerk })).to.include({ id: 'item-1', status: 'draft', version: 1, revision: 0 })
  })
  it('is refused when its code is taken', () => {
    expect(() => draftItem(anItemDraft(), { id: 'item-2', withSameCode: anItem(), by: clerk })).to.throw().with.nested.property('details.problems[0]').that.deep.equals({ field: 'code', code: 'taken' })
  })
  it('is edited only as a draft', () => {
    expect(editItem(anItem({ status: 'draft' }), anItemDraft({ name: '居家照护服务' }), clerk).name).to.equal('居家照护服务')
    for (const status of ItemStatus.options.filter(each => each !== 'draft')) {
      expect(() => editItem(anItem({ status }), anItemDraft(), clerk), status).to.throw().with.property('code', 'blocked')
    }
  })
  it('goes from draft over the review to publication, and back as the next version', () => {
    const published = (['submit', 'publish'] as const).reduce((item, action) => takeStep(item, action, { by: reviewer, now }), anItem({ status: 'draft' }))
    expect(published).to.include({ status: 'published', version: 1 })
    expect(takeStep(published, 'revise', { by: reviewer, now })).to.include({ status: 'draft', version: 2 })
    expect(takeStep(takeStep(published, 'withdraw', { by: reviewer, now }), 'revise', { by: reviewer, now })).to.include({ status: 'draft', version: 2 })
  })
  it('is published by nobody who has written in the version, and the next version has its own writers', () => {
    const drafted = draftItem(anItemDraft(), { id: 'item-1', withSameCode: null, by: clerk })
    const edited = editItem(drafted, anItemDraft({ name: '居家照护服务' }), reviewer)
    const codesFor = (item: Item, by: Drafter) => publishBlockers(item, { by, now }).map(({ code }) => code)
    expect([clerk, reviewer].map(by => codesFor(drafted, by))).to.deep.equal([['publisher-drafted'], []])
    expect([clerk, reviewer].map(by => codesFor(edited, by)), 'a word of his makes it his').to.deep.equal([['publisher-drafted'], ['publisher-drafted']])
    expect(() => takeStep({ ...drafted, status: 'in-review' }, 'publish', { by: clerk, now })).to.throw().with.nested.property('details.blockers[0].code', 'publisher-drafted')
    const published = takeStep({ ...drafted, status: 'in-review' }, 'publish', { by: reviewer, now })
    expect(takeStep(published, 'revise', { by: reviewer, now }).drafters).to.deep.equal([reviewer])
  })
  it('takes no step that its state does not open', () => {
    for (const status of ItemStatus.options) {
      for (const action of (['submit', 'return', 'publish', 'withdraw', 'revise'] as const).filter(each => !openActions(itemFlow, status).includes(each))) {
        expect(() => takeStep(anItem({ status }), action, { by: reviewer, now }), `${action} while ${status}`).to.throw().with.property('code', 'not-allowed-now')
      }
    }
  })

  const CANNOT = [
    ['it is on the negative list (令102 art. 10)', { onNegativeList: true }, 'on-negative-list'],
    ['it has no reference price', { referencePrice: fen(0) }, 'reference-price-missing'],
    ['its validity is over', { validTo: now }, 'validity-over'],
  ] as const
  for (const [why, changes, code] of CANNOT) {
    it(`is not published when ${why}`, () => {
      const item = anItem({ status: 'in-review', ...changes })
      expect(publishBlockers(item, { by: reviewer, now }).map(blocker => blocker.code)).to.deep.equal([code])
      expect(() => takeStep(item, 'publish', { by: reviewer, now })).to.throw().with.property('code', 'blocked')
    })
  }

  it('may be bought from its first day to before its last, published and off the negative list (令102 art. 14)', () => {
    expect(isBuyable(anItem({ validFrom: now }), now)).to.equal(true)
    expect(isBuyable(anItem({ validFrom: later(1) }), now)).to.equal(false)
    expect(isBuyable(anItem({ validTo: later(1) }), now)).to.equal(true)
    expect(isBuyable(anItem({ validTo: now }), now)).to.equal(false)
    expect(isBuyable(anItem({ onNegativeList: true }), now)).to.equal(false)
    for (const status of ['draft', 'in-review', 'withdrawn'] as const) expect(isBuyable(anItem({ status }), now), status).to.equal(false)
  })
  for (const code of ['A', 'A1', 'C01', 'A010', 'A01010101', 'a01', 'A01 ']) {
    it(`is refused with the code "${code}"`, () => expect(DraftItem.safeParse(anItemDraft({ code })).success).to.equal(false))
  }
})

describe('the services of the city', () => {
  it('are forty well-formed ones of nine purchase areas, each with a code of its own', () => {
    expect(items).to.have.length(40)
    expect(new Set(items.map(({ code }) => code)).size).to.equal(40)
    expect(new Set(items.map(({ purchaseArea }) => purchaseArea)).size).to.equal(9)
    for (const item of items) expect(DraftItem.safeParse(item).success, item.name).to.equal(true)
  })
})
