import { expect } from 'chai'
import fc from 'fast-check'
import { currentRules } from '../../fixtures/rulesets.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import {
  addDays, addWorkdays, addYears, Calendar, dayOf, deadline, endOfDay, isWorkday, rollForward, startOfDay, workdaysBetween, yearOf,
} from '../../src/kernel/period.ts'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { periodOf } from '../../src/kernel/ruleset.ts'

const calendar = Calendar.parse(workdays)
const daysOf = (year: string) => Array.from({ length: 366 }, (_, n) => addDays(`${year}-01-01`, n)).filter(day => day.startsWith(year))
const aDay = fc.integer({ min: 0, max: 2 * 365 }).map(n => addDays('2024-01-01', n))
const aCount = fc.integer({ min: 1, max: 60 })

describe('the work calendar', () => {
  for (const [year, { workdayCount }] of Object.entries(workdays.years)) {
    it(`counts ${workdayCount} workdays in ${year}`, () => {
      expect(daysOf(year).filter(day => isWorkday(calendar, day))).to.have.length(workdayCount)
    })
  }
  it('knows days off and weekend days that are worked', () => {
    const days = ['2026-09-25', '2026-09-20', '2026-09-26', '2026-10-01', '2026-10-08', '2026-10-10']
    expect(days.map(day => isWorkday(calendar, day))).to.deep.equal([false, true, false, false, true, true])
  })
  it('stops at a year that nobody has confirmed', () => {
    expect(() => isWorkday(calendar, '2027-01-04')).to.throw(RuleBroken).that.includes({ code: 'calendar-unknown' })
    expect(() => addWorkdays(calendar, '2026-12-30', 5)).to.throw(RuleBroken).with.deep.property('details', { year: '2027' })
    expect(() => deadline(calendar, '2026-12-15', periodOf(currentRules, 'T02'))).to.throw(RuleBroken)
  })
})

describe('counting workdays', () => {
  it('ends on a workday, with exactly n of them passed', () => fc.assert(fc.property(aDay, aCount, (day, n) => {
    const end = addWorkdays(calendar, day, n)
    expect(isWorkday(calendar, end)).to.equal(true)
    expect(workdaysBetween(calendar, day, end)).to.equal(n)
  })))
  it('comes back from a workday to itself', () => fc.assert(fc.property(aDay, aCount, (day, n) => {
    const first = rollForward(calendar, day)
    expect(addWorkdays(calendar, addWorkdays(calendar, first, n), -n)).to.equal(first)
  })))
  it('adds up', () => fc.assert(fc.property(aDay, aCount, aCount, (day, a, b) => {
    expect(addWorkdays(calendar, addWorkdays(calendar, day, a), b)).to.equal(addWorkdays(calendar, day, a + b))
  })))
  it('counts none up to the day itself or an earlier one', () => {
    expect(workdaysBetween(calendar, '2026-03-02', '2026-03-02')).to.equal(0)
    expect(workdaysBetween(calendar, '2026-03-02', '2026-02-02')).to.equal(0)
  })
})

describe('a deadline', () => {
  it('rolls a minimum of days forward, never a maximum', () => fc.assert(fc.property(aDay, aCount, (day, n) => {
    const minimum = deadline(calendar, day, { n, unit: 'days', kind: 'minimum' })
    const maximum = deadline(calendar, day, { n, unit: 'days', kind: 'maximum' })
    expect(maximum).to.equal(addDays(day, n))
    expect(minimum).to.equal(rollForward(calendar, maximum))
    expect(minimum >= maximum).to.equal(true)
  })))
  it('is not rolled when it counts backwards, so that the period is not shortened', () => {
    expect(deadline(calendar, '2026-03-15', { n: -15, unit: 'days', kind: 'minimum' })).to.equal('2026-02-28')
    expect(deadline(calendar, '2026-03-16', { n: -15, unit: 'days', kind: 'minimum' })).to.equal('2026-03-01')
  })
  it('needs no calendar for a maximum of days or for years', () => {
    expect(deadline(calendar, '2026-12-15', periodOf(currentRules, 'T14'))).to.equal('2027-01-14')
    expect(deadline(calendar, '2026-12-15', periodOf(currentRules, 'T25'))).to.equal('2041-12-15')
    expect(addYears('2024-02-29', 15)).to.equal('2039-03-01')
  })
  it('counts the days before a review in workdays', () => {
    expect(deadline(calendar, '2026-10-09', periodOf(currentRules, 'T08'))).to.equal('2026-09-30')
  })
})

describe('days in Shanghai', () => {
  it('begin eight hours before they begin in Greenwich', () => {
    expect(dayOf(new Date('2026-09-29T15:59:59Z'))).to.equal('2026-09-29')
    expect(dayOf(new Date('2026-09-29T16:00:00Z'))).to.equal('2026-09-30')
    expect([yearOf(new Date('2026-12-31T15:59:59Z')), yearOf(new Date('2026-12-31T16:00:00Z'))]).to.deep.equal([2026, 2027])
    expect(startOfDay('2026-09-30').toISOString()).to.equal('2026-09-29T16:00:00.000Z')
    expect(endOfDay('2026-09-30').toISOString()).to.equal('2026-09-30T15:59:59.999Z')
  })
  it('contain their first and last moment', () => fc.assert(fc.property(aDay, day => {
    expect([dayOf(startOfDay(day)), dayOf(endOfDay(day))]).to.deep.equal([day, day])
    expect(startOfDay(addDays(day, 1)).getTime() - endOfDay(day).getTime()).to.equal(1)
  })))
})
