import { expect } from 'chai'
import { platformItself, type Actor } from '../../src/kernel/actor.ts'
import { makeUscc } from '../../src/registry/index.ts'
import { startWorld, type World } from '../support/world.ts'

const bureau: Actor = { ...platformItself, grants: [{ role: 'bureau', area: '230600' }] }

export const application = (overrides: Record<string, unknown> = {}) => ({
  name: '大庆市暖阳助老服务中心', type: 'service-institution', uscc: makeUscc('52', '230604', 'MJ0TE5T2'), area: '230604001',
  address: '让胡路区银浪社区综合服务楼二层', representative: '李素芬', contact: { name: '李素芬', phone: '0459-5500002' },
  purpose: '为社区老年人提供助餐、助洁、助医和精神慰藉服务。', scope: '居家养老服务', founded: '2015-04-01', staff: 12, socialWorkers: 3, serves: true,
  ...overrides,
})

describe('registering an organization', () => {
  let world: World
  before(async () => {
    world = await startWorld('registry')
    const since = new Date('2013-01-01T00:00:00+08:00')
    for (const [id, name, kind, parent] of [['230600', '大庆市', 'city'], ['230604', '让胡路区', 'district', '230600'], ['230602', '萨尔图区', 'district', '230600'], ['230604001', '银浪社区', 'community', '230604']] as const) {
      await world.services.areas.define(bureau, { id, name, kind, status: 'running', validFrom: since, ...(parent && { parent }) })
    }
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
    const approved = await (await world.as('district')).post(`${path}/approve`).send({ revision: 0 })
    expect(approved.body.status).to.equal('registered')
    expect((await world.visitor().get(path)).body).to.include({ name: application().name }).and.not.to.have.property('contact')
    expect((await world.fresh(applicant)).grants).to.deep.include({ role: 'owner', organizationId: applied.body.id })
  })

  it('tells the slower of two clerks', async () => {
    const { body } = await (await world.as('resident')).post('/api/v1/organizations').send(application({ name: '大庆市阳光少年服务中心', uscc: makeUscc('52', '230604', 'MJ0TE5T3') }))
    const clerks = [await world.as('district'), await world.as('bureau')]
    const answers = await Promise.all(clerks.map(clerk => clerk.post(`/api/v1/organizations/${body.id}/approve`).send({ revision: 0 })))
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

  it('shows its pages', async () => {
    const clerk = await world.page('bureau')
    for (const path of ['/organizations', '/organizations?lang=zh-CN', '/organizations/register', '/areas', '/areas/230604']) {
      const answer = await clerk.get(path)
      expect(answer.status, `${path} ${answer.text.slice(0, 200)}`).to.equal(200)
    }
  })
})
