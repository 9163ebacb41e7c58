import { expect } from 'chai'
import { makeCheckout, type Checkout } from './checkout.ts'

const OWN = { DEMO: 'false', LOG_LEVEL: 'silent' }
const FIRST = ['found', 'admin@city.example', '王管理', '230600', '大庆市']

describe('a site of one’s own', function () {
  this.timeout(120_000)
  let checkout: Checkout
  let password = ''
  before(async () => { checkout = await makeCheckout('site') })
  after(() => checkout.remove())

  it('asks for the rule tables first, and says what is wrong in what was given', async () => {
    const early = await checkout.fails(OWN, FIRST)
    expect([early.code, early.said]).to.satisfy(([code, said]: [number, string]) => code === 1 && said.includes('run "npm run seed" once'), early.said)
    const wrong = await checkout.fails(OWN, ['found', 'admin', '王管理', '23', '大庆市'])
    expect(wrong.code, wrong.said).to.equal(1)
    expect(wrong.said).to.include('npm run found -- <address>')
  })

  it('begins with its city and one administrator, and with nobody else', async () => {
    const tables = await checkout.fails(OWN, ['seed'])
    expect(tables.said).to.include('The rule tables are in place')
    const { code, said } = await checkout.fails(OWN, FIRST)
    expect(code, said).to.equal(0)
    password = /password (\S+)/.exec(said)?.[1] ?? ''
    expect(password).to.have.length(16)
    const again = await checkout.fails(OWN, ['found', 'other@city.example', '李管理', '230600', '大庆市'])
    expect(again.code, again.said).to.equal(1)
    expect(again.said).to.include('There is an administrator already')
    const chains = await checkout.fails(OWN, ['audit:verify'])
    expect(chains.said).to.include('All 2 chains hold')
  })

  it('opens to the administrator, and shows no account to try', async () => {
    const site = checkout.start([], OWN)
    await site.says('Fuhua is ready')
    const page = await fetch(`${checkout.address}/sign-in`)
    const html = await page.text()
    expect(html).to.not.include('fh-people')
    const token = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
    const signedIn = await fetch(`${checkout.address}/sign-in`, {
      method: 'POST', redirect: 'manual', headers: { cookie: page.headers.getSetCookie().map(each => each.split(';')[0]).join('; ') },
      body: new URLSearchParams({ _csrf: token, email: 'admin@city.example', password }),
    })
    expect(signedIn.status, await signedIn.text()).to.equal(303)
    expect(signedIn.headers.get('location')).to.equal('/home')
  })
})
