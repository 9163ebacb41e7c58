import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { z } from 'zod'
import { gallery, type Sample } from '../fixtures/gallery.ts'
import { endpoints, pages } from '../src/app.ts'
import { mayAtAll } from '../src/kernel/policy.ts'
import { COLUMNS } from '../src/registry/import.rules.ts'
import type { AnyPage } from '../src/platform/page.ts'
import { viewsFolder } from '../src/platform/root.ts'
import type { Route } from '../src/platform/route.ts'
import { hasText, LOCALES, textsOf, type Locale } from '../src/platform/text.ts'
import { formFaults } from './support/form-lint.ts'
import { htmlFaults } from './support/html-lint.ts'
import { formsIn } from './support/rubbish.ts'
import { mainOf, readPage, type ReadPage } from './support/page-reader.ts'
import { startWorld, type World } from './support/world.ts'

/** Every text that the sample brought along, however deep. */
function wordsIn(given: unknown, found: string[] = []): string[] {
  if (typeof given === 'string') found.push(given)
  else if (typeof given === 'number') found.push(String(given))
  else if (given instanceof Map) for (const pair of given) wordsIn(pair, found)
  else if (given && typeof given === 'object' && !(given instanceof Date)) for (const each of Object.values(given)) wordsIn(each, found)
  return found
}

const templates = (readdirSync(viewsFolder, { recursive: true }) as string[])
  .filter(name => /^(?!partials\/|assets\/)[^_]*\.hbs$/.test(name) && !name.endsWith('.print.hbs') && name !== 'layout.hbs')
  .map(name => name.replace(/\.hbs$/, ''))

/** How many views the sources make of each template; several may share one. */
function viewsMade(): Map<string, number> {
  const made = new Map<string, number>()
  for (const file of (readdirSync('src', { recursive: true }) as string[]).filter(name => name.endsWith('.ts'))) {
    for (const [, template = ''] of readFileSync(join('src', file), 'utf8').matchAll(/\bview\('([^']+)'/g)) made.set(template, (made.get(template) ?? 0) + 1)
  }
  return made
}

/** Addresses of the web layer itself, which no list of pages names. */
const OF_THE_WEB_LAYER = ['/api/v1/openapi.json', '/jobs/board']
/** Pages that no route shows: the web layer's own, and the picture of all components with what it makes up for them. */
const APART = new Set(['error', 'platform/styleguide'])

const namespaces = Object.keys(textsOf('zh-CN')).join('|')
const KEY = new RegExp(`(?<![\\w./@-])(?:${namespaces})(?:\\.[\\w-]+)+`, 'g')
/** Chinese that an English page may say: what English texts quote, such as the number of a document, and the headings that a register's file may have. */
const QUOTED = [...wordsIn(textsOf('en')), ...COLUMNS.flatMap(({ headers, example }) => [...headers, example])]
/** Sums in capital characters, as contracts and receipts must give them (正确填写票据和结算凭证的基本规定). */
const IN_CAPITALS = /^[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]+$/

describe('the gallery', function () {
  this.timeout(120_000)
  const samples = gallery()
  let world: World
  let routes: { route: AnyPage; pattern: RegExp }[]
  let all: AnyPage[]
  const drawn = new Map<Sample, Record<Locale, { html: string; page: ReadPage; given: string[] }>>()
  /** All faults at once, each with the page on which it was found. */
  const faults = (find: (found: { html: string; page: ReadPage; given: string[] }, sample: Sample, lang: Locale) => string[]): string[] =>
    [...drawn].flatMap(([sample, in_]) => LOCALES.flatMap(lang => find(in_[lang], sample, lang).map(fault => `${sample.name} (${lang}): ${fault}`)))

  before(async () => {
    world = await startWorld('gallery')
    all = pages(world.services)
    const calls = endpoints(world.services).map(({ method, path, may }) => ({ method, path: `/api/v1${path}`, may }) as AnyPage)
    routes = [...all, ...calls].map(route => ({
      route, pattern: new RegExp(`^${route.path.replace(/\./g, '\\.').replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
    }))
  })
  after(() => world.stop())

  it('shows every view', () => {
    const shown = (template: string) => new Set(samples.map(({ view }) => view).filter(view => view.template === template)).size
    expect([...viewsMade()].filter(([template, count]) => shown(template) < count).map(([template, count]) => `${template}: ${shown(template)} of ${count}`)).to.deep.equal([])
  })
  it('shows every template', () => {
    const shown = new Set(samples.map(({ view }) => view.template))
    expect(templates.filter(name => !shown.has(name))).to.deep.equal([])
  })
  it('calls no two samples alike', () => {
    const names = samples.map(({ name }) => name)
    expect(names.filter((name, at) => names.indexOf(name) !== at)).to.deep.equal([])
  })
  it('draws every page in both languages, with the navigation of the person', async () => {
    for (const sample of samples) {
      const nav = all.flatMap(({ nav, path, may }) => nav && mayAtAll(may, sample.as) ? [{ ...nav, href: path, current: sample.at === path }] : [])
      const draw = async (lang: Locale) => {
        const html = await sample.render(lang, { nav }).catch((error: Error) => { throw new Error(`${sample.name} (${lang}): ${error.message}`, { cause: error }) })
        return { html, page: readPage(html, sample.at), given: wordsIn(sample.given(lang)) }
      }
      drawn.set(sample, { 'zh-CN': await draw('zh-CN'), en: await draw('en') })
    }
  })

  it('is valid HTML', async () => {
    const found: string[] = []
    const framed = new Set<string>()
    for (const [{ name, as }, { 'zh-CN': { html } }] of drawn) {
      // The frame is the same around all that a person sees; ids are counted over whole pages below.
      found.push(...(await htmlFaults(framed.has(as.id) ? mainOf(html) : html)).map(fault => `${name}: ${fault}`))
      framed.add(as.id)
    }
    expect(found).to.deep.equal([])
  })
  it('has one first heading and no id twice', () => {
    expect(faults(({ html, page: { headings, ids } }) => [
      ...(html.includes('<body') && headings !== 1 ? [`${headings} h1`] : []), ...ids.filter((id, at) => ids.indexOf(id) !== at).map(id => `id ${id} twice`),
    ])).to.deep.equal([])
  })
  it('shows words, not keys and not the names of nothing', () => {
    expect(faults(({ page: { words }, given }, _, lang) => [
      ...(words.match(KEY) ?? []).filter(key => hasText(key, lang) && !given.includes(key)),
      ...(words.match(/\[object \w+\]|\bundefined\b|\bNaN\b|Invalid Date|\{\{|\$\{/g) ?? []),
    ])).to.deep.equal([])
  })
  it('speaks English on English pages', () => {
    expect(faults(({ page: { words }, given }, { view }, lang) => lang === 'zh-CN' || view.template === 'platform/styleguide' ? [] : (words.match(/\p{Script=Han}+/gu) ?? [])
      .filter(run => !IN_CAPITALS.test(run) && !given.some(each => each.includes(run)) && !QUOTED.some(each => each.includes(run))))).to.deep.equal([])
  })
  it('draws only icons that there are', () => {
    const icons = new Set([...readFileSync(join(viewsFolder, 'assets/icons.svg'), 'utf8').matchAll(/<symbol id="([^"]+)"/g)].map(([, id]) => id))
    expect(faults(({ page }) => page.icons.filter(icon => !icons.has(icon)))).to.deep.equal([])
  })
  it('uses the tones and ages that the design system has', () => {
    const known = ['muted', 'info', 'waiting', 'good', 'bad', 'done'].map(tone => `fh-tone-${tone}`).concat(['late', 'soon', 'calm'].map(age => `fh-age-${age}`))
    expect(faults(({ page }) => [...page.classes].filter(name => /^fh-(tone|age)-/.test(name) && !known.includes(name)))).to.deep.equal([])
  })

  /** The route that takes an address; what stands for a name must be one of its choices or something of the sample, or `/things/new` would pass as a thing called new. */
  const taker = (method: Route['method'], address: string, given: string[]): AnyPage | undefined => routes.find(({ route, pattern }) => {
    const found = route.method === method ? pattern.exec(address.split(/[?#]/)[0] ?? '') : null
    const shape = (route.params as z.ZodObject | undefined)?.shape ?? {}
    return found !== null && Object.entries(found.groups ?? {}).every(([name, part]) => {
      const value = decodeURIComponent(part)
      return 'options' in (shape[name] ?? {}) ? shape[name]!.safeParse(value).success : given.some(each => each === value || each.includes(`/${value}`))
    })
  })?.route

  it('stands at addresses that there are', () => {
    expect(samples.filter(({ at, given, view }) => !APART.has(view.template) && !taker('get', at, wordsIn(given('en'))) && !taker('post', at, wordsIn(given('en')))).map(({ name, at }) => `${name}: ${at}`))
      .to.deep.equal([])
  })
  it('has links that lead somewhere', () => {
    expect(faults(({ page: { links, ids }, given }, { at, view }) => links.filter(link => link.startsWith('#')
      ? link !== '#' && !ids.includes(link.slice(1)) : !APART.has(view.template) && !OF_THE_WEB_LAYER.includes(link) && !taker('get', link.startsWith('?') ? at : link, given)
        // A refused form stands at an address of its own, from where the languages lead up to its page.
        && !(link.includes('lang=') && taker('post', link, given))))).to.deep.equal([])
  })
  it('has forms that are taken', () => {
    expect(faults(({ page: { forms }, given }, { view }) => APART.has(view.template) ? [] : forms.filter(({ method, action }) => !taker(method, action, given))
      .map(({ method, action }) => `${method} ${action}`))).to.deep.equal([])
  })
  it('has no two forms side by side to type into where no script keeps the one when the other is sent', () => {
    expect(faults(({ html }, { view }, lang) => {
      const open = lang === 'en' || APART.has(view.template) ? [] : formsIn(html).filter(form => form.open)
      return open.length > 1 ? [open.map(({ action }) => action).join(' and ')] : []
    })).to.deep.equal([])
  })
  it('asks in each form what is read, and all that must be given', () => {
    expect(faults(({ page: { forms }, given }, _, lang) => lang === 'en' ? [] : forms.flatMap(({ method, action, names }) => {
      const body = taker(method, action, given)?.body
      return body ? formFaults(body, names).map(fault => `${action}: ${fault}`) : []
    }))).to.deep.equal([])
  })
})

describe('the checks of the gallery', () => {
  const shape = z.object({
    name: z.string(), factors: z.array(z.object({ text: z.string() })), by: z.record(z.string(), z.boolean()).default({}), agreed: z.boolean().default(false), note: z.string().optional(),
  })
  it('find an input that is not read, and a needed one that is not asked', () => {
    expect(formFaults(shape, ['name', 'factors.0.text', 'by.q1', 'agreed'])).to.deep.equal([])
    expect(formFaults(shape, ['factors.0.txt', 'factors.text', 'name.first', 'nmae'])).to.deep.equal(
      ['factors.0.txt is not read', 'factors.text is not read', 'name.first is not read', 'nmae is not read'])
    expect(formFaults(shape, ['note'])).to.deep.equal(['name is not asked'])
  })
  it('read a page as its readers do', () => {
    const page = readPage(`<html lang="en"><a href="/x" title="go">in</a><a href="https://elsewhere.example">out</a><span lang="zh-CN">法</span><img src="/assets/a.svg" alt="mark">
      <form method="post" id="f"><input type="hidden" name="_csrf"><input name="a"><button formaction="/other">go</button></form><input name="b" form="f"></html>`, '/here')
    expect(page.words).to.include('go').and.include('mark').and.not.include('法')
    expect(page.links).to.deep.equal(['/x'])
    expect(page.forms).to.deep.equal([{ method: 'post', action: '/here', names: ['a', 'b'] }, { method: 'post', action: '/other', names: ['a', 'b'] }])
  })
})
