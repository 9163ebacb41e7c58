import { expect } from 'chai'
import { gallery, type Sample } from '../fixtures/gallery.ts'
import { pages } from '../src/app.ts'
import { Role } from '../src/kernel/actor.ts'
import type { AnyPage } from '../src/platform/page.ts'
import { startWorld, type World } from './support/world.ts'

/** Pages with a table that are no list, each with the reason. */
const NO_LIST: Record<string, string> = {
  '/': 'The front page shows a few of several lists and leads to each.',
  '/api/docs': 'A document.',
  '/contracts/new': 'What one contract comes to.',
  '/contracts/preview': 'One contract.',
  '/contracts/templates': 'The few wordings, in the order in which they came into force.',
  '/home': 'What waits for one person; the tables of it are short and lead on.',
  '/organizations/import': 'The columns that a file may have.',
  '/search': 'Finds of three lists, the best first, each with the way to its list.',
}

const isBulk = (path: string): boolean => /\/bulk\/[a-z-]+(\/done)?$/.test(path)
const TYPES = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', pdf: 'application/pdf' }

describe('every list', function () {
  this.timeout(120_000)
  let world: World
  let shown: AnyPage[]
  let lists: AnyPage[]
  const drawn = new Map<string, { sample: Sample; html: string }[]>()
  /** What the gallery shows of a page: where there are rows, and where there are none. */
  const seen = (path: string) => drawn.get(path) ?? []
  const withRows = (path: string) => seen(path).filter(({ html }) => html.includes('class="fh-table'))
  const lacking = (what: (path: string) => boolean): void => {
    expect(lists.map(({ path }) => path).filter(path => !what(path))).to.deep.equal([])
  }
  before(async () => {
    world = await startWorld('lists')
    shown = pages(world.services).filter(({ method, path }) => method === 'get' && !path.includes(':'))
    lists = shown.filter(({ shows }) => shows === 'list')
    for (const sample of gallery()) {
      const path = sample.at.split('?')[0]!
      if (!shown.some(page => page.path === path)) continue
      drawn.set(path, [...seen(path), { sample, html: (await sample.render('zh-CN')).replaceAll('&#x3D;', '=') }])
    }
  })
  after(() => world.stop())

  it('is made by the one mechanism; other pages with a table say why they are none', () => {
    expect(lists.length).to.be.above(15)
    const tables = shown.map(({ path }) => path).filter(path => !lists.some(list => list.path === path) && !isBulk(path) && withRows(path).length > 0)
    expect(tables.filter(path => !NO_LIST[path]), 'neither a list nor excused').to.deep.equal([])
    expect(Object.keys(NO_LIST).filter(path => !tables.includes(path)), 'excused for nothing').to.deep.equal([])
  })
  it('is in the gallery with rows and without', () => {
    lacking(path => withRows(path).length > 0 && seen(path).some(({ html }) => html.includes('class="fh-empty"')))
  })
  it('is sorted by its headings, and by links where a phone hides them', () => {
    lacking(path => withRows(path).some(({ html }) => /<th scope="col"[^>]*><a href="[^"]*sort=/.test(html)))
    const hidden = lists.flatMap(({ path }) => withRows(path)).filter(({ html }) => /class="fh-table is-stacking">(?:(?!<\/thead>)[\s\S])*<a href="[^"]*sort=/.test(html) && !html.includes('class="fh-sort"'))
    expect(hidden.map(({ sample }) => sample.name)).to.deep.equal([])
  })
  it('is narrowed by its address', () => lacking(path => seen(path).some(({ html }) => html.includes('class="fh-filters"'))))
  it('is kept under a name by whoever is signed in', async () => {
    const somebody = { actor: { id: 'somebody', name: '某人', signedIn: true, roles: [] } }
    const signedIn = await Promise.all(lists.map(async ({ path }) =>
      (await Promise.all(seen(path).map(({ sample }) => sample.render('zh-CN', somebody)))).some(html => html.includes('class="fh-views"')) ? [] : [path]))
    expect(signedIn.flat()).to.deep.equal([])
  })
  it('leads to its files where it has rows', () => {
    lacking(path => withRows(path).some(({ html }) => Object.keys(TYPES).every(format => html.includes(`format=${format}`))))
  })
  it('leads to each part of its print where it is long', () => {
    const [long] = seen('/organizations').filter(({ sample }) => sample.name.includes('printed in parts'))
    const ways = [...long!.html.matchAll(/href="([^"]*format=pdf[^"]*)"/g)].map(([, href]) => new URLSearchParams(href!.replaceAll('&amp;', '&').split('?')[1]).get('part'))
    expect(ways, long!.html.match(/fh-export[\s\S]{0,900}/)?.[0]).to.deep.equal(['1', '2', '3'])
  })
  it('says when it is empty what to do', () => {
    lacking(path => seen(path).some(({ html }) => /class="fh-empty">[\s\S]*?<p class="fh-empty-title">[^<]*<\/p>\s*<p>[^<]{4,}/.test(html)))
  })
  it('gives its files to who may open it, and to nobody else', async () => {
    for (const { path, may } of lists) {
      const role = Role.options.find(each => may.who[each])
      const isPublic = Boolean(may.who.public)
      const agent = isPublic ? world.visitor() : await world.page(role!, ['owner', 'editor', 'signatory'].includes(role!) ? { organizationId: 'f'.repeat(24) } : undefined)
      for (const [format, type] of Object.entries(TYPES)) {
        const { status, headers } = await agent.get(`${path}?format=${format}`)
        expect([status, headers['content-type']], `${path} as ${format}`).to.deep.equal([200, type])
        if (!isPublic) expect((await world.visitor().get(`${path}?format=${format}`)).status, `${path} as ${format} for visitors`).to.equal(303)
      }
    }
  })
})
