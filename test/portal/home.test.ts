import { expect } from 'chai'
import { homeService } from '../../src/portal/index.ts'
import type { Task } from '../../src/kernel/task.ts'
import { visitor } from '../../src/kernel/actor.ts'
import { anApplication, aCode } from '../../fixtures/registry.ts'
import { aTenderDocument, aTenderDraft } from '../../fixtures/tender.ts'
import { approved } from '../registry/ground.ts'
import { pageAgent } from '../support/page-agent.ts'
import { PASSPHRASES } from '../tender/desk.ts'
import { openMarket, type Market } from '../tender/market.ts'

const at = (day: number) => new Date(Date.UTC(2026, 2, day))

describe('the tasks of a person', () => {
  it('of all domains stand in one list, what is due first on top, then what waits longest', async () => {
    const task = (href: string, since: Date, due?: Date): Task => ({ key: 'x', href, since, ...(due && { due }) })
    const home = homeService({ sources: [
      async () => [task('/waits-short', at(5)), task('/due-late', at(1), at(20))],
      async () => [],
      async () => [task('/due-soon', at(4), at(9)), task('/waits-long', at(2))],
    ] })
    expect((await home.tasks(visitor)).map(({ href }) => href)).to.deep.equal(['/due-soon', '/due-late', '/waits-long', '/waits-short'])
  })
})

describe('the home page', function () {
  this.timeout(30_000)
  let market: Market
  before(async () => { market = await openMarket('home', ['晨曦']) })
  after(() => market.world.stop())
  it('of a visitor is the sign-in', async () => {
    const answer = await market.world.visitor().get('/home')
    expect([answer.status, answer.headers.location]).to.deep.equal([303, '/sign-in?to=%2Fhome'])
  })

  it('of somebody new leads to the registration of an organization', async () => {
    const newcomer = { name: '何新', email: 'hexin@example.org', phone: undefined, password: 'long-enough-for-all' }
    await market.world.services.accounts.signUp(newcomer, { sender: '127.0.0.1', locale: 'en' })
    const { status, text } = await (await pageAgent(market.world.app, newcomer)).get('/home')
    expect(status).to.equal(200)
    expect(text).to.include('href="/organizations/register"').and.not.include('fh-tasks')
  })

  it('leads whoever acts for an organization to it, and says what its profile lacks', async () => {
    const [{ owner, organization } = market.bidders[0]!] = market.bidders
    const own = (await (await market.world.page(owner)).get('/home?lang=zh-CN')).text
    expect(own).to.include(`href="/organizations/${organization.id}"`).and.include('我的组织').and.include('开办（注册）资金').and.not.include('银行账号')
    expect((await (await market.world.page(market.people.finance)).get('/home?lang=zh-CN')).text).to.not.include('我的组织')
  })

  it('tells each what waits for him, and nobody else', async () => {
    const { services } = market.world
    const applicant = await market.world.actor('resident', {}, '刘桂兰')
    const applied = await services.organizations.register(applicant, anApplication({ name: '大庆市桂兰助老服务中心', uscc: aCode() }))
    const waits = async (role: keyof Market['people']) => (await services.home.tasks(market.people[role])).some(({ href }) => href.includes(applied.id))
    expect(await waits('bureau')).to.equal(true)
    for (const role of ['finance', 'expert', 'supervisor', 'administrator', 'elsewhere'] as const) expect(await waits(role), role).to.equal(false)
    const page = await (await market.world.page(market.people.bureau)).get('/home')
    expect(page.text).to.include(applied.id).and.include('大庆市桂兰助老服务中心')
    await approved(market.world, applied)
    expect(await waits('bureau')).to.equal(false)
  })

  it('follows a purchase from hand to hand', async () => {
    const { people, world: { services: { tenders, openings, home } } } = market
    const roles = ['buyer', 'bureau', 'supervisor', 'finance', 'expert', 'elsewhere'] as const
    const tender = await tenders.draft(people.buyer, aTenderDraft(market.lineId))
    /** Who has which task about this tender now. */
    const waits = async () => Object.fromEntries((await Promise.all(roles.map(async role =>
      [role, (await home.tasks(people[role])).filter(({ href }) => href === `/tenders/${tender.id}`).map(({ key }) => key)] as const))).filter(([, keys]) => keys.length > 0))
    const revision = async () => (await tenders.known(tender.id)).revision
    expect(await waits()).to.deep.equal({})
    await tenders.edit(people.buyer, tender.id, { ...aTenderDocument(), revision: await revision() })
    await tenders.submit(people.buyer, tender.id, { revision: await revision() })
    expect(await waits()).to.deep.equal({ bureau: ['tender.task.approve'] })
    await tenders.approve(people.bureau, tender.id, { revision: await revision(), warningsRead: true })
    expect(await waits()).to.deep.equal({ buyer: ['tender.task.deposit'], bureau: ['tender.task.deposit'], supervisor: ['tender.task.deposit'] })
    for (const custodian of ['buyer', 'supervisor'] as const) {
      const passphrase = PASSPHRASES[custodian]
      await openings.deposit(people[custodian], tender.id, { passphrase, passphraseAgain: passphrase })
    }
    expect(await waits()).to.deep.equal({ buyer: ['tender.task.publish'], bureau: ['tender.task.publish'] })
    await tenders.publish(people.buyer, tender.id, { revision: await revision(), bidDeadline: new Date('2026-03-24T09:30+08:00') })
    expect(await waits()).to.deep.equal({})
  })
})
