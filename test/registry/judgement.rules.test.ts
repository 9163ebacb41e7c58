import { expect } from 'chai'
import fc from 'fast-check'
import { aJudgement, anApplication, anOrganization } from '../../fixtures/registry.ts'
import { fen } from '../../src/kernel/money.ts'
import { startOfDay } from '../../src/kernel/period.ts'
import { Invalid, RuleBroken } from '../../src/kernel/refusal.ts'
import { approvalBlockers, judge, judgedSections, openSections, refusalBlockers, refusalReason, reopened } from '../../src/registry/judgement.rules.ts'
import { Verdict, type JudgeSections, type Section } from '../../src/registry/judgement.schema.ts'
import { decide, takenOver } from '../../src/registry/organization.rules.ts'
import type { Organization } from '../../src/registry/organization.schema.ts'
import { correctionOf } from '../../src/registry/section.rules.ts'

const application = (changes: Partial<Organization> = {}) => anOrganization({ status: 'applied', visible: false, ...changes })
const filled = judgedSections(application())
const by = { id: 'district', name: '周军' }
const at = startOfDay('2026-03-10')
const said = (judgements: JudgeSections['judgements'], rest?: 'in-order'): JudgeSections => ({ revision: 1, judgements, ...(rest && { rest }) })
const judged = (verdicts: Partial<Record<Section, Verdict>>) => judge(application(), said(Object.fromEntries(Object.entries(verdicts).map(([section, verdict]) =>
  [section, { verdict, ...(verdict === 'to-correct' && { remark: `请更正：${section}。` }) }]))), { by, at })
const all = (): Partial<Record<Section, Verdict>> => Object.fromEntries(filled.map(section => [section, 'in-order']))
const codes = (act: () => unknown): string[] => {
  try { act() } catch (error) {
    if (error instanceof Invalid) return error.details.problems.map(({ field, code }) => `${field}: ${code}`)
    if (error instanceof RuleBroken) return (error.details.blockers as { code: string; params?: { section: string } }[] | undefined)?.map(({ code, params }) => `${code} ${params?.section ?? ''}`.trim()) ?? [error.code]
    throw error
  }
  return []
}
const decided = { by: '周军', at }

describe('judging the sections of an application', () => {
  it('is of those that the applicant filled', () => {
    expect(filled).to.deep.equal(['identity', 'code', 'place', 'people', 'work', 'contact', 'team'])
    expect(judgedSections(application({ openingFunds: fen(3_000_000) }))).to.include('funds')
  })

  const wrong: [why: string, said: JudgeSections, problems: string[]][] = [
    ['a remark is missing where something is to be corrected', said({ place: { verdict: 'to-correct' } }), ['judgements.place.remark: required']],
    ['there is a remark and no finding', said({ place: { remark: '请写明门牌号' } }), ['judgements.place.verdict: required']],
    ['nothing was filled there', said({ funds: { verdict: 'in-order' } }), ['judgements.funds.verdict: section-empty']],
    ['more than one is wrong: each is named', said({ place: { verdict: 'to-correct' }, work: { verdict: 'to-correct' } }, 'in-order'), ['judgements.place.remark: required', 'judgements.work.remark: required']],
  ]
  for (const [why, what, problems] of wrong) it(`is refused when ${why}`, () => expect(codes(() => judge(application(), what, { by, at }))).to.deep.equal(problems))
  for (const status of ['registered', 'refused', 'suspended', 'cancelled'] as const) {
    it(`is refused once it is ${status}`, () => expect(codes(() => judge(application({ status }), said({}, 'in-order'), { by, at }))).to.deep.equal(['not-allowed-now']))
  }

  it('keeps who found what and when, until that person or another finds otherwise', () => {
    const first = judged({ identity: 'in-order', place: 'to-correct' })
    const later = judge(first, said({ identity: { verdict: 'in-order' }, place: { verdict: 'in-order', remark: '请更正：place。' } }, 'in-order'), { by: { id: 'bureau', name: '张伟' }, at: startOfDay('2026-03-11') })
    expect(later.judgements.map(({ section, by, verdict, remark }) => [section, by.name, verdict, remark])).to.deep.equal(
      filled.map(section => [section, section === 'identity' ? '周军' : '张伟', 'in-order', undefined]))
  })
  it('leaves what is to be corrected when the rest is in order', () => {
    const rest = judge(judged({ work: 'to-correct' }), said({}, 'in-order'), { by, at })
    expect(rest.judgements.filter(({ verdict }) => verdict === 'to-correct').map(({ section }) => section)).to.deep.equal(['work'])
    expect(openSections(rest)).to.deep.equal([])
  })
  it('is the same thing where nothing is found that was not', () => {
    const first = judged({ identity: 'in-order' })
    expect(judge(first, said({ identity: { verdict: 'in-order' } }), { by: { id: 'bureau', name: '张伟' }, at })).to.equal(first)
  })
})

describe('deciding on an application', () => {
  const table: [verdicts: Partial<Record<Section, Verdict>>, approval: string[], refusal: string[]][] = [
    [{}, filled.map(section => `section-not-judged ${section}`), ['no-section-to-correct']],
    [Object.fromEntries(filled.filter(section => section !== 'team').map(section => [section, 'in-order'])), ['section-not-judged team'], ['no-section-to-correct']],
    [all(), [], ['no-section-to-correct']],
    [{ ...all(), work: 'to-correct' }, ['section-to-correct work'], []],
    [{ place: 'to-correct' }, ['section-to-correct place', ...filled.filter(section => section !== 'place').map(section => `section-not-judged ${section}`)], []],
  ]
  for (const [verdicts, approval, refusal] of table) {
    it(`with ${JSON.stringify(verdicts)}: ${approval.length} in the way of an approval, ${refusal.length} of a refusal`, () => {
      expect(codes(() => decide(judged(verdicts), 'approve', decided))).to.deep.equal(approval)
      expect(codes(() => decide(judged(verdicts), 'refuse', decided))).to.deep.equal(refusal)
    })
  }
  it('approves exactly when every section is in order, and never both', () => fc.assert(fc.property(
    fc.record(Object.fromEntries(filled.map(section => [section, fc.constantFrom(...Verdict.options, undefined)]))), verdicts => {
      const application = judged(Object.fromEntries(Object.entries(verdicts).filter(([, verdict]) => verdict)))
      expect(approvalBlockers(application).length === 0).to.equal(filled.every(section => verdicts[section] === 'in-order'))
      expect(refusalBlockers(application).length === 0).to.equal(Object.values(verdicts).includes('to-correct'))
    })))

  it('takes the remarks as the reason of a refusal, and what else is said', () => {
    const application = judged({ place: 'to-correct', work: 'to-correct' })
    expect(refusalReason(application)).to.equal('请更正：place；请更正：work')
    expect(decide(application, 'refuse', { ...decided, reason: '材料亦不齐全。' }).decided?.reason).to.equal('请更正：place；请更正：work；材料亦不齐全')
  })
  it('needs no judgement for what another register has approved', () => {
    expect(takenOver(application(), anApplication(), decided)).to.include({ status: 'registered', visible: true })
  })
})

describe('a section that is corrected', () => {
  const applied = { ...judged({ ...all(), place: 'to-correct' }), status: 'applied' as const }
  it('is to be judged anew, and the others keep what was found', () => {
    const again = reopened(applied, 'place')
    expect(openSections(again)).to.deep.equal(['place'])
    expect(codes(() => decide(again, 'approve', decided))).to.deep.equal(['section-not-judged place'])
    expect(codes(() => decide(again, 'refuse', decided)), 'the remark was met').to.deep.equal(['no-section-to-correct'])
    expect(judge(again, said({ place: { verdict: 'in-order' } }), { by, at }).judgements.every(({ verdict, changed }) => verdict === 'in-order' && !changed)).to.equal(true)
  })
  const value = { area: '230604002', address: '让胡路区龙岗社区中心街一号' }
  const asked = { id: 'change-1', by: { id: 'owner', name: '李素芬' }, now: at }
  const kept: [when: string, organization: Organization, reason: string | undefined][] = [
    ['refused: with its remark', { ...applied, status: 'refused' }, '请更正：place。'],
    ['being judged: without the remark, which is not told yet', applied, ''],
    ['applied and not judged: not at all', application(), undefined],
    ['registered: not at all', anOrganization({ judgements: [aJudgement({ section: 'place' })] }), undefined],
  ]
  for (const [when, organization, reason] of kept) it(`is kept beside the old value when ${when}`, () => expect(correctionOf(organization, 'place', value, asked)?.reason).to.equal(reason))
})
