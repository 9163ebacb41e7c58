import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { unprintedContracts } from '../../src/contract/index.ts'
import { unscoredEvaluations } from '../../src/evaluation/index.ts'
import { sheetStore } from '../../src/tender/index.ts'
import { readPrinted } from '../support/printed.ts'
import { asked, AT_WEB, AT_WORKER, named, type At } from './blows.ts'
import { startPlant, until, type Plant } from './plant.ts'
import { layTown, PRICE, CEILING, type Town } from './town.ts'

type InForce = { id: string; tenderId: string }

/** Every part is killed in the middle of printing, scoring and paying, on one plant that goes on from each. */
describe('printing, scoring and paying, when parts are killed', function () {
  this.timeout(90_000).bail(true)
  let plant: Plant
  let town: Town
  let check: ReturnType<typeof asked>
  const printed: string[] = []
  const contracts: InForce[] = []
  const scored: string[] = []
  const contractOf = (id: string) => plant.services.contracts.known(id)
  const rests = (kind: 'contract' | 'evaluation', id: string, status: string) => until(`${kind} ${id} is ${status}`, async () => (await (kind === 'contract' ? contractOf(id) : plant.services.evaluations.see(town.people.district, id))).status === status)

  before(async () => {
    plant = await startPlant(new Date('2026-04-06T09:00:00+08:00'))
    check = asked(plant)
    town = await layTown(plant)
    for (let n = 0; n < AT_WEB.length; n += 1) contracts.push(await town.inForce())
  })
  after(() => plant.stop())
  afterEach(() => { check.clean() })

  /** Draws up a contract over the call, sent again until it is answered; gives its id. */
  async function drawnUp(tenderId: string): Promise<string> {
    await plant.insist(town.people.district, '/contracts', { tenderId })
    const { id } = (await plant.services.contracts.ofTender(tenderId))!
    printed.push(id)
    return id
  }

  describe('printing', () => {
    for (const at of AT_WORKER) {
      it(`goes on when ${named(at)}`, async () => {
        const id = await plant.struck(async () => drawnUp(await town.awarded()), { ...at, action: 'contract.print' })
        await rests('contract', id, 'printed')
      })
    }
    const lost: At[] = [{ part: 'web', when: 'after' }, { part: 'queue', when: 'after' }]
    for (const at of lost) {
      it(`is not forgotten when ${named(at)} that draws the contract up`, async () => {
        const id = await plant.struck(async () => drawnUp(await town.awarded()), { ...at, action: 'contract.draw-up' })
        // What runs by itself every minute.
        await plant.services.enqueue(unprintedContracts, {})
        await rests('contract', id, 'printed')
      })
    }
  })

  /** Claims the first instalment and has two people approve it; each call is sent again until it is answered. */
  async function paid({ id: contractId }: InForce): Promise<void> {
    const { insist, services: { payments } } = plant
    const [finance, finance2] = [town.people.finance, town.finance2]
    const payment = async () => (await payments.ofContract(await contractOf(contractId)))[0]!
    await insist(town.supplier.owner, `/contracts/${contractId}/invoices`, { seq: 1, number: '23300001' })
    const { id } = await payment()
    const approve = async (person: typeof finance) => insist(person, `/payments/${id}/approve`, { revision: (await payment()).revision })
    await approve(finance)
    expect((await approve(finance)).body.code).to.equal('two-approvers')
    await approve(finance2)
  }

  describe('paying', () => {
    for (const [index, at] of AT_WEB.entries()) {
      it(`goes on when ${named(at)}`, () => plant.struck(() => paid(contracts[index]!), { ...at, action: 'payment.pay' }))
    }

    it('is done once for each contract, by two people, and stands so in the books', async () => {
      for (const contract of contracts) {
        const payments = await plant.services.payments.ofContract(await contractOf(contract.id))
        expect(payments.map(({ status }) => status)).to.deep.equal(['paid'])
        expect(new Set(payments[0]!.approvals.map(({ accountId }) => accountId)).size).to.equal(2)
        for (const action of ['payment.invoice', 'payment.approve', 'payment.pay']) await check.once('payment', payments[0]!.id, action)
        expect(await check.moved(town.lineId, contract.tenderId)).to.deep.equal([
          ['reserve', CEILING], ['commit', PRICE], ['release', CEILING - PRICE], ['pay', payments[0]!.amount],
        ])
      }
    })
  })

  describe('scoring a purchase', () => {
    let members: Town['experts'] = []
    let bidIds: string[] = []
    const id = 'scored'
    const sheetOf = async (member: string) => (await sheetStore.ofTender(id)).find(({ memberId }) => memberId === member)
    before(async () => { ({ members, bidIds } = await town.scorable(id)) })

    for (const [index, at] of AT_WEB.slice(0, 5).entries()) {
      it(`goes on when ${named(at)} that signs a sheet`, () => plant.struck(async () => {
        const member = members[index]!
        const now = async () => ({ revision: (await sheetOf(member.id))?.revision ?? 0 })
        for (const bidId of bidIds) await plant.insist(member, `/tenders/${id}/sheet/${bidId}`, { ...await now(), ...town.SCORES }, 'PUT')
        await plant.insist(member, `/tenders/${id}/sheet`, { ...await now(), agreed: true })
      }, { ...at, action: 'sheet.sign' }))
    }

    it('leaves one signed sheet of each member, from which the ranking comes', async () => {
      const sheets = await sheetStore.ofTender(id)
      expect(sheets.map(({ memberId }) => memberId)).to.have.members(members.map(member => member.id))
      expect(sheets.every(({ signedAt }) => signedAt !== undefined)).to.equal(true)
      for (const sheet of sheets) await check.once('sheet', sheet.id, 'sheet.sign')
    })
  })

  describe('scoring the work', () => {
    /** The last of the experts rates, sent again until it is answered. */
    async function rated(contract: InForce): Promise<string> {
      const { id, last, rating } = await town.almostRated(contract.id)
      scored.push(id)
      expect((await plant.insist(last, `/evaluations/${id}/rate`, rating)).status).to.be.oneOf([200, 409])
      return id
    }
    for (const [index, at] of AT_WORKER.entries()) {
      it(`goes on when ${named(at)}`, async () => {
        const id = await plant.struck(() => rated(contracts[index]!), { ...at, action: 'evaluation.score' })
        await rests('evaluation', id, 'scored')
      })
    }

    it('and printing go on when the worker itself dies, on either side of the commit', async () => {
      const [one, other] = [await town.awarded(), await town.awarded()]
      const ids = [
        await plant.struck(() => drawnUp(one), { part: 'worker', when: 'before', action: 'contract.print' }),
        await plant.struck(() => drawnUp(other), { part: 'worker', when: 'after', action: 'contract.print' }),
      ]
      const scorings = [
        await plant.struck(() => rated(contracts[4]!), { part: 'worker', when: 'before', action: 'evaluation.score' }),
        await plant.struck(() => rated(contracts[5]!), { part: 'web', when: 'after', action: 'evaluation.rate' }),
      ]
      await plant.services.enqueue(unscoredEvaluations, {})
      for (const id of ids) await rests('contract', id, 'printed')
      for (const id of scorings) await rests('evaluation', id, 'scored')
    })

    it('has given each evaluation one score, and each contract one file that can be read', async () => {
      for (const id of scored) {
        await check.once('evaluation', id, 'evaluation.score')
        // All but the 35 judged points is reached in full; the judged ones to 95 %.
        expect((await plant.services.evaluations.see(town.people.district, id)).result?.total).to.equal(9_825)
      }
      for (const id of printed) {
        await check.once('contract', id, 'contract.print')
        const { file, reference } = await contractOf(id)
        const bytes = Buffer.concat(await (await plant.services.openDocument(file!.key)).bytes().toArray() as Buffer[])
        expect(createHash('sha256').update(bytes).digest('hex')).to.equal(file!.sha256)
        expect((await readPrinted(bytes)).text).to.include(reference).and.include('452,000.00')
      }
    })
  })

  describe('while a store is away', () => {
    for (const part of ['documents', 'queue'] as const) {
      it(`(${part}) pages and calls say so at once, and web and worker come back by themselves`, async () => {
        const processes = [plant.pidOf('web'), plant.pidOf('worker')]
        await plant.kill(part)
        // Who asks in the very moment may wait until the connection is known to be lost, but not for long.
        await until('it is said', async () => (await fetch(`${plant.address}/readyz`)).status === 503, 10)
        const begun = performance.now()
        const page = await fetch(`${plant.address}/tenders?lang=zh-CN`)
        expect([page.status, page.headers.get('retry-after')]).to.deep.equal([503, '5'])
        expect(await page.text()).to.include('系统暂时无法访问数据').and.include('<main')
        for (const body of [undefined, { tenderId: 'none' }]) {
          expect(await plant.call(town.people.district, '/contracts', body)).to.deep.include({ status: 503 }).and.have.nested.property('body.code', 'store-away')
        }
        expect(performance.now() - begun).to.be.below(2_000)
        await plant.revive(part)
        await until('it answers again', async () => (await plant.call(town.people.district, '/contracts')).status === 200, 10)
        const contractId = await drawnUp(await town.awarded())
        await rests('contract', contractId, 'printed')
        expect([plant.pidOf('web'), plant.pidOf('worker'), plant.isAlive('web'), plant.isAlive('worker')]).to.deep.equal([...processes, true, true])
      })
    }
  })

  describe('all of it', () => {
    it('leaves chains that hold and messages told once', () => town.settled())
  })
})
