import { expect } from 'chai'
import { acceptanceBlockers } from '../../src/contract/acceptance.rules.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { verifyChains } from '../../src/platform/audit.ts'
import { PRICE, startPurchase, type PurchaseGround } from '../contract/ground.ts'
import { anOwned } from '../registry/ground.ts'
import { caller, type Caller } from './caller.ts'

type Evaluated = {
  id: string; revision: number; status: string; experts: { accountId: string }[]
  tree: { level1: { leaves: { id: string; kind: string }[] }[] }; result: { total: number; grade: string }
}
const LEFT = 500_000_00 - PRICE
/** What the contract of this story pays of its last fifth for each grade. */
const EFFECTS = [{ grade: 'excellent', percent: 10_000 }, { grade: 'good', percent: 9_000 }, { grade: 'fair', percent: 6_000 }, { grade: 'poor', percent: 0 }]

describe('contracts that end another way', function () {
  this.timeout(90_000)
  this.bail(true)
  let ground: PurchaseGround
  let on: Caller
  let stranger: Actor, clerk: Actor, supervisor: Actor, elsewhere: Actor
  const experts: Actor[] = []

  before(async () => {
    ground = await startPurchase('storycontract')
    on = caller(ground.world)
    stranger = (await anOwned(ground.world, '晨曦')).owner
    clerk = await ground.world.actor('community')
    supervisor = await ground.world.actor('supervisor')
    elsewhere = await ground.world.actor('district', { area: '230602' })
    for (let n = 0; n < 5; n += 1) experts.push(await ground.world.actor('expert', {}, `专家${n}`))
  })
  after(() => ground.world.stop())

  const books = async ({ lineId }: Contract) => (await on.get(ground.finance, `/budget-lines/${lineId}`)).body.balance as Record<string, number>
  const seen = async ({ id }: Contract) => (await on.get(ground.district, `/contracts/${id}`)).body as Contract
  const claim = (contract: Contract, seq: number) => on.post(ground.owner, `/contracts/${contract.id}/invoices`, { seq, number: `2330${seq}0001` })
  /** Claims an instalment and has two people of finance approve it. */
  async function paid(contract: Contract, seq: number): Promise<{ amount: number; withheld: number; status: string }> {
    if (acceptanceBlockers(await seen(contract), contract.instalments[seq - 1]!).length > 0) await ground.accepted(contract.id, seq)
    const { id, revision } = await on.done(201, claim(contract, seq))
    const once = await on.done(200, on.post(ground.finance, `/payments/${id}/approve`, { revision }))
    return on.done(200, on.post(ground.finance2, `/payments/${id}/approve`, { revision: once.revision }))
  }

  describe('terminated half way', () => {
    const REASON = '服务机构被撤销登记，无法继续履行。'
    let contract: Contract
    let open: { id: string; revision: number }
    const terminate = async (actor: Actor, body: object = {}) =>
      on.post(actor, `/contracts/${contract.id}/terminate`, { revision: (await seen(contract)).revision, reason: REASON, ...body })

    before(async () => {
      contract = await ground.inForce()
      expect(await paid(contract, 1)).to.include({ amount: 226_000_00, status: 'paid' })
      await ground.accepted(contract.id, 2)
      open = await on.done(201, claim(contract, 2))
    })

    it('is for its buyer, with a reason, and waits until what is claimed is paid or returned', async () => {
      for (const person of [ground.owner, stranger, clerk, supervisor, ground.finance, elsewhere]) expect((await terminate(person)).status, person.name).to.equal(403)
      const silent = await terminate(ground.district, { reason: '' })
      expect([silent.status, silent.body.problems[0].field]).to.deep.equal([422, 'reason'])
      const claimed = await terminate(ground.district)
      expect([claimed.status, claimed.body.blockers[0].code]).to.deep.equal([409, 'invoice-open'])
      expect(await books(contract)).to.include({ available: LEFT, reserved: 0, committed: 226_000_00, paid: 226_000_00 })
      await on.done(200, on.post(ground.finance, `/payments/${open.id}/return`, { revision: open.revision, reason: '合同将终止，不予支付。' }))
    })

    it('frees what is not paid to the fen, and only once', async () => {
      const answers = await Promise.all([terminate(ground.district), terminate(ground.district)])
      expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 409])
      expect(await books(contract)).to.include({ available: LEFT + 226_000_00, reserved: 0, committed: 0, paid: 226_000_00 })
      const { entries } = (await on.get(ground.finance, `/budget-lines/${contract.lineId}`)).body as { entries: { kind: string; amount: number }[] }
      expect(entries.at(-1)).to.include({ kind: 'release', amount: 226_000_00 })
    })

    it('takes no invoice, signature or evaluation any more, and stands in the record with its reason', async () => {
      const invoice = await claim(contract, 2)
      expect([invoice.status, invoice.body.blockers[0].code]).to.deep.equal([409, 'contract-not-in-force'])
      expect((await on.post(ground.district, '/evaluations', { contractId: contract.id, surveySize: 5 })).status).to.equal(409)
      const ended = await seen(contract)
      expect(ended).to.include({ status: 'terminated' })
      expect(ended.ended).to.include({ reason: REASON })
      const { text } = await (await ground.page(ground.district)).get(`/contracts/${contract.id}?lang=zh-CN`)
      expect(text).to.include(REASON)
    })
  })

  describe('paid by the grade', () => {
    /** Bands of all that is judged, and what the execution of the money adds: 800 hundredths for all of it, so 565 yuan are one hundredth. */
    const EDGES = [
      { total: 9_000, band: 8_000, execution: 500, grade: 'excellent', amount: 90_400_00 },
      { total: 8_999, band: 8_000, execution: 499, grade: 'good', amount: 81_360_00 },
      { total: 8_000, band: 6_000, execution: 200, grade: 'good', amount: 81_360_00 },
      { total: 7_999, band: 6_000, execution: 199, grade: 'fair', amount: 54_240_00 },
      { total: 6_000, band: 0, execution: 300, grade: 'fair', amount: 54_240_00 },
      { total: 5_999, band: 0, execution: 299, grade: 'poor', amount: 0 },
    ]
    const contracts: Contract[] = []
    const evaluations: Evaluated[] = []
    const read = async (at: number): Promise<Evaluated> => (await on.get(ground.district, `/evaluations/${evaluations[at]!.id}`)).body as Evaluated

    before(async () => {
      for (const _ of EDGES) contracts.push(await ground.inForce({ gradeEffects: EFFECTS }))
      for (const contract of contracts) for (const seq of [1, 2]) await paid(contract, seq)
      ground.world.clock.set(new Date('2027-04-15T01:00:00Z'))
    })

    it('are scored to the hundredth at each edge, and one hundredth below it', async () => {
      for (const person of [ground.owner, clerk, supervisor, elsewhere, experts[0]!]) {
        expect((await on.post(person, '/evaluations', { contractId: contracts[0]!.id, surveySize: 1 })).status, person.name).to.equal(403)
      }
      for (const [at, { band, execution }] of EDGES.entries()) {
        const opened = await on.done<Evaluated>(201, on.post(ground.district, '/evaluations', { contractId: contracts[at]!.id, surveySize: 1 }))
        evaluations.push(opened)
        const actuals = [183, 28_548, 90].map((actual, index) => ({ leafId: `output-${index + 1}`, actual }))
        const report = { summary: '全年服务183名老人，按约定上门服务。', actuals, spent: PRICE / 800 * execution }
        for (const person of [stranger, ground.district]) expect((await on.post(person, `/evaluations/${opened.id}/report`, report)).status, person.name).to.equal(403)
        await on.done(200, on.post(ground.owner, `/evaluations/${opened.id}/report`, report))
        const { links } = await on.done<{ links: string[] }>(200, on.get(ground.district, `/evaluations/${opened.id}/survey-links`))
        await on.done(201, ground.world.visitor().post(`/api/v1${links[0]}`).send({ answer: 'very-satisfied' }))
        const bands = opened.tree.level1.flatMap(({ leaves }) => leaves).filter(({ kind }) => kind === 'band').map(({ id }) => ({ leafId: id, attainment: band }))
        for (const { accountId } of opened.experts) {
          const expert = experts.find(({ id }) => id === accountId)!
          await on.done(200, on.post(expert, `/evaluations/${opened.id}/rate`, { bands, rationale: '制度健全，记录完整，效果明显。' }))
        }
      }
      await ground.world.runJobs()
      const scored = await Promise.all(EDGES.map((_, at) => read(at)))
      expect(scored.map(({ status, result: { total, grade } }) => [status, total, grade])).to.deep.equal(EDGES.map(({ total, grade }) => ['scored', total, grade]))
    })

    it('pay nothing by a grade that is not published', async () => {
      await ground.accepted(contracts[0]!.id, 3)
      const early = await claim(contracts[0]!, 3)
      expect([early.status, early.body.blockers[0].code]).to.deep.equal([409, 'grade-missing'])
      const { revision } = await read(0)
      for (const person of [ground.owner, supervisor, elsewhere, experts[0]!]) {
        expect((await on.post(person, `/evaluations/${evaluations[0]!.id}/publish`, { revision })).status, person.name).to.equal(403)
      }
    })

    it('pay of the last instalment what the contract says of the grade, and free the rest of the money', async () => {
      for (const [at, { amount, grade }] of EDGES.entries()) {
        const { id, revision } = await read(at)
        await on.done(200, on.post(ground.district, `/evaluations/${id}/publish`, { revision }))
        await ground.world.runJobs()
        const contract = contracts[at]!
        const said = `${EDGES[at]!.total}: ${grade}`
        if (amount > 0) expect(await paid(contract, 3), said).to.include({ amount, withheld: 90_400_00 - amount, status: 'paid' })
        else {
          const nothing = await claim(contract, 3)
          expect([nothing.status, (nothing.body.blockers as { code: string }[]).map(({ code }) => code)], said).to.deep.equal([409, ['nothing-payable']])
          expect(await seen(contract), 'its work is accepted all the same').to.include({ status: 'in-force' })
          await ground.accepted(contract.id, 3)
        }
        expect(await seen(contract), said).to.include({ status: 'completed' })
        expect(await books(contract), said).to.include({ available: LEFT + 90_400_00 - amount, reserved: 0, committed: 0, paid: 361_600_00 + amount })
      }
    })
  })

  describe('afterwards', () => {
    it('leave chains of events that hold', async () => {
      const { first, events } = await verifyChains()
      expect(first).to.equal(null)
      expect(events).to.be.greaterThan(50)
    })
  })
})
