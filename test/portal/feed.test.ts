import { expect } from 'chai'
import { Parser } from 'htmlparser2'
import { threeBids } from '../../fixtures/bid.ts'
import { aDecidedComplaint, anAcceptedComplaint } from '../../fixtures/challenge.ts'
import { aContractInForce } from '../../fixtures/contract.ts'
import { aPublishedEvaluation, aScoredEvaluation } from '../../fixtures/evaluation.ts'
import { closedTender, contractedTender, failedTender, openedTender, openTender, rankedTender } from '../../fixtures/gallery/tender-states.ts'
import { translator } from '../../src/platform/text.ts'
import { feedOf, type FeedEntry } from '../../src/portal/feed.rules.ts'
import { atomOf } from '../../src/portal/feed.view.ts'
import type { Published } from '../../src/portal/record.rules.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'

const published = (changes: Partial<Published> = {}): Published => ({ tenders: [], contracts: [], evaluations: [], complaints: [], lines: [], ...changes })
const site = 'https://fuhua.example.org'
const atom = (entries: FeedEntry[], lang: 'zh-CN' | 'en' = 'zh-CN') => atomOf(entries, { site, lang, t: translator(lang) })

/** The elements with their texts, as a program that reads XML finds them; throws where tags do not close each other. */
function elements(text: string): { name: string; text: string; given: Record<string, string> }[] {
  const all: { name: string; text: string; given: Record<string, string> }[] = []
  const open: { name: string; text: string; given: Record<string, string> }[] = []
  const parser = new Parser({
    onopentag: (name, given) => { const element = { name, text: '', given }; all.push(element); open.push(element) },
    ontext: part => { const last = open.at(-1); if (last) last.text += part },
    onclosetag: (name, implied) => { if (open.pop()?.name !== name || (implied && !['link', 'category'].includes(name))) throw new Error(`<${name}> is not closed`) },
    onerror: error => { throw error },
  }, { xmlMode: true })
  parser.end(text)
  if (open.length > 0) throw new Error('Something is left open')
  return all
}
const named = (text: string, name: string) => elements(text).filter(element => element.name === name)

describe('the feed', () => {
  it('tells each thing once it is public, and not before', () => {
    const kinds = (tender: Parameters<typeof feedOf>[0]['tenders'][number]) => feedOf(published({ tenders: [tender] })).map(({ kind }) => kind)
    for (const tender of [openTender(), closedTender(), openedTender(), rankedTender()]) expect(kinds(tender), tender.status).to.deep.equal(['notice'])
    expect(kinds(contractedTender())).to.have.members(['notice', 'result'])
    expect(feedOf(published({ contracts: [aContractInForce(), aContractInForce({ id: 'other', published: false })], evaluations: [aScoredEvaluation(), aPublishedEvaluation()] })).map(({ kind }) => kind))
      .to.deep.equal(['evaluation', 'contract'])
    const [decision, ...rest] = feedOf(published({ complaints: [anAcceptedComplaint(), aDecidedComplaint({ id: 'other' })] }))
    expect([decision?.kind, decision?.href, rest]).to.deep.equal(['decision', '/complaints/other', []])
    expect(atom([decision!])).to.include('驳回投诉').and.not.include(aDecidedComplaint().facts)
  })
  it('names no bidder before the award, and of the award only who won', () => {
    const { organizationName } = contractedTender().award!
    expect(atom(feedOf(published({ tenders: [rankedTender()] })))).not.to.include(organizationName)
    const told = atom(feedOf(published({ tenders: [contractedTender()] })))
    expect(told).to.include(organizationName)
    const losers = threeBids().map(bid => bid.organizationName).filter(name => name !== organizationName)
    expect(losers).to.have.length(2)
    for (const loser of losers) expect(told).not.to.include(loser)
    expect(atom(feedOf(published({ tenders: [failedTender()] })))).to.include('本次采购失败')
  })
  it('has ids that stay and times that move: an amendment moves the notice', () => {
    const [before] = feedOf(published({ tenders: [openTender({ amendments: [], questions: [] })] }))
    const [after] = feedOf(published({ tenders: [openTender({ questions: [] })] }))
    expect(after!.id).to.equal(before!.id)
    expect(after!.published).to.deep.equal(before!.published)
    expect(after!.updated).to.deep.equal(openTender().amendments[0]!.at)
    const ids = named(atom(feedOf(published({ tenders: [contractedTender()], contracts: [aContractInForce()] }))), 'id').map(({ text }) => text)
    expect(ids).to.include('tag:fuhua.example.org,2026:contract/contract-1')
    expect(new Set(ids).size).to.equal(ids.length)
  })
  it('is whole whatever a title holds, with the same text to be read from it', () => {
    const title = '<b>"A&B"\u0007</b>]]> \'引号\' &lt; 😀'
    const text = atom(feedOf(published({ tenders: [openTender({ title })] })))
    expect(named(text, 'title').map(each => each.text)).to.include(`采购公告：${title.replace('\u0007', '')}`)
    expect(text).not.to.match(/[\u0000-\u0008]/)
  })
  it('has what RFC 4287 asks of a feed and of each entry', () => {
    const text = atom(feedOf(published({ tenders: [contractedTender()] })), 'en')
    expect(elements(text)[0]).to.deep.include({ name: 'feed', given: { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': 'en' } })
    expect(named(text, 'link').filter(({ given }) => given.rel === 'self').map(({ given }) => given.href)).to.deep.equal([`${site}/feed.atom?lang=en`])
    for (const name of ['id', 'title', 'updated']) expect(named(text, name), name).to.have.length(3)
    expect(named(text, 'name')).to.have.length(1)
    for (const { text: at } of [...named(text, 'updated'), ...named(text, 'published')]) expect(new Date(at).toISOString()).to.equal(at)
  })
  it('keeps to the fifty that changed last', () => {
    const many = Array.from({ length: 60 }, (_, at) => openTender({ id: `t${at}`, questions: [], amendments: [], publishedAt: new Date(Date.UTC(2026, 1, 1 + at)) }))
    const entries = feedOf(published({ tenders: many }))
    expect([entries.length, entries[0]!.id, entries.at(-1)!.id]).to.deep.equal([50, 'tender/t59/notice', 'tender/t10/notice'])
  })
})

describe('the feed over HTTP', function () {
  this.timeout(60_000)
  let ground: PurchaseGround
  before(async () => { ground = await startPurchase('feed') })
  after(() => ground.world.stop())

  it('tells who has it already that nothing is new, until something is', async () => {
    const ask = (given: Record<string, string> = {}) => ground.world.visitor().get('/feed.atom?lang=zh-CN').set(given)
    const first = await ask()
    expect([first.status, first.headers['content-type']]).to.deep.equal([200, 'application/atom+xml; charset=utf-8'])
    const known = first.headers.etag as string
    expect((await ask({ 'If-None-Match': known })).status).to.equal(304)
    expect((await ask({ 'If-Modified-Since': first.headers['last-modified'] as string })).status).to.equal(304)
    const contract = await ground.inForce()
    const news = await ask({ 'If-None-Match': known })
    expect(news.status).to.equal(200)
    const text = String(news.text ?? news.body)
    expect(text).to.include(contract.reference)
    expect(named(text, 'entry').length).to.be.greaterThan(0)
    expect((await ground.world.visitor().get('/')).text).to.include('type="application/atom+xml"')
  })
  it('speaks the language of its address, and Chinese where it knows none', async () => {
    const said = async (query: string) => { const { text, body } = await ground.world.visitor().get(`/feed.atom${query}`); return String(text ?? body) }
    expect(await said('?lang=en')).to.include('xml:lang="en"').and.include('Contract: ')
    expect(await said('?lang=fr')).to.include('xml:lang="zh-CN"')
    expect(await said('')).to.include('合同公告：')
  })
})
