import { expect } from 'chai'
import { anOrganization } from '../../fixtures/registry.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import { Calendar, dayOf, startOfDay } from '../../src/kernel/period.ts'
import { Invalid, RuleBroken } from '../../src/kernel/refusal.ts'
import type { Organization } from '../../src/registry/organization.schema.ts'
import {
  assess, bidBlockers, concludeReport, delist, enlist, fileReport, gradeBlockers, gradeNow, isLateEntry, lastReportYear, openReport, reportDue, standing, warnings,
  yearToReport,
} from '../../src/registry/standing.rules.ts'

const day = startOfDay
const by = { id: 'clerk', name: '王芳' }
const codes = (blockers: { code: string }[]) => blockers.map(({ code }) => code)
const refusal = (act: () => unknown): string[] => {
  try { act() } catch (error) {
    if (error instanceof Invalid) return error.details.problems.map(({ code }) => code)
    if (error instanceof RuleBroken) return codes(error.details.blockers as { code: string }[])
    throw error
  }
  return []
}
const report = (year: number, conclusion?: 'passed' | 'basic' | 'failed'): Organization['reports'][number] =>
  ({ year, income: 1 as never, spending: 1 as never, activities: '全年开展助老服务。', filedBy: by, filedAt: day(`${year + 1}-03-01`), ...(conclusion && { conclusion }) })
const serious = { list: 'serious' as const, reason: '以弄虚作假手段变更登记', document: '庆民社〔2026〕1号', from: day('2026-01-10') }

describe('who may not bid (R2, R4, R7, B5)', () => {
  const now = day('2026-03-02')
  const table: [who: Partial<Organization>, blockers: string[]][] = [
    [{}, []],
    [{ type: 'enterprise' }, []],
    [{ type: 'committee' }, []],
    [{ type: 'recorded', uscc: undefined }, ['recorded-only']],
    [{ type: 'institution-1' }, ['never-supplier-institution-1']],
    [{ type: 'mass-organization' }, ['never-supplier-mass-organization']],
    [{ type: 'institution-2' }, []],
    [{ type: 'institution-business' }, []],
    [{ status: 'applied' }, ['organization-not-registered']],
    [{ status: 'refused' }, ['organization-not-registered']],
    ...(['suspended', 'cancelled', 'revoked', 'certificate-withdrawn'] as const).map((status): [Partial<Organization>, string[]] => [{ status }, ['organization-stopped']]),
    [{ listings: [serious] }, ['on-serious-list']],
    [{ listings: [{ ...serious, to: day('2026-03-01') }] }, []],
    [{ listings: [{ ...serious, to: day('2026-03-03') }] }, ['on-serious-list']],
    [{ listings: [{ ...serious, from: day('2026-03-03') }] }, []],
    [{ listings: [{ ...serious, list: 'abnormal' }] }, []],
    [{ reports: [] }, []],
  ]
  for (const [who, blockers] of table) it(`${JSON.stringify(who)}: ${blockers.join(', ') || 'nobody'}`, () => expect(codes(bidBlockers(anOrganization(who), now))).to.deep.equal(blockers))
  it('is told of an abnormal listing and of missing reports without being barred (R3)', () => {
    expect(codes(warnings(anOrganization({ listings: [{ ...serious, list: 'abnormal' }], reports: [report(2024, 'failed')] }), now))).to.deep.equal(['on-abnormal-list', 'annual-report-failed'])
    expect(codes(warnings(anOrganization(), now))).to.deep.equal(['annual-report-missing'])
    expect(codes(warnings(anOrganization({ reports: [report(2024, 'passed')] }), now))).to.deep.equal([])
    expect(codes(warnings(anOrganization({ status: 'applied' }), now)), 'has had nothing to report').to.deep.equal([])
  })
  it('keeps sites of incubation from taking in who is on any list', () => {
    expect(codes(standing(anOrganization({ listings: [{ ...serious, list: 'abnormal' }] }), now))).to.deep.equal(['on-abnormal-list'])
    expect(codes(standing(anOrganization({ status: 'applied' }), now))).to.deep.equal([])
  })
})

describe('the yearly report', () => {
  it('is due on 31 May, of a foundation on 31 March, to the last moment of the day', () => {
    expect([dayOf(reportDue({ type: 'association' }, 2025)), dayOf(reportDue({ type: 'foundation' }, 2025))]).to.deep.equal(['2026-05-31', '2026-03-31'])
  })
  const last: [founded: string, now: string, year: number | null][] = [
    ['2015-04-01', '2026-05-31', 2024], ['2015-04-01', '2026-06-01', 2025], ['2025-06-30', '2026-06-01', 2025], ['2025-07-01', '2026-06-01', null],
  ]
  for (const [founded, now, year] of last) {
    it(`founded ${founded}, the last one due by ${now} is on ${year ?? 'no year'}`, () =>
      expect(lastReportYear(anOrganization({ founded: day(founded) }), day(now))).to.equal(year))
  }
  it('is not asked of enterprises, committees and recorded bodies', () => {
    for (const type of ['enterprise', 'committee', 'recorded'] as const) expect(lastReportYear(anOrganization({ type }), day('2026-06-01')), type).to.equal(null)
    expect(refusal(() => fileReport(anOrganization({ type: 'enterprise' }), { revision: 0, year: 2025, income: 1 as never, spending: 1 as never, activities: '全年开展便民服务。' }, { by, now: day('2026-03-01') }))).to.deep.equal(['no-annual-report'])
  })
  const file = (organization: Organization, year: number) => fileReport(organization, { revision: 0, year, income: 100 as never, spending: 90 as never, activities: '全年开展助老服务。' }, { by, now: day('2026-03-02') })
  it('is filed once for each year that is over', () => {
    const filed = file(file(anOrganization(), 2024), 2025)
    expect(filed.reports.map(({ year }) => year)).to.deep.equal([2025, 2024])
    expect(refusal(() => file(filed, 2025))).to.deep.equal(['report-filed'])
    expect(refusal(() => file(anOrganization(), 2026))).to.deep.equal(['year-not-over'])
    expect(refusal(() => file(anOrganization(), 2014))).to.deep.equal(['before-founding'])
    expect(openReport(filed, day('2026-03-02'))).to.equal(null)
    expect(openReport(anOrganization(), day('2026-03-02'))?.year).to.equal(2025)
  })
  it('is concluded once, a lesser conclusion with its reason; a charity is not inspected (R8)', () => {
    const conclude = (organization: Organization, conclusion: 'passed' | 'basic', reason?: string) =>
      concludeReport(organization, { revision: 0, year: 2025, conclusion, ...(reason && { reason }) }, { by, now: day('2026-06-10') })
    const filed = anOrganization({ reports: [report(2025)] })
    expect(conclude(filed, 'passed').reports[0]).to.include({ conclusion: 'passed' })
    expect(refusal(() => conclude(filed, 'basic'))).to.deep.equal(['required'])
    expect(refusal(() => conclude(conclude(filed, 'passed'), 'basic', '理由说明'))).to.deep.equal(['report-concluded'])
    expect(refusal(() => conclude({ ...filed, charity: day('2020-01-01') }, 'passed'))).to.deep.equal(['charity-not-inspected'])
    expect(refusal(() => conclude(anOrganization(), 'passed'))).to.deep.equal(['report-missing'])
  })
})

describe('the year to report on', () => {
  const now = day('2026-03-02')
  it('is the last that is over and not reported on, down to the founding', () => {
    const founded = { founded: day('2023-05-01') }
    expect(yearToReport(anOrganization(founded), now)).to.equal(2025)
    expect(yearToReport(anOrganization({ ...founded, reports: [report(2025, 'passed'), report(2023, 'passed')] }), now)).to.equal(2024)
    expect(yearToReport(anOrganization({ ...founded, reports: [2025, 2024, 2023].map(year => report(year, 'passed')) }), now)).to.equal(null)
    expect(yearToReport(anOrganization({ founded: day('2026-01-05') }), now)).to.equal(null)
  })
})

describe('a grade', () => {
  const graded = anOrganization({ grade: { grade: '4A', from: day('2021-03-02') } })
  it('counts for five years and then is none (R5)', () => {
    expect(gradeNow(graded, new Date(day('2026-03-02').getTime() - 1))).to.equal('4A')
    expect(gradeNow(graded, day('2026-03-02'))).to.equal(null)
    expect(gradeNow(anOrganization(), day('2026-03-02'))).to.equal(null)
  })
  const now = day('2026-07-01')
  const reported = { reports: [report(2025, 'passed'), report(2024, 'passed')] }
  const table: [who: Partial<Organization>, blockers: string[]][] = [
    [reported, []],
    [{ ...reported, founded: day('2024-07-01') }, []],
    [{ ...reported, founded: day('2024-07-02') }, ['registered-under-two-years']],
    [{}, ['annual-report-missing']],
    [{ reports: [report(2025, 'failed')] }, ['annual-report-failed']],
    [{ reports: [report(2025, 'basic'), report(2024, 'basic')] }, ['report-basic-twice']],
    [{ reports: [report(2025, 'basic'), report(2024, 'passed')] }, []],
    [{ ...reported, listings: [{ ...serious, list: 'abnormal' }] }, ['on-abnormal-list']],
    [{ type: 'enterprise' }, ['not-assessed']],
  ]
  for (const [who, blockers] of table) it(`${blockers.join(', ') || 'is given'}: ${JSON.stringify(who).slice(0, 60)}`, () => expect(codes(gradeBlockers(anOrganization(who), now))).to.deep.equal(blockers))
  it('is never dated ahead', () => expect(refusal(() => assess(anOrganization(reported), { revision: 0, grade: '5A', from: day('2026-07-02'), document: '庆民社〔2026〕9号' }, now))).to.deep.equal(['in-the-future']))
})

const calendar = Calendar.parse({ years: workdays.years })

describe('the lists (R6)', () => {
  const entries: [from: string, now: string, late: boolean | null][] = [
    ['2026-03-02', '2026-03-09', false], ['2026-03-02', '2026-03-10', true], ['2026-09-30', '2026-10-13', false], ['2026-09-30', '2026-10-14', true], ['2026-03-02', '2028-01-20', null],
  ]
  for (const [from, then, late] of entries) it(`begun ${from} and entered ${then}: late is ${late}`, () => expect(isLateEntry(calendar, day(from), day(then))).to.equal(late))

  const now = day('2028-01-20')
  const at = { now, calendar }
  const step = { revision: 0, reason: '长期无法联系', document: '庆民社〔2026〕1号' }
  it('are entered once and left with reason, document and day', () => {
    const listed = enlist(anOrganization(), { ...step, list: 'abnormal', from: day('2028-01-10') }, at)
    expect(refusal(() => enlist(listed, { ...step, list: 'abnormal', from: day('2028-01-11') }, at))).to.deep.equal(['listed-already'])
    const left = delist(listed, { ...step, list: 'abnormal', to: day('2028-01-20') }, now)
    expect(left.listings[0]).to.deep.include({ to: day('2028-01-20'), lifted: { reason: step.reason, document: step.document } })
    expect(codes(warnings(left, now))).not.to.include('on-abnormal-list')
    expect(refusal(() => delist(left, { ...step, list: 'abnormal', to: now }, now))).to.deep.equal(['not-listed'])
  })
  it('hold a serious entry for two years', () => {
    const listed = anOrganization({ listings: [serious] })
    expect(refusal(() => delist(listed, { ...step, list: 'serious', to: day('2028-01-09') }, now))).to.deep.equal(['listed-under-two-years'])
    expect(refusal(() => delist(listed, { ...step, list: 'serious', to: day('2028-01-10') }, now))).to.deep.equal([])
  })
})
