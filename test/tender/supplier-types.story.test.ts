import { expect } from 'chai'
import { aCode } from '../../fixtures/registry.ts'
import { bidBlockers } from '../../src/registry/index.ts'
import { codeProblems } from '../../src/registry/organization.rules.ts'
import type { OrganizationType } from '../../src/registry/organization.schema.ts'
import { refusalOf } from '../contract/ground.ts'
import { anOwned } from '../registry/ground.ts'
import { openMarket, type Market } from './market.ts'

const FROM = { address: '127.0.0.1', device: 'test' }
const BARRED: [OrganizationType, string][] = [['institution-1', '12'], ['mass-organization', '13']]

describe('who is never bought from, and never buys (令102 art. 5–8)', function () {
  this.timeout(60_000)
  let market: Market
  before(async () => { market = await openMarket('supplytypes', ['晨曦']) })
  after(() => market.world.stop())

  it('is told at its first word of a bid, while institutions of class two begin theirs', async () => {
    const { id } = await market.published()
    const begin = async (type: OrganizationType, prefix: string) => {
      const { owner } = await anOwned(market.world, `甲${type}`, { type, uscc: aCode(prefix, '230604') })
      const page = await market.world.page(owner)
      const desk = await page.get(`/tenders/${id}/bid?lang=zh-CN`)
      return { refused: await refusalOf(market.world.services.bids.save(owner, id, { revision: 0 }, FROM)), desk: desk.text }
    }
    for (const [type, prefix] of BARRED) {
      const { refused, desk } = await begin(type, prefix)
      expect(refused, type).to.equal(`blocked: never-supplier-${type}`)
      expect(desk, type).to.include('不得作为政府购买服务的承接主体').and.include('财政部令第102号第八条')
    }
    expect((await begin('institution-2', '12')).refused).to.equal('done')
  })

  it('is barred at the qualification and the award by the same word', async () => {
    const { organization } = await anOwned(market.world, '公益一类', { type: 'institution-1', uscc: aCode('12', '230604') })
    expect(bidBlockers(organization, new Date()).map(({ code, law }) => [code, law])).to.deep.equal([['never-supplier-institution-1', '财政部令第102号第八条']])
  })

  it('submits no purchase of its own', async () => {
    const { organization } = await anOwned(market.world, '事业单位甲', { type: 'institution-1', uscc: aCode('12', '230604') })
    const refused = await refusalOf(market.published('2026-03-24T09:30', draft =>
      market.world.services.tenders.edit(market.people.buyer, draft.id, { buyer: { ...draft.buyer, name: organization.name }, revision: draft.revision })))
    expect(refused).to.equal('blocked: buyer-not-lawful')
  })

  it('has a code whose prefix fits its type (R1)', () => {
    const told = (type: OrganizationType, prefix: string) => codeProblems({ type, uscc: aCode(prefix, '230604') }).map(({ code }) => code)
    for (const [type, prefix] of [...BARRED, ['institution-2', '12'], ['institution-business', '12'], ['committee', '54'], ['committee', '55']] as [OrganizationType, string][]) {
      expect(told(type, prefix), `${type} ${prefix}`).to.deep.equal([])
      expect(told(type, '52'), type).to.deep.equal(['uscc-of-other-type'])
    }
  })
})
