import { expect } from 'chai'
import { aContractInForce, aFailedAcceptance, anAcceptance, anAcceptanceRecord, aPassedAcceptance } from '../../fixtures/contract.ts'
import { acceptanceBlockers, decided, nextToAccept, requestBlockers, requested, standardsOf, withAcceptance } from '../../src/contract/acceptance.rules.ts'
import type { DecideAcceptance } from '../../src/contract/acceptance.schema.ts'
import { conditionOf } from '../../src/contract/contract.rules.ts'
import { invoiceBlockers } from '../../src/contract/payment.rules.ts'
import { Invalid } from '../../src/kernel/refusal.ts'

const NOW = new Date('2026-11-06T02:00:00Z')
const contract = aContractInForce({ accepted: [] })
const by = { accountId: 'drafter', name: '李敏' }
const codes = (blockers: { code: string }[]) => blockers.map(({ code }) => code)
const decide = (changes: Partial<DecideAcceptance> = {}) => decided(anAcceptance(), anAcceptanceRecord(contract, changes), { contract, by, now: NOW })
function problemsOf(work: () => unknown): string[] {
  try {
    work()
    return []
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return (error.details.problems as { field: string; code: string }[]).map(({ field, code }) => `${field} ${code}`)
  }
}

describe('asking for an acceptance', () => {
  const asked = (changes: { seq?: number; others?: Parameters<typeof requestBlockers>[1]['others']; now?: Date } = {}, of = contract) =>
    codes(requestBlockers(of, { seq: 2, others: [], now: NOW, ...changes }))

  it('is open once the service has begun, for what the contract pays on acceptance', () => {
    expect(asked()).to.deep.equal([])
    expect(asked({ seq: 1 }), 'the advance').to.deep.equal(['acceptance-not-needed'])
    expect(asked({ seq: 9 })).to.deep.equal(['acceptance-not-needed'])
    expect(asked({ now: new Date('2026-04-30T15:59:59Z') })).to.deep.equal(['service-not-begun'])
    expect(asked({}, { ...contract, status: 'half-signed' })).to.deep.equal(['contract-not-in-force'])
  })
  it('waits for the one before, and comes again after one that failed', () => {
    expect(asked({ others: [anAcceptance()] })).to.deep.equal(['acceptance-open'])
    expect(asked({ others: [aFailedAcceptance()] })).to.deep.equal([])
    expect(asked({ others: [aPassedAcceptance()] }, withAcceptance(contract, aPassedAcceptance()))).to.deep.equal(['accepted-already'])
    expect(() => requested(contract, anAcceptance(), [anAcceptance()])).to.throw().with.property('code', 'blocked')
  })
})

describe('the record of an acceptance (条例 art. 45)', () => {
  it('inspects each indicator of the contract, and what, by whom and how safely', () => {
    expect(standardsOf(contract).map(({ id, indicator }) => indicator?.name ?? id)).to.deep.equal(['服务老人人数', '上门服务次数', '服务对象满意度', 'content', 'staff', 'safety'])
  })
  it('passes when every standard is met, and is public', () => {
    expect(decide()).to.include({ status: 'passed', published: true }).and.not.have.property('remedy')
    expect(decide({ remedy: '无' })).to.not.have.property('remedy')
  })
  it('fails by one standard that is not met, with what is to be put right', () => {
    const findings = anAcceptanceRecord(contract).findings.map((finding, index) => ({ ...finding, met: index === 4 ? 'no' as const : 'yes' as const }))
    expect(problemsOf(() => decide({ findings }))).to.deep.equal(['remedy remedy-missing'])
    expect(decide({ findings, remedy: '补齐一名护理员。' })).to.include({ status: 'failed', published: true, remedy: '补齐一名护理员。' })
  })
  it('has one finding for each standard, and none of another', () => {
    const { findings } = anAcceptanceRecord(contract)
    expect(problemsOf(() => decide({ findings: findings.slice(1) }))).to.deep.equal(['findings.0.met required', 'findings.0.found required'])
    expect(problemsOf(() => decide({ findings: [...findings, findings[0]!] }))).to.deep.equal(['findings.6.standardId not-a-choice'])
    expect(problemsOf(() => decide({ findings: [...findings, { standardId: 'price', met: 'yes', found: '没有这一项' }] }))).to.deep.equal(['findings.6.standardId not-a-choice'])
  })
  it('has heard those who are served', () => {
    expect(problemsOf(() => decide({ opinions: [] }))).to.deep.equal(['opinions.0.who opinion-of-users-missing'])
  })
  it('is written once', () => {
    expect(() => decided(aPassedAcceptance(), anAcceptanceRecord(contract), { contract, by, now: NOW })).to.throw().with.property('code', 'not-allowed-now')
  })
})

describe('a payment on acceptance', () => {
  it('is not claimed before its work has passed', () => {
    expect(nextToAccept(contract)?.seq).to.equal(2)
    expect(codes(invoiceBlockers(contract, 2, []))).to.include('acceptance-missing')
    for (const status of ['requested', 'failed'] as const) expect(withAcceptance(contract, { ...aFailedAcceptance(), status })).to.equal(contract)
    const accepted = withAcceptance(contract, aPassedAcceptance())
    expect(codes(invoiceBlockers(accepted, 2, []))).to.not.include('acceptance-missing')
    expect(codes(invoiceBlockers(accepted, 3, [])), 'the next needs its own').to.include('acceptance-missing')
    expect(nextToAccept(accepted)?.seq).to.equal(3)
  })
  it('asks for nothing that the contract does not say (财库〔2019〕38号 三)', () => {
    const [first] = contract.instalments
    expect(acceptanceBlockers(contract, first!)).to.deep.equal([])
    expect(conditionOf({ condition: '中期验收合格并收到发票', onAcceptance: true })).to.equal('中期验收合格并收到发票')
    expect(conditionOf({ condition: '服务满半年', onAcceptance: true })).to.equal('服务满半年，且本期服务验收合格')
    expect(conditionOf({ condition: '合同签订', onAcceptance: false })).to.equal('合同签订')
  })
})
