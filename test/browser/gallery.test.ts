import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { expect } from 'chai'
import express from 'express'
import { gallery } from '../../fixtures/gallery.ts'
import { pages } from '../../src/app.ts'
import { mayAtAll } from '../../src/kernel/policy.ts'
import { assets } from '../../src/platform/assets.ts'
import { viewsFolder } from '../../src/platform/root.ts'
import { LOCALES, type Locale } from '../../src/platform/text.ts'
import { openBrowser, type OpenBrowser } from '../support/browser.ts'
import { startWorld } from '../support/world.ts'

/** What axe checks: WCAG 2.0 to 2.2, levels A and AA. */
const WCAG: axe.RunOptions = { preload: false, resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }
/** What the page does when it has come, once more for each that is drawn. */
const SCRIPT = `(() => { ${['typed.js', 'fuhua.js'].map(name => readFileSync(join(viewsFolder, 'assets', name), 'utf8')).join('\n')} })()`
/** As many pages at a time as keep two cores busy. */
const AT_A_TIME = 3

/** Every page of the gallery in the real browser; all faults of a way of looking are told at once. */
describe('the gallery in a browser', function () {
  this.timeout(300_000)
  const samples = gallery()
  let browser: OpenBrowser

  before(async function () {
    const world = await startWorld('browsergallery')
    const all = pages(world.services)
    await world.stop()
    const site = express()
    site.use('/assets', assets())
    site.get('/:lang/:number', async (req, res) => {
      const sample = samples[Number(req.params.number)]!
      const nav = all.flatMap(({ nav, path, may }) => nav && mayAtAll(may, sample.as) ? [{ ...nav, href: path, current: sample.at === path }] : [])
      res.type('html').send(await sample.render(req.params.lang as Locale, { nav }))
    })
    site.get('/wrong', (_, res) => {
      res.send(`<html lang="en"><title>Wrong</title><body><main><h1>Wrong</h1><p style="width: 600px; color: #ccc">too pale</p>
        <div><button style="all: unset; float: left; width: 9px; height: 9px"></button><a href="/" style="float: left; width: 9px; height: 9px; overflow: hidden">to</a></div></main>`)
    })
    // What pages ask for by themselves stays as it is.
    site.use((_, res) => { res.status(204).end() })
    browser = await openBrowser(this, site)
  })
  after(() => browser?.stop())

  type Page = Awaited<ReturnType<OpenBrowser['visit']>>['page']
  type Drawn = { page: Page; lang: Locale; isFramed: boolean }
  /** Draws all samples, several at a time, each into the document of the one before, since to load sheets and scripts takes longest. */
  async function everywhere(width: 1440 | 360, find: (drawn: Drawn) => Promise<string[]>): Promise<string[]> {
    const waiting = LOCALES.flatMap(lang => samples.map((sample, number) => ({ lang, sample, number })))
    const found: string[][] = waiting.map(() => [])
    const framed = new Set<string>()
    let next = 0
    await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
      const { page } = await browser.visit({ width })
      await page.goto('/en/0')
      await page.evaluate(axe.source)
      for (let at = next++; at < waiting.length; at = next++) {
        const { lang, sample, number } = waiting[at]!
        await page.evaluate(draw, `/${lang}/${number}`)
        await page.evaluate(SCRIPT)
        const frame = `${sample.as.id} ${lang}`
        found[at] = (await find({ page, lang, isFramed: framed.has(frame) })).map(fault => `${sample.name} (${lang}): ${fault}`)
        framed.add(frame)
      }
      await page.close()
    }))
    return found.flat()
  }

  it('holds nothing against WCAG 2.2 A and AA, in both languages', async () => {
    expect(await everywhere(1440, ({ page, lang, isFramed }) => page.evaluate(check, {
      within: isFramed ? 'main' : 'html',
      // The colours are the same in both languages, and to measure them takes longest.
      options: { ...WCAG, rules: { 'color-contrast': { enabled: lang === 'zh-CN' } } },
    }))).to.deep.equal([])
  })

  it('is nowhere wider than a phone, and has nothing too small to touch there', async () => {
    expect(await everywhere(360, ({ page, lang, isFramed }) => page.evaluate(check, {
      within: isFramed ? 'main' : 'html', options: lang === 'zh-CN' ? { ...WCAG, runOnly: ['target-size'] } : null,
    }))).to.deep.equal([])
  })

  it('would be found out', async () => {
    const { page } = await browser.visit({ width: 360 })
    await page.goto('/en/0')
    await page.evaluate(axe.source)
    await page.evaluate(draw, '/wrong')
    const found = await page.evaluate(check, { within: 'html', options: WCAG })
    expect(found.map(fault => fault.split(/:| px/).at(fault.includes(' px') ? 1 : 0))).to.have.members([' too wide', 'button-name', 'color-contrast', 'target-size', 'target-size'])
  })
})

/** Runs in the page: puts the body of another page in the place of this one. */
async function draw(address: string): Promise<void> {
  const drawn = new DOMParser().parseFromString(await (await fetch(address)).text(), 'text/html')
  // A part that is drawn by itself stands in the page of the one before.
  if (drawn.querySelector('main')) {
    document.documentElement.lang = drawn.documentElement.lang
    document.title = drawn.title
    document.body.replaceWith(drawn.body)
  } else document.querySelector('main')!.replaceChildren(...drawn.body.childNodes)
}

/** Runs in the page: what axe finds, and how much wider than the window the page is. */
async function check({ within, options }: { within: string; options: axe.RunOptions | null }): Promise<string[]> {
  // Sizes are observed when a frame has been drawn.
  await new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)) })
  const { violations } = options ? await axe.run(document.querySelector(within) ?? document, options) : { violations: [] }
  const over = document.documentElement.scrollWidth - innerWidth
  return [...over > 0 ? [`${over} px too wide`] : [], ...violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary?.replace(/\s+/g, ' ') ?? ''}`))]
}
