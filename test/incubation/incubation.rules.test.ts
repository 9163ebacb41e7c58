import { expect } from 'chai'
import fc from 'fast-check'
import { aCard, anIncubation, anOffer, aSite } from '../../fixtures/incubation.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import { addDays, Calendar, dayOf, endOfDay, startOfDay } from '../../src/kernel/period.ts'
import { Invalid, Refusal, RuleBroken } from '../../src/kernel/refusal.ts'
import * as rules from '../../src/incubation/incubation.rules.ts'
import { noticeBlockers, noticeFrom } from '../../src/incubation/notice.rules.ts'
import * as objections from '../../src/incubation/objection.rules.ts'
import { tasksOf } from '../../src/incubation/task.rules.ts'
import { IncubationStatus, SIDES, type Incubation } from '../../src/incubation/incubation.schema.ts'

const centre = { id: 'centre-1', name: '周静' }
const at = (day: string) => ({ by: centre, now: startOfDay(day) })
const codes = (act: () => unknown): string[] => {
  try { act() } catch (error) {
    if (error instanceof Invalid) return error.details.problems.map(({ code }) => code)
    if (error instanceof RuleBroken) return [error.code, ...(error.details.blockers as { code: string }[] | undefined ?? []).map(({ code }) => code)]
    throw error
  }
  return []
}
const judged = () => rules.review(anIncubation(), { revision: 0, kind: 'entry', card: aCard(6_000), opinion: '需求真实，团队稳定。' }, at('2026-03-04'))
const calendar = Calendar.parse({ years: workdays.years })
/** An acceptance on a day, with the notice that its terms ask for. */
const acceptance = (day: string, incubation: Incubation = judged()) => ({ ...at(day), notice: noticeFrom(calendar, incubation.terms, startOfDay(day)) })
const accepted = () => rules.accept(judged(), anOffer(), acceptance('2026-03-05'))
const owner = { id: 'owner', name: '李素芬' }
const signed = () => rules.sign(accepted(), { by: owner, now: startOfDay('2026-03-13') })
const resident = () => rules.enter(signed(), at('2026-04-01'))
const reviewed = (incubation: Incubation, kind: 'mid' | 'final', points: number) =>
  rules.review(incubation, { revision: 0, kind, card: aCard(points), opinion: '达到阶段目标，继续培育。' }, at(kind === 'mid' ? '2026-10-01' : '2027-02-01'))
/** Held against the acceptance by a neighbour, on a day. */
const neighbour = { id: 'resident-1', name: '王大妈' }
const objected = (day: string, incubation: Incubation = accepted()) => objections.object(incubation, '该组织去年收费后没有提供服务。', { id: `objection-${day}`, by: neighbour, now: startOfDay(day) })
const team = { registered: true, staff: 4, socialWorkers: 1 }

describe('an incubation', () => {
  it('runs its whole way', () => {
    const graduated = rules.graduate(reviewed(reviewed(resident(), 'mid', 7_500), 'final', 8_500), team, at('2027-03-20'))
    expect(graduated).to.include({ status: 'graduated', underWay: false }).and.deep.include({ handlers: [centre.id] })
    expect(dayOf(graduated.endsOn!)).to.equal('2027-03-31')
    expect(rules.followUp(graduated, { revision: 0, on: startOfDay('2027-09-01'), text: '新承接两个社区项目' }, at('2027-09-02')).followUps).to.have.length(1)
  })

  it('lets nobody in whose agreement is unsigned or has not begun (I1)', () => {
    expect(codes(() => rules.enter(accepted(), at('2026-04-01')))).to.deep.equal(['blocked', 'agreement-unsigned'])
    expect(codes(() => rules.enter(signed(), at('2026-03-31')))).to.deep.equal(['blocked', 'agreement-not-begun'])
    expect(codes(() => rules.enter(signed(), at('2026-04-01')))).to.deep.equal([])
  })

  it('takes nobody in whom a list has caught since the application', () => {
    const standing = [{ code: 'on-abnormal-list' }]
    expect(codes(() => rules.accept(judged(), anOffer(), { ...acceptance('2026-03-05'), standing }))).to.deep.equal(['blocked', 'on-abnormal-list'])
    expect(codes(() => rules.enter(signed(), { ...at('2026-04-01'), standing }))).to.deep.equal(['blocked', 'on-abnormal-list'])
  })

  it('may be signed and entered until its first day is over, and answered until the last day of the terms', () => {
    expect(rules.entryDue(accepted())).to.deep.equal(endOfDay('2026-04-01'))
    expect(rules.entryDue(judged())).to.equal(null)
    const { appliedAt, terms } = judged()
    expect(rules.answerDue(judged())).to.deep.equal(endOfDay(addDays(dayOf(appliedAt), terms.answerDays)))
  })

  it('asks for a visit before the follow-up ends, of those nobody has visited', () => {
    const graduated = rules.graduate(reviewed(reviewed(resident(), 'mid', 7_500), 'final', 8_500), team, at('2027-03-20'))
    const asked = (incubation: Incubation, day: string) => tasksOf(incubation, '银龄', { guides: true, signs: false, now: startOfDay(day) }).map(({ key, due }) => [key, due])
    expect(rules.followUpEnd(graduated)).to.deep.equal(endOfDay('2028-03-20'))
    expect(asked(graduated, '2027-09-01')).to.deep.equal([])
    expect(asked(graduated, '2028-03-01')).to.deep.equal([['incubation.task.follow-up', endOfDay('2028-03-20')]])
    expect(asked(rules.followUp(graduated, { revision: 0, on: startOfDay('2027-09-01'), text: '新承接两个社区项目' }, at('2027-09-02')), '2028-03-01')).to.deep.equal([])
    expect(rules.followUpEnd({ ...graduated, terms: { ...graduated.terms, followUpMonths: 0 } })).to.equal(null)
  })

  it('lets nobody graduate without a final review, a score, a team and a registration (I1)', () => {
    expect(codes(() => rules.graduate(resident(), team, at('2027-03-20')))).to.deep.equal(['blocked', 'final-review-missing'])
    const weak = reviewed(reviewed(resident(), 'mid', 7_000), 'final', 7_999)
    expect(codes(() => rules.graduate(weak, { registered: false, staff: 2, socialWorkers: 0 }, at('2027-03-20'))))
      .to.deep.equal(['blocked', 'final-score-low', 'organization-not-registered', 'too-few-staff', 'too-few-social-workers'])
    expect(codes(() => rules.graduate(reviewed(reviewed(resident(), 'mid', 7_000), 'final', 8_000), team, at('2027-03-20')))).to.deep.equal([])
  })

  it('is accepted only after its application was judged', () => {
    expect(codes(() => rules.accept(anIncubation(), anOffer(), acceptance('2026-03-05')))).to.deep.equal(['blocked', 'entry-review-missing'])
    expect(codes(() => reviewed(anIncubation(), 'mid', 9_000))).to.deep.equal(['blocked', 'review-not-now'])
    expect(codes(() => rules.review(resident(), { revision: 0, kind: 'entry', card: aCard(6_000), opinion: '补填入驻评估。' }, at('2026-04-02'))))
      .to.deep.equal(['blocked', 'review-not-now', 'reviewed-already'])
  })

  it('reviews each stage once, the final one after the mid-term one', () => {
    expect(codes(() => reviewed(resident(), 'final', 9_000))).to.deep.equal(['blocked', 'mid-review-missing'])
    expect(codes(() => reviewed(reviewed(resident(), 'mid', 9_000), 'mid', 9_000))).to.deep.equal(['blocked', 'reviewed-already'])
  })

  it('is reviewed at its time: not before half of the period, and at the end only in its last days, unless there is a reason', () => {
    const [mid, final] = [rules.midReviewFrom(resident())!, rules.finalReviewFrom(resident())!]
    expect([dayOf(mid), dayOf(rules.midReviewDue(resident())!), dayOf(final)]).to.deep.equal(['2026-09-30', '2026-11-05', '2027-01-30'])
    const judge = (incubation: Incubation, kind: 'mid' | 'final', now: Date, early?: string) =>
      rules.review(incubation, { revision: 0, kind, card: aCard(9_000), opinion: '达到阶段目标，继续培育。', ...(early && { early }) }, { by: centre, now })
    const before = (moment: Date) => new Date(moment.getTime() - 1)
    expect(codes(() => judge(resident(), 'mid', before(mid)))).to.deep.equal(['blocked', 'mid-review-early'])
    expect(codes(() => judge(resident(), 'mid', before(mid), '提前评估'))).to.deep.equal(['blocked', 'mid-review-early'])
    expect(codes(() => judge(judge(resident(), 'mid', mid), 'final', before(final)))).to.deep.equal(['blocked', 'final-review-early'])
    expect(codes(() => judge(judge(resident(), 'mid', mid), 'final', mid))).to.deep.equal(['blocked', 'final-review-early'])
    const early = judge(judge(resident(), 'mid', mid), 'final', before(final), '已经承接三个项目')
    expect(early.reviews.at(-1)).to.include({ kind: 'final', early: '已经承接三个项目' })
    expect(judge(judge(resident(), 'mid', mid), 'final', final, '不算提前').reviews.at(-1), 'in time it is not early').to.not.have.property('early')
    expect(rules.graduate(early, team, { by: centre, now: before(final) }).status).to.equal('graduated')
  })

  it('is announced for five workdays, in which nothing is signed', () => {
    expect(accepted().notice).to.deep.equal({ from: startOfDay('2026-03-05'), until: endOfDay('2026-03-12') })
    expect(codes(() => rules.sign(accepted(), { by: owner, now: endOfDay('2026-03-12') }))).to.deep.equal(['blocked', 'notice-running'])
    expect(codes(() => rules.sign(accepted(), { by: owner, now: startOfDay('2026-03-13') }))).to.deep.equal([])
    expect(codes(() => rules.accept(judged(), anOffer({ from: startOfDay('2026-03-12') }), acceptance('2026-03-05')))).to.deep.equal(['within-notice'])
    const without = { ...judged(), terms: { ...judged().terms, noticeWorkdays: 0 } }
    const atOnce = rules.accept(without, anOffer(), acceptance('2026-03-05', without))
    expect([atOnce.notice, codes(() => rules.sign(atOnce, { by: owner, now: startOfDay('2026-03-05') }))]).to.deep.equal([undefined, []])
    expect(codes(() => noticeFrom(calendar, judged().terms, startOfDay('2031-03-05'))), 'no year is guessed (Z2)').to.deep.equal(['calendar-unknown'])
  })

  it('waits for the answer to each objection, and is not signed over a founded one', () => {
    const after = startOfDay('2026-03-13')
    const open = objected('2026-03-09')
    expect(noticeBlockers(open, after).map(({ code }) => code)).to.deep.equal(['objection-open'])
    expect(codes(() => objected('2026-03-10', open))).to.deep.equal(['blocked', 'objected-already'])
    expect(codes(() => objected('2026-03-13'))).to.deep.equal(['blocked', 'notice-over'])
    expect(codes(() => objected('2026-03-09', judged()))).to.deep.equal(['blocked', 'notice-over'])
    const answered = (founded: 'yes' | 'no') => objections.answer(open, { objection: 'objection-2026-03-09', founded, text: '经核实，已经全部退还。' }, at('2026-03-11'))
    expect(codes(() => rules.sign(answered('no'), { by: owner, now: after }))).to.deep.equal([])
    expect(codes(() => rules.sign(answered('yes'), { by: owner, now: after }))).to.deep.equal(['blocked', 'objection-founded'])
    expect(rules.refuse(answered('yes'), at('2026-03-11'))).to.include({ status: 'refused', underWay: false })
    expect(codes(() => objections.answer(answered('no'), { objection: 'objection-2026-03-09', founded: 'yes', text: '再次答复。' }, at('2026-03-11')))).to.deep.equal(['nothing-to-answer'])
    expect(codes(() => rules.refuse(signed(), at('2026-03-14')))).to.deep.equal(['blocked', 'agreement-signed'])
  })

  it('is signed once, and only what was offered', () => {
    expect(codes(() => rules.sign(signed(), at('2026-03-11')))).to.deep.equal(['nothing-to-sign'])
    expect(codes(() => rules.sign(anIncubation(), at('2026-03-11')))).to.deep.equal(['not-allowed-now'])
  })

  it('keeps records within the residence', () => {
    const note = (on: string) => codes(() => rules.note(resident(), { revision: 0, on: startOfDay(on), service: 'project', hours: 2, text: '项目设计辅导' }, at('2026-05-02')))
    expect(note('2026-03-31')).to.deep.equal(['before-entry'])
    expect(note('2026-05-03')).to.deep.equal(['in-the-future'])
    expect([note('2026-04-01'), note('2026-05-02')]).to.deep.equal([[], []])
  })

  it('is extended up to the terms, not a day longer', () => {
    const extend = (months: number) => rules.extend(resident(), { revision: 0, months, reason: '项目尚未结项' }, at('2027-03-01'))
    expect(dayOf(extend(12).endsOn!)).to.equal('2028-03-31')
    expect(codes(() => rules.extend(extend(12), { revision: 0, months: 1, reason: '再延一月' }, at('2028-03-01')))).to.deep.equal(['blocked', 'longer-than-allowed'])
  })

  it('is extended by whole months, also from the end of a short one', () => {
    const february = { ...resident(), endsOn: startOfDay('2027-02-28') }
    expect(dayOf(rules.extend(february, { revision: 0, months: 1, reason: '项目尚未结项' }, at('2027-02-01')).endsOn!)).to.equal('2027-03-31')
  })

  it('is offered from today on, for no longer than the terms allow', () => {
    expect(codes(() => rules.accept(judged(), anOffer({ from: startOfDay('2026-03-04') }), acceptance('2026-03-05')))).to.deep.equal(['in-the-past'])
    expect(codes(() => rules.accept(judged(), anOffer({ months: 25 }), acceptance('2026-03-05')))).to.deep.equal(['too-big-number'])
  })

  it('cannot be applied for twice, at a shut site or from a list', () => {
    const blocked = (...given: Parameters<typeof rules.applyBlockers>) => rules.applyBlockers(...given).map(({ code }) => code)
    expect(blocked(aSite({ open: false }), [{ code: 'on-serious-list' }], [anIncubation()])).to.deep.equal(['on-serious-list', 'site-shut', 'already-incubated'])
    expect(blocked(aSite(), [], [anIncubation({ underWay: false, status: 'left' })])).to.deep.equal([])
  })
})

describe('the places of a site', () => {
  it('are never more taken than there are, nor fewer than none, whatever is done', () => fc.assert(fc.property(
    fc.nat({ max: 5 }), fc.array(fc.tuple(fc.constantFrom('take', 'free'), fc.constantFrom('desk', 'virtual'))), (places, steps) => {
      let site = aSite({ places, taken: 0 })
      for (const [what, mode] of steps) {
        try { site = what === 'take' ? rules.takePlace(site, { mode }) : rules.freePlace(site, { mode }) } catch (error) {
          if (!(error instanceof Refusal)) throw error
          expect(site.taken).to.equal(places)
        }
        expect(site.taken).to.be.within(0, places)
      }
    })))
  it('are asked for by desks only', () => {
    const { reviews } = judged()
    expect(rules.acceptBlockers({ mode: 'desk', reviews }, { places: 2, taken: 2 })).to.deep.equal([{ code: 'site-full', params: { places: 2 } }])
    expect(rules.acceptBlockers({ mode: 'virtual', reviews }, { places: 2, taken: 2 })).to.deep.equal([])
  })
  const holding: [status: IncubationStatus, action: rules.IncubationAction, held: ReturnType<typeof rules.placeOf>][] = [
    ['applied', 'accept', 'taken'], ['applied', 'refuse', null], ['accepted', 'refuse', 'freed'], ['applied', 'withdraw', null], ['accepted', 'withdraw', 'freed'], ['accepted', 'enter', null],
    ['resident', 'graduate', 'freed'], ['resident', 'leave', 'freed'], ['resident', 'extend', null],
  ]
  for (const [status, action, held] of holding) {
    it(`${action} while ${status}: ${held ?? 'nothing'}`, () => expect(rules.placeOf(anIncubation({ status }), action)).to.equal(held))
  }
})

describe('the score card', () => {
  it('lies between its lowest and its highest side', () => fc.assert(fc.property(
    fc.array(fc.nat({ max: 10_000 }), { minLength: SIDES.length, maxLength: SIDES.length }), points => {
      const card = Object.fromEntries(SIDES.map((side, n) => [side, points[n]!])) as ReturnType<typeof aCard>
      expect(rules.cardScore(card)).to.be.within(Math.min(...points), Math.max(...points))
    })))
  it('rounds half up', () => expect(rules.cardScore({ ...aCard(8_000), governance: 8_003 })).to.equal(8_001))
})

describe('months', () => {
  for (const [day, months, then] of [['2026-01-31', 1, '2026-02-28'], ['2024-02-29', 12, '2025-02-28'], ['2026-11-30', 3, '2027-02-28'], ['2026-04-01', 12, '2027-04-01']] as const) {
    it(`${day} and ${months} are ${then}`, () => expect(rules.addMonths(day, months)).to.equal(then))
  }
})

describe('recusal after an incubation (I2)', () => {
  const left = anIncubation({ handlers: ['centre-1'], underWay: false, status: 'graduated', exitedAt: startOfDay('2026-06-30') })
  it('lasts three years after the exit', () => {
    expect(rules.hasIncubated([left], 'centre-1', startOfDay('2029-06-29'))).to.equal(true)
    expect(rules.hasIncubated([left], 'centre-1', startOfDay('2029-06-30'))).to.equal(false)
  })
  it('is of those who dealt with it only', () => expect(rules.hasIncubated([left], 'centre-2', startOfDay('2026-07-01'))).to.equal(false))
})

describe('the flow of an incubation', () => {
  it('has every state, and only its actions move it', () => {
    expect(Object.keys(rules.incubationFlow)).to.have.members(IncubationStatus.options)
  })
})
