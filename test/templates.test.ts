import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect } from 'chai'
import { assetAddress } from '../src/platform/assets.ts'
import { viewsFolder } from '../src/platform/root.ts'
import { helpers } from '../src/platform/template.ts'
import { hasText, LOCALES } from '../src/platform/text.ts'
import { callsOf, faultsOf } from './support/template-lint.ts'

const templates = (readdirSync(viewsFolder, { recursive: true }) as string[])
  // Printed documents speak a smaller language of their own; test/platform has their tests.
  .filter(name => name.endsWith('.hbs') && !name.endsWith('.print.hbs'))
  .map(name => ({ name, source: readFileSync(join(viewsFolder, name), 'utf8') }))
const partials = templates.map(({ name }) => name.replace(/^partials\//, '').replace('/_', '/').replace(/\.hbs$/, ''))
const known = { helpers: Object.keys(helpers), partials }
const icons = new Set([...readFileSync(join(viewsFolder, 'assets/icons.svg'), 'utf8').matchAll(/<symbol id="([^"]+)"/g)].map(([, id]) => id))

describe('templates', () => {
  for (const { name, source } of templates) {
    it(`${name} is safe, labelled and calls only what there is`, () => {
      const allowed = name === 'layout.hbs' ? ['unescaped body'] : []
      expect(faultsOf(source, known).filter(fault => !allowed.includes(fault))).to.deep.equal([])
      const { texts, icons: named, assets } = callsOf(source)
      expect(texts.filter(key => LOCALES.some(locale => !hasText(key, locale))), 'texts that are missing').to.deep.equal([])
      expect(named.filter(icon => !icons.has(icon)), 'icons that are not in the sprite').to.deep.equal([])
      for (const asset of assets) expect(assetAddress(asset)).to.match(/^\/assets\//)
    })
  }

  for (const { name, source } of templates.filter(({ name }) => /^partials\/[^/]+\.hbs$/.test(name))) {
    it(`${name} says at its top what it takes`, () => {
      expect(source.startsWith(`{{!-- ${basename(name, '.hbs')}: `), source.slice(0, 60)).to.equal(true)
    })
  }

  it('have a style for every class of ours', () => {
    const styles = readdirSync(join(viewsFolder, 'assets')).filter(name => name.endsWith('.css'))
      .map(name => readFileSync(join(viewsFolder, 'assets', name), 'utf8')).join('\n')
    const used = new Set(templates.flatMap(({ source }) => [...source.matchAll(/class="([^"]*)"/g)])
      .flatMap(([, names = '']) => names.split(/\s+/)).filter(name => /^fh-[a-z-]*[a-z]$/.test(name)))
    expect([...used].filter(name => !new RegExp(`\\.${name}(?![\\w-])`).test(styles))).to.deep.equal([])
  })
})

describe('the template check', () => {
  const faults = (source: string) => faultsOf(source, { helpers: ['t', 'money', 'or'], partials: ['csrf', 'field'] })
  const bad = {
    'unknown helper': '{{shout name}}', 'unknown partial': '{{> feild}}', unescaped: '{{{name}}}', 'inline script': '<script>go()</script>',
    'inline style': '<p style="color: red">', 'inline event handler': '<button onclick="go()">',
    'form without _csrf': '<form action="/x" method="post"><button>go</button></form>', 'no label for': '<input name="q">', 'is a helper': '{{money}}',
  }
  for (const [fault, source] of Object.entries(bad)) {
    it(`finds ${fault}`, () => expect(faults(source).join()).to.include(fault))
  }
  it('lets a good template pass', () => {
    expect(faults('<form method="post" action="{{or a "b"}}">{{> csrf}}<label for="q">{{t "x.y"}}</label><input id="q"></form>{{name}}{{money sum}}')).to.deep.equal([])
  })
})
