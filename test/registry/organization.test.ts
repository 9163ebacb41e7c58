import { expect } from 'chai'
import { anApplication } from '../../fixtures/registry.ts'
import { makeUscc, recordResult } from '../../src/registry/index.ts'
import { startWorld, type World } from '../support/world.ts'
import { anOwned, inOrder, layAreas } from './ground.ts'

/** As JSON carries it. */
const application = (changes: Parameters<typeof anApplication>[0] = {}) => ({ ...anApplication(changes), founded: '2015-04-01' })

describe('registering an organization', () => {
  let world: World
  before(async () => {
    world = await startWorld('registry')
    await layAreas(world)
  })
  after(() => world.stop())

  it('is applied for, seen by its own people only, approved by the district, and then public', async () => {
    const applicant = await world.actor('resident')
    const applied = await (await world.as(applicant)).post('/api/v1/organizations').send(application())
    expect(applied.status, JSON.stringify(applied.body)).to.equal(201)
    const path = `/api/v1/organizations/${applied.body.id}`
    expect((await world.visitor().get(path)).status).to.equal(403)
    expect((await (await world.as('expert')).get(path)).status).to.equal(403)
    expect((await (await world.as(applicant)).get(path)).body.status).to.equal('applied')
    expect((await (await world.as('district', { area: '230602' })).post(`${path}/approve`).send({ revision: 0 })).status).to.equal(403)
    const district = await world.as('district')
    const unjudged = await district.post(`${path}/approve`).send({ revision: 0 })
    expect([unjudged.status, unjudged.body.code, unjudged.body.blockers?.[0]]).to.deep.equal([409, 'blocked', { code: 'section-not-judged', text: '“Name and supervising body” is not judged yet' }])
    expect((await district.put(`${path}/judgements`).send({ revision: 0, rest: 'in-order' })).body.open).to.deep.equal([])
    const approved = await district.post(`${path}/approve`).send({ revision: 1 })
    expect(approved.body.status).to.equal('registered')
    expect((await world.visitor().get(path)).body).to.include({ name: application().name }).and.not.to.have.property('contact')
    expect((await world.fresh(applicant)).grants).to.deep.include({ role: 'owner', organizationId: applied.body.id })
  })

  it('tells the slower of two clerks', async () => {
    const { body } = await (await world.as('resident')).post('/api/v1/organizations').send(application({ name: '大庆市阳光少年服务中心', uscc: makeUscc('52', '230604', 'MJ0TE5T3') }))
    const { revision } = await inOrder(world, body)
    const clerks = [await world.as('district'), await world.as('bureau')]
    const answers = await Promise.all(clerks.map(clerk => clerk.post(`/api/v1/organizations/${body.id}/approve`).send({ revision })))
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409])
  })

  it('lets one code in once, however many try at the same time', async () => {
    const uscc = makeUscc('52', '230604', 'MJ0TE5T4')
    const agent = await world.as('resident')
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) =>
      agent.post('/api/v1/organizations').send(application({ name: `大庆市同码服务中心${n}`, uscc }))))
    expect(answers.filter(({ status }) => status === 201)).to.have.length(1)
    expect(answers.every(({ status }) => [201, 409, 422].includes(status))).to.equal(true)
  })

  it('says at the field what is wrong with a code, in the reader\'s language, and keeps what was typed', async () => {
    const page = await world.page('resident')
    const sent = await page.post('/organizations', {
      name: '大庆市写错代码服务中心', type: 'service-institution', uscc: '51230600MJ0TE5T190', area: '230604001', address: '让胡路区某街某号',
      representative: '王某', 'contact.name': '王某', 'contact.phone': '0459-5500000', purpose: '为居民提供各类公益服务活动。', scope: '公益服务', founded: '2016-01-01',
    })
    expect(sent.status).to.equal(422)
    expect(sent.text).to.include('The 18th character does not check').and.include('href="#uscc"')
    expect(sent.text).to.include('value="大庆市写错代码服务中心"').and.include('为居民提供各类公益服务活动。')
  })

  it('is found by part of the name, by initials and by code', async () => {
    for (const q of ['暖阳', 'NYZL', 'nyzl', makeUscc('52', '230604', 'MJ0TE5T2').slice(4, 12)]) {
      const { body } = await world.visitor().get('/api/v1/organizations').query({ q })
      expect(body.organizations.map(({ name }: { name: string }) => name), q).to.include('大庆市暖阳助老服务中心')
    }
    expect((await world.visitor().get('/api/v1/organizations').query({ q: '暖老' })).body.count).to.equal(0)
  })

  it('is struck off by a decision with document, day and ground, which everybody reads', async () => {
    const { organization: { id, revision }, owner } = await anOwned(world, '吊销')
    const path = `/api/v1/organizations/${id}/withdraw-certificate`
    const said = { revision, document: '庆民罚〔2026〕7号', on: '2026-03-01', reason: '超出章程规定的宗旨和业务范围活动，情节严重' }
    const clerk = await world.as('district')
    for (const agent of [await world.as(owner), await world.as('supervisor'), await world.as('district', { area: '230602' })]) expect((await agent.post(path).send(said)).status).to.equal(403)
    const { document: _, ...bare } = said
    expect((await clerk.post(path).send(bare)).status).to.equal(422)
    expect((await clerk.post(path).send({ ...said, on: '2030-01-01' })).body.problems?.[0]?.code).to.equal('in-the-future')
    const page = await world.page('district', { area: '230604' })
    expect((await page.get(`/organizations/${id}/withdraw-certificate?lang=zh-CN`)).text).to.include('吊销登记证书').and.include('不可恢复')
    const answer = await clerk.post(path).send(said)
    expect([answer.status, answer.body.status, answer.body.order?.document]).to.deep.equal([200, 'certificate-withdrawn', said.document])
    const read = (await world.visitor().get(`/organizations/${id}?lang=zh-CN`)).text
    for (const words of ['吊销登记证书', said.document, said.reason, '2026']) expect(read).to.include(words)
    expect((await world.visitor().get('/api/v1/organizations').query({ status: 'certificate-withdrawn' })).body.organizations.map((each: { id: string }) => each.id)).to.deep.equal([id])
    expect((await world.visitor().get('/api/v1/organizations/figures')).body.states).to.deep.include({ status: 'certificate-withdrawn', total: 1 })
    expect((await (await world.as('district')).post(`/api/v1/organizations/${id}/resume`).send({ revision: answer.body.revision })).status).to.equal(409)
    expect((await page.get(`/organizations/${id}/revoke?lang=zh-CN`)).text).to.include('现在不能作此决定')
  })

  it('keeps the result of an evaluation once, however often the job runs', async () => {
    const { organization } = await anOwned(world, '金秋')
    const result = {
      contractId: 'contract-1', contractReference: 'HT-2026-0001', evaluationId: 'evaluation-1', title: '居家养老服务', amount: 480_000_00,
      score: 9_120, grade: 'excellent', gradeName: '优', at: world.clock.now(),
    }
    for (let time = 0; time < 3; time += 1) {
      await world.services.enqueue(recordResult, { organizationId: organization.id, result })
      await world.runJobs()
    }
    const { body } = await world.visitor().get(`/api/v1/organizations/${organization.id}`)
    expect(body.results).to.have.length(1)
    expect((await world.visitor().get(`/organizations/${organization.id}?lang=en`)).text).to.include('91.20').and.include('¥480,000.00')
  })

  it('shows its pages', async () => {
    const clerk = await world.page('bureau')
    for (const path of ['/organizations', '/organizations?lang=zh-CN', '/organizations/register', '/areas', '/areas/230604']) {
      const answer = await clerk.get(path)
      expect(answer.status, `${path} ${answer.text.slice(0, 200)}`).to.equal(200)
    }
  })
})
