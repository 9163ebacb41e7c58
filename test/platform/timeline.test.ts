import { expect } from 'chai'
import { history } from '../../fixtures/gallery/sample.ts'
import { timelineOf } from '../../src/kernel/timeline.ts'
import { say } from '../../src/platform/words.ts'
import { historyOf } from '../../src/platform/timeline.ts'

const events = timelineOf(history('tender', ['draft', 'edit', 'submit', 'return', 'edit', 'submit', 'approve']))
const asked = (query: string) => historyOf(events, { query, texts: '', say: words => say(words, 'en') })

describe('the timeline of a record', () => {
  it('shows all that happened, latest first, and what could be asked for, each once', () => {
    const { events: shown, total, acts, people } = asked('')
    expect(shown.map(({ key }) => key)).to.deep.equal(['approve', 'submit', 'edit', 'return', 'submit', 'edit', 'draft'].map(act => `audit.tender.${act}`))
    expect(total).to.equal(7)
    expect(acts.map(({ value }) => value).toSorted()).to.deep.equal(['tender.approve', 'tender.draft', 'tender.edit', 'tender.return', 'tender.submit'])
    expect(acts.find(({ value }) => value === 'tender.submit')?.text).to.equal(say({ key: 'audit.tender.submit' }, 'en'))
    expect(people.map(({ value }) => value).toSorted()).to.deep.equal(['周军', '李敏'].toSorted())
  })

  it('is narrowed by the kind of act, by the person, and by both', () => {
    expect(asked('act=tender.submit').events).to.have.length(2)
    expect(asked(`by=${encodeURIComponent('李敏')}`).events).to.have.length(4)
    expect(asked(`act=tender.submit&by=${encodeURIComponent('李敏')}`).events.map(({ who }) => who.text)).to.deep.equal(['李敏'])
    expect(asked(`act=tender.draft&by=${encodeURIComponent('周军')}`)).to.deep.include({ events: [], total: 7, act: 'tender.draft', by: '周军' })
  })

  it('is shown whole when the address asks for what never happened', () => {
    for (const query of ['act=tender.award', 'by=nobody', 'act=', 'act=constructor']) expect(asked(query).events, query).to.have.length(7)
  })

  it('keeps the other questions of the address', () => {
    expect(asked('lang=en&act=tender.edit&section=money').kept).to.deep.equal([{ value: 'lang', text: 'en' }, { value: 'section', text: 'money' }])
  })
})
