import { expect } from 'chai'
import fc from 'fast-check'
import { aChallenge, aDecidedComplaint, aDraftChallenge, anAcceptedComplaint, anAnsweredChallenge, aComplaint } from '../../fixtures/challenge.ts'
import { awardedTender, closedTender, contractedTender, failedTender, openedTender, openTender, rankedTender } from '../../fixtures/gallery/tender-states.ts'
import { currentRules } from '../../fixtures/rulesets.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import { addDays, Calendar, dayOf, endOfDay, isWorkday, startOfDay, workdaysBetween } from '../../src/kernel/period.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { contractOver } from '../../src/tender/award.rules.ts'
import * as rules from '../../src/tender/challenge.rules.ts'
import type { ChallengeStep, RemedyKind } from '../../src/tender/challenge.schema.ts'
import * as complaining from '../../src/tender/complaint.rules.ts'
import { awardAgainBlockers, demandsOf, isSettled, pauseBlockers, remediesOf, type Grievances, type Pausable } from '../../src/tender/remedy.rules.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'

const terms = { rules: currentRules, calendar: Calendar.parse(workdays) }
const at = (text: string) => new Date(`${text}+08:00`)
const by = { accountId: 'drafter', name: '李敏' }
const codeOf = (act: () => unknown): string => {
  try {
    act()
    return 'done'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const [first] = (error.details.blockers ?? error.details.problems ?? []) as { code: string }[]
    return first?.code ?? error.code
  }
}

describe('the last day for a challenge', () => {
  const amended = openTender({ amendments: [{ ...openTender().amendments[0]!, at: at('2026-03-16T09:00') }] })
  const cases: [string, Tender, ChallengeStep, string | null][] = [
    ['the document: seven workdays after the end of its notice', openTender(), 'document', '2026-03-19'],
    ['the document: seven workdays after a change that came later', amended, 'document', '2026-03-25'],
    ['the document, before it is announced', openTender({ announced: false }), 'document', null],
    ['the opening, which lies ahead', closedTender(), 'opening', null],
    ['the opening', openedTender(), 'opening', '2026-04-02'],
    // 6 April 2026 is a day off.
    ['the evaluation', rankedTender(), 'evaluation', '2026-04-09'],
    ['the evaluation of a purchase that failed in it', failedTender(), 'evaluation', '2026-04-03'],
    ['the result: seven workdays after the one on which it is announced', awardedTender(), 'result', '2026-04-15'],
    ['the result, before there is one', rankedTender(), 'result', null],
    ['the result of a failed purchase', failedTender(), 'result', '2026-04-07'],
  ]
  for (const [name, tender, step, last] of cases) it(`of ${name}`, () => expect(rules.lastDayFor(tender, step, terms)).to.equal(last))

  it('is a workday, seven workdays after the harm is known, whatever the day', () => fc.assert(fc.property(fc.integer({ min: 0, max: 280 }), offset => {
    const opened = openedTender({ openedAt: endOfDay(addDays('2026-01-10', offset)) })
    const last = rules.lastDayFor(opened, 'opening', terms)!
    expect(isWorkday(terms.calendar, last)).to.equal(true)
    expect(workdaysBetween(terms.calendar, dayOf(opened.openedAt!), last)).to.equal(7)
  })))
  it('is not guessed where the calendar is not confirmed', () =>
    expect(codeOf(() => rules.lastDayFor(openedTender({ openedAt: at('2026-12-28T10:00') }), 'opening', terms))).to.equal('calendar-unknown'))
})

describe('who may challenge a step, and when', () => {
  const ask = (tender: Tender, step: ChallengeStep, now: Date, { took = true, barred = [] }: { took?: boolean; barred?: { code: string }[] } = {}) =>
    rules.stepBlockers(tender, { step, took, barred, terms, now }).map(({ code }) => code)
  it('is open to the end of the last day', () => {
    expect(ask(awardedTender(), 'result', at('2026-04-15T23:59'))).to.deep.equal([])
    expect(ask(awardedTender(), 'result', at('2026-04-16T00:00'))).to.deep.equal(['challenge-too-late'])
    expect(rules.stepBlockers(awardedTender(), { step: 'result', took: true, barred: [], terms, now: at('2026-04-16T00:00') })[0]!.params).to.deep.equal({ last: '2026-04-15' })
  })
  it('asks for a bid where bids were judged, and for a supplier able to bid where there is only the document', () => {
    expect(ask(awardedTender(), 'result', at('2026-04-03T09:00'), { took: false })).to.deep.equal(['challenge-not-a-bidder'])
    expect(ask(openTender(), 'document', at('2026-03-12T09:00'), { took: false })).to.deep.equal([])
    expect(ask(openTender(), 'document', at('2026-03-12T09:00'), { took: false, barred: [{ code: 'on-serious-list' }] })).to.deep.equal(['on-serious-list'])
  })
  it('waits for the step', () => expect(ask(openTender(), 'result', at('2026-03-12T09:00'))).to.deep.equal(['challenge-step-ahead']))
})

describe('sending a challenge', () => {
  const send = (changes: object = {}, blockers = [] as { code: string }[]) => rules.send(aDraftChallenge(changes), { by, now: at('2026-03-12T09:00'), terms }, blockers)
  it('asks for an answer within seven workdays', () => expect(dayOf(send().replyBy!)).to.equal('2026-03-23'))
  for (const field of ['facts', 'basis', 'request']) {
    it(`is refused without ${field}`, () => expect(codeOf(() => send({ [field]: '' }))).to.equal(`challenge-${field}-missing`))
  }
  it('is refused when it is sent, and too late', () => {
    expect(codeOf(() => rules.send(aChallenge(), { by, now: at('2026-03-12T09:00'), terms }, []))).to.equal('not-allowed-now')
    expect(codeOf(() => send({}, [{ code: 'challenge-too-late' }]))).to.equal('challenge-too-late')
  })
})

describe('answering a challenge', () => {
  const now = at('2026-04-08T09:00')
  const given = { outcome: 'affects' as const, text: '第一名提供的业绩证明不实，质疑成立。' }
  const answer = (tender: Tender, changes: object = {}, step: ChallengeStep = 'result') =>
    rules.reply(aChallenge({ step }), { ...given, ...changes }, { tender, by: { accountId: 'district', name: '周军' }, concerned: ['organization-3'], now })
  it('names what follows where the result is touched, and nothing where it is not', () => {
    expect(codeOf(() => answer(awardedTender()))).to.equal('remedy-needed')
    expect(codeOf(() => answer(awardedTender(), { remedy: 'amend' }))).to.equal('remedy-needed')
    expect(answer(awardedTender(), { remedy: 'next-candidate' }).remedy).to.deep.equal({ kind: 'next-candidate', at: now, against: 'bid-1' })
    expect(answer(awardedTender(), { outcome: 'unfounded', remedy: 'restart' }).remedy).to.equal(undefined)
  })
  it('is not for who judged the bids', () => expect(codeOf(() => rules.reply(aChallenge({ step: 'result' }), { ...given, remedy: 'restart' }, {
    tender: { ...awardedTender(), evaluators: ['drafter'] }, by, concerned: [], now,
  }))).to.equal('evaluator-replies'))
  it('is given once', () => expect(codeOf(() => rules.reply(anAnsweredChallenge(), given, { tender: awardedTender(), by, concerned: [], now }))).to.equal('not-allowed-now'))
  it('can amend the document only while bids are open, and take another candidate only where there is one', () => {
    expect(remediesOf(openTender(), 'document', at('2026-03-12T09:00'))).to.deep.equal(['amend', 'restart'])
    expect(remediesOf(closedTender(), 'document', at('2026-03-25T09:00'))).to.deep.equal(['restart'])
    expect(remediesOf(openedTender(), 'opening', now)).to.deep.equal(['restart'])
    expect(remediesOf(awardedTender(), 'result', now)).to.deep.equal(['next-candidate', 'restart'])
    expect(remediesOf(contractedTender(), 'result', now)).to.deep.equal(['annul', 'damages'])
    expect(remediesOf(contractedTender(), 'document', now)).to.deep.equal(['annul', 'damages'])
    expect(remediesOf(contractOver(contractedTender(), 'completed', now), 'result', now)).to.deep.equal(['damages'])
    expect(remediesOf({ ...awardedTender(), candidates: 1 }, 'result', now)).to.deep.equal(['restart'])
  })
})

describe('what waits', () => {
  const now = at('2026-04-08T09:00')
  const held = aChallenge({ step: 'result', hold: { reason: '可能改变排名。', by, at: now } })
  const touched = (kind: RemedyKind) => anAnsweredChallenge({ remedy: { kind, at: now, ...(kind === 'next-candidate' && { against: 'bid-1' }) } })
  const suspended = anAcceptedComplaint({ suspension: { reason: '评审结果可能改变。', by, at: now, until: endOfDay('2026-04-20') } })
  const codes = (act: Pausable, given: Partial<Grievances>, tender = awardedTender(), when = now) =>
    pauseBlockers(tender, act, { challenges: [], complaints: [], ...given }, when).map(({ code }) => code)

  it('is nothing for a challenge that is only sent, or withdrawn', () => {
    expect(codes('contract', { challenges: [aChallenge()] })).to.deep.equal([])
    expect(codes('contract', { challenges: [{ ...held, status: 'withdrawn' }] })).to.deep.equal([])
  })
  it('is award and contract while a challenge that may touch the result has no answer', () => {
    expect(codes('award', { challenges: [held] })).to.deep.equal(['challenge-holds'])
    expect(codes('contract', { challenges: [held] })).to.deep.equal(['challenge-holds'])
    for (const act of ['open', 'evaluate'] as const) expect(codes(act, { challenges: [held] })).to.deep.equal([])
    expect(codes('contract', { challenges: [{ ...held, status: 'answered' }] })).to.deep.equal([])
  })
  it('is all of it while a complaint suspends the purchase, to the end of the last day', () => {
    for (const act of ['open', 'evaluate', 'award', 'contract'] as const) expect(codes(act, { complaints: [suspended] })).to.deep.equal(['suspended'])
    expect(codes('open', { complaints: [suspended] }, awardedTender(), at('2026-04-20T23:59'))).to.deep.equal(['suspended'])
    expect(codes('open', { complaints: [suspended] }, awardedTender(), at('2026-04-21T00:00'))).to.deep.equal([])
    expect(codes('open', { complaints: [complaining.lift(suspended, now)] })).to.deep.equal([])
    expect(codes('open', { complaints: [{ ...suspended, status: 'dismissed' }] })).to.deep.equal([])
  })
  it('is all but what must follow until it has followed', () => {
    expect(codes('contract', { challenges: [touched('next-candidate')] })).to.deep.equal(['remedy-outstanding-next-candidate'])
    expect(codes('award', { challenges: [touched('next-candidate')] })).to.deep.equal([])
    expect(codes('award', { challenges: [touched('restart')] })).to.deep.equal(['remedy-outstanding-restart'])
    expect(codes('open', { challenges: [touched('amend')] }, closedTender())).to.deep.equal(['remedy-outstanding-amend'])
  })
  it('ends with the amendment, the other award or the end of the purchase', () => {
    const other = awardedTender()
    expect(isSettled(touched('amend').remedy!, openTender({ amendments: [{ ...openTender().amendments[0]!, at: now }] }))).to.equal(true)
    expect(isSettled(touched('amend').remedy!, openTender())).to.equal(false)
    expect(isSettled(touched('next-candidate').remedy!, other)).to.equal(false)
    expect(isSettled(touched('next-candidate').remedy!, { ...other, award: { ...other.award!, bidId: 'bid-2' } })).to.equal(true)
    for (const kind of ['amend', 'next-candidate', 'restart'] as const) expect(isSettled(touched(kind).remedy!, failedTender())).to.equal(true)
  })
  it('is all of a contract that has to be annulled, until it is terminated; damages make nothing wait', () => {
    expect(codes('contract', { challenges: [touched('annul')] }, contractedTender())).to.deep.equal(['remedy-outstanding-annul'])
    expect(codes('contract', { challenges: [touched('annul')] }, contractOver(contractedTender(), 'terminated', now))).to.deep.equal([])
    expect(codes('contract', { challenges: [touched('damages')] }, contractedTender())).to.deep.equal([])
    const complaint = aDecidedComplaint({ status: 'upheld', step: 'document', remedy: { kind: 'annul', at: now } })
    const demands = (tender: Tender) => demandsOf(tender, { challenges: [touched('annul'), touched('restart')], complaints: [complaint] }).map(({ kind, law }) => [kind, law])
    expect(demands(contractedTender())).to.deep.equal([['complaint', '财政部令第94号第三十一条'], ['challenge', '财政部令第94号第十六条']])
    expect(demands(contractOver(contractedTender(), 'terminated', now))).to.deep.equal([])
  })
  it('lets nobody be awarded again without a ground, and never whom a challenge set aside', () => {
    const again = (bidId: string, challenges: Grievances['challenges']) => awardAgainBlockers(awardedTender(), bidId, { challenges, complaints: [] }).map(({ code }) => code)
    expect(again('bid-2', [])).to.deep.equal(['award-stands'])
    expect(again('bid-2', [touched('next-candidate')])).to.deep.equal([])
    expect(again('bid-1', [touched('next-candidate')])).to.deep.equal(['bid-set-aside'])
    expect(again('bid-2', [touched('restart')])).to.deep.equal(['award-stands'])
  })
})

describe('a complaint', () => {
  const early = at('2026-03-20T23:59')
  const codes = (challenge: ReturnType<typeof aChallenge>, now: Date) => complaining.complaintBlockers(challenge, terms, now).map(({ code }) => code)
  it('comes after the answer, or after the time for it', () => {
    expect(codes(aChallenge(), early)).to.deep.equal(['complaint-before-reply'])
    expect(codes(aChallenge(), at('2026-03-21T00:00'))).to.deep.equal([])
    expect(codes(anAnsweredChallenge(), early)).to.deep.equal([])
    expect(codes(aDraftChallenge(), early)).to.deep.equal(['complaint-without-challenge'])
    expect(codes(aChallenge({ status: 'withdrawn' }), early)).to.deep.equal(['complaint-without-challenge'])
  })
  it('comes within fifteen workdays of the end of that time, or of an answer that came later', () => {
    expect(complaining.lastDayToComplain(anAnsweredChallenge(), terms)).to.equal('2026-04-13')
    const late = anAnsweredChallenge({ reply: { ...anAnsweredChallenge().reply!, at: at('2026-03-24T09:00') } })
    expect(complaining.lastDayToComplain(late, terms)).to.equal('2026-04-15')
    expect([codes(anAnsweredChallenge(), at('2026-04-13T23:59')), codes(anAnsweredChallenge(), at('2026-04-14T00:00'))]).to.deep.equal([[], ['complaint-too-late']])
  })
  it('is sent back once, and the time of the correction is not counted', () => {
    const asked = complaining.askCorrection(aComplaint(), { text: '补充证据。', by, now: at('2026-03-25T09:00') })
    const typed = { revision: 1, facts: '评审标准未说明证书种类，我单位三名人员可能得不到分。', basis: '令87第五十五条', request: '重新评审。' }
    const corrected = complaining.correct(asked, typed, { files: [], terms, now: at('2026-03-30T09:00') })
    expect([dayOf(aComplaint().decideBy), dayOf(corrected.decideBy), dayOf(corrected.checkBy)]).to.deep.equal(['2026-05-07', '2026-05-11', '2026-04-07'])
    expect(codeOf(() => complaining.askCorrection(corrected, { text: '再补充。', by, now: at('2026-03-31T09:00') }))).to.equal('corrected-once')
  })
  it('suspends the purchase for at most thirty days, once', () => {
    const now = at('2026-04-01T09:00')
    const until = (day: string) => () => complaining.suspend(anAcceptedComplaint(), { reason: '可能改变。', until: startOfDay(day), by, terms, now })
    expect([codeOf(until('2026-05-01')), codeOf(until('2026-05-02')), codeOf(until('2026-03-31'))]).to.deep.equal(['done', 'suspension-too-long', 'in-the-past'])
    const suspended = until('2026-04-10')()
    expect(dayOf(suspended.suspension!.until)).to.equal('2026-04-10')
    expect(codeOf(() => complaining.suspend(suspended, { reason: '还要暂停。', until: startOfDay('2026-04-20'), by, terms, now }))).to.equal('suspended-once')
    expect(codeOf(() => complaining.suspend(aComplaint(), { reason: '可能改变。', until: startOfDay('2026-04-10'), by, terms, now }))).to.equal('not-allowed-now')
  })
  it('is decided once the buyer was heard, or its time is over', () => {
    const decide = (complaint: ReturnType<typeof aComplaint>, now: Date) => () =>
      complaining.decide(complaint, { outcome: 'dismissed', text: '投诉事项缺乏事实依据，驳回投诉。请知悉。' }, { tender: awardedTender(), by, now })
    expect(codeOf(decide(anAcceptedComplaint(), at('2026-03-31T23:59')))).to.equal('response-awaited')
    expect(codeOf(decide(anAcceptedComplaint(), at('2026-04-01T00:00')))).to.equal('done')
    expect(codeOf(decide(complaining.respond(anAcceptedComplaint(), { text: '分数复核无误。', by, now: at('2026-03-26T09:00') }), at('2026-03-26T10:00')))).to.equal('done')
    expect(codeOf(decide(aComplaint(), at('2026-04-01T00:00')))).to.equal('not-allowed-now')
  })
})
