import { expect } from 'chai'
import { aCode, anApplication } from '../../fixtures/registry.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import type { Organization } from '../../src/registry/organization.schema.ts'
import type { PageAgent } from '../support/page-agent.ts'
import { startWorld, type World } from '../support/world.ts'
import { layAreas } from './ground.ts'

const REMARK = '请写明门牌号，并与产权证明一致。'

describe('an application that is judged section by section', () => {
  let world: World
  let applicant: Actor
  let id: string
  let clerk: PageAgent
  let district: Awaited<ReturnType<World['as']>>
  const at = () => `/organizations/${id}`
  const known = (): Promise<Organization> => world.services.organizations.known(id)
  const revision = async () => String((await known()).revision)
  const own = async () => world.page(await world.fresh(applicant))
  const judging = async () => (await clerk.get(`${at()}/judgements?lang=zh-CN`)).text
  const stateOf = (text: string, section: string) => new RegExp(`<h3>${section}\\s*<span[^>]*>([^<]*(?:<svg[^]*?</svg>)?[^<]*)</span>`).exec(text)?.[1]?.replace(/<svg[^]*<\/svg>/, '').trim()

  before(async () => {
    world = await startWorld('judging')
    await layAreas(world)
    applicant = await world.actor('resident', {}, '申请人')
    ;({ id } = await world.services.organizations.register(applicant, anApplication({ name: '大庆市晨光服务中心', uscc: aCode() })))
    clerk = await world.page('district', { area: '230604' })
    district = await world.as('district', { area: '230604' })
  })
  after(() => world.stop())

  it('names to the authority each section that stands in the way, and offers no approval before', async () => {
    const page = (await clerk.get(`${at()}?lang=zh-CN`)).text
    expect(page).to.include('「住所」尚未核对').and.include(`href="${at()}/judgements"`).and.not.include(`action="${at()}/approve"`).and.not.include(`action="${at()}/refuse"`)
    const refused = await clerk.post(`${at()}/approve`, { revision: await revision() })
    expect([refused.status, (await known()).status]).to.deep.equal([409, 'applied'])
    expect((await (await own()).get(`${at()}?lang=zh-CN`)).text).to.not.include('尚未核对').and.not.include('待核对')
  })

  it('is saved as far as one has got, by whom and when, as one event', async () => {
    const sent = await clerk.post(`${at()}/judgements`, { revision: await revision(), 'judgements.identity.verdict': 'in-order', 'judgements.place.verdict': 'to-correct', 'judgements.place.remark': REMARK, 'judgements.people.remark': '' })
    expect(sent.status, sent.text.slice(0, 400)).to.equal(303)
    const { judgements, status } = await known()
    expect([status, ...judgements.map(({ section, verdict, by, at }) => [section, verdict, by.name, at.getTime()])]).to.deep.equal(
      ['applied', ['identity', 'in-order', judgements[0]!.by.name, world.clock.now().getTime()], ['place', 'to-correct', judgements[0]!.by.name, world.clock.now().getTime()]])
    expect((await world.services.organizations.timeline(await known())).map(({ action }) => action)).to.deep.equal(['organization.apply', 'organization.judge'])
    const back = await judging()
    expect([stateOf(back, '住所'), stateOf(back, '名称与主管单位'), stateOf(back, '法定代表人')]).to.deep.equal(['需更正', '无误', '待核对'])
    expect(back).to.include(REMARK)
  })

  it('says at its field that a remark is missing, and keeps what was typed', async () => {
    const sent = await clerk.post(`${at()}/judgements?lang=zh-CN`, { revision: await revision(), 'judgements.work.verdict': 'to-correct', 'judgements.people.remark': '请核对姓名写法' })
    expect(sent.status).to.equal(422)
    expect(sent.text).to.include('href="#judgements.work.remark"').and.include('href="#judgements.people.verdict"').and.include('请核对姓名写法')
    expect((await known()).judgements.map(({ section }) => section)).to.deep.equal(['identity', 'place'])
  })

  it('tells the slower of two clerks what stands', async () => {
    const then = await revision()
    const [first, second] = [clerk, await world.page('bureau')]
    expect((await first.post(`${at()}/judgements`, { revision: then, 'judgements.people.verdict': 'in-order' })).status).to.equal(303)
    const late = await second.post(`${at()}/judgements?lang=zh-CN`, { revision: then, 'judgements.people.verdict': 'to-correct', 'judgements.people.remark': '请核对姓名写法' })
    expect(late.status).to.equal(409)
    expect(late.text).to.include('请核对姓名写法')
    expect(stateOf(late.text, '法定代表人')).to.equal('无误')
    expect((await known()).judgements.find(({ section }) => section === 'people')?.verdict).to.equal('in-order')
  })

  it('tells nothing of it to the applicant, to strangers and to other districts before it is decided', async () => {
    const seen = await (await world.as(await world.fresh(applicant))).get(`/api/v1${at()}/judgements`)
    expect([seen.status, seen.body.judgements, seen.body.open]).to.deep.equal([200, [], []])
    expect((await (await own()).get(at())).text).to.not.include(REMARK)
    for (const agent of [world.visitor(), await world.as('district', { area: '230602' }), await world.as('expert')]) {
      expect((await agent.get(`/api/v1${at()}/judgements`)).status).to.be.oneOf([401, 403])
      expect((await agent.put(`/api/v1${at()}/judgements`).send({ revision: 1, rest: 'in-order' })).status).to.be.oneOf([401, 403])
    }
    for (const agent of [await world.as('finance'), await world.as('supervisor')]) expect((await agent.put(`/api/v1${at()}/judgements`).send({ revision: 1, rest: 'in-order' })).status).to.equal(403)
  })

  it('is refused with the remarks as the reason, which the applicant reads at the section', async () => {
    expect((await clerk.post(`${at()}/judgements`, { revision: await revision(), rest: 'in-order' })).status).to.equal(303)
    expect((await clerk.get(`${at()}?lang=zh-CN`)).text).to.include('「住所」需更正').and.not.include(`action="${at()}/approve"`)
    expect((await clerk.post(`${at()}/refuse`, { revision: await revision() })).status).to.equal(303)
    expect((await known()).decided?.reason).to.equal('请写明门牌号，并与产权证明一致')
    const page = await own()
    expect((await page.get(`${at()}?lang=zh-CN`)).text).to.include(`更正意见：${REMARK}`).and.include('尚未更正：住所。')
    expect((await page.get(`${at()}/sections/place?lang=zh-CN`)).text).to.include(`更正意见：${REMARK}`)
    expect((await page.get(`${at()}/sections/people?lang=zh-CN`)).text).to.not.include('更正意见')
    expect((await clerk.get(`${at()}/judgements`)).status, 'what is decided is not judged').to.equal(303)
  })

  it('is judged anew only where it was corrected, the old value beside the new, and is then approved', async () => {
    const page = await own()
    expect((await page.post(`${at()}/sections/place`, { revision: await revision(), area: '230604002', address: '让胡路区龙岗社区中心街一号' })).status).to.equal(303)
    expect((await page.get(`${at()}?lang=zh-CN`)).text, 'nothing is left to correct').to.not.include('尚未更正')
    expect((await page.post(`${at()}/reapply`, { revision: await revision() })).status).to.equal(303)
    expect((await district.get(`/api/v1${at()}/judgements`)).body.open).to.deep.equal(['place'])
    const text = await judging()
    expect([stateOf(text, '住所'), stateOf(text, '宗旨与业务范围')]).to.deep.equal(['已更正，待重新核对', '无误'])
    const compared = text.slice(text.indexOf('<del>'), text.indexOf('judgements.place.verdict'))
    for (const value of [anApplication().address, '让胡路区龙岗社区中心街一号', '银浪社区', '龙岗社区']) expect(compared).to.include(value)
    expect((await district.post(`/api/v1${at()}/approve`).send({ revision: (await known()).revision })).body.blockers).to.deep.equal([{ code: 'section-not-judged', text: '“Address” is not judged yet' }])
    const found = await district.put(`/api/v1${at()}/judgements`).send({ revision: (await known()).revision, judgements: { place: { verdict: 'in-order' } } })
    expect([found.status, found.body.open]).to.deep.equal([200, []])
    expect((await clerk.post(`${at()}/approve`, { revision: await revision() })).status).to.equal(303)
    expect((await known()).status).to.equal('registered')
    expect((await world.visitor().get(`/api/v1${at()}`)).body).to.not.have.property('judgements')
  })

  it('is judged on one page for each section, saved and on to the next that is open; and read afterwards by those who may', async () => {
    const other = await world.actor('resident', {}, '逐项人')
    const application = await world.services.organizations.register(other, anApplication({ name: '大庆市逐项服务中心', uscc: aCode() }))
    const path = `/organizations/${application.id}`
    const now = async () => String((await world.services.organizations.known(application.id)).revision)
    expect((await clerk.get(`${path}/judgements?lang=zh-CN`)).text).to.include(`href="${path}/judgements/identity"`).and.include('待核对 7 项')
    const first = (await clerk.get(`${path}/judgements/identity?lang=zh-CN`)).text
    expect(first).to.include('第 1 / 7 项').and.include('保存，下一项').and.include('大庆市逐项服务中心').and.not.include(anApplication().purpose)
    const empty = await clerk.post(`${path}/judgements/identity?lang=zh-CN`, { revision: await now(), 'judgements.identity.remark': '请核对全称' })
    expect([empty.status, empty.text.includes('请核对全称'), empty.text.includes('href="#judgements.identity.verdict"')]).to.deep.equal([422, true, true])
    const order = ['identity', 'code', 'place', 'people', 'work', 'contact', 'team']
    // The third is skipped; after the last the way leads back to it, and then to all.
    for (const [at, section] of [...order.filter(each => each !== 'place'), 'place'].entries()) {
      const sent = await clerk.post(`${path}/judgements/${section}`, { revision: await now(), [`judgements.${section}.verdict`]: 'in-order' })
      const next = { 1: 'place', 2: 'place', 3: 'place', 4: 'place', 5: 'place' }[at]
      expect(sent.status, section).to.equal(303)
      if (section === 'team') expect(sent.headers.location).to.equal(`${path}/judgements/${next}`)
      if (section === 'place') expect(sent.headers.location).to.equal(`${path}/judgements`)
    }
    expect((await clerk.get(`${path}/judgements/funds`)).headers.location, 'nothing is filled there').to.equal(`${path}/judgements`)
    const owner = await world.page(await world.fresh(other))
    expect((await owner.get(`${path}?lang=zh-CN`)).text).to.not.include('登记核对记录')
    expect((await clerk.post(`${path}/approve`, { revision: await now() })).status).to.equal(303)
    for (const reader of [owner, clerk, await world.page('supervisor')]) expect((await reader.get(`${path}?lang=zh-CN`)).text).to.include('登记核对记录')
    expect((await world.visitor().get(`${path}?lang=zh-CN`)).text).to.not.include('登记核对记录')
    expect((await clerk.get(`${path}/judgements/identity`)).headers.location, 'what is decided is not judged').to.equal(path)
  })

  it('lets a refused applicant correct type and code, by the same checks, judged anew beside the old', async () => {
    const other = await world.actor('resident', {}, '错码人')
    const taken = (await known()).uscc!
    const wrong = aCode('52')
    const application = await world.services.organizations.register(other, anApplication({ name: '大庆市更正协会', uscc: wrong }))
    const path = `/organizations/${application.id}`
    const now = async () => String((await world.services.organizations.known(application.id)).revision)
    expect((await clerk.post(`${path}/judgements`, { revision: await now(), rest: 'in-order', 'judgements.code.verdict': 'to-correct', 'judgements.code.remark': '协会应登记为社会团体，代码以51开头。' })).status).to.equal(303)
    expect((await clerk.post(`${path}/refuse`, { revision: await now() })).status).to.equal(303)
    const page = await world.page(await world.fresh(other))
    expect((await page.get(`${path}?lang=zh-CN`)).text).to.include('尚未更正：类型与信用代码').and.include(`href="${path}/sections/code"`)
    const right = aCode('51')
    const refused: [uscc: string, words: string][] = [
      [wrong, '代码前两位与组织类型不符'], [taken, '已被使用'], [`${right.slice(0, 17)}${right.endsWith('0') ? '1' : '0'}`, '第 18 位校验不符'], ['', '请填写此项'],
    ]
    for (const [uscc, words] of refused) {
      const sent = await page.post(`${path}/sections/code?lang=zh-CN`, { revision: await now(), type: uscc === taken ? 'service-institution' : 'association', uscc })
      expect([sent.status, sent.text.includes(words)], words).to.deep.equal([422, true])
    }
    // As people write it: small letters, blanks between the groups.
    expect((await page.post(`${path}/sections/code`, { revision: await now(), type: 'association', uscc: `${right.slice(0, 8)} ${right.slice(8).toLowerCase()}` })).status).to.equal(303)
    expect((await page.post(`${path}/reapply`, { revision: await now() })).status).to.equal(303)
    expect(await world.services.organizations.known(application.id)).to.include({ status: 'applied', type: 'association', uscc: right })
    expect((await district.get(`/api/v1${path}/judgements`)).body.open).to.deep.equal(['code'])
    const compared = (await clerk.get(`${path}/judgements?lang=zh-CN`)).text
    for (const value of [wrong, right, '社会服务机构', '社会团体']) expect(compared).to.include(value)
    expect((await clerk.post(`${path}/judgements`, { revision: await now(), rest: 'in-order' })).status).to.equal(303)
    expect((await clerk.post(`${path}/approve`, { revision: await now() })).status).to.equal(303)
    const late = await (await world.as(await world.fresh(other))).put(`/api/v1${path}/sections/code`).send({ revision: Number(await now()), type: 'association', uscc: aCode('51') })
    expect([late.status, late.body.blockers?.[0]?.code]).to.deep.equal([409, 'code-registered'])
    expect((await page.get(`${path}?lang=zh-CN`)).text).to.not.include(`href="${path}/sections/code"`)
    expect((await world.visitor().get('/api/v1/organizations').query({ q: wrong })).body.count, 'the wrong code is nobody\'s').to.equal(0)
  })

  it('is judged anew where the applicant changes a section meanwhile, which is not lost upon the clerk', async () => {
    const other = await world.actor('resident', {}, '另一位')
    const applied = await world.services.organizations.register(other, anApplication({ name: '大庆市夕照服务中心', uscc: aCode() }))
    const { revision: then } = await world.services.judgements.judge(await world.actor('bureau'), applied.id, { revision: 0, judgements: {}, rest: 'in-order' })
    await world.services.changes.edit(await world.fresh(other), applied.id, 'people', { revision: then, values: { representative: '赵换人' } })
    const late = await district.post(`/api/v1/organizations/${applied.id}/approve`).send({ revision: then })
    expect([late.status, late.body.blockers]).to.deep.equal([409, [{ code: 'section-not-judged', text: '“Legal representative” is not judged yet' }]])
  })
})
