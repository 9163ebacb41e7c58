import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'chai'
import mongoose from 'mongoose'
import { platformItself } from '../../src/kernel/actor.ts'
import { transact } from '../../src/platform/database.ts'
import { testMongoUri } from '../support/stores.ts'
import { startWorld, type World } from '../support/world.ts'
import { tellingOf } from './telling-worker.ts'

const EVENTS = 24
const ALL: Record<string, unknown> = {}

describe('telling, when the worker is killed', function () {
  this.timeout(180_000)
  let world: World
  const told = () => mongoose.connection.collection('messages').find(ALL).toArray()
  const waiting = () => mongoose.connection.collection('untold_events').find(ALL).toArray()

  before(async () => { world = await startWorld('killed') })
  after(() => world.stop())

  it('loses none and tells none twice', async () => {
    const owner = await world.actor('owner', { organizationId: 'organization-1' })
    const { audit } = world.services
    for (let n = 0; n < EVENTS; n += 1) {
      await transact(() => audit.record(platformItself, { kind: 'organization', action: 'organization.suspend', before: null, after: { id: `thing-${n}`, revision: 0 }, reason: '未按规定活动' }))
    }
    expect(await waiting()).to.have.length(EVENTS)

    const kills: number[] = []
    while ((await waiting()).length > EVENTS / 3) {
      const before = (await told()).length
      const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'telling-worker.ts'), testMongoUri(mongoose.connection.name), 'organization-1'], { stdio: 'ignore' })
      const gone = new Promise(done => child.once('exit', done))
      while (child.exitCode === null && (await told()).length < before + 4) await new Promise(done => setTimeout(done, 2))
      child.kill('SIGKILL')
      await gone
      kills.push((await told()).length)
    }
    expect(kills.length, 'it was killed in the middle').to.be.above(0)
    expect((await told()).length).to.be.below(EVENTS)

    for (let tries = 0; tries < 60 && (await waiting()).length > 0; tries += 1) {
      await tellingOf('organization-1').tellAll().catch(() => new Promise(done => setTimeout(done, 1_000)))
    }
    expect(await waiting()).to.deep.equal([])
    const found = await told()
    expect(found).to.have.length(EVENTS)
    expect(found.every(({ accountId }) => accountId === owner.id)).to.equal(true)
  })
})
