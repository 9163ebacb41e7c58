import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { matters } from '../../src/matters.ts'
import { TOLD, isTold, toldKinds, toldTexts } from '../../src/people/message.rules.ts'
import { Message } from '../../src/people/message.schema.ts'
import { textOf, titleOf } from '../../src/people/letter.rules.ts'
import { isMorning, remindersOf } from '../../src/people/reminder.rules.ts'
import { idOf, mailFor, saidOf } from '../../src/people/telling.rules.ts'
import type { Matter, ToldEvent } from '../../src/people/telling.schema.ts'
import { say } from '../../src/platform/words.ts'
import { LOCALES, textsOf } from '../../src/platform/text.ts'

const at = new Date('2026-03-02T01:00:00Z')
const aMatter = (changes: Partial<Matter> = {}): Matter => ({
  href: '/tenders/t1', facts: { title: '社区养老服务', ref: 'CG-2026-0001' }, areas: ['230604', '230600'], people: {}, bidders: [], results: [], announced: true, ...changes,
})
const anEvent = (action: string, changes: Partial<ToldEvent> = {}): ToldEvent =>
  ({ id: 'event-1', subject: 'tender:t1', action, actorId: 'actor-1', at, changes: [], ...changes })
const textsSaid = (event: ToldEvent, matter: Matter) => saidOf(event, matter).map(({ text, audience }) => `${text} → ${audience.to}`)

/** All that any of the matters gives the texts to name. */
const FACTS = {
  replyBy: new Date('2026-03-20T15:59:59Z'), respondBy: new Date('2026-03-31T15:59:59Z'), title: '社区养老服务', name: '大庆市晨曦服务中心', ref: 'CG-2026-0001', amount: 452_000_00, deadline: at, until: at, signBy: at, payBy: at, due: at, since: at, place: '第二开标室',
  score: 93_85, rank: 2, grade: '良', from: at, certificate: 'ZF-2026-0001', winner: '大庆市暖阳服务中心', reason: '材料不全', contract: 'HT-2026-0001', seq: 2,
  why: { key: 'scoring.outcome.unqualified' }, task: { key: 'contract.task.approve-first', params: { contract: 'HT-2026-0001' } },
}
const REMINDERS = ['due-soon', 'due-today', 'awaited']

describe('the table of what is told', () => {
  it('names only actions that are recorded', () => {
    const actions = textsOf('zh-CN').audit as Record<string, Record<string, string>>
    expect(Object.keys(TOLD).filter(action => !actions[action.split('.')[0]!]?.[action.split('.')[1]!])).to.deep.equal([])
    expect(isTold('tender.award')).to.equal(true)
    expect([isTold('tender.draft'), isTold('toString')]).to.deep.equal([false, false])
  })
  it('says nothing of what is sealed: no bid, no box, no question by name', () => {
    expect(toldKinds()).not.to.include.members(['bid']).and.not.to.include.members(['bid-box'])
    expect(Object.keys(TOLD).filter(action => /^(bid|bid-box|sheet)\./.test(action))).to.deep.equal([])
  })
  it('speaks of things that can all be brought into the shape of a matter', () => {
    expect(Object.keys(matters({} as never))).to.have.members(toldKinds())
  })
  for (const locale of LOCALES) {
    it(`has its words in ${locale}, and no other`, () => {
      const { told } = textsOf(locale).message as unknown as { told: Record<string, object> }
      expect(Object.keys(told)).to.have.members([...toldTexts(), ...REMINDERS])
      for (const text of Object.keys(told)) expect(Object.keys(told[text]!)).to.deep.equal(['subject', 'text'])
    })
    it(`says them in ${locale} with all that they name`, () => {
      for (const text of [...toldTexts(), ...REMINDERS]) {
        for (const words of [titleOf({ text, facts: FACTS }), textOf({ text, facts: FACTS })]) {
          expect(say(words, locale), text).not.to.match(/\{\{|undefined|NaN|Invalid|\[object/)
        }
      }
    })
  }
  it('names in its texts only what the matter of its kind gives', () => {
    const source = readFileSync('src/matters.ts', 'utf8')
    const { told } = textsOf('zh-CN').message as unknown as { told: Record<string, Record<string, string>> }
    const named = new Set(toldTexts().flatMap(text => [...Object.values(told[text]!).join().matchAll(/\{\{(\w+)/g)].map(([, name]) => name!)))
    for (const name of named) if (name !== 'reason') expect(source, name).to.match(new RegExp(`\\b${name}\\b`))
  })
  it('carries a reason only where the text gives it, since some reasons say how many have bid', () => {
    const { told } = textsOf('zh-CN').message as unknown as { told: Record<string, Record<string, string>> }
    for (const { text, tells } of Object.values(TOLD).flat()) {
      expect(Object.values(told[text]!).join().includes('{{reason}}'), text).to.equal(tells === 'reason')
    }
    const failed = saidOf(anEvent('tender.fail', { reason: '2 < 3' }), aMatter())
    expect(JSON.stringify(failed)).not.to.contain('2 < 3')
  })
  it('is what the page of settings promises', () => {
    const binding = new Set(Object.values(TOLD).flat().filter(({ weight }) => weight === 'binding').map(({ text }) => text))
    expect(binding).to.include.all.keys([
      'tender-won', 'tender-lost', 'tender-excluded', 'contract-to-sign', 'tender-deadline-moved', 'payment-returned', 'payment-paid', 'committee-drawn', 'organization-refused',
      'organization-report-concluded', 'incubation-left',
    ])
  })
})

describe('what an event says', () => {
  it('before the opening goes to everybody who could bid, and to nobody because he bid', () => {
    const early = aMatter({ people: { drafter: ['drafter'] } })
    for (const action of ['tender.publish', 'tender.answer', 'tender.amend', 'tender.cancel']) {
      expect(saidOf(anEvent(action), early).map(({ audience }) => audience.to), action).to.deep.equal(['bidders-to-be'])
    }
    expect(textsSaid(anEvent('tender.fail'), early)).to.deep.equal(['tender-failed → bidders-to-be', 'tender-failed → persons'])
    expect(textsSaid(anEvent('tender.cancel'), aMatter({ announced: false })), 'what nobody has read of').to.deep.equal([])
  })
  it('tells a moved deadline from another change', () => {
    const moved = anEvent('tender.amend', { changes: [{ field: 'bidDeadline', to: at.toISOString() }] })
    expect(textsSaid(moved, aMatter())).to.deep.equal(['tender-deadline-moved → bidders-to-be'])
    expect(textsSaid(anEvent('tender.amend'), aMatter())).to.deep.equal(['tender-amended → bidders-to-be'])
  })
  it('tells each bidder its own result, and how it was judged not before', () => {
    const facts = (n: number) => ({ score: n, rank: n })
    const awarded = aMatter({ bidders: ['a', 'b', 'c'], results: [
      { organizationId: 'a', outcome: 'won', facts: { amount: 1 } }, { organizationId: 'b', outcome: 'lost', facts: facts(2) }, { organizationId: 'c', outcome: 'excluded', facts: { why: 'x' } },
    ] })
    expect(saidOf(anEvent('tender.award'), awarded).map(({ text, audience, facts: said }) => [text, audience.to === 'organization' && audience.organizationId, said.score ?? said.amount ?? said.why]))
      .to.deep.equal([['tender-won', 'a', 1], ['tender-lost', 'b', 2], ['tender-excluded', 'c', 'x']])
    expect(['bid.qualification', 'bid.conformity', 'tender.qualify'].some(isTold)).to.equal(false)
  })
  it('is told to a person once for the thing where it may happen again', () => {
    const [first] = saidOf(anEvent('committee.draw', { id: 'e1', subject: 'committee:t1' }), aMatter({ people: { asked: ['p'] } }))
    const [again] = saidOf(anEvent('committee.recuse', { id: 'e2', subject: 'committee:t1' }), aMatter({ people: { asked: ['p'] } }))
    expect(first!.id('p')).to.equal(again!.id('p'))
    const [ask] = saidOf(anEvent('tender.ask', { id: 'e1' }), aMatter())
    const [other] = saidOf(anEvent('tender.ask', { id: 'e2' }), aMatter())
    expect(ask!.id('p')).not.to.equal(other!.id('p'))
    expect(idOf('a', 'b')).to.match(/^[0-9a-f]{32}$/)
  })
  it('is not told to whoever did it, but for the safety of the account', () => {
    expect(saidOf(anEvent('tender.ask'), aMatter())[0]!.except).to.equal('actor-1')
    expect(saidOf(anEvent('account.password'), aMatter({ people: { self: ['actor-1'] } }))[0]!.except).to.equal(null)
  })
})

describe('how a message is mailed', () => {
  it('is at once for what is binding, whatever was chosen', () => {
    for (const frequency of ['at-once', 'daily', 'none'] as const) expect(mailFor('binding', frequency, 'out')).to.equal('now')
    expect((['at-once', 'daily', 'none'] as const).map(each => mailFor('courtesy', each, 'out'))).to.deep.equal(['now', 'daily', 'none'])
    expect(mailFor('binding', 'at-once', 'nowhere')).to.equal('none')
  })
})

describe('reminders', () => {
  const now = new Date('2026-03-10T00:00:00Z')
  const due = (day: string, more = {}) => ({ key: 'contract.task.sign', href: '/contracts/1/sign', since: now, due: new Date(`${day}T15:00:00+08:00`), ...more })
  const told = (tasks: Parameters<typeof remindersOf>[0], today = now) => remindersOf(tasks, { accountId: 'a', frequency: 'daily', goes: 'out', now: today })

  it('come two days before and on the day', () => {
    const days = ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13']
    expect(days.map(day => told([due(day)])[0]?.text)).to.deep.equal([undefined, 'due-today', 'due-soon', 'due-soon', undefined])
    expect(told([{ ...due('2026-03-10'), due: undefined }])).to.deep.equal([])
    for (const message of told([due('2026-03-12')])) expect(Message.parse(message)).to.deep.equal(message)
  })
  it('are the same message on both days before, another on the day', () => {
    const [first] = told([due('2026-03-12')])
    const [next] = told([due('2026-03-12')], new Date('2026-03-11T00:00:00Z'))
    const [last] = told([due('2026-03-12')], new Date('2026-03-12T00:00:00Z'))
    expect(first!.id).to.equal(next!.id)
    expect(last!.id).not.to.equal(next!.id)
  })
  it('come every second day to whom others wait for, though no day is set, and once each', () => {
    const waiting = { key: 'scoring.task.score', href: '/tenders/1/score', since: new Date('2026-03-01T15:30:00Z'), awaited: true as const }
    const days = ['03-01', '03-02', '03-03', '03-04', '03-05'].map(day => told([waiting], new Date(`2026-${day}T15:59:00Z`))[0])
    expect(days.map(message => message?.text)).to.deep.equal([undefined, undefined, 'awaited', 'awaited', 'awaited'])
    expect(days[2]!.id).to.equal(days[3]!.id)
    expect(days[4]!.id).not.to.equal(days[3]!.id)
    expect(Message.parse(days[2])).to.deep.equal(days[2])
    expect(told([{ ...waiting, sealed: true }], new Date('2026-03-09T00:00:00Z'))).to.deep.equal([])
  })
  it('are never written down for a bid that waits for its signature', () => {
    expect(told([due('2026-03-10', { sealed: true })])).to.deep.equal([])
  })
  it('begin at eight in Shanghai', () => {
    expect(['23:59', '00:00', '15:59', '16:00'].map(time => isMorning(new Date(`2026-03-10T${time}:00Z`)))).to.deep.equal([false, true, true, false])
  })
})
