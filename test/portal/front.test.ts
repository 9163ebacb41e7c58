import { expect } from 'chai'
import { aTenderDraft } from '../../fixtures/tender.ts'
import { openMarket, type Market } from '../tender/market.ts'

describe('the front page', function () {
  this.timeout(30_000)
  let market: Market
  before(async () => { market = await openMarket('front', ['晨曦', '暖阳']) })
  after(() => market.world.stop())
  const front = async (query = '') => market.world.visitor().get(`/${query}`)
  const figures = async () => [...(await front()).text.matchAll(/<dd class="fh-figure">.*?<a href="([^"]+)">([^<]*)/gs)].map(([, href, value]) => [href!.replaceAll('&#x3D;', '='), value])

  it('says that nothing is open when nothing is, and counts what everybody may see', async () => {
    const { status, text } = await front()
    expect(status).to.equal(200)
    expect(text).to.match(/fh-empty/)
    expect(await figures()).to.deep.equal([['/organizations/figures', '2'], ['/tenders?status=published', '0'], ['/contract-notices', '¥0.00'], ['/results', '0']])
  })

  it('shows what is open for bids, with price and deadline in Beijing time, and leads there', async () => {
    const open = await market.published()
    const draft = await market.world.services.tenders.draft(market.people.buyer, { ...aTenderDraft(market.lineId), title: '还没有公告的项目' })
    const { text } = await front('?lang=zh-CN')
    expect(text).to.include(open.reference).and.include(`/tenders/${open.id}`).and.include('2026年3月24日 09:30')
    expect(text).to.not.include(draft.id).and.not.include('还没有公告的项目')
    expect((await figures())[1]).to.deep.equal(['/tenders?status=published', '1'])
  })

  it('leads nowhere that does not answer', async () => {
    const links = [...new Set([...(await front()).text.matchAll(/href="(\/[^"#]*)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')))]
    expect(links.length).to.be.greaterThan(8)
    for (const link of links) expect((await market.world.visitor().get(link)).status, link).to.be.oneOf([200, 303])
  })

  it('searches notices, organizations and the catalogue at once, and shows what the reader may see', async () => {
    const search = async (q: string) => (await market.world.visitor().get(`/search?lang=zh-CN&q=${encodeURIComponent(q)}`)).text
    expect(await search('晨曦')).to.include('社会组织（1）').and.include('大庆市晨曦服务中心').and.not.include('大庆市暖阳服务中心').and.not.include('采购公告（')
    expect(await search('居家养老')).to.include('采购公告（1）').and.include('服务目录（1）').and.include('银浪社区居家养老服务项目')
    expect(await search('还没有公告的项目')).to.include('没有找到“还没有公告的项目”')
    expect(await search(' ')).not.to.include('没有找到').and.not.match(/（\d+）/)
  })

  it('tells nobody who is not signed in the work of those who are', async () => {
    const { text } = await front()
    for (const inner of ['/accounts', '/clock', '/jobs', '/home']) expect(text).to.not.include(`href="${inner}"`)
    const administrator = await (await market.world.page('administrator')).get('/')
    expect(administrator.text).to.include('href="/accounts"').and.include('href="/clock"')
  })
})
