import { expect } from 'chai'
import { anApplication, aCode } from '../../fixtures/registry.ts'
import { jobs } from '../../src/jobs.ts'
import { works } from '../../jobs/index.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { dailyMail, messageStore, preferenceStore, sendMail } from '../../src/people/index.ts'
import type { Frequency } from '../../src/people/message.schema.ts'
import { startWorker, workTable } from '../../src/platform/queue.ts'
import type { Organization } from '../../src/registry/organization.schema.ts'
import { anOwned, bureau, layAreas } from '../registry/ground.ts'
import { startWorld, type World } from '../support/world.ts'
import { startPost, type Post } from './post.ts'

const EIGHT = new Date('2026-03-03T00:00:30Z')

describe('messages by mail', function () {
  this.timeout(120_000)
  let post: Post
  let world: World
  let owner: Actor, organization: Organization
  const subjects = () => post.received.map(({ mail }) => mail.subject)
  const prefer = (frequency: Frequency, locale: 'zh-CN' | 'en' = 'zh-CN') => world.services.messages.choose(owner, { frequency, locale })
  const unreadOf = async (actor: Actor) => (await world.services.messages.list(actor, {})).unread
  const dueDay = (days: number) => new Date(EIGHT.getTime() + days * 86_400_000)

  /** A binding message for the owner: activities are stopped, and allowed again; two messages. */
  async function binding(): Promise<void> {
    const { id, revision } = await world.services.organizations.known(organization.id)
    const { revision: then } = await world.services.organizations.order(bureau, id, 'suspend', { revision, reason: '未按规定报告 <重大> 活动', document: '庆民罚〔2026〕2号' })
    await world.services.organizations.decide(bureau, id, 'resume', { revision: then })
  }
  /** A courtesy to the owner: the account has another role. */
  let areas = 0
  async function courtesy(): Promise<void> {
    areas += 1
    const { revision } = await world.services.accounts.own(owner)
    const administrator = { ...bureau, id: 'admin', grants: [{ role: 'administrator' as const }] }
    await world.services.accounts.give(administrator, owner.id, { revision, reason: '试点', role: 'editor', organizationId: `organization-${areas}` })
  }
  async function happens(what: () => Promise<void>): Promise<void> {
    await what()
    await world.services.telling.tellAll()
  }
  async function round(at: Date): Promise<void> {
    world.clock.set(at)
    await world.services.letters.askForRounds()
    await world.runJobs()
  }
  const toMail = () => messageStore.toMail('now', 10)
  const job = async (messageId: string) => world.services.queue.getJob(`${sendMail.name}-${messageId}`)

  before(async () => {
    post = await startPost()
    world = await startWorld('mails', new Date('2026-03-02T01:00:00Z'), { DEMO: false, SMTP_URL: post.url, MAIL_FROM: '社会组织服务平台 <no-reply@example.gov.cn>', PUBLIC_URL: 'http://fuhua.example.gov.cn' })
    await layAreas(world)
    ;({ owner, organization } = await anOwned(world, '晨曦'))
    await world.services.telling.tellAll()
    await world.runJobs()
  })
  after(async () => {
    await world.stop()
    await post.stop()
  })
  beforeEach(() => {
    post.received.length = 0
    post.answer = 250
  })

  it('reach the person at once when binding, in Chinese, in text and HTML, with nothing of the person in it', async () => {
    await happens(binding)
    await world.runJobs()
    expect(subjects()).to.have.members(['责令停止活动：大庆市晨曦服务中心', '恢复活动：大庆市晨曦服务中心'])
    const { mail, to } = post.received.find(each => each.mail.subject?.startsWith('责令'))!
    expect(to).to.equal((await world.services.accounts.own(owner)).email)
    expect(mail.from?.value).to.deep.equal([{ name: '社会组织服务平台', address: 'no-reply@example.gov.cn' }])
    expect(mail.text).to.contain('理由：未按规定报告 <重大> 活动。').and.to.contain(`http://fuhua.example.gov.cn/organizations/${organization.id}`).and.to.contain('此通知应当送达，不能关闭。')
    expect(mail.html).to.contain('未按规定报告 &lt;重大&gt; 活动').and.to.contain(`href="http://fuhua.example.gov.cn/organizations/${organization.id}"`)
    expect(mail.headers.has('list'), 'nothing to unsubscribe from').to.equal(false)
    for (const text of [mail.text, mail.html]) expect(text).not.to.contain(owner.name).and.not.to.contain(owner.id)
  })

  it('cannot be switched off when binding', async () => {
    await prefer('none')
    await happens(binding)
    await world.runJobs()
    expect(subjects()).to.have.length(2)
  })

  it('stay in the site when a courtesy and switched off', async () => {
    await prefer('none')
    await happens(courtesy)
    await round(dueDay(0))
    expect(subjects()).to.deep.equal([])
    expect((await unreadOf(owner)).filter(({ text }) => text === 'account-grants').map(({ mail }) => mail)).to.deep.equal(['none'])
  })

  it('come one by one when wanted at once, in the reader’s language, with the way to switch them off', async () => {
    await prefer('at-once', 'en')
    await happens(courtesy)
    await world.runJobs()
    expect(subjects()).to.deep.equal(['Your roles have changed'])
    const list = post.received[0]!.mail.headers.get('list') as unknown as { unsubscribe: { url: string } }
    expect(list.unsubscribe.url).to.equal('http://fuhua.example.gov.cn/messages/preferences')
    expect(post.received[0]!.mail.text).to.contain('You can choose how often such mails come')
  })

  it('come as one mail a day at eight when wanted daily, without what was read or mailed already', async () => {
    await prefer('daily')
    world.clock.set(new Date(dueDay(1).getTime() - 60 * 60_000))
    for (let n = 0; n < 3; n += 1) await happens(courtesy)
    await happens(binding)
    await world.runJobs()
    expect(subjects(), 'the binding ones do not wait').to.have.length(2)
    post.received.length = 0
    const [first] = await unreadOf(owner)
    expect(first!.weight, 'the newest').to.be.oneOf(['binding', 'courtesy'])
    const courtesies = (await unreadOf(owner)).filter(({ mail }) => mail === 'daily')
    await world.services.messages.read(owner, courtesies[0]!.id)
    await world.services.letters.askForRounds()
    await world.runJobs()
    expect(subjects(), 'before eight').to.deep.equal([])
    await round(dueDay(1))
    expect(subjects()).to.deep.equal(['【每日汇总】2 条未读消息'])
    expect(post.received[0]!.mail.text?.match(/您的角色有变更/g)).to.have.length(2)
    await round(new Date(dueDay(1).getTime() + 3_600_000))
    expect(subjects(), 'once a day').to.have.length(1)
    await round(dueDay(2))
    expect(subjects(), 'nothing new').to.have.length(1)
  })

  it('are sent once when two workers do the day at once', async () => {
    await prefer('daily')
    await happens(courtesy)
    world.clock.set(dueDay(3))
    await world.services.letters.askForRounds()
    await world.services.letters.askForRounds()
    const second = startWorker({ connection: world.services.redis.duplicate(), prefix: world.queuePrefix, table: workTable(jobs, works), deps: world.services })
    await world.runJobs()
    await second.close()
    expect(subjects()).to.deep.equal(['【每日汇总】1 条未读消息'])
  })

  it('keep their message id when a crash after the sending sends one again', async () => {
    await prefer('daily')
    await happens(courtesy)
    const day = '2026-03-07'
    world.clock.set(dueDay(4))
    const waiting = await messageStore.forDay(owner.id)
    await world.services.letters.round(owner.id, day)
    // As a worker leaves it that dies before it notes what it has sent.
    await messageStore.setMail(waiting.map(({ id }) => id), 'daily')
    await preferenceStore.finish(owner.id, '2026-03-06')
    await world.services.letters.round(owner.id, day)
    expect(post.received.map(({ mail }) => mail.messageId)).to.have.length(2)
    expect(new Set(post.received.map(({ mail }) => mail.messageId)).size).to.equal(1)
  })

  it('go on trying while the server does not take them, and then stand on the board of jobs', async () => {
    await prefer('at-once')
    post.answer = 451
    await happens(courtesy)
    const [message] = await toMail()
    await world.runJobs()
    const failed = await job(message!.id)
    expect([await failed!.isFailed(), failed!.attemptsMade]).to.deep.equal([true, 5])
    const administrator = await world.page('administrator')
    expect((await administrator.get('/jobs')).text).to.contain('Send a mail')
    post.answer = 250
    await world.services.letters.askAgain()
    await world.runJobs()
    expect(subjects()).to.deep.equal(['您的角色有变更'])
    expect((await messageStore.get(message!.id)).mail).to.equal('sent')
  })

  it('to an address that is refused for good are tried once, shown on the board, and sent when a person asks again', async () => {
    post.answer = 550
    await happens(courtesy)
    const [message] = await toMail()
    await world.runJobs()
    expect((await messageStore.get(message!.id)).mail).to.equal('refused')
    expect((await job(message!.id))!.attemptsMade).to.equal(1)
    await world.services.letters.askAgain()
    await world.runJobs()
    expect((await job(message!.id))!.attemptsMade, 'no sweep insists').to.equal(1)
    const page = await world.page('administrator')
    const board = (await page.get('/jobs')).text
    expect(board).to.contain('Send a mail')
    post.answer = 250
    const id = (await job(message!.id))!.id!
    expect((await page.post('/jobs/retry', { id })).status).to.equal(303)
    await world.runJobs()
    expect(subjects()).to.deep.equal(['您的角色有变更'])
  })

  it('are not sent to an account that is disabled', async () => {
    await prefer('at-once')
    await happens(courtesy)
    const administrator = await world.actor('administrator')
    const { revision } = await world.services.accounts.own(owner)
    await world.services.accounts.step(administrator, owner.id, { action: 'disable', revision, reason: '离职' })
    await world.runJobs()
    await world.services.letters.round(owner.id, '2026-03-20')
    expect(subjects()).to.deep.equal([])
    const disabled = await world.services.accounts.own(owner)
    await world.services.accounts.step(administrator, owner.id, { action: 'enable', revision: disabled.revision, reason: '返岗' })
  })

  it('remind of what is due, once two days before and once on the day', async () => {
    await prefer('daily')
    const centre = await world.actor('bureau')
    const applicant = await world.actor('resident', {}, '何新')
    world.clock.set(new Date('2026-04-01T01:00:00Z'))
    await world.services.organizations.register(applicant, anApplication({ name: '大庆市何新服务中心', uscc: aCode() }))
    const task = (await world.services.home.tasks(centre)).find(({ key }) => key === 'registry.task.decide')
    const morning = (days: number) => new Date(new Date('2026-05-31T00:01:00Z').getTime() + days * 86_400_000)
    expect(task!.due).to.deep.equal(new Date('2026-05-31T01:00:00Z'))
    const texts = async () => (await unreadOf(centre)).map(({ text }) => text).filter(text => text.startsWith('due-'))
    const seen: string[][] = []
    for (const days of [-3, -2, -1, 0, 0, 1]) {
      await round(morning(days))
      seen.push(await texts())
    }
    expect(seen).to.deep.equal([[], ['due-soon'], ['due-soon'], ['due-today', 'due-soon'], ['due-today', 'due-soon'], ['due-today', 'due-soon']])
    const mails = post.received.filter(({ to }) => to === centre.email).map(({ mail }) => mail.text)
    expect(mails).to.have.length(2)
    expect(mails[0]).to.contain('即将到期：审批登记：大庆市何新服务中心')
    expect(mails[1]).to.contain('今日到期：审批登记：大庆市何新服务中心').and.not.to.contain('即将到期')
    expect(dailyMail.key({ accountId: 'a', day: '2026-03-01' })).to.equal('a-2026-03-01')
  })
})
