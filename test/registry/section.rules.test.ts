import { expect } from 'chai'
import fc from 'fast-check'
import { anOrganization } from '../../fixtures/registry.ts'
import { startOfDay } from '../../src/kernel/period.ts'
import { Invalid, RuleBroken } from '../../src/kernel/refusal.ts'
import { say } from '../../src/platform/words.ts'
import { gapWords } from '../../src/registry/change.view.ts'
import type { Organization } from '../../src/registry/organization.schema.ts'
import { askedKeys, Section, SectionValues, type Values } from '../../src/registry/section.schema.ts'
import { applyChange, askChange, completeness, correctionOf, decideChange, differences, gapsOf, needsApproval, partOf, sections, SECTIONS, withSection } from '../../src/registry/section.rules.ts'

const by = { id: 'owner', name: '李素芬' }
const asked = { id: 'change-1', by, now: startOfDay('2026-03-02'), reason: '迁入新址', pending: [] }
const place = { area: '230604002', address: '让胡路区龙岗社区中心街一号' }
const code = (act: () => unknown): string | undefined => {
  try { act() } catch (error) {
    if (error instanceof Invalid) return `${error.details.problems[0]?.field}: ${error.details.problems[0]?.code}`
    if (error instanceof RuleBroken) return (error.details.blockers as { code: string }[] | undefined)?.[0]?.code ?? error.code
    throw error
  }
  return undefined
}

describe('the sections of a profile', () => {
  it('are the same in the shapes, the forms and the table', () => {
    for (const section of Section.options) {
      const keys = [...new Set(SECTIONS[section].fields.map(({ path }) => path.split('.')[0]))]
      expect(Object.keys(SectionValues[section].shape), section).to.have.members(keys)
      expect(askedKeys(section), section).to.include.members([...keys, 'revision'])
    }
  })

  it('say what each gap blocks', () => {
    expect(gapsOf(anOrganization()).map(({ path, blocks }) => [path, blocks])).to.deep.equal([
      ['openingFunds', 'report'], ['account.bank', 'payment'], ['account.number', 'payment'], ['council', 'incubation'], ['party', 'standing'],
    ])
    expect(gapsOf(anOrganization({ type: 'recorded', uscc: undefined })).map(({ section }) => section)).to.deep.equal(['team', 'team'])
  })

  it('keep what a refused applicant mends, beside the old value and the reason of the refusal', () => {
    const refused = anOrganization({ status: 'refused', decided: { by: '周军', at: asked.now, reason: '住所证明不全' } })
    const kept = correctionOf(refused, 'place', place, asked)
    expect(kept).to.deep.include({ status: 'corrected', pending: false, reason: '住所证明不全', to: place }).and.deep.include({ from: { area: refused.area, address: refused.address } })
    expect(correctionOf(refused, 'place', { area: refused.area, address: refused.address }, asked)).to.equal(null)
    expect(correctionOf({ ...refused, status: 'applied' }, 'place', place, asked)).to.equal(null)
  })

  it('are told by their names, with what they stand in the way of', () => {
    const said = (lang: 'zh-CN' | 'en', section?: Section) => say(gapWords(anOrganization(), section), lang)
    expect(said('zh-CN', 'account')).to.equal('缺开户银行、银行账号：不能收款')
    expect(said('en', 'account')).to.equal('Missing: Bank, Account number – no payment')
    expect(gapWords(anOrganization(), 'place')).to.equal(null)
  })

  it('are complete when nothing required is missing, and only then', () => fc.assert(fc.property(
    fc.boolean(), fc.boolean(), fc.boolean(), (funds, account, team) => {
      const organization = anOrganization({
        ...(funds && { openingFunds: 3_000_000 as Organization['openingFunds'] }), ...(account && { account: { bank: '建设银行大庆分行', number: '62270000000000' } }),
        ...(team && { council: 5, party: 'own' }),
      })
      expect(completeness(organization) === 1).to.equal(funds && account && team)
      expect(completeness(organization)).to.be.within(0, 1)
    })))

  it('wait for the authority where they are registered, once it is registered', () => {
    expect(sections.filter(section => needsApproval(anOrganization(), section))).to.deep.equal(['identity', 'code', 'place', 'people', 'work', 'funds', 'account'])
    expect(sections.filter(section => needsApproval(anOrganization({ status: 'refused' }), section))).to.deep.equal([])
  })
})

describe('a change of the register', () => {
  it('keeps the old values beside the new, and names only what differs', () => {
    const change = askChange(anOrganization(), 'place', { ...place, area: anOrganization().area }, asked)
    expect(differences(change).map(({ field, from, to }) => [field.path, from, to])).to.deep.equal([['address', anOrganization().address, place.address]])
  })
  const refused: [why: string, act: () => unknown, code: string][] = [
    ['nothing is changed', () => askChange(anOrganization(), 'people', { representative: '李素芬' }, asked), 'representative: nothing-changed'],
    ['there is no reason', () => askChange(anOrganization(), 'place', place, { ...asked, reason: undefined }), 'reason: required'],
    ['the organization is cancelled', () => askChange(anOrganization({ status: 'cancelled' }), 'place', place, asked), 'organization-ended'],
    ['one of the section waits', () => askChange(anOrganization(), 'place', place, { ...asked, pending: [askChange(anOrganization(), 'place', place, asked)] }), 'change-pending'],
    ['it is decided', () => decideChange(decideChange(askChange(anOrganization(), 'place', place, asked), 'refused', { by, at: asked.now }), 'approved', { by, at: asked.now }), 'change-decided'],
    ['the section is another by now', () => applyChange(anOrganization({ address: '别处另一条街' }), askChange(anOrganization(), 'place', place, asked)), 'section-changed'],
  ]
  for (const [why, act, expected] of refused) it(`is refused when ${why}`, () => expect(code(act)).to.equal(expected))
  it('does not wait behind a change of another section', () => {
    expect(code(() => askChange(anOrganization(), 'people', { representative: '王立' }, { ...asked, pending: [askChange(anOrganization(), 'place', place, asked)] }))).to.equal(undefined)
  })
  it('keeps a name that is given up', () => {
    const renamed = applyChange(anOrganization(), askChange(anOrganization(), 'identity', { ...anOrganization(), name: '大庆市新暖阳助老服务中心' }, asked))
    expect(renamed).to.deep.include({ name: '大庆市新暖阳助老服务中心', formerNames: ['大庆市暖阳助老服务中心'] })
  })
  it('takes away what is left empty', () => {
    const before = anOrganization({ supervisor: '大庆市民政局' })
    const change = askChange(before, 'identity', { ...before, supervisor: undefined }, asked)
    expect(applyChange(before, change).supervisor).to.equal(undefined)
    expect(differences(change).map(({ to }) => to)).to.deep.equal([null])
  })
  it('changes its own section and nothing else', () => fc.assert(fc.property(fc.constantFrom(...sections), section => {
    const other: Values = { ...anOrganization(), ...place, name: '大庆市另一服务中心', representative: '赵新', purpose: '另外的宗旨，足够十个字。', scope: '另外的范围', staff: 99, council: 7, contact: { name: '赵新', phone: '0459-5500009' } }
    const changed = withSection(anOrganization(), section, other)
    for (const each of sections.filter(name => name !== section)) expect(partOf(changed, each), each).to.deep.equal(partOf(anOrganization(), each))
    expect(changed.uscc).to.equal(anOrganization().uscc)
  })))
})
