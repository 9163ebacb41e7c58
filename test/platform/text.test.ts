import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Request } from 'express'
import { viewsFolder } from '../../src/platform/root.ts'
import { hasText, localeOf, textsOf, tolerateMissingTexts, translator, type Locale } from '../../src/platform/text.ts'

type Texts = { [key: string]: string | Texts }
const folder = join(viewsFolder, 'locales')
const files = (locale: Locale) => readdirSync(join(folder, locale)).sort()
const flat = (texts: Texts, prefix = ''): [string, string][] => Object.entries(texts).flatMap(([key, value]) =>
  typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`))
const read = (locale: Locale, file: string) => flat(JSON.parse(readFileSync(join(folder, locale, file), 'utf8')) as Texts)
const variables = (text: string): string[] => [...new Set([...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)].map(([, name = '']) => name))]
  .filter(name => name !== 'count').sort()

/** Names, formats and codes that stay as they are in Chinese. */
const LATIN = new Set(['Fuhua', 'PDF', 'OFD', 'XLSX', 'Excel', 'Word', 'UTC', 'CSV', 'JSON', 'API', 'OCDS', 'SHA', 'MB', 'kB', 'GB', 'ID', 'QR', 'UTF', 'BOM', 'URL', 'ZIP', 'RSS', 'JPG', 'PNG', 'DOCX', 'OpenAPI', 'JavaScript', 'POST', 'tokens', 'Authorize', 'Atom', 'ZY'])

/** Another text by its key, and what is put in by the platform or, in one bracket, by a script. */
const NO_WORDS = /\$t\([^)]*\)|\{\{.*?\}\}|\{\w+\}/g

describe('texts', () => {
  it('come in the same files in both languages', () => {
    expect(files('en')).to.deep.equal(files('zh-CN'))
  })

  for (const file of files('zh-CN')) {
    describe(file, () => {
      const [chinese, english] = [new Map(read('zh-CN', file)), new Map(read('en', file))]

      it('has the same keys in both languages', () => {
        // Chinese has one form for any number, so a singular may stand in English alone.
        expect([...english.keys()].filter(key => !chinese.has(key) && !chinese.has(key.replace(/_one$/, '_other'))), 'only in English').to.deep.equal([])
        expect([...chinese.keys()].filter(key => !english.has(key)), 'only in Chinese').to.deep.equal([])
      })
      it('says nothing empty', () => {
        expect([...chinese, ...english].filter(([, text]) => text === '').map(([key]) => key)).to.deep.equal([])
      })
      it('uses the same variables in both languages', () => {
        const differ = [...chinese].filter(([key, text]) => variables(text).join() !== variables(english.get(key) ?? '').join())
        expect(differ.map(([key]) => key)).to.deep.equal([])
      })
      it('is written in Chinese', () => {
        const foreign = [...chinese].map(([key, text]) => ({ key, words: text.replace(NO_WORDS, '').match(/[A-Za-z]{2,}/g) ?? [] }))
          .filter(({ words }) => words.some(word => !LATIN.has(word)))
        expect(foreign).to.deep.equal([])
      })
      it('is written in English', () => {
        const untranslated = [...english].filter(([key, text]) => text === chinese.get(key) && /\p{Script=Han}/u.test(text))
        expect(untranslated.map(([key]) => key)).to.deep.equal([])
      })
    })
  }
})

describe('translating', () => {
  const [chinese, english] = [translator('zh-CN'), translator('en')]

  it('takes the file from the first part of the key', () => {
    expect(chinese('platform.nav.sign-in')).to.equal('登录')
    expect(english('platform.nav.sign-in')).to.equal('Sign in')
  })
  it('counts as each language counts', () => {
    expect(english('platform.left.days', { count: 1 })).to.equal('1 day left')
    expect(english('platform.left.days', { count: 3 })).to.equal('3 days left')
    expect(chinese('platform.left.days', { count: 1 })).to.equal('还剩 1 天')
  })
  it('formats what the text asks to be formatted, in Beijing time', () => {
    const now = new Date('2026-11-24T17:30:00Z')
    expect(chinese('platform.demo', { now })).to.include('2026年11月25日 01:30')
    expect(english('platform.demo', { now })).to.include('25 November 2026, 01:30')
    expect(chinese('platform.pages.of', { shown: 20, total: 1234 })).to.equal('本页 20 条，共 1,234 条')
  })
  it('leaves escaping to the template', () => {
    expect(chinese('platform.next.who', { who: '<甲&乙>' })).to.equal('由<甲&乙>办理')
  })
  it('finds under a shared section what a domain says there', () => {
    const own = textsOf('zh-CN', join(import.meta.dirname, '../support/locales'))
    expect(own.refusal).to.deep.equal({ 'from-domain': '由领域文件给出', shared: '共用' })
  })
  it('refuses a text that is missing, and knows beforehand', () => {
    expect(hasText('platform.no-such', 'en')).to.equal(false)
    expect(() => chinese('platform.no-such')).to.throw('No text for "platform.no-such" in zh-CN')
  })
  it('shows the key in production and reports it once for each language', () => {
    const reported: string[] = []
    const strictAgain = tolerateMissingTexts((key, locale) => reported.push(`${locale} ${key}`))
    try {
      expect([chinese('a.b'), chinese('a.b'), english('a.b')]).to.deep.equal(['a.b', 'a.b', 'a.b'])
    } finally {
      strictAgain()
    }
    expect(reported).to.deep.equal(['zh-CN a.b', 'en a.b'])
    expect(() => chinese('a.b')).to.throw()
  })
})

describe('the language of a request', () => {
  type Asked = { lang?: string; cookie?: string; chosen?: string; header?: string }
  const of = ({ lang, cookie, chosen, header }: Asked) => localeOf({
    query: { lang }, headers: { cookie, 'accept-language': header }, session: { locale: chosen },
    acceptsLanguages: (...offered: string[]) => offered.find(each => header?.startsWith(each.slice(0, 2))) ?? false,
  } as unknown as Request & { session: { locale?: string } })

  it('is what the address asks before all else', () => expect(of({ lang: 'en', cookie: 'lang=zh-CN', chosen: 'zh-CN', header: 'zh' })).to.equal('en'))
  it('is then the cookie', () => expect(of({ cookie: 'a=b; lang=en', chosen: 'zh-CN', header: 'zh' })).to.equal('en'))
  it('is then what the person chose', () => expect(of({ chosen: 'en', header: 'zh' })).to.equal('en'))
  it('is then what the browser asks for', () => expect(of({ header: 'en-GB' })).to.equal('en'))
  it('is Chinese where nobody asks, or asks for what there is not', () => {
    expect(of({})).to.equal('zh-CN')
    expect(of({ lang: 'fr', cookie: 'lang=xx', header: 'fr' })).to.equal('zh-CN')
  })
})
