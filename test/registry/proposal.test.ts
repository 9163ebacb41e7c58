import { expect } from 'chai'
import { aReport, anApplication, aCode, anOrganization } from '../../fixtures/registry.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import { Calendar, dayOf, startOfDay as day } from '../../src/kernel/period.ts'
import type { Organization } from '../../src/registry/organization.schema.ts'
import { entryDue, isUnknown, proposalsOf } from '../../src/registry/proposal.rules.ts'
import { startWorld, type World } from '../support/world.ts'
import { anOwned, bureau, layAreas } from './ground.ts'

const calendar = Calendar.parse({ years: workdays.years })
const told = (changes: Partial<Organization>, now: string) => proposalsOf(anOrganization(changes), day(now)).map(({ list, code, since }) => `${list} ${code} ${dayOf(since)}`)
const abnormal = { list: 'abnormal' as const, reason: '未按规定报送2023年度工作报告', document: '庆民社〔2024〕31号', from: day('2024-07-15') }
const order = (action: 'suspend' | 'cancel' | 'revoke' | 'withdraw-certificate') => ({ action, document: '庆民罚〔2026〕2号', on: day('2026-03-02'), reason: '以欺骗手段取得登记' })
const filed = { reports: [aReport({ year: 2025 }), aReport()] }

describe('who belongs on a list (令60 art. 11, 15)', () => {
  const table: [who: string, changes: Partial<Organization>, now: string, proposed: string[]][] = [
    ['whose report is due today', { reports: [aReport()] }, '2026-05-31', []],
    ['whose report is a day late', { reports: [aReport()] }, '2026-06-01', ['abnormal report-missing 2026-06-01']],
    ['a foundation, two months before', { type: 'foundation', reports: [aReport()] }, '2026-04-01', ['abnormal report-missing 2026-04-01']],
    ['a charity as well: it reports instead of being inspected', { charity: day('2018-09-01'), reports: [aReport()] }, '2026-06-01', ['abnormal report-missing 2026-06-01']],
    ['founded after 30 June of the year', { founded: day('2025-07-01') }, '2026-06-01', []],
    ['founded on 30 June', { founded: day('2025-06-30') }, '2026-06-01', ['abnormal report-missing 2026-06-01']],
    ['who has filed', filed, '2026-06-01', []],
    ['an enterprise', { type: 'enterprise' }, '2026-06-01', []],
    ['who was taken over and never filed here', { imported: true, reports: [] }, '2026-06-01', []],
    ['who was taken over and files here since', { imported: true, reports: [aReport()] }, '2026-06-01', ['abnormal report-missing 2026-06-01']],
    ['who was listed for it and let off', { reports: [aReport()], listings: [{ ...abnormal, from: day('2026-06-05'), to: day('2026-06-20') }] }, '2026-06-21', []],
    ['who is on the list', { reports: [aReport()], listings: [{ ...abnormal, from: day('2026-06-05') }] }, '2026-06-21', []],
    ['a day short of two years on the list', { ...filed, listings: [abnormal] }, '2026-07-14', []],
    ['two years on the list', { ...filed, listings: [abnormal] }, '2026-07-15', ['serious abnormal-two-years 2026-07-15']],
    ['who was suspended', { ...filed, status: 'suspended', order: order('suspend') }, '2026-03-10', ['serious stopped 2026-03-02']],
    ['who was struck off', { ...filed, status: 'revoked', order: order('revoke') }, '2026-03-10', ['serious stopped 2026-03-02']],
    ['who gave up by itself', { status: 'cancelled', order: order('cancel') }, '2026-03-10', []],
    ['who is on the serious list for it', { status: 'revoked', order: order('revoke'), listings: [{ ...abnormal, list: 'serious', from: day('2026-03-03') }] }, '2026-03-10', []],
    ['who only applied', { status: 'applied' }, '2026-06-01', []],
  ]
  for (const [who, changes, now, proposed] of table) it(`${who}: ${proposed.join() || 'nothing is proposed'}`, () => expect(told(changes, now)).to.deep.equal(proposed))

  it('is entered within five workdays, where they can be counted', () => {
    expect(dayOf(entryDue(calendar, { since: day('2026-06-01') })!)).to.equal('2026-06-08')
    expect(entryDue(calendar, { since: day('2031-06-01') })).to.equal(null)
    expect([isUnknown({ imported: true, reports: [] }), isUnknown({ reports: [] })]).to.deep.equal([true, false])
  })
})

describe('the proposals for the lists', () => {
  let world: World
  before(async () => {
    world = await startWorld('proposals')
    await layAreas(world)
  })
  after(() => world.stop())

  it('wait for the authority of the place, which enters each by itself', async () => {
    const { owner, organization } = await anOwned(world, '迟报')
    await world.services.organizations.takeOver(bureau, [anApplication({ name: '大庆市旧册服务中心', uscc: aCode() })])
    // On 1 June the report on 2025 is late, and so is that on 2024 which was never filed.
    world.clock.set(new Date('2026-06-10T02:00:00Z'))
    const district = await world.as('district')
    const { body } = await district.get('/api/v1/organization-proposals')
    expect(body.proposals.map(({ name, list, params, due }: { name: string; list: string; params: object; due: string }) => [name, list, params, dayOf(new Date(due))]))
      .to.deep.equal([[organization.name, 'abnormal', { year: 2025 }, '2026-06-08']])
    expect(body.unknown).to.equal(1)
    expect((await (await world.as('district', { area: '230602' })).get('/api/v1/organization-proposals')).body.proposals).to.deep.equal([])
    for (const agent of [await world.as(owner), await world.as('supervisor')]) expect((await agent.get('/api/v1/organization-proposals')).status).to.equal(403)
    const ofDistrict = await world.actor('district', { area: '230604' })
    const task = (await world.services.standing.tasks(ofDistrict)).find(({ key }) => key === 'registry.task.proposals')
    expect([task?.params, task?.href]).to.deep.equal([{ count: 1 }, '/organizations/proposals'])
    const page = await world.page(ofDistrict)
    const list = (await page.get('/organizations/proposals?lang=zh-CN')).text
    expect(list).to.include('未按规定报送2025年度工作报告').and.include('超过 5 个工作日').and.include(`href="/organizations/${organization.id}/enlist/abnormal"`).and.include('另有1家')
    expect((await page.get(`/organizations/${organization.id}?lang=zh-CN`)).text).to.include('建议列入活动异常名录：未按规定报送2025年度工作报告')
    expect((await world.page(owner).then(own => own.get(`/organizations/${organization.id}?lang=zh-CN`))).text).to.not.include('建议列入')
    expect((await world.services.organizations.known(organization.id)).listings, 'nothing is entered by itself').to.deep.equal([])
    const entered = await page.post(`/organizations/${organization.id}/enlist/abnormal`, { revision: String(organization.revision), reason: '未按规定报送2025年度工作报告', document: '庆民社〔2026〕31号', from: '2026-06-10' })
    expect(entered.status, entered.text.slice(0, 300)).to.equal(303)
    expect((await district.get('/api/v1/organization-proposals')).body.proposals).to.deep.equal([])
    world.clock.set(new Date('2028-06-12T02:00:00Z'))
    const later = (await district.get('/api/v1/organization-proposals')).body.proposals
    expect(later.map(({ list: onto, code, due }: { list: string; code: string; due: unknown }) => [onto, code, due]), 'the calendar of 2028 is not out').to.deep.equal([['serious', 'abnormal-two-years', null]])
  })

  it('ask about a suspension whose time is over', async () => {
    world.clock.set(new Date('2026-06-10T02:00:00Z'))
    const { organization: { id, revision } } = await anOwned(world, '停期')
    await world.services.organizations.order(bureau, id, 'suspend', { revision, reason: '违规收费', document: '庆民罚〔2026〕2号', on: day('2026-06-01'), until: day('2026-06-20') })
    const asked = async () => (await world.services.standing.tasks(bureau)).filter(({ key }) => key === 'registry.task.suspension-over').map(({ href }) => href)
    expect(await asked()).to.deep.equal([])
    world.clock.set(new Date('2026-06-21T02:00:00Z'))
    expect(await asked()).to.deep.equal([`/organizations/${id}`])
  })
})
