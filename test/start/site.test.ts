import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import mongoose from 'mongoose'
import { makeCheckout, type Checkout } from './checkout.ts'

describe('the site, as built and started with one command', function () {
  this.timeout(180_000)
  let checkout: Checkout
  before(async () => { checkout = await makeCheckout('site') })
  after(() => checkout.remove())

  it('is ready with the demo city, shows where to sign in and its styles, and its audit trail holds', async () => {
    const site = checkout.start()
    await site.says('Fuhua is ready')
    const accounts = JSON.parse(readFileSync(join(checkout.data, 'demo-accounts.json'), 'utf8')) as { email: string; password: string }[]
    expect(accounts).to.not.be.empty
    for (const { email, password } of accounts) expect(site.output()).to.include(email).and.to.include(password)
    const page = await fetch(`${checkout.address}/sign-in`)
    expect(page.status).to.equal(200)
    const html = await page.text()
    const styles = [...html.matchAll(/<link[^>]+href="([^"]+\.css[^"]*)"/g)].map(([, href = '']) => href)
    expect(styles).to.not.be.empty
    for (const href of styles) expect((await fetch(new URL(href, checkout.address))).status, href).to.equal(200)
    const { code, said } = await checkout.fails({}, ['audit:verify'])
    expect(code, said).to.equal(0)
    expect(said).to.match(/All \d+ chains hold: \d{2,} events/)
  })

  it('names the first break of an audit trail that somebody changed, and says so by its exit code', async () => {
    const database = await mongoose.createConnection(checkout.run().mongodbUri).asPromise()
    const event = await database.collection('audit_events').findOneAndUpdate({ seq: 2 }, { $set: { actorName: '别人' } })
    await database.close()
    const { code, said } = await checkout.fails({}, ['audit:verify'])
    expect(code, said).to.equal(1)
    expect(said).to.include(`BROKEN ${String(event?.subject)} at event 2: altered`)
  })

  it('starts again without filling the city a second time', async () => {
    const before = readFileSync(join(checkout.data, 'demo-accounts.json'), 'utf8')
    const { code } = await checkout.fails({}, ['seed'])
    expect(code).to.equal(0)
    expect(readFileSync(join(checkout.data, 'demo-accounts.json'), 'utf8')).to.equal(before)
  })
})
