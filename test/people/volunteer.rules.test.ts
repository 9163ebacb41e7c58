import { expect } from 'chai'
import fc from 'fast-check'
import { anActivity, aRegistration, aServiceRecord, aVolunteer } from '../../fixtures/volunteer.ts'
import { startOfDay } from '../../src/kernel/period.ts'
import { ahead, boundsOf, join, joinBlockers, orderOf, stateOf, tasksOf, withdrawBlockers } from '../../src/people/activity.rules.ts'
import { isMinor, overlaps, quartersOf, register, servedQuarters, totalsOf, withRecord } from '../../src/people/volunteer.rules.ts'
import { RecordHours } from '../../src/people/activity.schema.ts'
import type { ServiceRecord, Volunteer } from '../../src/people/volunteer.schema.ts'
import { refusalOf } from '../platform/ground.ts'

const DAY = startOfDay('2026-03-07').getTime()
const QUARTER = 15 * 60_000
const codes = (blockers: { code: string }[]) => blockers.map(({ code }) => code)

describe('the hours of a volunteer', () => {
  const tried = fc.array(fc.record({ at: fc.integer({ min: 0, max: 90 }), length: fc.integer({ min: 1, max: 40 }), quarters: fc.integer({ min: 0, max: 44 }), again: fc.boolean() }), { maxLength: 25 })
  it('never overlap, never exceed an activity, whatever is recorded and corrected in what order', () => fc.assert(fc.property(tried, all => {
    let volunteer: Volunteer = aVolunteer()
    for (const [n, { at, length, quarters, again }] of all.entries()) {
      const known = again ? volunteer.records[n % Math.max(1, volunteer.records.length)] : undefined
      const record: ServiceRecord = known ? { ...known, quarters } : aServiceRecord({ activityId: `a${n}`, from: new Date(DAY + at * QUARTER), to: new Date(DAY + (at + length) * QUARTER), quarters })
      const taken = volunteer.records.some(each => each.activityId !== record.activityId && each.quarters > 0 && overlaps(each, record))
      const legal = quarters <= quartersOf(record) && (quarters === 0 || !taken)
      try {
        volunteer = withRecord(volunteer, record, 'hours')
        expect(legal).to.equal(true)
      } catch (error) {
        if ((error as { status?: number }).status === undefined) throw error
        expect(legal).to.equal(false)
      }
    }
    const served = volunteer.records.filter(({ quarters }) => quarters > 0)
    for (const one of served) {
      expect(one.quarters).to.be.at.most(quartersOf(one))
      for (const other of served) if (one !== other) expect(one.from >= other.to || other.from >= one.to).to.equal(true)
    }
    // In what is left no quarter of an hour is counted twice, so the sum fits into the span that it covers.
    const covered = new Set(served.flatMap(({ from, to }) => Array.from({ length: (to.getTime() - from.getTime()) / QUARTER }, (_, n) => from.getTime() + n * QUARTER)))
    expect(servedQuarters(volunteer.records)).to.be.at.most(covered.size)
  })))
  it('may follow each other without a pause', () => {
    const first = withRecord(aVolunteer(), aServiceRecord(), 'hours')
    expect(withRecord(first, aServiceRecord({ activityId: 'next', from: aServiceRecord().to, to: new Date(aServiceRecord().to.getTime() + QUARTER), quarters: 1 }), 'hours').records).to.have.length(2)
  })
  it('are told in quarters', () => {
    for (const [hours, good] of [[2.25, true], [0, true], [2.3, false], [-1, false], [25, false]] as const) expect(RecordHours.safeParse({ hours: { v: hours } }).success, String(hours)).to.equal(good)
  })
})

describe('registering as a volunteer', () => {
  const now = new Date('2026-03-10T01:00:00Z')
  const given = { id: 'v', reference: 'ZY-2026-0001', areas: ['230600'], now }
  it('asks the guardian of whoever is under eighteen, up to the birthday', async () => {
    expect([isMinor({ bornOn: startOfDay('2008-03-10') }, now), isMinor({ bornOn: startOfDay('2008-03-11') }, now)]).to.deep.equal([false, true])
    const young = aRegistration({ bornOn: startOfDay('2012-01-01') })
    expect(await refusalOf((async () => register(young, given))())).to.deep.include({ status: 422 })
    expect(register({ ...young, guardianConsent: true }, given).status).to.equal('active')
  })
})

describe('an activity', () => {
  const now = new Date('2026-03-10T01:00:00Z')
  const someone = { volunteerId: 'other', name: '何新', reference: 'ZY-2026-0002', at: now }
  it('fills, begins and ends by itself', () => {
    const { from, to } = anActivity()
    const at = (moment: Date, taken = 0) => stateOf({ ...anActivity({ places: 1 }), taken }, moment)
    expect([at(now), at(now, 1), at(from, 1), at(new Date(to.getTime() - 1)), at(to)]).to.deep.equal(['open', 'full', 'begun', 'begun', 'over'])
  })
  it('says all reasons why one cannot sign up', () => {
    const full = anActivity({ places: 1, signed: [someone] })
    expect(codes(joinBlockers(full, { volunteer: null, others: [], now: full.from }))).to.deep.equal(['volunteer-missing', 'activity-begun', 'activity-full'])
    const clash = anActivity({ id: 'activity-2' })
    expect(codes(joinBlockers(anActivity(), { volunteer: aVolunteer(), others: [clash], now }))).to.deep.equal(['activity-clash'])
    expect(codes(joinBlockers(anActivity(), { volunteer: aVolunteer(), others: [{ ...clash, status: 'cancelled' }], now }))).to.deep.equal([])
    expect(codes(joinBlockers(anActivity(), { volunteer: aVolunteer({ status: 'left' }), others: [], now }))).to.deep.equal(['volunteer-missing'])
    const inside = join(anActivity(), aVolunteer(), { others: [], now })
    expect(codes(joinBlockers(inside, { volunteer: aVolunteer(), others: [], now }))).to.deep.equal(['signed-up-already'])
    expect([codes(withdrawBlockers(inside, 'volunteer-1', now)), codes(withdrawBlockers(inside, 'volunteer-1', inside.from))]).to.deep.equal([[], ['activity-begun']])
  })
  it('is found by the days between which it begins', () => {
    const placed = orderOf(new Date('2026-03-14T15:59:00Z'), 'HD-2026-0009')
    const found = (filter: object) => { const { from = '', before = '~' } = boundsOf(filter); return placed >= from && placed < before }
    expect([found({ until: '2026-03-14' }), found({ until: '2026-03-13' }), found({ since: '2026-03-14' }), found({ since: '2026-03-15' }), found({ after: placed })]).to.deep.equal([true, false, true, false, false])
  })
})

describe('what an activity asks of somebody', () => {
  const { from, to } = anActivity()
  const signed = [{ volunteerId: 'volunteer-1', name: '刘桂兰', reference: 'ZY-2026-0001', at: startOfDay('2026-03-09') }]
  const keys = (person: string, runs: boolean, now: Date, changes = {}) => tasksOf(anActivity({ signed, ...changes }), { person, runs, now }).map(({ key, due }) => [key, due])
  it('is to come for who signed up, and to record hours for who runs it, once it is over', () => {
    const before = new Date(from.getTime() - 1)
    expect(keys('volunteer-1', false, before)).to.deep.equal([['activity.task.attend', from]])
    expect([keys('volunteer-2', false, before), keys('volunteer-2', true, before), keys('volunteer-1', true, from)]).to.deep.equal([[], [], []])
    expect(keys('owner', true, to)).to.deep.equal([['activity.task.record', undefined]])
    for (const changes of [{ status: 'recorded' }, { status: 'cancelled' }, { signed: [] }]) expect(keys('owner', true, to, changes), JSON.stringify(changes)).to.deep.equal([])
    expect(keys('volunteer-1', false, before, { status: 'cancelled' })).to.deep.equal([])
  })
  it('is ahead until it begins, the next one first', () => {
    const later = anActivity({ id: 'later', from: new Date(from.getTime() + 1) })
    const given = [later, anActivity(), anActivity({ id: 'cancelled', status: 'cancelled' })]
    expect([ahead(given, new Date(from.getTime() - 1)), ahead(given, from)].map(all => all.map(({ id }) => id))).to.deep.equal([['activity-1', 'later'], ['later']])
  })
})

describe('the totals', () => {
  it('count who is active, and the hours of one year where people live', () => {
    const last = aServiceRecord({ activityId: 'old', from: startOfDay('2025-12-31'), to: startOfDay('2026-01-01'), quarters: 4 })
    const totals = totalsOf([aVolunteer({ records: [last, aServiceRecord()] }), aVolunteer({ status: 'left', areas: ['230600', '230602'], records: [aServiceRecord({ quarters: 3 })] })],
      { areas: ['230602', '230603', '230604'], now: new Date('2026-03-10T01:00:00Z') })
    expect(totals).to.deep.equal({ volunteers: 1, quarters: 12, years: [2026, 2025], year: 2026, months: [0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0], areas: [{ area: '230602', volunteers: 0, quarters: 3 }, { area: '230604', volunteers: 1, quarters: 9 }] })
  })
})
