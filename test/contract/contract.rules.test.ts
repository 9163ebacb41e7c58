import { expect } from 'chai'
import fc from 'fast-check'
import { aBid } from '../../fixtures/bid.ts'
import { aContract, aContractInForce, aHalfSignedContract, aPrintedContract } from '../../fixtures/contract.ts'
import { anOrganization } from '../../fixtures/registry.ts'
import { aTender } from '../../fixtures/tender.ts'
import { ContractPrint } from '../../src/contract/contract-print.schema.ts'
import { contractFlow, drawUp, mayStillSign, printed, recordGrade, sign } from '../../src/contract/contract.rules.ts'
import type { Contract, GradeRecord, Party } from '../../src/contract/contract.schema.ts'
import { add, fen } from '../../src/kernel/money.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'

const NOW = new Date('2026-04-20T02:00:00Z')
const NAMES = { excellent: '优', good: '良', fair: '中', poor: '差' }

const drawn = (amount: number, changes: Partial<Tender> = {}): Contract => drawUp({
  id: 'contract-1', reference: 'HT-2026-0001', supplier: anOrganization(), areaName: '大庆市让胡路区银浪社区', signBy: NOW, now: NOW,
  awarded: { tender: aTender(changes), bid: aBid(), item: { code: 'A010101', name: '居家养老服务' }, amount: fen(amount), noticeAt: NOW },
})
const codeOf = (act: () => unknown): string => {
  try { act() } catch (error) { return error instanceof Refusal ? error.code : String(error) }
  return 'done'
}
const by = (party: Party, { file }: Contract = aPrintedContract()) => ({ party, accountId: `acc-${party}`, name: '某人', at: NOW, fileHash: file!.sha256 })
const grade = (changes: Partial<GradeRecord> = {}): GradeRecord => ({ evaluationId: 'evaluation-1', score: 9_000, grade: 'excellent', gradeName: '优', at: NOW, ...changes })

describe('drawing up a contract', () => {
  it('gives instalments that total the price to the fen, for any percentages', () => {
    fc.assert(fc.property(
      fc.integer({ min: 1, max: 100_000_000_00 }), fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 12 }),
      (amount, percents) => {
        const payments = percents.map((percent, at) => ({ condition: `第${at + 1}期`, percent, onAcceptance: false, gradeLinked: false }))
        const { instalments } = drawn(amount, { payments })
        const all = percents.reduce((sum, each) => sum + each, 0)
        expect(add(...instalments.map(each => each.amount))).to.equal(amount)
        expect(instalments.map(({ seq }) => seq)).to.deep.equal(percents.map((_, at) => at + 1))
        for (const [at, each] of instalments.entries()) {
          expect(Math.abs(each.amount - amount * percents[at]! / all), 'each within a fen of its share').to.be.below(1.000_1)
        }
      }))
  })

  it('takes its terms from the document and the bid, and nothing from elsewhere', () => {
    const contract = drawn(452_000_00)
    const { title, term, payments, indicators, gradeEffects, ruleSet, areas } = aTender()
    expect(contract).to.deep.include({ title, term, indicators, gradeEffects, ruleSet, areas, status: 'drawn-up', published: false, signatures: [] })
    expect(contract.instalments.map(({ condition, percent, onAcceptance, gradeLinked }) => ({ condition, percent, onAcceptance, gradeLinked }))).to.deep.equal(payments)
    expect(contract.supplier).to.include({ name: anOrganization().name, code: anOrganization().uscc })
    expect(contract.content).to.include(aTender().description).and.include(aBid().offer.plan)
  })

  it('names the method of its purchase', () => {
    expect(printed(drawn(1), NAMES).project.method).to.equal('公开招标')
    expect(printed(drawn(1, { method: 'consultation' }), NAMES).project.method).to.equal('竞争性磋商')
    expect(printed(drawn(1, { method: 'single-source' }), NAMES).project.method).to.equal('单一来源采购')
  })

  it('prints what it says: the printed values are checked to add up', () => {
    const values = printed(drawn(452_000_01), NAMES)
    expect(ContractPrint.parse(values)).to.deep.equal(values)
    expect(values.gradeEffects.map(effect => effect.grade)).to.deep.equal(['优', '良', '中', '差'])
    const tampered = { ...values, payments: values.payments.map((payment, at) => at === 0 ? { ...payment, amount: fen(payment.amount + 1) } : payment) }
    expect(ContractPrint.safeParse(tampered).success).to.equal(false)
  })
})

describe('signing a contract', () => {
  it('comes into force with the second party, whichever is first, and is public from then on', () => {
    for (const [first, second] of [['buyer', 'supplier'], ['supplier', 'buyer']] as const) {
      const half = sign(aPrintedContract(), by(first), NOW)
      expect([half.status, half.published, half.inForceAt]).to.deep.equal(['half-signed', false, undefined])
      expect([mayStillSign(half, first), mayStillSign(half, second)]).to.deep.equal([false, true])
      const whole = sign(half, by(second), NOW)
      expect([whole.status, whole.published, whole.inForceAt]).to.deep.equal(['in-force', true, NOW])
    }
  })

  it('is refused twice by one party, before the print, after both, and over another file', () => {
    expect(codeOf(() => sign(aHalfSignedContract(), by('buyer'), NOW))).to.equal('party-has-signed')
    expect(codeOf(() => sign(aContract(), by('buyer'), NOW))).to.not.equal('done')
    expect(codeOf(() => sign(aContractInForce(), by('buyer'), NOW))).to.equal('party-has-signed')
    expect(codeOf(() => sign(aPrintedContract(), { ...by('buyer'), fileHash: '0'.repeat(64) }, NOW))).to.equal('file-changed')
    expect(codeOf(() => sign(aPrintedContract(), by('supplier'), NOW))).to.equal('done')
  })
})

describe('the flow of a contract', () => {
  it('ends where nothing leads on, and can be ended everywhere before', () => {
    const ends = Object.entries(contractFlow).filter(([, steps]) => Object.keys(steps).length === 0).map(([status]) => status)
    expect(ends).to.have.members(['completed', 'terminated'])
    for (const [status, steps] of Object.entries(contractFlow)) if (!ends.includes(status)) expect(steps, status).to.have.property('terminate', 'terminated')
  })
})

describe('recording the grade of a contract', () => {
  it('counts once: the same evaluation again changes nothing, another one is refused', () => {
    const graded = recordGrade(aContractInForce(), grade())
    expect(graded.grade).to.deep.equal(grade())
    expect(recordGrade(graded, grade({ score: 1 }))).to.equal(graded)
    expect(codeOf(() => recordGrade(graded, grade({ evaluationId: 'evaluation-2' })))).to.equal('graded-already')
  })

  it('is refused before the contract is in force', () => {
    for (const contract of [aContract(), aPrintedContract(), aHalfSignedContract()]) {
      expect(codeOf(() => recordGrade(contract, grade())), contract.status).to.equal('not-in-force')
    }
  })
})

describe('signing after the last day', () => {
  it('holds, and says why it is late', () => {
    const contract = aPrintedContract()
    const late = new Date(contract.signBy.getTime() + 1)
    expect(codeOf(() => sign(contract, by('buyer'), contract.signBy)), 'within the last day').to.equal('done')
    expect(codeOf(() => sign(contract, by('buyer'), late))).to.equal('invalid-input')
    const signed = sign(contract, { ...by('buyer'), lateReason: '法定代表人出差' }, late)
    expect(signed.signatures[0]).to.include({ lateReason: '法定代表人出差' })
  })
})

describe('evaluating a contract that was paid up before', () => {
  it('still gives it its grade', () => {
    expect(recordGrade(aContractInForce({ status: 'completed' }), grade()).grade).to.deep.equal(grade())
    expect(codeOf(() => recordGrade(aContractInForce({ status: 'terminated' }), grade()))).to.equal('not-in-force')
  })
})
