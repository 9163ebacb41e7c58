import { expect } from 'chai'
import { anIncubation } from '../../fixtures/incubation.ts'
import { incubationStore } from '../../src/incubation/index.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'

describe('an evaluation of who is incubated', function () {
  this.timeout(60_000)
  let ground: PurchaseGround
  const pool: Actor[] = []
  before(async () => {
    ground = await startPurchase('incubators')
    for (let n = 0; n < 5; n += 1) pool.push(await ground.world.actor('expert', {}, `专家${n}`))
  })
  after(() => ground.world.stop())

  it('is rated by nobody who incubates the supplier (I2)', async () => {
    const contract = await ground.inForce()
    ground.world.clock.set(new Date('2027-04-15T01:00:00Z'))
    const stay = await incubationStore.insert(anIncubation({ organizationId: contract.organizationId, status: 'resident', handlers: pool.map(({ id }) => id) }))
    const open = () => ground.world.services.evaluations.open(ground.district, { contractId: contract.id, surveySize: 5 })
    expect(await open().catch((error: unknown) => error), 'all experts of the pool are its incubators').to.include({ code: 'too-few-experts' })
    const barred = pool.slice(0, 2).map(({ id }) => id)
    await incubationStore.save({ ...stay, handlers: barred })
    expect((await open()).raters).to.have.members(pool.slice(2).map(({ id }) => id))
  })
})
