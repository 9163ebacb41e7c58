import { expect } from 'chai'
import { anAcceptanceRecord } from '../../fixtures/contract.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { acceptanceStore } from '../../src/contract/index.ts'
import { challengeStore, complaintStore, tenderStore } from '../../src/tender/index.ts'
import { asked, AT_WEB, named } from './blows.ts'
import { startPlant, type Plant } from './plant.ts'
import { CEILING, layTown, PRICE, type Town } from './town.ts'

const WORDS = { facts: '开标时未宣布第一名投标文件的报价，我单位无法核对开标记录。', basis: '财政部令第87号第四十一条', request: '公布开标记录，撤销合同。' }
const TEXT = '经核实，质疑事项缺乏事实依据，质疑不成立。'
/** Each step of a dispute, in its order; in the dispute of a blow each next step meets the next blow. */
const STEPS = ['challenge.send', 'challenge.reply', 'complaint.file', 'complaint.suspend', 'complaint.uphold', 'contract.terminate'] as const

/** Every part is killed in the middle of challenges, complaints and acceptances, on one plant that goes on from each. */
describe('disputing and accepting, when parts are killed', function () {
  this.timeout(120_000).bail(true)
  let plant: Plant
  let town: Town
  let check: ReturnType<typeof asked>
  let supplier: Actor
  const disputed: { tenderId: string; contractId: string; challengeId: string; complaintId: string }[] = []
  const accepted: string[] = []

  before(async () => {
    plant = await startPlant(new Date('2026-04-06T09:00:00+08:00'))
    check = asked(plant)
    town = await layTown(plant)
    supplier = town.supplier.owner
  })
  after(() => plant.stop())
  afterEach(() => { check.clean() })

  /** Sends a call again until it is answered, while a part dies at its commit. */
  const struck = (blow: number, action: string, [who, path, body]: [Actor, string, object]) =>
    plant.struck(() => plant.insist(who, path, body), { ...AT_WEB[blow % AT_WEB.length]!, action })

  for (const [index, at] of AT_WEB.entries()) {
    it(`takes a challenge, its answer, a complaint and its decision to the end of the contract; first while ${named(at)}`, async () => {
      const { district, supervisor } = town.people
      const { id: contractId, tenderId } = await town.inForce()
      await tenderStore.save({ ...await tenderStore.get(tenderId), openedAt: plant.services.clock() })
      const drafted = await plant.services.challenges.draft(supplier, tenderId, { ...WORDS, step: 'opening' }, async () => [])
      const challenge = () => challengeStore.get(drafted.id)
      const onChallenge = async (step: string, who: Actor, body: object = {}) =>
        struck(index + STEPS.indexOf(`challenge.${step}` as never), `challenge.${step}`, [who, `/challenges/${drafted.id}/${step}`, { ...body, revision: (await challenge()).revision }])
      await onChallenge('send', supplier)
      await onChallenge('reply', district, { outcome: 'unfounded', text: TEXT })
      await struck(index + 2, 'complaint.file', [supplier, `/challenges/${drafted.id}/complaints`, WORDS])
      const { id } = (await complaintStore.ofTender(tenderId))[0]!
      const now = async () => ({ revision: (await complaintStore.get(id)).revision })
      await plant.insist(supervisor, `/complaints/${id}/accept`, await now())
      await plant.insist(district, `/complaints/${id}/respond`, { ...await now(), text: TEXT })
      await struck(index + 3, 'complaint.suspend', [supervisor, `/complaints/${id}/suspend`, { ...await now(), reason: '可能改变结果', until: '2026-04-20T00:00:00Z' }])
      expect((await plant.insist(supplier, `/contracts/${contractId}/invoices`, { seq: 1, number: '23300001' })).body.code).to.equal('blocked')
      await struck(index + 4, 'complaint.uphold', [supervisor, `/complaints/${id}/decide`, { ...await now(), outcome: 'upheld', text: `${TEXT}投诉成立。`, remedy: 'annul' }])
      await struck(index + 5, 'contract.terminate', [district, `/contracts/${contractId}/terminate`, { revision: (await plant.services.contracts.known(contractId)).revision, reason: '依据投诉处理决定撤销合同。' }])
      disputed.push({ tenderId, contractId, challengeId: drafted.id, complaintId: id })
    })
  }

  it('has done each step once, and given the money back once', async () => {
    for (const { tenderId, contractId, challengeId, complaintId } of disputed) {
      const of = { challenge: challengeId, complaint: complaintId, contract: contractId }
      for (const action of STEPS) await check.once(action.split('.')[0]!, of[action.split('.')[0] as keyof typeof of], action)
      expect(await complaintStore.ofTender(tenderId)).to.have.length(1)
      const { status, ended } = await plant.services.contracts.known(contractId)
      expect([status, ended?.ground?.id]).to.deep.equal(['terminated', complaintId])
      expect(await check.moved(town.lineId, tenderId)).to.deep.equal([['reserve', CEILING], ['commit', PRICE], ['release', CEILING - PRICE], ['release', PRICE]])
      await check.once('tender', tenderId, 'tender.contract-terminated')
    }
  })

  describe('accepting', () => {
    const contracts: { id: string }[] = []
    before(async () => {
      for (const _ of AT_WEB) contracts.push(await town.inForce())
      await town.moveTo('2026-05-06T09:00')
    })
    for (const [index, at] of AT_WEB.entries()) {
      it(`goes on when ${named(at)}`, async () => {
        const contract = await plant.services.contracts.known(contracts[index]!.id)
        const { seq } = contract.instalments.find(({ onAcceptance }) => onAcceptance)!
        await struck(index, 'acceptance.request', [supplier, `/contracts/${contract.id}/acceptances`, { acceptSeq: seq, statement: '约定的服务已经完成，台账和签字记录齐全。' }])
        const { id, revision } = (await acceptanceStore.ofContract(contract.id))[0]!
        await struck(index + 1, 'acceptance.pass', [town.people.district, `/acceptances/${id}/decide`, { ...anAcceptanceRecord(contract), revision }])
        accepted.push(id)
      })
    }
    it('is asked for and recorded once for each contract, which says so', async () => {
      for (const [index, id] of accepted.entries()) {
        for (const action of ['acceptance.request', 'acceptance.pass']) await check.once('acceptance', id, action)
        const contract = await plant.services.contracts.known(contracts[index]!.id)
        expect(contract.accepted.map(({ acceptanceId }) => acceptanceId)).to.deep.equal([id])
        expect(await acceptanceStore.ofContract(contract.id)).to.have.length(1)
      }
    })
  })

  // Behind the tests of acceptances, which a bare test would come before.
  describe('afterwards', () => {
    it('chains hold and messages are told once', () => town.settled())
  })
})
