import { expect } from 'chai'
import { aContractInForce } from '../../fixtures/contract.ts'
import { aComment } from '../../fixtures/comment.ts'
import { cast } from '../../fixtures/people.ts'
import { aTender } from '../../fixtures/tender.ts'
import { contractDiscussion } from '../../src/contract/contract.policy.ts'
import { audiencesFor } from '../../src/kernel/discussion.ts'
import { mentionsIn, offered, roleOf, takeBack, write } from '../../src/platform/comment.rules.ts'
import { tenderDiscussion } from '../../src/tender/tender.policy.ts'

const people = ['李敏', '李敏慧', '王芳', 'Li Min', 'Li Minghua'].map((name, at) => ({ id: `${at}`, name }))
const named = (text: string) => mentionsIn(text, people).map(({ name }) => name)
const about = contractDiscussion(aContractInForce())
const given = { id: 'comment-9', at: new Date('2026-05-20T01:00:00Z'), readers: [cast.owner, cast.district, cast.finance] }

describe('who is named in a comment', () => {
  const texts: [string, string[]][] = [
    ['@李敏 请核对', ['李敏']], ['请＠王芳，@李敏看一下', ['李敏', '王芳']], ['@李敏慧请看', ['李敏慧']], ['@李敏@李敏', ['李敏']], ['@Li Minghua', ['Li Minghua']],
    ['@Li Min.', ['Li Min']], ['@Li Mingus', []], ['李敏', []], ['@ 李敏', []], ['mail@example.org', []], ['@周军', []], ['', []],
  ]
  for (const [text, names] of texts) it(`${text || 'an empty text'} names ${names.join(', ') || 'nobody'}`, () => expect(named(text)).to.deep.equal(names))

  it('are both of two people of one name', () => {
    expect(mentionsIn('@王芳', [...people, { id: '9', name: '王芳' }]).map(({ id }) => id)).to.deep.equal(['2', '9'])
  })
})

describe('a comment', () => {
  it('names its writer in the role in which he speaks here, and whom it mentions of those who may read it, but not himself', () => {
    const written = write(cast.district, about, { comment: '@李素芬 @周军 @郑教授 请看', audience: 'parties' }, given)
    expect(written).to.deep.include({ subject: 'contract:contract-1', audience: 'parties', writer: { accountId: 'district', name: '周军', role: 'district' } })
    expect(written.mentions.map(({ name }) => name)).to.deep.equal(['李素芬'])
  })
  it('is not written for an audience that the writer is not of', () => {
    expect(() => write(cast.owner, about, { comment: '内部', audience: 'staff' }, given)).to.throw().with.property('status', 403)
    for (const person of [cast.expert, cast.resident, cast.newcomer]) expect(() => write(person, about, { comment: '好', audience: 'parties' }, given), person.name).to.throw().with.property('status', 403)
  })
  it('on a purchase is for those who run and watch it, and for nobody else at any time', () => {
    const purchase = tenderDiscussion(aTender({ announced: true, status: 'closed', evaluators: [cast.expert.id] }))
    const readers = Object.values(cast).filter(person => audiencesFor(purchase, person).length > 0)
    expect(readers.map(({ name }) => name)).to.deep.equal(['张伟', '周军', '李敏', '钱进', '孙会', '陈静'])
    expect(readers.every(person => audiencesFor(purchase, person).join() === 'staff')).to.equal(true)
  })
  it('is taken back by its writer, once; its text and whom it named are gone', () => {
    const now = new Date()
    expect(takeBack(cast.finance, aComment(), now)).to.deep.include({ text: '', mentions: [], takenBackAt: now, writer: aComment().writer })
    expect(() => takeBack(cast.district, aComment(), now)).to.throw().with.property('code', 'not-your-comment')
    expect(() => takeBack(cast.finance, takeBack(cast.finance, aComment(), now), now)).to.throw().with.property('code', 'comment-taken-back')
  })
  it('is spoken in the role that reaches the record, of several', () => {
    const both = { ...cast.owner, grants: [...cast.owner.grants, { role: 'district' as const, area: '230604' }] }
    expect([roleOf(both, about, 'staff'), roleOf(both, about, 'parties'), roleOf(cast.owner, about, 'staff')]).to.deep.equal(['district', 'owner', undefined])
  })
})

describe('the names that a form offers', () => {
  const readers = [cast.supervisor, cast.district, cast.owner, cast.editor, cast.finance]
  it('are of those who acted first, then of all others who may read, to the authorities', () => {
    expect(offered(readers, { known: new Set(['finance']), actor: cast.district, staff: true })).to.deep.equal(['钱进', '陈静', '李素芬', '王芳'])
  })
  it('are of those who acted and of the own people, to an organization', () => {
    expect(offered(readers, { known: new Set(['finance']), actor: cast.owner, staff: false })).to.deep.equal(['王芳', '钱进'])
  })
  it('are no more than a form should hold, each once', () => {
    const many = Array.from({ length: 40 }, (_, at) => ({ id: `${at}`, name: `人${Math.floor(at / 2)}`, grants: [] }))
    expect(offered(many, { known: new Set(), actor: cast.district, staff: true })).to.have.length(12)
  })
})
