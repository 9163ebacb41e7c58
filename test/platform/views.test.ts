import { expect } from 'chai'
import express from 'express'
import request from 'supertest'
import { inputValue } from '../../src/platform/answers.ts'
import { aContractInForce } from '../../fixtures/contract.ts'
import { contractPage } from '../../src/contract/contract.view.ts'
import { visitor } from '../../src/kernel/actor.ts'
import { LOCALES } from '../../src/platform/text.ts'
import { styleguide } from '../../src/platform/styleguide.view.ts'
import { age, shown, withQuery } from '../../src/platform/template.ts'
import { say } from '../../src/platform/words.ts'
import { renderView, setUpViews } from '../../src/platform/views.ts'
import { aPageContext } from '../../fixtures/page-context.ts'
import { htmlFaults } from '../support/html-lint.ts'

const now = new Date('2026-11-24T07:30:00Z')
const error = (locals: object, context = aPageContext()) => renderView('error', { status: 404, title: '没有', code: 'not-found', blockers: [], ...locals }, context)

describe('the frame of a page', () => {
  it('is in the language of the reader, and leads to the same address in the other', async () => {
    const page = await error({}, aPageContext({ path: '/tenders', query: 'status=open&lang=zh-CN' }))
    expect(page).to.include('<html lang="zh-CN">').and.include('href="/tenders?status&#x3D;open&amp;lang&#x3D;en"')
    expect(await error({}, aPageContext({ lang: 'en' }))).to.include('<html lang="en">').and.include('lang&#x3D;zh-CN')
  })
  it('offers the sign-in to a visitor, and to a person the way out as a form with a token', async () => {
    expect(await error({})).to.include('href="/sign-in"').and.not.include('/sign-out')
    const signedIn = await error({}, aPageContext({ actor: { id: 'a1', name: '王建国', signedIn: true, roles: ['bureau', 'expert'] } }))
    expect(signedIn).to.include('action="/sign-out"').and.include('name="_csrf" value="token-1"').and.include('王建国').and.include('评审专家')
  })
  it('says in the demo what time the platform believes it is', async () => {
    expect(await error({})).to.not.include('fh-demo')
    expect(await error({}, aPageContext({ demo: { ahead: 1 } }))).to.include('2026年11月24日 15:30')
  })
  it('says in the title what is wrong, and lists it with a link to each field', async () => {
    const page = await error({ title: '更正' }, aPageContext({ problems: [{ text: '请填写名称', href: '#name' }, { text: '不满足条件', href: '' }] }))
    expect(page).to.match(/<title>有误：更正/).and.include('<li>不满足条件</li>')
    expect(page, 'nothing leads to a field that is not there').to.include('<li>请填写名称</li>')
    const form = await renderView(styleguide.template, styleguide.locals(now), aPageContext({ problems: [{ text: '请填写名称', href: '#name' }, { text: '太多', href: '#kinds.7' }] }))
    expect(form).to.match(/<li><a href="#name">[^<]+：请填写名称<\/a>/).and.match(/<li><a href="#kinds">[^<]+：太多<\/a>/)
  })
  it('escapes everything that it is given', async () => {
    expect(await error({ title: '<script>alert(1)</script>' })).to.include('&lt;script&gt;').and.not.include('<script>alert')
  })
  it('refuses to be drawn without what its template names', async () => {
    const failure = await renderView('error', { title: '没有', code: 'x' }, aPageContext()).then(() => '', (reason: Error) => reason.message)
    expect(failure).to.include('"status" not defined')
  })
  it('takes its title from the heading that the page gives itself', async () => {
    const page = await renderView(styleguide.template, styleguide.locals(now), aPageContext())
    expect(page).to.match(/<title>界面组件 · 孵化 Fuhua<\/title>/)
    expect(page.match(/<h1/g)).to.have.length(1)
  })
})

describe('the components', () => {
  for (const lang of LOCALES) {
    it(`are valid HTML in ${lang}`, async () => {
      expect(await htmlFaults(await renderView(styleguide.template, styleguide.locals(now), aPageContext({ lang })))).to.deep.equal([])
    })
  }
  const drawn = (overrides: Parameters<typeof aPageContext>[0] = {}) => renderView(styleguide.template, styleguide.locals(now), aPageContext(overrides))

  it('bring back what was typed to the letter, before any value', async () => {
    const page = await drawn({ typed: { name: '改过的<名称>', why: '第一行\n  第二行', limit: '48万', method: 'single', kinds: 'youth,disabled' } })
    expect(page).to.include('value="改过的&lt;名称&gt;"').and.include('>第一行\n  第二行</textarea>').and.include('value="48万"')
    expect(page).to.match(/value="single" checked/).and.match(/value="youth" checked/).and.not.match(/value="elderly" checked/)
  })
  it('say beside a field what is wrong with it, where a screen reader finds it', async () => {
    const page = await drawn({ errors: { email: '请填写正确的电子邮箱' } })
    expect(page).to.match(/id="email-error">.*请填写正确的电子邮箱/s).and.match(/id="email"[^>]*aria-describedby="email-error" aria-invalid="true"/)
  })
  it('keep an action that is not open from being pressed, with the reasons and their articles', async () => {
    expect(await drawn()).to.match(/disabled aria-describedby="action-blockers"/).and.include('评分标准合计为 95 分，应为 100 分').and.include('财政部令第87号 第五十五条')
  })
  it('show where a date line stands and how much time is left', async () => {
    const page = await drawn()
    expect(page.match(/class="is-past"/g)).to.have.length(2)
    expect(page).to.match(/class="is-next" aria-current="step"/).and.include('还剩 2 天').and.include('待定')
  })
  it('ask again only while the work runs', async () => {
    const page = await drawn()
    expect(page).to.match(/id="import" hx-get=/).and.not.match(/id="imported" hx-get/)
  })
  it('keep dates, codes and short words of a table on one line', async () => {
    const page = await drawn()
    expect(page).to.match(/data-label="截止日期" class="is-fixed"/).and.match(/data-label="状态" class="is-fixed"/).and.match(/data-label="预算金额" class="is-number"/)
  })
  it('sort by the address, and say which way the list is sorted', async () => {
    expect(await drawn({ query: 'status=open&after=x' })).to.include('aria-sort="descending"').and.include('?status&#x3D;open&amp;sort&#x3D;budget"')
  })
})

describe('a table', () => {
  it('parts what is one word wider than a column, such as a digest, and nothing else', async () => {
    const contract = aContractInForce()
    const page = await renderView(contractPage.template, contractPage.locals({
      contract, printing: null, acceptances: [], payments: [], supplements: [], supplementBlockers: [], account: undefined, events: [], discussion: null, paused: [], demands: [], actor: visitor, now,
    }), aPageContext())
    const long = [...page.matchAll(/<td[^>]*class="is-text is-long"[^>]*>([^<]*)</g)].map(([, text]) => text)
    expect(long).to.deep.equal(contract.signatures.map(({ fileHash }) => fileHash))
  })
})

describe('words and values', () => {
  it('are said in the language, with words inside words', () => {
    expect(say({ key: 'platform.next.who', params: { who: { key: 'role.finance' } } }, 'en')).to.equal('Next: Finance')
    expect(say({ text: '原样' }, 'en')).to.equal('原样')
    expect(() => say(undefined, 'en')).to.throw('Nothing to say')
  })
  const values: [unknown, string, string, string][] = [
    [123_456, 'money', '¥1,234.56', '¥1,234.56'], [0, 'money', '¥0.00', '¥0.00'], [9_385, 'score', '93.85', '93.85'], [1_077, 'number', '1,077', '1,077'],
    [0.625, 'percent', '62.5%', '62.5%'], [1_438_220, 'bytes', '1.4 MB', '1.4 MB'], [0, 'bytes', '0 B', '0 B'],
    [now, 'date', '2026年11月24日', '24 November 2026'], [now, 'datetime', '2026年11月24日 15:30', '24 November 2026, 15:30'], [now, 'day', '2026-11-24', '2026-11-24'],
    [new Date('2026-11-24T16:00:00Z'), 'datetime', '2026年11月25日 00:00', '25 November 2026, 00:00'], [null, 'money', '—', '—'], ['', 'text', '—', '—'],
  ]
  for (const [value, type, chinese, english] of values) {
    it(`${String(value)} as ${type} is ${chinese}`, () => expect([shown(value, type, 'zh-CN'), shown(value, type, 'en')]).to.deep.equal([chinese, english]))
  }
  it('stand in an input as that input wants them', () => {
    expect(inputValue(undefined, now, 'datetime-local')).to.equal('2026-11-24T15:30')
    expect(inputValue(undefined, now, 'date')).to.equal('2026-11-24')
    expect(inputValue(undefined, 123_450, 'money')).to.equal('1234.50')
    expect(inputValue('', 123_450, 'money')).to.equal('')
    expect(inputValue(undefined, 0, 'number')).to.equal('0')
  })
  it('change the address only where asked', () => {
    const at = { path: '/tenders', query: 'q=养老&after=x' }
    expect(withQuery(at, { after: '' })).to.equal('/tenders?q=%E5%85%BB%E8%80%81')
    expect(withQuery({ path: '/tenders', query: 'q=1' }, { q: null })).to.equal('/tenders')
  })
  it('colour what waits by its due date, or by how long it has waited', () => {
    const day = (days: number) => new Date(now.getTime() + days * 86_400_000)
    expect([-0.01, 0, 3, 3.01].map(days => age({ due: day(days) }, now))).to.deep.equal(['late', 'soon', 'soon', 'calm'])
    expect([-4, -5, -10, -10.01].map(days => age({ since: day(days) }, now))).to.deep.equal(['calm', 'soon', 'soon', 'late'])
    expect(age({}, now)).to.equal('calm')
  })
})

describe('the views of a web server', () => {
  it('draw pages by their name', async () => {
    const app = express()
    setUpViews(app)
    app.get('/', (_req, res) => res.render('error', { ...aPageContext(), status: 403, title: '没有权限', code: 'forbidden', blockers: [] }))
    expect((await request(app).get('/')).text).to.include('<h1>没有权限</h1>').and.include('request-1')
  })
})
