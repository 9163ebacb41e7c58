import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { pages } from '../src/app.ts'
import { viewsFolder } from '../src/platform/root.ts'
import { LOCALES, textsOf } from '../src/platform/text.ts'
import { startWorld, type World } from './support/world.ts'

/** What binds somebody or cannot be taken back: it is shown once more, with what follows from it, before it is done. `stories/forms.test.ts` sends them. */
const BINDING = [
  '/acceptances/:id/decide',
  '/activities', '/activities/:id/cancel',
  '/budget/:id/approve', '/budget/:id/refuse', '/budget/:id/submit', '/budget/bulk/approve', '/budget/bulk/refuse', '/budget/bulk/submit',
  '/budget/carry-over/bulk/carry',
  '/catalogue/:id/publish', '/catalogue/:id/withdraw', '/catalogue/bulk/publish', '/catalogue/bulk/return', '/catalogue/bulk/submit',
  '/challenges/:id/complaints', '/challenges/:id/hold', '/challenges/:id/reply', '/challenges/:id/send', '/challenges/:id/withdraw',
  '/clock',
  '/complaints/:id/accept', '/complaints/:id/ask-correction', '/complaints/:id/correct', '/complaints/:id/decide', '/complaints/:id/lift', '/complaints/:id/refuse',
  '/complaints/:id/respond', '/complaints/:id/suspend', '/complaints/:id/withdraw',
  '/contracts', '/contracts/:id/acceptances', '/contracts/:id/evaluation', '/contracts/:id/invoices', '/contracts/:id/sign', '/contracts/:id/supplements',
  '/contracts/:id/terminate',
  '/evaluations/:id/publish', '/evaluations/:id/rate', '/evaluations/:id/report', '/evaluations/:id/rectification', '/evaluations/:id/rectification/report',
  '/evaluations/:id/rectification/confirm', '/evaluations/:id/rectification/return',
  '/incubation/:id/accept', '/incubation/:id/answer', '/incubation/:id/enter', '/incubation/:id/extend', '/incubation/:id/graduate', '/incubation/:id/leave',
  '/incubation/:id/refuse', '/incubation/:id/review', '/incubation/:id/sign', '/incubation/:id/withdraw', '/incubation/calls/:id/publish',
  '/incubation/calls/:id/withdraw', '/incubation/notices/:id/objections', '/incubation/sites/:id/apply',
  '/jobs/bulk/retry',
  '/organizations', '/organizations/:id/approve', '/organizations/:id/assess', '/organizations/:id/cancel', '/organizations/:id/changes/:change/approve',
  '/organizations/:id/changes/:change/refuse', '/organizations/:id/charity', '/organizations/:id/delist/:list', '/organizations/:id/enlist/:list',
  '/organizations/:id/reapply', '/organizations/:id/refuse', '/organizations/:id/report', '/organizations/:id/reports/:year', '/organizations/:id/resume',
  '/organizations/:id/revoke', '/organizations/:id/sections/account', '/organizations/:id/sections/code', '/organizations/:id/sections/contact',
  '/organizations/:id/sections/funds', '/organizations/:id/sections/identity', '/organizations/:id/sections/people', '/organizations/:id/sections/place',
  '/organizations/:id/sections/team', '/organizations/:id/sections/work', '/organizations/:id/suspend', '/organizations/:id/withdraw-certificate',
  '/organizations/bulk/approve', '/organizations/changes/bulk/approve', '/organizations/changes/bulk/refuse', '/organizations/imports/:id/start',
  '/payments/:id/approve', '/payments/:id/return', '/payments/bulk/approve', '/payments/bulk/return',
  '/supplements/:id/sign', '/supplements/:id/withdraw',
  '/surveys/:token',
  '/tenders/:id/amend', '/tenders/:id/answers', '/tenders/:id/approve', '/tenders/:id/award', '/tenders/:id/bid/:step', '/tenders/:id/cancel', '/tenders/:id/committee',
  '/tenders/:id/committee/declare', '/tenders/:id/committee/recuse', '/tenders/:id/conformity', '/tenders/:id/fail', '/tenders/:id/keys', '/tenders/:id/low-price',
  '/tenders/:id/opening', '/tenders/:id/publish', '/tenders/:id/qualification', '/tenders/:id/questions', '/tenders/:id/ranking', '/tenders/:id/reopen',
  '/tenders/:id/score', '/tenders/:id/submit',
  '/volunteers/:id/certificates',
]
/** What is done at once, and why it may be. */
const AT_ONCE: [why: string, paths: RegExp][] = [
  ['a draft, which its writer changes as long as it is one', /^\/(tenders|budget|catalogue|catalogue\/:id|budget\/:id|challenges\/:id|incubation\/calls\/:id|incubation\/sites\/:id\/calls|tenders\/:id\/challenges)$/],
  ['a part of a draft', /^\/(tenders\/:id\/(edit\/\w+|documents|documents\/remove|bid\/(price|plan|people|declarations)|bid-files|score\/:bid)|challenges\/:id\/files\/remove)$/],
  ['goes back to its drafter, who sends it again', /^\/(tenders\/:id\/(return|retender)|catalogue\/:id\/(submit|return|revise)|organizations\/:id\/changes\/:change\/withdraw)$/],
  ['can be set otherwise at any time', /^\/(accounts(\/.+)?|areas(\/:id)?|incubation\/sites(\/:id)?|budget\/programmes(\/:id)?|views(\/.+)?|volunteers(\/me(\/leave)?)?|messages\/.+|activities\/:id\/(join|withdraw|enlist))$/],
  ['is written down beside what was written before, and is mended so', /^\/(.+\/comments(\/:comment\/take-back)?|incubation\/:id\/(plan|note|follow-up)|activities\/:id\/(hours|corrections)|evaluations\/:id\/evidence)$/],
  ['is judged anew until all is decided', /^\/organizations\/:id\/judgements(\/:section)?$/],
  ['only looks, or tries once more what the platform does by itself', /^\/(organizations\/imports(\/:id\/(drop|retry))?|jobs\/retry|contracts\/:id\/printing|evaluations\/:id\/scoring)$/],
  ['is for the person alone', /^\/(sign-in|sign-up|sign-out|password|unsent\/discard)$/],
]
/** Templates whose own page, or unfolded question, says what is done and what follows, above the one button: they are not asked once more. */
const SAYS_ITSELF = ['contract/new', 'partials/confirm', 'platform/bulk', 'tender/bid-check', 'tender/keys', 'tender/opening']

type Texts = { [key: string]: string | Texts }
const flat = (texts: Texts, prefix = ''): string[] => Object.entries(texts).flatMap(([key, value]) => typeof value === 'string' ? [prefix + key] : flat(value, `${prefix}${key}.`))

describe('an act that binds', function () {
  this.timeout(60_000)
  let world: World
  before(async () => { world = await startWorld('binding') })
  after(() => world.stop())
  const posted = () => pages(world.services).filter(({ method }) => method === 'post')

  it('asks before it is done', () => {
    expect(posted().filter(({ binds }) => binds).map(({ path }) => path).sort()).to.deep.equal([...BINDING].sort())
  })

  it('is told from what is done at once, each with its reason', () => {
    const others = posted().filter(({ binds }) => !binds).map(({ path }) => path)
    expect(others.filter(path => !AT_ONCE.some(([, paths]) => paths.test(path)))).to.deep.equal([])
    expect(AT_ONCE.filter(([, paths]) => !others.some(path => paths.test(path))).map(([why]) => why)).to.deep.equal([])
  })

  it('has a page to be shown on, and words for what follows from it in both languages', () => {
    const sources = (readdirSync('src', { recursive: true, encoding: 'utf8' })).filter(file => file.endsWith('.pages.ts')).map(file => readFileSync(join('src', file), 'utf8')).join('\n')
    const said = [...sources.matchAll(/binds: [^\n]*?['`]([a-z][^'`\n]*)['`]/g)].map(([, key = '']) => new RegExp(`^${key.replace(/\./g, '\\.').replace(/\$\{\w+\}/g, '[\\w-]+')}$`))
    expect(said.length).to.be.greaterThan(50)
    for (const locale of LOCALES) {
      const worded = flat(textsOf(locale).binds as Texts)
      expect(said.filter(key => !worded.some(each => key.test(each))).map(String), locale).to.deep.equal([])
      expect(worded.filter(each => !said.some(key => key.test(each))), locale).to.deep.equal([])
    }
  })

  it('is asked by the page itself only where that says what follows', () => {
    const templates = (readdirSync(viewsFolder, { recursive: true, encoding: 'utf8' })).filter(file => file.endsWith('.hbs') && readFileSync(join(viewsFolder, file), 'utf8').includes('{{> checked}}'))
    expect(templates.map(file => file.replace(/\.hbs$/, '')).sort()).to.deep.equal(SAYS_ITSELF)
  })

  it('is never asked by scripts alone', () => {
    const asking = (readdirSync(viewsFolder, { recursive: true, encoding: 'utf8' })).filter(file => /\.(hbs|js)$/.test(file) && /data-confirm|confirm\(/.test(readFileSync(join(viewsFolder, file), 'utf8')))
    expect(asking).to.deep.equal([])
  })
})
