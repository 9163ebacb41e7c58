import { expect } from 'chai'
import { threeBids } from '../../fixtures/bid.ts'
import { aContractInForce } from '../../fixtures/contract.ts'
import { closedTender, contractedTender, failedTender, openedTender, openTender, rankedTender } from '../../fixtures/gallery/tender-states.ts'
import { aSupplementedContract } from '../../fixtures/supplement.ts'
import { fen } from '../../src/kernel/money.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import { packageOf, releaseOf } from '../../src/portal/ocds.rules.ts'
import { Release } from '../../src/portal/ocds.schema.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'

const site = 'https://fuhua.example.org'
const only = (tender = contractedTender()) => ({ tender, contract: null, payments: [] })

describe('open data', () => {
  it('shows no bidder and no number of bids before the result', () => {
    const secrets = threeBids().flatMap(({ id, organizationId, organizationName, uscc }) => [id, organizationId, organizationName, uscc])
    for (const tender of [openTender(), closedTender(), openedTender(), rankedTender(), failedTender()]) {
      const release = Release.parse(releaseOf(only(tender), site))
      const text = JSON.stringify(release)
      expect(secrets.filter(secret => text.includes(secret)), tender.status).to.deep.equal([])
      expect(release.tender, tender.status).not.to.have.property('numberOfTenderers')
      expect([release.awards, release.contracts, release.parties.map(({ roles }) => roles)]).to.deep.equal([[], [], [['buyer', 'procuringEntity']]])
    }
  })
  it('shows the winner and how many bid with the result, and nobody else', () => {
    const release = releaseOf(only(), site)
    const { organizationName, amount } = contractedTender().award!
    expect(release.awards).to.have.length(1)
    expect(release.awards[0]!.suppliers.map(({ name }) => name)).to.deep.equal([organizationName])
    expect(release.awards[0]!.value).to.deep.equal({ amount: amount / 100, currency: 'CNY' })
    expect(release.tender.numberOfTenderers).to.equal(4)
    for (const { organizationName: name } of threeBids().filter(bid => bid.organizationName !== organizationName)) expect(JSON.stringify(release)).not.to.include(name)
    // A contract that is being signed is nobody's business yet.
    expect(releaseOf({ ...only(), contract: aContractInForce({ published: false }) }, site).contracts).to.deep.equal([])
  })
  it('tells what each state of a purchase is called in the standard', () => {
    const told = (tender = openTender({ amendments: [] })) => { const { tag, tender: { status } } = releaseOf(only(tender), site); return [status, ...tag].join(' ') }
    expect([told(), told(openTender()), told(failedTender()), told(openTender({ status: 'cancelled' })), told(contractedTender())]).to.deep.equal([
      'active tender', 'active tenderAmendment', 'unsuccessful tenderAmendment', 'cancelled tenderCancellation', 'complete tenderAmendment award',
    ])
  })
  it('tells a supplement as an amendment of its contract, with its file and the new value', () => {
    const contract = aSupplementedContract()
    const { tag, contracts: [told], date } = Release.parse(releaseOf({ ...only(), contract }, site))
    const [{ reference, at, reason, supplementId }] = contract.supplements as [Contract['supplements'][number]]
    expect(tag).to.include('contractAmendment')
    expect(told!.value).to.deep.equal({ amount: 470_000, currency: 'CNY' })
    expect(told!.amendments).to.deep.equal([{ id: reference, date: at, rationale: reason, description: `补充合同 ${reference}，增加 ¥18,000.00` }])
    expect(told!.documents.map(({ documentType, url }) => [documentType, url])[1]).to.deep.equal(['contractAnnexe', `${site}/supplements/${supplementId}/file`])
    expect(date).to.deep.equal(at)
  })
  it('tells no names or numbers of people, whoever asks for the contract', () => {
    const { contact, phone } = contractedTender().buyer
    const contract = aSupplementedContract()
    const text = JSON.stringify(releaseOf({ ...only(), contract, payments: [{ id: 'e1', at: new Date(), amount: fen(1_00) }] }, site))
    for (const personal of [contact, phone, contract.supplier.contact, contract.supplier.representative, ...contract.signatures.map(({ name }) => name)]) expect(text).not.to.include(personal)
  })
  it('comes in pages that lead to each other and leave none out', () => {
    const purchases = Array.from({ length: 5 }, (_, at) => only(openTender({ id: `t${at}`, reference: `CG-2026-000${at}` })))
    const pages = [1, 2, 3, 4].map(page => packageOf(purchases, { asked: { page, size: 2 }, site, publisher: '大庆市民政局', now: new Date() }))
    expect(pages.flatMap(({ releases }) => releases.map(({ tender }) => tender.id))).to.deep.equal(purchases.map(({ tender }) => tender.reference))
    expect(pages.map(({ links }) => [links.prev ? 1 : 0, links.next ? 1 : 0])).to.deep.equal([[0, 1], [1, 1], [1, 0], [1, 0]])
    expect(pages[0]!.links.next).to.equal(pages[1]!.uri)
    const ids = pages.flatMap(({ releases }) => releases.map(({ id }) => id))
    expect(new Set(ids).size).to.equal(ids.length)
  })
})

describe('open data over HTTP', function () {
  this.timeout(60_000)
  let ground: PurchaseGround
  before(async () => { ground = await startPurchase('ocds') })
  after(() => ground.world.stop())

  it('follows a purchase from its award to the payment, to the fen', async () => {
    const published = { publishedAt: new Date('2026-03-02T01:00:00Z') }
    await ground.awarded({ ...published, announced: false, status: 'approved', award: undefined, title: '还没有公告的项目' })
    const contract = await ground.inForce(published)
    const releases = async () => (await ground.world.visitor().get('/api/v1/open/releases')).body as { releases: Release[]; version: string; publisher: { name: string }; license: string }
    const before = await releases()
    expect([before.version, before.publisher.name, before.releases.length]).to.deep.equal(['1.1', '大庆市民政局', 1])
    expect(before.license).to.match(/^https:/)
    expect(before.releases[0]!.contracts[0]).to.deep.include({ id: contract.reference, status: 'active', value: { amount: contract.amount / 100, currency: 'CNY' } })
    expect(before.releases[0]!.contracts[0]!.implementation.transactions).to.deep.equal([])
    const { amount } = await ground.paid(contract.id, 1)
    const after = (await releases()).releases[0]!
    expect(after.contracts[0]!.implementation.transactions.map(({ value }) => value.amount)).to.deep.equal([amount / 100])
    expect(after.tag).to.include('implementation')
    expect([after.ocid, after.id === before.releases[0]!.id]).to.deep.equal([before.releases[0]!.ocid, false])
    expect((await ground.world.visitor().get('/api/v1/open/releases?page=0')).status).to.equal(422)
  })
})
