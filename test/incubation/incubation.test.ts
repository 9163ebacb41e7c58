import { expect } from 'chai'
import { aCard, anIncubationDraft, aSiteDraft } from '../../fixtures/incubation.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import type { Organization } from '../../src/registry/organization.schema.ts'
import { anOwned, bureau, layAreas } from '../registry/ground.ts'
import { startWorld, type World } from '../support/world.ts'

describe('an organization in a site of incubation', () => {
  let world: World
  let owner: Actor
  let organization: Organization
  let siteId: string
  const api = '/api/v1'

  before(async () => {
    world = await startWorld('incubation')
    await layAreas(world)
    ;({ owner, organization } = await anOwned(world, '春晖'))
    siteId = (await world.services.sites.open(bureau, aSiteDraft({ places: 2 }))).id
  })
  after(() => world.stop())

  const apply = async (by: Actor, organizationId: string, site = siteId) =>
    (await world.as(by)).post(`${api}/incubation-sites/${site}/applications`).send(anIncubationDraft(organizationId))

  const judged = { kind: 'entry', card: aCard(6_000), opinion: '需求真实，团队稳定。' } as const
  it('is taken in, guided, reviewed and let go, step by step over the pages', async () => {
    const person = await world.page(owner)
    expect((await person.get(`/incubation/sites/${siteId}/apply`)).status).to.equal(200)
    const sent = await person.post(`/incubation/sites/${siteId}/apply`, { ...anIncubationDraft(organization.id) })
    expect(sent.status, sent.text).to.equal(303)
    const at = sent.headers.location!
    const centre = await world.page('centre', { area: '230604' })
    const step = async (by: typeof centre, name: string, fields: Record<string, string> = {}) => {
      const { body } = await (await world.as('bureau')).get(`${api}/incubations/${at.split('/').at(-1)}`)
      const answer = await by.post(`${at}/${name}`, { revision: String(body.revision), ...fields })
      expect(answer.status, `${name}: ${answer.text.slice(0, 300)}`).to.equal(303)
      expect((await by.get(at)).status, name).to.equal(200)
    }
    for (const form of ['accept', 'plan', 'note', 'review', 'extend', 'follow-up']) expect((await centre.get(`${at}/${form}`)).status, form).to.equal(200)
    const card = Object.fromEntries(Object.keys(aCard(0)).map(side => [`card.${side}`, '82.5']))
    await step(centre, 'review', { kind: 'entry', opinion: '需求真实，团队稳定。', ...card })
    await step(centre, 'accept', { from: '2026-03-16', months: '12', duties: '提供工位和培训，每月提交活动报告。' })
    expect((await person.get(`${at}?lang=en`)).text).to.include('The public notice runs until 2026-03-09').and.not.include(`action="${at}/sign"`)
    world.clock.set(new Date('2026-03-16T02:00:00Z'))
    await step(person, 'sign')
    await step(centre, 'enter')
    await step(centre, 'plan', { 'goals.0.service': 'project', 'goals.0.text': '完成两个社区项目方案', 'goals.0.due': '2026-09-30', 'goals.1.service': '', 'goals.1.text': '', 'goals.1.due': '' })
    world.clock.set(new Date('2026-09-15T02:00:00Z'))
    await step(centre, 'note', { on: '2026-08-18', service: 'supervision', hours: '1.5', text: '项目督导' })
    await step(centre, 'review', { kind: 'mid', opinion: '进展良好，团队稳定。', ...card })
    expect((await centre.post(`${at}/review`, { revision: '7', kind: 'final', opinion: '达到出壳条件，建议出壳。', ...card })).status, 'too early without a reason').to.equal(409)
    await step(centre, 'review', { kind: 'final', early: '已经承接三个项目，提前达到出壳条件。', opinion: '达到出壳条件，建议出壳。', ...card })
    await step(centre, 'graduate')
    await step(centre, 'follow-up', { on: '2026-09-15', text: '承接了新的社区项目' })
    const shown = await centre.get(`${at}?lang=en`)
    expect(shown.text).to.include('Graduated').and.include('82.50').and.include('1.5')
    const { body } = await (await world.as('bureau')).get(`${api}/incubations/${at.split('/').at(-1)}`)
    expect(body).to.include({ status: 'graduated' }).and.not.to.have.property('handlers')
    world.clock.set(new Date('2026-03-02T02:00:00Z'))
    expect((await world.services.sites.see(siteId)).taken).to.equal(0)
    const page = await world.visitor().get(`/organizations/${organization.id}`)
    expect(page.text).to.include('Graduated').and.include(aSiteDraft().name).and.not.include(`/incubation/${body.id}"`)
  })

  it('is talked about by the centre and the organization on its page, each comment before those it is for', async () => {
    const { owner: first, organization: own } = await anOwned(world, '秋菊')
    const { owner: other } = await anOwned(world, '冬梅')
    const { body } = await apply(first, own.id)
    const at = `/incubation/${body.id}`
    const [centre, person] = [await world.page('centre', { area: '230604' }), await world.page(first)]
    for (const [comment, audience] of [['内部：场地还要再看', 'staff'], ['请补交团队名单', 'parties']] as const) expect((await centre.post(`${at}/comments`, { comment, audience })).status).to.equal(303)
    expect((await centre.get(at)).text).to.include('内部：场地还要再看').and.include('请补交团队名单')
    expect((await person.get(at)).text).to.include('请补交团队名单').and.not.include('内部：场地还要再看')
    expect((await (await world.page(other)).post(`${at}/comments`, { comment: '看看', audience: 'parties' })).status).to.equal(403)
    expect((await (await world.as(first)).get(`${api}/incubations/${body.id}/comments`)).body.comments).to.have.length(1)
  })

  it('stays its own: other organizations, other areas and visitors do not see it', async () => {
    const { owner: first, organization: own } = await anOwned(world, '夏荷')
    const { owner: other } = await anOwned(world, '秋实')
    const { body } = await apply(first, own.id)
    const path = `${api}/incubations/${body.id}`
    expect((await world.visitor().get(path)).status).to.equal(401)
    expect((await (await world.as(other)).get(path)).status).to.equal(403)
    expect((await (await world.as('centre', { area: '230602' })).get(path)).status).to.equal(403)
    expect((await (await world.as('centre', { area: '230604' })).get(path)).status).to.equal(200)
    expect((await (await world.as(other)).get(`${api}/incubations`)).body.incubations).to.deep.equal([])
    expect((await (await world.as(first)).get(`${api}/incubations`)).body.incubations).to.have.length(1)
    expect((await apply(other, own.id)).status).to.equal(403)
    expect((await (await world.as('centre', { area: '230602' })).post(`${path}/accept`).send({ revision: 0, from: '2026-09-01', months: 12, duties: '提供工位和培训服务。' })).status).to.equal(403)
  })

  it('is applied for once at a time, however many requests run at once', async () => {
    const { owner: eager, organization: own } = await anOwned(world, '冬青')
    const answers = await Promise.all(Array.from({ length: 5 }, () => apply(eager, own.id)))
    expect(answers.filter(({ status }) => status === 201), JSON.stringify(answers.map(({ body }) => body.code))).to.have.length(1)
    expect(answers.every(({ status }) => [201, 409].includes(status))).to.equal(true)
  })

  it('gets a place only while there is one, however many clerks accept at once', async () => {
    const small = await world.services.sites.open(bureau, aSiteDraft({ name: '东安社区孵化站点', area: '230602001', places: 2 }))
    const applied = []
    for (const alias of ['甲木', '乙木', '丙木', '丁木']) {
      const { owner: by, organization: own } = await anOwned(world, alias)
      applied.push((await apply(by, own.id, small.id)).body)
    }
    const centre = await world.as('centre', { area: '230602' })
    for (const { id } of applied) await centre.post(`${api}/incubations/${id}/reviews`).send({ revision: 0, ...judged })
    const answers = await Promise.all(applied.map(({ id }) =>
      centre.post(`${api}/incubations/${id}/accept`).send({ revision: 1, from: '2026-09-01', months: 12, duties: '提供工位和培训服务。' })))
    expect(answers.map(({ status }) => status).sort(), JSON.stringify(answers.map(({ body }) => body))).to.deep.equal([200, 200, 409, 409])
    expect(answers.filter(({ status }) => status === 409).map(({ body }) => body.blockers?.[0]?.code)).to.deep.equal(['site-full', 'site-full'])
    expect((await world.services.sites.see(small.id)).taken).to.equal(2)
    const refused = applied[answers.findIndex(({ status }) => status === 409)]
    const page = await world.page('centre', { area: '230602' })
    expect((await page.get(`/incubation/${refused.id}?lang=en`)).text).to.include('All 2 places are taken')
    const again = await page.post(`/incubation/${refused.id}/accept`, { revision: '1', from: '2026-09-01', months: '12', duties: '填写过的协议内容不能丢失。' })
    expect(again.status).to.equal(409)
    expect(again.text).to.include('填写过的协议内容不能丢失。')
  })

  it('tells the slower of two clerks', async () => {
    const { owner: by, organization: own } = await anOwned(world, '戊土')
    const { body } = await apply(by, own.id)
    const clerks = [await world.as('centre', { area: '230604' }), await world.as('centre')]
    const answers = await Promise.all(clerks.map(clerk => clerk.post(`${api}/incubations/${body.id}/refuse`).send({ revision: 0, reason: '材料不齐全' })))
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409])
  })

  it('asks the right people for the next step', async () => {
    const { owner: by, organization: own } = await anOwned(world, '己土')
    const { body } = await apply(by, own.id)
    const ofCentre = await world.actor('centre', { area: '230604' })
    const keys = async (person: Actor) => (await world.services.incubations.tasks(person)).filter(({ ref }) => ref === body.reference).map(({ key }) => key)
    expect([await keys(ofCentre), await keys(by)]).to.deep.equal([['incubation.task.decide'], []])
    await world.services.incubations.review(ofCentre, body.id, { revision: 0, ...judged })
    const day = world.clock.now()
    await world.services.incubations.accept(ofCentre, body.id, { revision: 1, from: new Date('2026-03-16T00:00:00Z'), months: 12, duties: '提供工位和培训服务。' })
    expect([await keys(ofCentre), await keys(by)], 'the notice runs').to.deep.equal([[], []])
    world.clock.set(new Date('2026-03-16T02:00:00Z'))
    expect([await keys(ofCentre), await keys(by)]).to.deep.equal([[], ['incubation.task.sign']])
    await world.services.incubations.sign(by, body.id, { revision: 2 })
    expect([await keys(ofCentre), await keys(by)]).to.deep.equal([['incubation.task.enter'], []])
    world.clock.set(day)
    const [neighbour, stranger] = [await world.actor('centre', { area: '230602' }), await world.actor('expert')]
    expect(await world.services.incubations.incubatorsAmong(own.id, [ofCentre, neighbour, stranger])).to.deep.equal([ofCentre.id])
    // Who has dealt with it is barred without the role, too.
    expect(await world.services.incubations.incubatorsAmong(own.id, [{ ...ofCentre, grants: [{ role: 'expert' }] }])).to.deep.equal([ofCentre.id])
  })

  it('is announced to everybody, who may object; what is founded takes the acceptance back', async () => {
    const { owner: by, organization: own } = await anOwned(world, '庚金')
    const { body } = await apply(by, own.id)
    const ofCentre = await world.actor('centre', { area: '230604' })
    const centre = await world.as(ofCentre)
    const path = `${api}/incubations/${body.id}`
    const places = async () => (await world.services.sites.see(siteId)).taken
    const before = await places()
    const now = async () => (await world.services.incubations.see(ofCentre, body.id)).revision
    await centre.post(`${path}/reviews`).send({ revision: 0, ...judged })
    const soon = await centre.post(`${path}/accept`).send({ revision: 1, from: '2026-03-09', months: 12, duties: '提供工位和培训服务。' })
    expect([soon.status, soon.body.problems?.[0]?.code]).to.deep.equal([422, 'within-notice'])
    expect((await centre.post(`${path}/accept`).send({ revision: 1, from: '2026-03-16', months: 12, duties: '提供工位和培训服务。' })).status).to.equal(200)
    const notice = `/incubation/notices/${body.id}`
    for (const at of ['/incubation', notice]) expect((await world.visitor().get(`${at}?lang=zh-CN`)).text, at).to.include(own.name)
    const read = (await world.visitor().get(`${notice}?lang=zh-CN`)).text
    expect(read).to.include('公示中').and.include('登录后提出异议').and.not.include(body.need)
    expect((await world.visitor().get(`${api}/incubation-notices`)).body.notices.map(({ id }: { id: string }) => id)).to.include(body.id)
    expect((await world.visitor().post(`${api}/incubation-notices/${body.id}/objections`).send({ text: '该组织去年收费后没有提供服务。' })).status).to.equal(401)
    const neighbour = await world.actor('resident', {}, '邻居甲')
    const person = await world.page(neighbour)
    expect((await person.post(`${notice}/objections`, { text: '不行' })).status).to.equal(422)
    expect((await person.post(`${notice}/objections`, { text: '该组织去年收费后没有提供服务。' })).status).to.equal(303)
    expect((await person.post(`${notice}/objections`, { text: '该组织去年收费后没有提供服务。' })).status).to.equal(409)
    expect((await person.get(`${notice}?lang=zh-CN`)).text).to.include('该组织去年收费后没有提供服务').and.include('待答复')
    for (const reader of [await world.page(by), await world.page('resident')]) expect((await reader.get(notice)).text).to.not.include('该组织去年收费后没有提供服务')
    expect((await (await world.page(by)).get(`/incubation/${body.id}`)).text).to.not.include('邻居甲').and.not.include('该组织去年收费后没有提供服务')
    expect((await (await world.as(by)).get(path)).body).to.not.have.property('objections')
    const page = await world.page(ofCentre)
    const shown = await page.get(`/incubation/${body.id}?lang=zh-CN`)
    expect(shown.text).to.include('该组织去年收费后没有提供服务').and.include('邻居甲')
    world.clock.set(new Date('2026-03-16T02:00:00Z'))
    const unsettled = await (await world.as(by)).post(`${path}/sign`).send({ revision: await now() })
    expect([unsettled.status, unsettled.body.blockers?.[0]?.code]).to.deep.equal([409, 'objection-open'])
    const objection = /name="objection" value="([^"]+)"/.exec(shown.text)![1]!
    expect((await page.post(`/incubation/${body.id}/answer`, { revision: String(await now()), objection, founded: 'yes', text: '经核实，异议属实，不予入驻。' })).status).to.equal(303)
    expect((await person.get(`${notice}?lang=zh-CN`)).text).to.include('经核实，异议属实').and.include('异议成立').and.include('公示期满')
    expect((await (await world.as(by)).post(`${path}/sign`).send({ revision: await now() })).body.blockers?.[0]?.code).to.equal('objection-founded')
    expect(await places()).to.equal(before + 1)
    expect((await page.post(`/incubation/${body.id}/refuse`, { revision: String(await now()), reason: '公示异议成立' })).status).to.equal(303)
    expect(await places(), 'the desk is free again').to.equal(before)
    world.clock.set(new Date('2026-03-02T02:00:00Z'))
  })

  it('is opened and changed by who runs the area, never below what is taken', async () => {
    const centre = await world.page('centre', { area: '230604' })
    for (const path of ['/incubation', '/incubation?status=resident&lang=zh-CN', '/incubation/sites/new', `/incubation/sites/${siteId}`, `/incubation/sites/${siteId}/edit`]) {
      expect((await centre.get(path)).status, path).to.equal(200)
    }
    expect((await world.visitor().get('/incubation')).status).to.equal(200)
    const fields = { ...Object.fromEntries(Object.entries(aSiteDraft().terms).map(([name, value]) => [`terms.${name}`, String(name === 'passScore' ? value / 100 : value)])), phone: '0459-5550001', address: '让胡路区某路一号', works: 'cultivation' }
    const opened = await centre.post('/incubation/sites', { name: '龙岗社区孵化站点', kind: 'station', area: '230604002', places: '3', ...fields })
    expect(opened.status, opened.text.slice(0, 400)).to.equal(303)
    expect((await centre.post('/incubation/sites', { name: '别区孵化站点', kind: 'station', area: '230602001', places: '3', ...fields })).status).to.equal(403)
    const { revision, taken } = await world.services.sites.see(siteId)
    expect(taken).to.equal(1)
    const shrunk = await centre.post(`/incubation/sites/${siteId}`, { revision: String(revision), name: aSiteDraft().name, places: '0', open: 'on', ...fields })
    expect(shrunk.status).to.equal(409)
  })
})
