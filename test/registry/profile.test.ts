import { expect } from 'chai'
import { aCode, anApplication } from '../../fixtures/registry.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import type { Organization } from '../../src/registry/organization.schema.ts'
import type { PageAgent } from '../support/page-agent.ts'
import { startWorld, type World } from '../support/world.ts'
import { anOwned, bureau, layAreas } from './ground.ts'

describe('the record of an organization', () => {
  let world: World
  let owner: Actor
  let organization: Organization
  let person: PageAgent
  let clerk: PageAgent
  const api = '/api/v1'
  const current = () => world.services.organizations.known(organization.id)
  const at = () => `/organizations/${organization.id}`
  const revision = async () => String((await current()).revision)

  before(async () => {
    world = await startWorld('profile')
    await layAreas(world)
    ;({ owner, organization } = await anOwned(world, '春晖'))
    person = await world.page(owner)
    clerk = await world.page('district', { area: '230604' })
  })
  after(() => world.stop())

  it('changes what is not registered at once', async () => {
    const sent = await person.post(`${at()}/sections/team`, { revision: await revision(), staff: '15', socialWorkers: '5', council: '7', party: 'own' })
    expect(sent.status, sent.text.slice(0, 400)).to.equal(303)
    expect(await current()).to.include({ staff: 15, council: 7, party: 'own' })
  })

  it('changes a registered item when the authority approves, and shows the old value until then', async () => {
    const sent = await person.post(`${at()}/sections/place`, { revision: await revision(), area: '230604002', address: '让胡路区龙岗社区中心街一号', reason: '迁入新址', document: '庆民函〔2026〕8号' })
    expect(sent.status, sent.text.slice(0, 400)).to.equal(303)
    expect((await current()).address).to.equal(anApplication().address)
    const shown = await clerk.get(at())
    expect(shown.text).to.include('龙岗社区中心街一号').and.include(anApplication().address).and.include('迁入新址').and.include('龙岗社区')
    expect((await world.visitor().get(at())).text).not.to.include('龙岗社区中心街一号')
    const { body } = await (await world.as(owner)).get(`${api}/organizations/${organization.id}/changes`)
    const [change] = body.changes
    expect((await person.post(`${at()}/sections/place`, { revision: await revision(), area: '230604002', address: '又一个新的地址', reason: '再次变更' })).status).to.equal(409)
    const approved = await clerk.post(`${at()}/changes/${change.id}/approve`, { revision: String(change.revision) })
    expect(approved.status, approved.text.slice(0, 400)).to.equal(303)
    expect(await current()).to.deep.include({ area: '230604002', areas: ['230600', '230604', '230604002'], address: '让胡路区龙岗社区中心街一号' })
  })

  it('stands, while it waits, in the list of who decides on it, and in no other', async () => {
    const { organization: far, owner: farOwner } = await anOwned(world, '远山', { area: '230602001' })
    const { change } = (await (await world.as(farOwner)).put(`${api}/organizations/${far.id}/sections/people`).send({ revision: far.revision, representative: '孙远山', reason: '换届选举产生' })).body as { change: { id: string } }
    const seen = async (agent: PageAgent, query = '') => (await agent.get(`/organizations/changes?lang=zh-CN${query}`)).text
    const city = await world.page('bureau')
    expect(await seen(city)).to.include(far.name).and.include('孙远山').and.include('换届选举产生')
    expect(await seen(clerk)).to.not.include(far.name)
    for (const query of ['&section=place', '&area=230604', '&q=没有']) expect(await seen(city, query), query).to.include('没有待办的变更').and.not.include('孙远山')
    expect(await seen(city, '&section=people&area=230602&q=远山')).to.include(`value="${change.id}"`)
    expect((await city.get('/organizations/changes?format=csv&lang=zh-CN')).text).to.include('孙远山')
    for (const role of ['finance', 'supervisor', 'community'] as const) expect((await (await world.page(role)).get('/organizations/changes')).status, role).to.equal(403)
    expect((await person.get('/organizations/changes')).status).to.equal(403)
    const { body } = await (await world.as('bureau')).get(`${api}/organization-changes?section=people`)
    expect((body as { changes: { id: string }[] }).changes.map(({ id }) => id)).to.deep.equal([change.id])
    await world.services.changes.approve(bureau, change.id, { revision: 0 })
    expect(await seen(city), 'once it is decided').to.not.include('孙远山')
  })

  it('is told apart: two clerks who decide at once, the slower gets 409', async () => {
    const agent = await world.as(owner)
    const { body } = await agent.put(`${api}/organizations/${organization.id}/sections/people`).send({ revision: Number(await revision()), representative: '王立新', reason: '理事会改选' })
    const clerks = [await world.as('district', { area: '230604' }), await world.as('bureau')]
    const answers = await Promise.all([
      clerks[0]!.post(`${api}/organization-changes/${body.change.id}/approve`).send({ revision: 0 }),
      clerks[1]!.post(`${api}/organization-changes/${body.change.id}/refuse`).send({ revision: 0, reason: '会议纪要不全' }),
    ])
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409])
    expect((await current()).representative).to.equal(answers[0].status === 200 ? '王立新' : anApplication().representative)
  })

  it('lets one change of a section wait, however many are asked at once', async () => {
    const agent = await world.as(owner)
    const answers = await Promise.all(Array.from({ length: 4 }, (_, n) =>
      agent.put(`${api}/organizations/${organization.id}/sections/funds`).send({ revision: 0, openingFunds: 5_000_000 + n, reason: '增加开办资金' })))
    expect(answers.filter(({ status }) => status === 200), JSON.stringify(answers.map(({ body }) => body.code))).to.have.length(1)
    expect(answers.every(({ status }) => [200, 409].includes(status))).to.equal(true)
  })

  it('is found under a new name and under the one before', async () => {
    const agent = await world.as(owner)
    const { body } = await agent.put(`${api}/organizations/${organization.id}/sections/identity`).send({ revision: 0, name: '大庆市繁星助老服务中心', founded: '2015-04-01', reason: '名称变更' })
    await world.services.changes.approve(bureau, body.change.id, { revision: 0 })
    for (const q of ['繁星', 'FXZL', '春晖服务']) {
      expect((await world.visitor().get(`${api}/organizations`).query({ q })).body.organizations.map(({ id }: Organization) => id), q).to.include(organization.id)
    }
  })

  it('keeps account and contact to itself and to those who check', async () => {
    const agent = await world.as(owner)
    const { body } = await agent.put(`${api}/organizations/${organization.id}/sections/account`).send({ revision: 0, account: { bank: '建设银行大庆分行', number: '6227000011112222' }, reason: '开立基本账户' })
    await world.services.changes.approve(bureau, body.change.id, { revision: 0 })
    expect((await person.get(at())).text).to.include('6227000011112222')
    expect((await world.visitor().get(at())).text).not.to.include('6227000011112222').and.not.include(anApplication().contact.phone)
    const events = JSON.stringify(await world.services.organizations.timeline(await current()))
    expect(events).not.to.include('6227000011112222')
  })

  it('is not changed by others', async () => {
    const { owner: other } = await anOwned(world, '秋实')
    const agent = await world.as(other)
    expect((await agent.put(`${api}/organizations/${organization.id}/sections/team`).send({ revision: 0, staff: 1, socialWorkers: 0 })).status).to.equal(403)
    expect((await agent.get(`${api}/organizations/${organization.id}/changes`)).status).to.equal(403)
    expect((await agent.post(`${api}/organizations/${organization.id}/grades`).send({ revision: 0, grade: '5A', from: '2026-01-01', document: '庆民社〔2026〕9号' })).status).to.equal(403)
    const elsewhere = await world.as('district', { area: '230602' })
    const refused = await elsewhere.post(`${api}/organizations/${organization.id}/enlistings`).send({ revision: 0, list: 'serious', reason: '某种理由', document: '庆民社〔2026〕9号', from: '2026-01-01' })
    expect(refused.status, JSON.stringify(refused.body)).to.equal(403)
  })

  it('takes reports, conclusions, a grade and lists, each on its page', async () => {
    for (const form of ['report', 'sections/identity', 'sections/account', 'sections/team', 'sections/place', 'sections/work']) expect((await person.get(`${at()}/${form}`)).status, form).to.equal(200)
    const step = async (by: PageAgent, path: string, fields: Record<string, string>) => {
      const sent = await by.post(`${at()}/${path}`, { revision: await revision(), ...fields })
      expect(sent.status, `${path}: ${sent.text.slice(0, 300)}`).to.equal(303)
      expect((await by.get(at())).status).to.equal(200)
    }
    for (const year of ['2024', '2025']) await step(person, 'report', { year, income: '120000', spending: '98,000.50', activities: '全年服务老人三千人次，承接两个社区项目。' })
    for (const year of ['2024', '2025']) {
      expect((await clerk.get(`${at()}/reports/${year}`)).status).to.equal(200)
      await step(clerk, `reports/${year}`, { conclusion: 'passed' })
    }
    await step(clerk, 'assess', { grade: '4A', from: '2026-02-01', document: '庆民社〔2026〕3号' })
    await step(clerk, 'enlist/serious', { reason: '以虚假材料变更登记', document: '庆民社〔2026〕5号', from: '2026-03-01' })
    const shown = await world.visitor().get(`${at()}?lang=en`)
    expect(shown.text).to.include('4A').and.include('¥98,000.50').and.include('Serious violations list')
    const early = await clerk.post(`${at()}/delist/serious`, { revision: await revision(), reason: '已经整改', document: '庆民社〔2026〕6号', to: '2026-03-02' })
    expect(early.status).to.equal(409)
    for (const form of ['assess', 'charity', 'enlist/abnormal', 'delist/serious']) expect((await clerk.get(`${at()}/${form}`)).status, form).to.equal(200)
  })

  it('may be corrected and sent again after a refusal', async () => {
    const applicant = await world.actor('resident', {}, '再申请')
    const applied = await world.services.organizations.register(applicant, anApplication({ name: '大庆市晨光服务中心', uscc: aCode() }))
    const judged = await world.services.judgements.judge(bureau, applied.id, { revision: 0, judgements: { work: { verdict: 'to-correct', remark: '宗旨表述不清' } } })
    await world.services.organizations.decide(bureau, applied.id, 'refuse', { revision: judged.revision })
    const page = await world.page(await world.fresh(applicant))
    expect((await page.get(`/organizations/${applied.id}`)).text).to.include('宗旨表述不清')
    const toCorrect = async () => (await world.services.organizations.tasks(await world.fresh(applicant))).map(({ key }) => key)
    expect(await toCorrect()).to.deep.equal(['registry.task.correct'])
    const saved = await page.post(`/organizations/${applied.id}/sections/work`, { revision: '2', purpose: '为社区少年儿童提供课后托管服务。', scope: '课后托管' })
    expect(saved.status, saved.text.slice(0, 300)).to.equal(303)
    expect((await page.post(`/organizations/${applied.id}/reapply`, { revision: '3' })).status).to.equal(303)
    expect(await world.services.organizations.known(applied.id)).to.include({ status: 'applied', purpose: '为社区少年儿童提供课后托管服务。' })
    expect(await toCorrect()).to.deep.equal([])
    const again = (await clerk.get(`/organizations/${applied.id}?lang=zh-CN`)).text
    const corrected = again.slice(again.indexOf('id="changes"'), again.indexOf('评估与信用'))
    for (const words of ['申请时更正', '宗旨表述不清', anApplication().purpose, '为社区少年儿童提供课后托管服务。']) expect(corrected, 'the old beside the new').to.include(words)
  })

  it('asks the right people', async () => {
    await (await world.as(owner)).put(`${api}/organizations/${organization.id}/sections/work`).send({ revision: 0, purpose: '为社区老年人和儿童提供专业服务。', scope: '一老一小服务', serves: true, reason: '业务拓展' })
    const keys = async (actor: Actor) => (await world.services.changes.tasks(actor)).map(({ params }) => params?.name)
    expect(await keys(await world.actor('district', { area: '230604' }))).to.include('大庆市繁星助老服务中心')
    expect(await keys(await world.actor('district', { area: '230602' }))).to.deep.equal([])
    expect(await keys(owner)).to.deep.equal([])
    const { owner: late } = await anOwned(world, '迟报')
    world.clock.set(new Date('2026-04-20T01:00:00Z'))
    expect((await world.services.standing.tasks(late)).map(({ key, params }) => [key, params?.year])).to.deep.equal([['registry.task.report', 2025]])
  })
})
