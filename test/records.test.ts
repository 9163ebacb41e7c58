import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { pages } from '../src/app.ts'
import { viewsFolder } from '../src/platform/root.ts'
import { startWorld, type World } from './support/world.ts'

/** The page of each kind of record, and its template. */
const RECORDS: Record<string, string> = {
  '/organizations/:id': 'registry/show', '/areas/:id': 'registry/area', '/organizations/imports/:id': 'registry/import-show',
  '/incubation/:id': 'incubation/show', '/incubation/sites/:id': 'incubation/site', '/incubation/calls/:id': 'incubation/call', '/incubation/notices/:id': 'incubation/notice',
  '/catalogue/:id': 'catalogue/show', '/budget/:id': 'budget/show', '/budget/programmes/:id': 'budget/programme',
  '/tenders/:id': 'tender/show', '/bids/:id': 'tender/bid-show', '/challenges/:id': 'tender/challenge', '/complaints/:id': 'tender/complaint',
  '/contracts/:id': 'contract/show', '/supplements/:id': 'contract/supplement', '/acceptances/:id': 'contract/acceptance', '/payments/:id': 'contract/payment',
  '/evaluations/:id': 'evaluation/show', '/volunteers/:id': 'people/volunteer', '/activities/:id': 'people/activity', '/accounts/:id': 'people/show',
}
/** What ends in an id and is no record of the city's work. */
const NO_RECORD = ['/receipts/:id', '/contracts/templates/:id']

type Part = 'status' | 'timeline' | 'comments' | 'dossier'
/** What a page of a record may lack, and why. */
const LACKS: [part: Part, why: string, paths: string[]][] = [
  ['status', 'has none of its own: it is there or is not', ['/budget/programmes/:id', '/bids/:id']],
  ['timeline', 'a bid is sealed and then judged; what was done is in the log of its purchase', ['/bids/:id']],
  ['timeline', 'is one act, whose steps are shown as they are done', ['/organizations/imports/:id', '/incubation/notices/:id']],
  ['comments', 'nobody talks about a bid before its award; afterwards on its purchase', ['/bids/:id']],
  ['comments', 'what is said in a complaint belongs into its file, as statement or decision', ['/complaints/:id']],
  ['comments', 'is talked about on its contract', ['/supplements/:id']],
  ['comments', 'is answered as an objection, in public', ['/incubation/notices/:id']],
  ['comments', 'nobody is talked about in writing', ['/accounts/:id', '/volunteers/:id']],
  ['comments', 'has no second party: what it holds is talked about on the records in it', ['/areas/:id', '/organizations/imports/:id', '/incubation/sites/:id', '/incubation/calls/:id', '/budget/programmes/:id', '/activities/:id']],
  ['dossier', 'lies in the zip of its purchase', ['/bids/:id', '/challenges/:id', '/complaints/:id']],
  ['dossier', 'lies in the zip of its contract', ['/supplements/:id', '/acceptances/:id', '/payments/:id']],
  ['dossier', 'has no files', ['/areas/:id', '/incubation/:id', '/incubation/sites/:id', '/incubation/calls/:id', '/incubation/notices/:id', '/catalogue/:id', '/budget/:id', '/budget/programmes/:id', '/volunteers/:id', '/activities/:id', '/accounts/:id']],
  ['dossier', 'is a sheet, given back row by row', ['/organizations/imports/:id']],
]
const SIGN: Record<Exclude<Part, 'dossier'>, RegExp> = { status: /\bstatus=|\{\{> next-step next\}\}/, timeline: /\{\{> timeline/, comments: /\{\{> comments discussion/ }

describe('the page of a record', function () {
  this.timeout(60_000)
  let world: World
  let paths: string[]
  before(async () => {
    world = await startWorld('records')
    paths = pages(world.services).filter(({ method }) => method === 'get').map(({ path }) => path)
  })
  after(() => world.stop())

  it('is named for each kind that there is', () => {
    const ids = paths.filter(path => /\/:id$/.test(path) && !NO_RECORD.includes(path))
    expect(ids.toSorted()).to.deep.equal(Object.keys(RECORDS).toSorted())
  })

  for (const part of ['status', 'timeline', 'comments', 'dossier'] as const) {
    it(`has what a person expects, or a reason why not: ${part}`, () => {
      const lacking = Object.entries(RECORDS).filter(([path, template]) =>
        part === 'dossier' ? !paths.includes(`${path}/dossier`) : !SIGN[part].test(readFileSync(join(viewsFolder, `${template}.hbs`), 'utf8'))).map(([path]) => path)
      const excused = LACKS.filter(([of]) => of === part).flatMap(([, , excuses]) => excuses)
      expect(lacking.toSorted()).to.deep.equal(excused.toSorted())
    })
  }

  it('lets comments be written and taken back wherever they are shown', () => {
    for (const [path, template] of Object.entries(RECORDS)) {
      if (SIGN.comments.test(readFileSync(join(viewsFolder, `${template}.hbs`), 'utf8'))) expect(paths, path).to.include(`${path}/comments`)
    }
  })

  it('shows its versions side by side where it has any', () => {
    const comparing = (readdirSync(viewsFolder, { recursive: true, encoding: 'utf8' })).filter(file => file.endsWith('.hbs') && /\{\{> compare /.test(readFileSync(join(viewsFolder, file), 'utf8')))
    expect(comparing).to.include.members(['catalogue/versions.hbs', 'registry/_change.hbs'])
  })
})
